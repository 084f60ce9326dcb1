"""Terminals of every kind: those that say little, nothing, late, or what they should not."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pexpect
from terminal import Terminal, restored
from waiting import wait

from splotch_tui.session.journal import Journal
from trials import Outcome

_MODERN = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
# What a terminal may call itself, and nothing at all.
_NAMES = ("xterm-256color", "xterm", "screen", "tmux", "linux", "vt100", "")
# What is said where an answer is expected, and what no one has asked for.
_GARBAGE = (
    b"\x1b[999999;999999R",
    b"\x1b[;R",
    b"\x1b[?2026;9$y\x1b[?2048;7$y",
    b"\x1b]11;rgb:zz/zz/zz\x1b\\",
    b"\x1bP>|\xff\xfe\x00\x1b\\",
    b"\x1b[<999;999;999M\x1b[<-1;-1;-1m",
    b"\xff\xfe\xe9\xc3",
    b"\x1b[48;0;0;0;0t",
)
_SECONDS_TO_END = 5.0
# It runs the app as a shell does, and says what is left to read from the terminal then.
_SHELL = """
import os, select, subprocess, sys, termios, tty
code = subprocess.run([sys.executable, "-m", "splotch_tui", *sys.argv[1:]]).returncode
tty.setcbreak(0, termios.TCSANOW)
left = b""
while select.select([0], [], [], 0.8)[0]:
    left += os.read(0, 1000)
print("ended with", code, "left", repr(left), "", flush=True)
"""


class _Case:
    """The app in a terminal, with a home of its own; what it does wrong is noted."""

    def __init__(self, name: str, faults: list[str]) -> None:
        self.name = name
        self._faults = faults
        self._folder = tempfile.TemporaryDirectory(prefix="splotch-terminal-")
        self.home = Path(self._folder.name)
        self._opened: list[Terminal] = []

    def __enter__(self) -> _Case:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, _trace: object) -> bool:
        for app in self._opened:
            app.close()
        self._folder.cleanup()
        if kind is not None and issubclass(kind, (AssertionError, OSError)):
            self.expect(False, str(error).partition("\n")[0])
            return True
        return False

    def open(self, *arguments: str, environment: dict[str, str] | None = None, **options: object):
        """Open a terminal with the app in it."""
        settings = {**_MODERN, **(environment or {})}
        self._opened.append(Terminal(arguments, self.home, environment=settings, **options))
        return self._opened[-1]

    def expect(self, holds: object, otherwise: str) -> None:
        """Note a fault if something does not hold."""
        if not holds:
            self._faults.append(f"{self.name}: {otherwise}")

    def expect_clean_end(self, app: Terminal, code: int = 0) -> None:
        """Leave by q, or wait for the end that is coming, and look at what is left."""
        if code == 0:
            app.press("q")
        ended = app.end()
        self.expect(ended == code, f"it ended with {ended}")
        self.expect(restored(app.sent), "it left the terminal in another state")
        self.expect(b"Traceback" not in app.sent, "it showed a traceback")
        self.expect_kept()

    def expect_kept(self) -> None:
        """See that the run is in the journal."""
        self.expect(Journal(self.home / "splotch" / "runs").lines(), "its run is not noted")

    def expect_gone(self, pid: int) -> None:
        """See that a process ends in time."""
        began = monotonic()
        wait(lambda: not _lives(pid))
        self.expect(monotonic() - began < _SECONDS_TO_END, "its process was still there after 5 s")


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _names(case: _Case, rng: random.Random) -> None:
    term = rng.choice(_NAMES)
    case.name = f"TERM={term!r}"
    app = case.open(environment={"TERM": term, "COLORTERM": ""})
    app.until(lambda: app.step > 5)
    case.expect_clean_end(app)


def _settings(case: _Case, rng: random.Random) -> None:
    settings = rng.choice(({"LC_ALL": "C", "LANG": "C"}, {"NO_COLOR": "1"}))
    case.name = str(settings)
    app = case.open(environment=settings)
    app.until(lambda: app.step > 5)
    if "NO_COLOR" in settings:
        shown = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", app.sent)
        case.expect(all(len(set(colour)) == 1 for colour in shown), "it showed more than grey")
    else:
        case.expect(app.sent.isascii(), "it sent what is not ASCII")
    case.expect_clean_end(app)


def _dumb(case: _Case, _rng: random.Random) -> None:
    app = case.open(environment={"TERM": "dumb"})
    code = app.end()
    lines = app.sent.strip().splitlines()
    case.expect(code == 1 and len(lines) == 1, f"exit code {code}, {len(lines)} lines")
    case.expect(b"\x1b" not in app.sent, "it sent escapes")


def _silent(case: _Case, _rng: random.Random) -> None:
    app = case.open()
    app.until(lambda: app.step > 20)
    case.expect_clean_end(app)


def _late(case: _Case, _rng: random.Random) -> None:
    app = case.open(command=(sys.executable, "-c", _SHELL), answer_after=0.3)
    app.until(lambda: app.step > 10)
    app.press("q")
    app.until(lambda: b"ended with" in app.sent and app.sent.endswith(b" \r\n"))
    end = app.sent[app.sent.index(b"ended with") :].decode().strip()
    case.expect(end == "ended with 0 left b''", end)


def _garbage(case: _Case, rng: random.Random) -> None:
    app = case.open(answer_after=0.0)
    app.until(lambda: app.step > 5)
    for _ in range(40):
        app.press(rng.choice(_GARBAGE))
        app.read()
    # Half an answer waits for the other half, and what is none at all may have been keys.
    for _ in range(3):
        app.listen(0.4)
        app.press("\x1b")
    app.listen(0.4)
    # It has been told other sizes.
    app.press("\x1b[48;40;120;0;0t")
    app.press("1")
    app.until(lambda: "running" in app.text)
    case.expect_clean_end(app)


def _flood(case: _Case, _rng: random.Random) -> None:
    app = case.open(answer_after=0.0)
    app.until(lambda: app.step > 5)
    for _ in range(250):
        app.press(b"\x1b[12;120R\x1b[<35;10;20M" * 20)
        app.read(0.01)
    step = app.step
    app.until(lambda: app.step > step)
    case.expect_clean_end(app)


def _paste(case: _Case, rng: random.Random) -> None:
    opening, title = rng.choice((("", ""), ("o", "runs"), ("\r", "epsilon"), ("g", "go to step")))
    case.name = f"pasted into {title or 'the main screen'}"
    app = case.open(answer_after=0.0)
    app.until(lambda: app.step > 10)
    app.press(opening)
    app.until(lambda: title in app.text)
    app.press("\x1b[200~")
    line = "word q\x1b\x1b\r\n\x04\x1b[3~ or 1234\n"
    for _ in range(1_000_000 // len(line) // 64):
        app.press(line * 64)
        app.read(0.0)
    app.press("\x1b[201~")
    if title:
        app.press("z")
        app.until(lambda: "wordqz" in app.text.replace(" ", ""))
    while title and f"─ {title} ─" in app.text:
        app.press("\x1b")
        app.listen(0.5)
    step = app.step
    app.until(lambda: app.step > step or "5,000 /" in app.text)
    case.expect_clean_end(app)


def _resize(case: _Case, rng: random.Random) -> None:
    app = case.open(answer_after=0.0)
    app.until(lambda: app.step > 5)
    for size in [(1, 1), (500, 200), (1, 200), (500, 1), *[None] * 40, (1, 1)]:
        app.resize(*(size or (rng.randint(1, 500), rng.randint(1, 200))))
        app.read(0.02)
    app.resize(120, 40)
    app.until(lambda: "quit" in app.screen.display[-1])
    case.expect_clean_end(app)


def _hang_up(case: _Case, _rng: random.Random) -> None:
    app = case.open()
    app.until(lambda: app.step > 40)
    app.child.ptyproc.fileobj.close()
    case.expect_gone(app.child.pid)
    case.expect_kept()


def _signal(case: _Case, rng: random.Random) -> None:
    number = rng.choice((signal.SIGTERM, signal.SIGHUP))
    app = case.open()
    app.until(lambda: app.step > 40)
    app.child.kill(number)
    case.expect_clean_end(app, 128 + number)


def _tmux(case: _Case, _rng: random.Random) -> None:
    # A server of its own.
    path = os.environ.get("PYTHONPATH", "")
    inside = f"XDG_DATA_HOME={case.home} PYTHONPATH={path} {sys.executable} -m splotch_tui"
    tmux = ("tmux", "-S", str(case.home / "tmux"), "-f", "/dev/null")
    try:
        app = case.open(command=(*tmux, "new-session", inside))
        app.until(lambda: app.step > 10)
        pexpect.run(" ".join((*tmux, "detach-client")))
        app.end()
        again = case.open(environment={"TERM": "xterm"}, command=(*tmux, "attach"), size=(90, 30))
        again.until(lambda: "quit" in again.text and again.step > 10)
        step = again.step
        again.until(lambda: again.step > step)
        again.press("q")
        again.end()
        case.expect_kept()
    finally:
        pexpect.run(" ".join((*tmux, "kill-server")))


_CASES: dict[str, tuple[Callable[[_Case, random.Random], None], int]] = {
    "TERM of seven kinds, and none": (_names, 21),
    "LANG=C and NO_COLOR": (_settings, 6),
    "TERM=dumb: refused in a line": (_dumb, 3),
    "never answers": (_silent, 5),
    "answers 300 ms late: nothing left to read": (_late, 10),
    "answers garbage": (_garbage, 10),
    "floods": (_flood, 5),
    "1 MB pasted": (_paste, 8),
    "a storm of sizes": (_resize, 10),
    "hang-up of the terminal, as when an ssh client is killed": (_hang_up, 10),
    "SIGTERM and SIGHUP": (_signal, 10),
    "detached and attached in tmux": (_tmux, 3),
}
# Too long for a small part.
_SLOW = {"1 MB pasted", "floods"}


def run(seed: int, scale: float) -> Iterator[Outcome]:
    """Try the app in every kind of terminal; a small part is a kind or two."""
    rng = random.Random(seed)
    names = [name for name in _CASES if name not in _SLOW and not name.endswith("tmux")]
    if scale >= 0.1:
        names = [name for name in _CASES if shutil.which("tmux") or not name.endswith("tmux")]
    else:
        names = rng.sample(names, 2)
    for name in names:
        attempt, times = _CASES[name]
        times = max(1, round(times * scale))
        faults: list[str] = []
        for _ in range(times):
            with _Case(name, faults) as case:
                attempt(case, rng)
        yield Outcome(name, times, f"{times - len(faults)} as promised", tuple(faults))
