"""Disks that are full, closed or gone, files that are damaged, and streams that nobody takes.

A full disk is a small file system in memory where mounting is permitted, in a namespace of its own;
elsewhere a limit to the size of files stands in for it. Who may not write is a user without a name.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from terminal import Terminal, restored

from splotch_tui import PRESETS, History
from splotch_tui import run as run_descent
from splotch_tui.session.journal import Entry, Journal, read_entry
from trials import Outcome
from trials.sandbox import LONGEST, SPLOTCH, Case, FaultError, Sandbox, try_cases

_AT_ONCE = 2
# A small part of the trial tries so many cases, of whatever kind.
_FEWEST = 8
_NOBODY = ("unshare", "--map-user=54321", "--map-group=54321")
_NO_HOME = ("env", "-u", "HOME", "-u", "XDG_DATA_HOME", "-u", "XDG_CONFIG_HOME")
_HOME_NOWHERE = (*_NO_HOME, "HOME=/proc/nowhere")
# A file system of so many bytes; what is left on it is listed beside it.
_ON_SMALL_DISK = (
    'mount -t tmpfs -o size="$1" tmpfs "$2" && left="$2/../left" && cd "$2" && shift 2 && "$@"; '
    'code=$?; ls -A . > "$left"; exit $code'
)
_ON_FULL_DISK = (
    'mount -t tmpfs -o size=4096 tmpfs "$1" && head -c 4096 /dev/zero > "$1/full" && shift && '
    'exec "$@"'
)
_GONE = ("sh", "-c", 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', "sh")
_READ_ONLY = 'mount -t tmpfs -o ro tmpfs "$1" && shift && exec "$@"'
# None of the files that are made is as short.
_ROOM = 8192
_REDIRECTIONS = {
    ">&-": {0},
    ">&- 2>&-": {0},
    ">/dev/full": {1},
    ">/dev/full 2>&1": {1},
    "| true": {0, 1},
    "2>&1 | true": {0, 1},
    "| head -1": {0, 1},
}
_CONFIGS = (b"\xff\xfe", b"theme = ", b"fps = 1e9", b"[keys]\nx = 3", b"[[" * 4000, b"\0" * 99)


def run(seed: int, scale: float) -> Iterator[Outcome]:
    """See `trials`."""
    rng = random.Random(seed)
    with TemporaryDirectory(prefix="disks-") as folder, ThreadPoolExecutor(_AT_ONCE) as pool:
        history = Path(folder, "a.npz")
        run_descent(PRESETS["comment"].shortened(600)).save(history)
        cases = _cases(history)
        of_all = [(what, case) for what, some in cases.items() for case in some]
        chosen = rng.sample(of_all, min(max(_FEWEST, round(len(of_all) * scale)), len(of_all)))
        for what in cases:
            some = [case for which, case in chosen if which == what]
            if some:
                yield try_cases(what, some, Path(folder), seed, pool)


def _cases(history: Path) -> dict[str, list[Case]]:
    """Return all that is tried, by what it has in common."""
    film = ("render", history, "--size", "320x180", "--seconds", "1", "-o")
    writing = [
        ("run", "--preset", "original", "--steps", "2000", "-o", "new.npz"),
        *((*film, f"new{ending}") for ending in (".mp4", ".gif", ".webm")),
        ("render", history, "-o", "new.png"),
        *(("plot", history, "-o", f"new{ending}") for ending in (".png", ".svg", ".pdf")),
    ]
    reading = [
        ("info", history),
        ("info", history, "--json"),
        ("recipe", history),
        ("config",),
        ("--help",),
        ("run", "--steps", "50"),
        ("run", "--steps", "50", "--json"),
    ]
    small = "full disk" if _may_mount() else "file-size limit (no mounting here) for a full disk"
    cases: dict[str, list[Case]] = {
        small: [partial(_full_disk, arguments) for arguments in writing],
        "closed folder": [partial(_closed_folder, arguments) for arguments in writing],
        "closed file": [partial(_closed_file, ("info",)), partial(_closed_file, ("recipe",))],
        "vanished working folder": [
            _app_nowhere,
            *(partial(_refused, arguments, _GONE) for arguments in writing),
            *(partial(_done, arguments, _GONE) for arguments in reading),
        ],
        "no home": [
            case
            for home in (_NO_HOME, _HOME_NOWHERE)
            for case in (
                partial(_app_homeless, home),
                *(
                    partial(_done, arguments, (*_NOBODY, *home))
                    for arguments in (*writing, *reading)
                ),
            )
        ],
        "closed folder for runs": [_app_closed],
        "journal that is a folder": [_app_with_a_folder_for_journal],
        "two apps that save at once": [_two_apps],
        "damaged settings": [
            *(partial(_damaged_settings, text) for text in _CONFIGS),
            *(partial(_settings_that_are, make) for make in (os.mkfifo, os.mkdir)),
        ],
        "streams that nobody takes": [
            partial(_untaken, arguments, redirection)
            for arguments in reading
            for redirection in _REDIRECTIONS
        ],
    }
    if _may_mount():
        read_only = [partial(_read_only_disk, arguments) for arguments in writing]
        cases |= {"read-only disk": read_only, "full disk for runs": [_app_on_full_disk]}
    return cases


@cache
def _may_mount() -> bool:
    """Return whether a file system may be mounted in a namespace of one's own."""
    with TemporaryDirectory() as folder:
        command = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", folder]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _shell(script: str, *arguments: object) -> tuple[str, ...]:
    """Return what a command follows that runs where a file system is mounted."""
    return ("unshare", "-rm", "sh", "-c", script, "sh", *map(str, arguments))


def _check(result: subprocess.CompletedProcess[str], code: int) -> None:
    """See that a command ended with a code, and in one line if it could not do its work."""
    lines = [line for line in result.stderr.splitlines() if not line.startswith("compiling;")]
    said = [line for line in lines if not line.startswith(("written to ", "rendering: "))]
    right = len(said) == 1 and said[0].startswith("splotch: ") if code else not said
    if result.returncode != code or not right:
        raise FaultError(f"{result.args[-5:]}: code {result.returncode}, {result.stderr[-400:]!r}")


def _done(
    arguments: Sequence[object], before: Sequence[str], sandbox: Sandbox, _rng: random.Random
) -> str:
    """Have a command do its work all the same, and make nothing else."""
    absolute = [sandbox.work / one if str(one).startswith("new.") else one for one in arguments]
    _check(sandbox.call(*absolute, before=before), 0)
    strays = {path.name for path in sandbox.work.iterdir()} - {str(arguments[-1])}
    if strays:
        raise FaultError(f"{arguments} made {strays}")
    return "done"


def _refused(
    arguments: Sequence[object], before: Sequence[str], sandbox: Sandbox, _rng: random.Random
) -> str:
    """Have a command say in one line that it cannot do its work, and leave nothing."""
    _check(sandbox.call(*arguments, before=before), 1)
    if left := [path.name for path in (*sandbox.work.iterdir(), *sandbox.temporary.iterdir())]:
        raise FaultError(f"{arguments} left {left}")
    return "refused in a line"


def _full_disk(arguments: Sequence[object], sandbox: Sandbox, rng: random.Random) -> str:
    if not _may_mount():
        return _refused(arguments, ("prlimit", f"--fsize={_ROOM}"), sandbox, rng)
    came_out = _refused(arguments, _shell(_ON_SMALL_DISK, _ROOM, sandbox.work), sandbox, rng)
    if left := (sandbox.root / "left").read_text().split():
        raise FaultError(f"{arguments} left {left}")
    return came_out


def _read_only_disk(arguments: Sequence[object], sandbox: Sandbox, rng: random.Random) -> str:
    target = sandbox.work / str(arguments[-1])
    before = _shell(_READ_ONLY, sandbox.work)
    return _refused((*arguments[:-1], target), before, sandbox, rng)


def _closed_folder(arguments: Sequence[object], sandbox: Sandbox, rng: random.Random) -> str:
    sandbox.work.chmod(0o555)
    return _refused(arguments, _NOBODY, sandbox, rng)


def _closed_file(arguments: Sequence[object], sandbox: Sandbox, _rng: random.Random) -> str:
    path = sandbox.work / "closed.npz"
    path.touch(0o000)
    _check(sandbox.call(*arguments, path, before=_NOBODY), 1)
    return "refused in a line"


def _damaged_settings(text: bytes, sandbox: Sandbox, _rng: random.Random) -> str:
    _settings_path(sandbox).write_bytes(text)
    _check(sandbox.call("config"), 1)
    return _app_refused(sandbox)


def _settings_that_are(make: object, sandbox: Sandbox, _rng: random.Random) -> str:
    make(_settings_path(sandbox))
    _check(sandbox.call("config"), 1)
    return _app_refused(sandbox)


def _settings_path(sandbox: Sandbox) -> Path:
    folder = sandbox.home / "splotch"
    folder.mkdir()
    return folder / "config.toml"


def _app_refused(sandbox: Sandbox) -> str:
    """Have the app say in one line that it cannot begin."""
    app = Terminal([], sandbox.home, environment=sandbox.environment)
    try:
        code = app.end(LONGEST)
    finally:
        app.close()
    lines = app.sent.decode().splitlines()
    if code != 1 or len(lines) != 1 or not lines[0].startswith("splotch: "):
        raise FaultError(f"app: code {code}, {lines}")
    return "refused in a line"


def _untaken(
    arguments: Sequence[object], redirection: str, sandbox: Sandbox, _rng: random.Random
) -> str:
    script = f'"$@" {redirection}; exit ${{PIPESTATUS[0]}}'
    result = sandbox.call(*arguments, before=("bash", "-c", script, "bash"))
    lines = result.stderr.splitlines()
    about = f"{arguments} {redirection}: code {result.returncode}, {lines}"
    if result.returncode not in _REDIRECTIONS[redirection] or len(lines) > 1:
        raise FaultError(about)
    if lines and not lines[0].startswith("splotch: "):
        raise FaultError(about)
    return "with code 1" if result.returncode else "with code 0"


def _app(sandbox: Sandbox, before: Sequence[str] = (), says: str = "", *options: str) -> Terminal:
    """Open the app, see that it runs and says something, leave it, and return its terminal."""
    app = Terminal(
        options, sandbox.home, environment=sandbox.environment, command=(*before, *SPLOTCH)
    )
    try:
        app.until(lambda: app.step > 20 and says in app.text)
        app.press("q")
        code = app.end(LONGEST)
    finally:
        app.close()
    if code != 0 or not restored(app.sent) or b"Traceback" in app.sent:
        raise FaultError(f"app: code {code}, {app.sent[-300:]!r}")
    return app


def _runs_at_last(sandbox: Sandbox, noted: Terminal) -> str:
    """See that a run which was noted elsewhere is in the journal when the app has begun again."""
    if b"it is noted in" not in noted.sent:
        raise FaultError("the app does not say where the run is noted")
    _app(sandbox, (), "took in a run", "--seed", "5")
    if {entry.recipe.seed for entry in _entries(sandbox)} != {1729, 5}:
        raise FaultError("the run that was noted elsewhere is lost")
    return "taken in at the next start"


def _entries(sandbox: Sandbox) -> list[Entry]:
    entries = [read_entry(line) for line in Journal(sandbox.runs).lines()]
    return [entry for entry in entries if entry is not None]


def _app_on_full_disk(sandbox: Sandbox, _rng: random.Random) -> str:
    return _runs_at_last(sandbox, _app(sandbox, _shell(_ON_FULL_DISK, sandbox.home), "noted in"))


def _app_closed(sandbox: Sandbox, _rng: random.Random) -> str:
    sandbox.home.chmod(0o555)
    noted = _app(sandbox, _NOBODY, "noted in")
    sandbox.open()
    return _runs_at_last(sandbox, noted)


def _app_with_a_folder_for_journal(sandbox: Sandbox, _rng: random.Random) -> str:
    folder = sandbox.runs / "journal.jsonl"
    folder.mkdir(parents=True)
    noted = _app(sandbox, (), "journal")
    folder.rmdir()
    return _runs_at_last(sandbox, noted)


def _app_nowhere(sandbox: Sandbox, _rng: random.Random) -> str:
    _app(sandbox, _GONE)
    return "done"


def _app_homeless(home: Sequence[str], sandbox: Sandbox, _rng: random.Random) -> str:
    noted = _app(sandbox, (*_NOBODY, *home), "noted in")
    if strays := [path.name for path in sandbox.home.iterdir()]:
        raise FaultError(f"the app made {strays}")
    return _runs_at_last(sandbox, noted)


def _two_apps(sandbox: Sandbox, _rng: random.Random) -> str:
    apps = []
    try:
        for seed in ("11", "12"):
            apps.append(Terminal(["--seed", seed], sandbox.home, environment=sandbox.environment))
        for app in apps:
            app.until(lambda app=app: app.step > 20)
        for app in apps:
            app.press("w")
        for app in apps:
            app.until(lambda app=app: "saved" in app.text)
            app.press("q")
        codes = [app.end(LONGEST) for app in apps]
    finally:
        for app in apps:
            app.close()
    saved = {History.load(path).recipe.seed for path in sandbox.runs.glob("*.npz")}
    noted = {entry.recipe.seed for entry in _entries(sandbox) if entry.kept}
    if codes != [0, 0] or not saved == noted == {11, 12}:
        raise FaultError(f"codes {codes}, saved {saved}, noted {noted}")
    return "both saved and noted"
