"""What is no file, or hurt, where the real command looks for one; and a sample of mutants."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from splotch_tui import Recipe, run
from trials import Outcome
from trials.bounds import BY_THE_CLOCK
from trials.calling import Answer, wrong_with
from trials.history_mutations import mutant, originals

_ENDINGS = (".npz", ".png", ".gif", ".mp4", ".webm")
_SAMPLE = 40


def try_odd_files(folder: Path, seed: int, scale: float) -> Iterator[Outcome]:
    """Have the command read pipes, devices, folders and a sample of mutants."""
    yield _try_places(folder, scale)
    if scale == 1:  # it compiles three times
        yield _try_caches(folder)
    yield _try_sample(folder, seed, round(_SAMPLE * scale) or 1)


def _splotch(
    folder: Path, *arguments: object, stdin: int = subprocess.DEVNULL, **environment: str
) -> Answer:
    """Run the real command, in a folder and an environment of its own."""
    try:
        result = subprocess.run(
            [sys.executable, "-m", "splotch_tui", *map(str, arguments)],
            cwd=folder,
            stdin=stdin,
            capture_output=True,
            # It starts, and compiles, while other processes may be running.
            timeout=10 * BY_THE_CLOCK,
            env={**os.environ, "XDG_CONFIG_HOME": str(folder / "config"), **environment},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Answer(-1, "", "it waits")
    out, err = (text.decode(errors="replace") for text in (result.stdout, result.stderr))
    return Answer(result.returncode, out, err)


def _put(kind: str, path: Path) -> None:
    """Put something into a file's place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    match kind:
        case "a pipe":
            os.mkfifo(path)
        case "a device":
            path.symlink_to("/dev/zero")
        case "a folder":
            path.mkdir()
        case "a loop":
            path.symlink_to(path.name)


def _try_places(folder: Path, scale: float) -> Outcome:
    """Put what is no file into every place that the command reads a file from."""
    tried, faults = 0, []
    kinds = ("a pipe", "a device", "a folder", "a loop")
    places = [(f"{kind}{ending}", kind, ending) for kind in kinds for ending in _ENDINGS]
    places += [("config/splotch/config.toml", kind, "") for kind in kinds]
    for name, kind, ending in places[:: 1 if scale == 1 else 12]:
        path = folder / name
        _put(kind, path)
        answer = _splotch(folder, *(("info", path) if ending else ("config",)))
        fault = wrong_with(answer) or ("" if answer.code == 1 else f"exit code {answer.code}")
        path.rmdir() if kind == "a folder" else path.unlink()
        tried += 1
        if fault:
            faults.append(f"{kind} as {name}: {fault}")
    for text in ("zero", "urandom") if scale == 1 else ("zero",):
        with Path("/dev", text).open("rb") as device:
            answer = _splotch(folder, "run", "--recipe", "-", stdin=device.fileno())
        tried += 1
        if fault := wrong_with(answer) or ("" if answer.code == 1 else f"exit code {answer.code}"):
            faults.append(f"/dev/{text} as a recipe: {fault}")
    return Outcome("pipes, devices, folders, loops", tried, "refused in a line", tuple(faults))


def _try_caches(folder: Path) -> Outcome:
    """Hurt the cached kernels: the run is the same, and they are made anew."""
    recipe = Recipe(steps=20)
    final = f'"x0": {float(run(recipe).x0[-1])!r}'
    tried, faults = 0, []
    random = np.random.default_rng(1)
    cache = folder / "cache"
    for kind in ("nothing", "a flipped byte", "a pipe"):
        for file in sorted(cache.rglob("*.nb?")):
            data = bytearray(file.read_bytes())
            if kind == "a flipped byte":
                data[random.integers(len(data))] ^= 0xFF
                file.write_bytes(data)
            else:
                file.unlink()
                _put(kind, file)
        answer = _splotch(folder, "run", "--steps=20", "--json", NUMBA_CACHE_DIR=str(cache))
        tried += 1
        if fault := wrong_with(answer) or ("" if final in answer.out else "another run"):
            faults.append(f"{kind} in the cache: {fault}")
    return Outcome("hurt caches", tried, "the same run", tuple(faults))


def _try_sample(folder: Path, seed: int, count: int) -> Outcome:
    """Have the real command read a few of the mutants that are tried in process."""
    files, path = originals(folder), folder / "sample.npz"
    faults, codes = [], []
    for number in range(1, count + 1):
        one = mutant(files, np.random.default_rng((seed, number)), number)
        path.write_bytes(one.data)
        answer = _splotch(folder, "info", path)
        codes.append(answer.code)
        if fault := wrong_with(answer):
            faults.append(f"{number} ({one.kind}): {fault}")
    came_out = f"{codes.count(0)} read, {codes.count(1)} refused"
    return Outcome("histories read by the real command", count, came_out, tuple(faults))
