"""Commands and the app killed, or told to end, at random moments.

Each command is first left alone: that tells how long it takes and what it writes. Half of the kills
then come at any moment of that time, half within moments of the temporary file's appearing.
"""

from __future__ import annotations

import math
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import av
import numpy as np
from PIL import Image
from terminal import Terminal, restored

import render
from splotch_tui import PRESETS, History
from splotch_tui import run as run_descent
from splotch_tui.core.temporaries import remove_leftovers
from splotch_tui.session.journal import Journal, read_entry
from trials import Outcome
from trials.sandbox import LONGEST, SPLOTCH, FaultError, Sandbox, try_cases, until

# At scale 1.
_KILLS, _SIGNALS, _STARTS = 300, 300, 30
# How many at a time.
_AT_ONCE = 2
_NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# So long after a temporary file appears, at most, some kills come; seconds.
_MOMENT = 0.05
# Of the signals so many come within the time that Python and imports take, seconds.
_EARLY, _EARLY_SECONDS = 0.4, 0.3
# And the others while the app starts and runs.
_APP_SECONDS = 3.0
# What comes of signals that the program cannot hear yet. Some come while Python cleans up after an
# import: then it says that it ignored an exception, and goes on.
_EARLIER = "before the program's first line"
_LOST = f"{_EARLIER}, lost in Python"
# What a terminal is sent when the app takes all of it.
_SCREEN = "\x1b[?1049h"


@dataclass(frozen=True)
class _Reference:
    """A command, and what it does when it is left alone.

    Attributes
    ----------
    arguments : tuple of str
        All but the file it makes.
    suffix : str
        That file's ending.
    content : bytes
        What is in it then.
    seconds : float
        How long it takes.
    """

    arguments: tuple[str, ...]
    suffix: str
    content: bytes
    seconds: float

    @property
    def name(self) -> str:
        """What it is called in the figures."""
        return f"{self.arguments[0]} {self.suffix}"


def run(seed: int, scale: float) -> Iterator[Outcome]:
    """See `trials`."""
    for number in _NUMBERS:
        # What is ignored here, as in the background of a script, would be by all that is started.
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)
    with TemporaryDirectory(prefix="kills-") as folder, ThreadPoolExecutor(_AT_ONCE) as pool:
        root = Path(folder)
        history = root / "a.npz"
        run_descent(PRESETS["comment"].shortened(600)).save(history)
        film = ("render", str(history), "--size", "160x120", "--seconds", "3")
        commands = (
            (("run", "--preset", "original", "--steps", "8000"), ".npz"),
            (film, ".mp4"),
            (film, ".gif"),
            (("plot", str(history)), ".svg"),
        )
        alone = list(pool.map(partial(_leave_alone, root), commands))
        for what, kind, tried, app in (
            ("SIGKILL", _kill, _KILLS, _kill_app),
            ("SIGINT, SIGTERM and SIGHUP", _stop, _SIGNALS, _stop_app),
        ):
            kinds = [app, *(partial(kind, reference) for reference in alone)]
            numbers = range(max(round(tried * scale), len(kinds)))
            cases = [kinds[number % len(kinds)] for number in numbers]
            yield try_cases(what, cases, root, seed, pool)
        yield _time_to_listen(math.ceil(_STARTS * scale))


def _time_to_listen(tried: int) -> Outcome:
    """Measure how long a Ctrl-C after the start meets Python and not the program."""

    def seconds(*command: str, ready: Callable[[subprocess.Popen[bytes]], object]) -> float:
        began = time.monotonic()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None and not ready(process):
                pass
            return time.monotonic() - began

    ours, python = (
        statistics.median(seconds(*command, ready=ready) for _ in range(tried))
        for command, ready in (
            ((*SPLOTCH, "--version"), lambda process: _listens(process.pid)),
            ((sys.executable, "-c", "pass"), lambda _process: False),
        )
    )
    told = f"{ours * 1000:.0f} ms, where Python alone takes {python * 1000:.0f} ms (medians)"
    return Outcome("from the start until signals are heard", tried, told)


def _leave_alone(root: Path, command: tuple[tuple[str, ...], str]) -> _Reference:
    """Run a command to its end, and see that what it made is whole."""
    arguments, suffix = command
    with TemporaryDirectory(dir=root) as folder:
        sandbox = Sandbox(Path(folder))
        path = sandbox.work / f"new{suffix}"
        began = time.monotonic()
        result = sandbox.call(*arguments, "-o", path)
        assert result.returncode == 0, result.stderr
        seconds = time.monotonic() - began
        _read_with_others(path)
        return _Reference(arguments, suffix, path.read_bytes(), seconds)


def _read_with_others(path: Path) -> None:
    """Read a file with the program, and with a library that knows nothing of it."""
    match path.suffix:
        case ".npz":
            with np.load(path, allow_pickle=False) as arrays:
                assert len(arrays["x0"]) == History.load(path).recipe.steps + 1
        case ".svg":
            assert ElementTree.parse(path).getroot().tag.endswith("svg")
        case ".mp4":
            assert render.read_recipe(path)
            with av.open(path) as film:
                assert sum(1 for _ in film.decode(video=0)) > 10
        case _:
            assert render.read_recipe(path)
            with Image.open(path) as film:
                film.seek(film.n_frames - 1)
                film.load()


def _kill(reference: _Reference, sandbox: Sandbox, rng: random.Random) -> str:
    """Kill a command; see what is in its target, and what is left after the next write."""
    target = sandbox.work / f"target{reference.suffix}"
    old = rng.choice((b"", b"old"))
    if old:
        target.write_bytes(old)
    with sandbox.start(*reference.arguments, "-o", target, "--force") as process:
        if rng.random() < 0.5:
            until(lambda: process.poll() is not None or _others(sandbox, target), LONGEST)
            time.sleep(rng.random() * _MOMENT)
        else:
            time.sleep(rng.random() * reference.seconds)
        process.kill()
        process.communicate()
        sandbox.check_settled()
    found = target.read_bytes() if target.exists() else b""
    if found not in {old, reference.content}:
        raise FaultError(f"{reference.name}: {len(found)} bytes that are neither old nor new")
    left = _others(sandbox, target)
    _write_next(sandbox)
    if stays := _others(sandbox, target):
        raise FaultError(f"{reference.name}: {stays} stay")
    state = "new" if found == reference.content else "old" if found else "absent"
    return f"{state} beside a temporary" if left else state


def _write_next(sandbox: Sandbox) -> None:
    """Do what the next command does in the folders where there may be something left."""
    for folder in (sandbox.work, sandbox.temporary, sandbox.runs):
        remove_leftovers(folder)


def _others(sandbox: Sandbox, target: Path) -> list[str]:
    """Return the names of all files but the target."""
    found = (*sandbox.work.iterdir(), *sandbox.temporary.iterdir())
    return [path.name for path in found if path != target]


def _stop(reference: _Reference, sandbox: Sandbox, rng: random.Random) -> str:
    """Tell a command to end; see what it says, and what is left at once."""
    target = sandbox.work / f"target{reference.suffix}"
    number = rng.choice(_NUMBERS)
    with sandbox.start(*reference.arguments, "-o", target) as process:
        time.sleep(_moment(rng, reference.seconds))
        listening = _listens(process.pid)
        process.send_signal(number)
        _, said = process.communicate(timeout=LONGEST)
        sandbox.check_settled()
    if others := _others(sandbox, target):
        raise FaultError(f"{reference.name}: {others} stay")
    about = f"{reference.name}, {number.name}: code {process.returncode}, {said!r}"
    came_out = _judged(process.returncode, number, listening, said, about)
    if target.exists() and target.read_bytes() != reference.content:
        if reference.suffix != ".npz":
            raise FaultError(f"{reference.name}: half a file")
        _read_with_others(target)
    return came_out


def _moment(rng: random.Random, seconds: float) -> float:
    """Return when to send a signal: early, or at any time."""
    return rng.random() * (_EARLY_SECONDS if rng.random() < _EARLY else seconds)


def _judged(code: int, number: int, listening: bool, said: str, about: str) -> str:
    """Return what came of a signal.

    Raises
    ------
    FaultError
        It was not heard, or more than a line was said.
    """
    lines = [line for line in said.splitlines() if line.startswith("splotch: stopped")]
    if not listening and code == 0:
        return _LOST
    if not listening and code in {-number, 1} and not lines:
        return f"{_EARLIER}, Python's traceback" if said else f"{_EARLIER}, silently"
    if "Traceback" in said or len(lines) > 1:
        raise FaultError(about)
    if code == 0 and not lines:
        return "done already"
    if code == -number and not said:
        return "died of it, silently"
    if code != 128 + number:
        raise FaultError(about)
    return "stopped in a line"


def _kill_app(sandbox: Sandbox, rng: random.Random) -> str:
    """Kill the app while it saves; see that what was saved is whole."""
    app = Terminal(["--preset", "original"], sandbox.home, environment=sandbox.environment)
    try:
        app.until(lambda: app.step > 20)
        for _ in range(rng.randrange(1, 4)):
            app.press("w")
            app.listen(rng.random() * _MOMENT)
    finally:
        app.close()
    sandbox.check_settled()
    for path in sandbox.runs.glob("[!.]*.npz"):
        _read_with_others(path)
    if None in map(read_entry, Journal(sandbox.runs).lines()):
        raise FaultError("app: a damaged line of the journal counts")
    left = list(sandbox.runs.glob(".*.npz"))
    _write_next(sandbox)
    if stays := [*sandbox.runs.glob(".*.npz"), *sandbox.temporary.iterdir()]:
        raise FaultError(f"app: {stays} stay")
    return "app saving" + (" beside a temporary" if left else "")


def _stop_app(sandbox: Sandbox, rng: random.Random) -> str:
    """Tell the app to end; see that the terminal is as it was."""
    number = rng.choice(_NUMBERS)
    app = Terminal([], sandbox.home, environment=sandbox.environment, answer_after=0)
    try:
        end = time.monotonic() + _moment(rng, _APP_SECONDS)
        while time.monotonic() < end and app.read(end - time.monotonic()):
            pass
        listening = _listens(app.child.pid)
        app.child.kill(number)
        while not listening and app.read():
            if app.step:
                return _LOST
        code = app.end(LONGEST)
        if code is None:
            code = -app.child.signalstatus
        sandbox.check_settled()
    finally:
        app.close()
    said = app.sent.decode(errors="replace")
    about = f"app, {number.name}: code {code}, {said[-200:]!r}"
    if _SCREEN in said and not restored(app.sent):
        raise FaultError(f"{about}: the terminal is not as it was")
    if stays := list(sandbox.temporary.iterdir()):
        raise FaultError(f"{about}: {stays} stay")
    return _judged(code, number, listening, said, about)


def _listens(pid: int) -> bool:
    """Return whether a process has, or had, a handler for SIGTERM: the program has, Python not."""
    status = Path(f"/proc/{pid}/status").read_text()
    ended = "State:\tZ" in status
    return ended or bool(int(status.split("SigCgt:")[1].split()[0], 16) >> signal.SIGTERM - 1 & 1)
