"""Probes: what `splotch doctor` looks at. In a broken environment any of them may raise.

Everything is imported where it is used, so that what is broken stops one probe and no other.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from shutil import disk_usage

from splotch_tui.commands.findings import Findings
from splotch_tui.core.errors import SplotchError, reason_of
from splotch_tui.core.text import shorten, size_text

# What needs a package; the others are needed for everything.
_NEEDED_FOR = {
    "imageio": "pictures",
    "imageio-ffmpeg": ".mp4 and .webm films",
    "matplotlib": "films, plots and figures",
    "pillow": "films and pictures",
    "rich": "the app",
    "textual": "the app",
    "torch": "--engine torch",
}
# The extras: what each is for, and its packages.
EXTRAS = {
    "cluster": ("ensembles on several processes or machines (--cluster)", ("dask", "distributed")),
    "parquet": ("tables as Parquet (-o TABLE.parquet)", ("pyarrow",)),
    "html": ("pages to turn by hand (splotch plot -o RUN.html)", ("plotly",)),
    "notebook": ("notebooks and data frames", ("ipykernel", "pandas")),
    "pictures": ("the flight as a picture of pixels", ("textual-image",)),
}
_REQUIREMENT = re.compile(r"([A-Za-z0-9_.-]+)(?:\[[^]]*\])? *([^; ]*) *(;.*)?")
_BOUND = re.compile(r"(>=|<)\s*([\d.]+)")
_RELEASE = re.compile(r"\d+(?:\.\d+)*")
# Less than this is soon full.
_LITTLE = 200e6
# What decides how Splotch and what it is built on behave. Of some only that they are set is told.
_DECIDING = re.compile(
    "LANG|LC_.*|COLORTERM|NO_COLOR|FORCE_COLOR|TMPDIR|XDG_.*_HOME|XDG_CACHE.*|PYTHON.*|NUMBA_.*"
    "|TEXTUAL.*|IMAGEIO_.*|DASK_.*|OMP_NUM_THREADS"
)
_ONLY_SET = ("TMUX", "STY", "SSH_CONNECTION", "VIRTUAL_ENV", "CONDA_PREFIX")


def look_at_machine(findings: Findings) -> None:
    """Tell of Splotch itself, Python, the system, processors and memory."""
    import splotch_tui
    from splotch_tui.core.memory import free_memory
    from splotch_tui.core.processors import count_processors

    findings.tell("version", f"{splotch_tui.__version__}, in {Path(splotch_tui.__file__).parent}")
    python = f"{platform.python_implementation()} {platform.python_version()}"
    findings.tell("Python", f"{python}, {sys.executable}")
    findings.tell("system", platform.platform())
    findings.tell("processors", f"{count_processors()} may be used, of {os.cpu_count()}")
    free = free_memory()
    findings.tell("memory", f"{size_text(free)} free" if free < float("inf") else "nothing tells")


def look_at_packages(findings: Findings) -> None:
    """Tell the versions of what Splotch needs, and of what it can use."""
    try:
        requirements = metadata.requires("splotch-tui") or []
    except metadata.PackageNotFoundError:
        requirements = []
        findings.tell("splotch-tui", "not installed: it is run from a folder of its sources")
    bounds = {}
    for name, bound, marker in _parsed(requirements):
        bounds[name] = bound
        # Other markers than those of extras there are none.
        if not marker:
            fault = _look_at_package(findings, name, bound)
            findings.faults += [f"{_NEEDED_FOR.get(name, 'Splotch')}: {one}" for one in fault]
    for extra, (used_for, packages) in EXTRAS.items():
        for name in packages:
            fault = _look_at_package(findings, name, bounds.get(name, ""), f" (extra {extra})")
            findings.limits += [f"{used_for}: {one}" for one in fault]


def _parsed(requirements: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the bounds and the marker of each requirement; the last two may be empty."""
    for requirement in requirements:
        if found := _REQUIREMENT.match(requirement):
            name, bounds, marker = found.groups("")
            yield name, bounds, marker


def _look_at_package(findings: Findings, name: str, bounds: str, note: str = "") -> list[str]:
    """Tell the version of a package; return what is wrong with it, and what to do, if anything."""
    version = _version(name)
    findings.tell(name, f"{version or 'not installed'}{note}")
    wanted = f"'{name}{bounds}'" if bounds else name
    if version is None:
        return [f"{name} is not installed: pip install {wanted}"]
    if not _fits(version, bounds):
        return [f"{name} {version} is here, and {bounds} is needed: pip install {wanted}"]
    return []


def _version(name: str) -> str | None:
    """Return the version of an installed package; of one without its record, what is known."""
    try:
        # Of a damaged record there is none.
        return metadata.version(name) or "unknown"
    except metadata.PackageNotFoundError:
        return None


def _fits(version: str, bounds: str) -> bool:
    """Return whether a version is within bounds such as ``>=0.61,<0.69``."""
    has = _release(version)
    kept = {">=": has.__ge__, "<": has.__lt__}
    return all(kept[sign](_release(bound)) for sign, bound in _BOUND.findall(bounds))


def _release(version: str) -> tuple[int, ...]:
    found = _RELEASE.match(version)
    numbers = tuple(map(int, found[0].split("."))) if found else ()
    # 2.0 is 2.0.0.
    return numbers + (0,) * (5 - len(numbers))


def look_at_terminal(findings: Findings) -> None:
    """Tell what the terminal is, and what the app takes it to show."""
    import locale

    from splotch_tui.ui.plotting.glyphs import fitting_glyphs
    from splotch_tui.ui.terminal.colours import colour_system

    term = os.environ.get("TERM", "")
    findings.tell("TERM", shorten(term, 60) or "not set")
    if term in {"dumb", "unknown"}:
        findings.limits.append(
            "the app: TERM says that this terminal only prints lines: set it to what it is, as in "
            "TERM=xterm-256color"
        )
    findings.tell("size", _size_of_terminal())
    colours = {"truecolor": "16 million", "256": "256", "standard": "16"}[colour_system()]
    findings.tell("colours", f"{colours}{', NO_COLOR is set' * ('NO_COLOR' in os.environ)}")
    if colours == "16":
        findings.limits.append(
            "the flight over the hills: this terminal is said to have 16 colours: set "
            "COLORTERM=truecolor, or TERM=xterm-256color, if it has more"
        )
    encoding, glyphs = locale.getencoding(), fitting_glyphs().name
    findings.tell("glyphs", f"{glyphs}; the locale's encoding is {encoding}")
    if glyphs == "ascii":
        findings.limits.append(
            "fine plots in the app: the locale is not UTF-8: export LC_ALL=C.UTF-8"
        )
    findings.tell("pictures", _pictures())


def _size_of_terminal() -> str:
    for stream in (sys.__stdout__, sys.__stderr__, sys.__stdin__):
        try:
            if stream is not None:
                size = os.get_terminal_size(stream.fileno())
                return f"{size.columns} × {size.lines}"
        except (OSError, ValueError):  # it is no terminal, or closed
            continue
    return "not known: neither input nor output is a terminal"


def _pictures() -> str:
    """Return whether the terminal shows pictures of pixels, by its own word."""
    from splotch_tui.ui.terminal.asking import ask_graphics

    if os.environ.get("TERM") in {None, "dumb", "unknown"}:
        return "not asked for"
    try:
        graphics = ask_graphics()
    except SplotchError as error:
        return f"not asked for: {error}"
    if graphics is None:
        return "the terminal does not answer"
    if graphics.protocol is None:
        return "no: the terminal knows neither kitty's protocol nor sixels of a known size"
    width, height = graphics.cell
    return f"{graphics.protocol}, cells of {width} × {height} pixels"


def look_at_kernels(findings: Findings) -> None:
    """Tell for what processor kernels are compiled, and where they are kept. None is compiled."""
    from llvmlite import binding

    import render
    import splotch_tui
    from splotch_tui.core.kernels.kernel_cache import cache_folder

    findings.tell("processor", binding.get_host_cpu_name())
    try:
        folder = cache_folder(cache_folder)
    except RuntimeError:
        findings.tell("cache", "no folder for it can be written")
        findings.faults.append(
            "starting in a moment: kernels are compiled anew every time, as no folder for them can "
            "be written: set NUMBA_CACHE_DIR to one that can"
        )
        return
    beside = [Path(package.__path__[0]) for package in (splotch_tui, render)]
    roots = beside if folder.is_relative_to(beside[0]) else [folder.parent]
    sizes = [file.stat().st_size for root in roots for file in root.rglob("*.nb[ic]")]
    findings.tell("cache", str(folder))
    told = f"{len(sizes)} files, {size_text(sum(sizes))}, {size_text(disk_usage(folder).free)} free"
    findings.tell("compiled", told if sizes else "nothing yet: the first run takes some seconds")


def look_at_encoder(findings: Findings) -> None:
    """Tell which ffmpeg there is, and whether it has the encoders of our formats."""
    from render.formats import mp4, webm
    from render.formats.ffmpeg import ask_ffmpeg

    ffmpeg = ask_ffmpeg()
    findings.tell("ffmpeg", f"{ffmpeg.version}, {ffmpeg.program}")
    for ending, encoder in ((".mp4", mp4.ENCODER), (".webm", webm.ENCODER)):
        has = encoder in ffmpeg.encoders
        findings.tell(ending, f"{encoder}{'' if has else ' is missing'}")
        if not has:
            findings.faults.append(
                f"{ending} films: this ffmpeg has no encoder {encoder}: unset IMAGEIO_FFMPEG_EXE, "
                "or install an ffmpeg that has it"
            )


def look_at_folders(findings: Findings) -> None:
    """Tell where settings, runs and what else is kept are, and whether they can be written."""
    from platformdirs import user_log_path

    from splotch_tui.session.journal import FILE
    from splotch_tui.ui.config import Config, config_path, load_config

    path = config_path()
    findings.tell("settings", f"{path}{'' if path.exists() else ', not there yet'}")
    try:
        runs = load_config().runs
    except SplotchError as error:
        findings.faults.append(f"the app and `splotch config`: {error}: mend or remove that file")
        runs = Config().runs
    _look_at_folder(
        findings, "runs", runs, "keeping runs", "name another as `runs` in the settings"
    )
    journal = runs / FILE
    findings.tell("journal", f"{journal}{'' if journal.exists() else ', not there yet'}")
    temporary = Path(tempfile.gettempdir())
    # The refuge of runs is there as well.
    _look_at_folder(findings, "refuge", temporary, ".mp4 and .webm films", "set TMPDIR to another")
    findings.tell("crash logs", str(user_log_path("splotch")))


def _look_at_folder(
    findings: Findings, label: str, folder: Path, used_for: str, instead: str
) -> None:
    """Tell whether a folder, or the one that it would be made in, can be written."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        # It leaves nothing behind.
        with tempfile.TemporaryFile(dir=there):
            free = disk_usage(there).free
    except OSError as error:
        findings.tell(label, f"{folder}, cannot be written: {reason_of(error)}")
        findings.faults.append(
            f"{used_for}: {there} cannot be written ({reason_of(error)}): {instead}"
        )
        return
    findings.tell(label, f"{folder}, {size_text(free)} free{', not there yet' * (there != folder)}")
    if free < _LITTLE:
        findings.faults.append(f"{used_for}, soon: {there} has {size_text(free)} left: {instead}")


def look_at_cluster(findings: Findings, address: str) -> None:
    """Tell whether Dask is there, and whether workers answer where some are asked for."""
    version = _version("distributed")
    findings.tell("Dask", version or "not installed")
    if not address:
        findings.tell("workers", "not asked: give their address by --cluster")
        return
    from splotch_tui.core.ensemble.executors.cluster import Cluster

    try:
        threads = Cluster.parse(address).count_threads()
    except SplotchError as error:
        findings.tell("workers", "none answers")
        findings.faults.append(f"--cluster {address}: {error}")
        return
    if not threads:
        findings.faults.append(f"--cluster {address}: it has no workers: start some")
    findings.tell("workers", f"answer at {address}; threads: {threads}")


def look_at_environment(findings: Findings) -> None:
    """Tell which variables are set that decide something."""
    for name, value in sorted(os.environ.items()):
        if name in _ONLY_SET:
            findings.tell(name, "is set")
        elif _DECIDING.fullmatch(name):
            findings.tell(name, shorten(value, 200))
