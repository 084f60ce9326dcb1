"""What the app costs: bytes, processor and waiting, measured from outside in a real pty.

    python benchmarks/app.py [--seconds 10] [--preset comment --preset original]

The terminal at the other end is this program: 120×40 and 200×60, true colour, one that answers what
modern terminals answer. It counts bytes and frames, and times keys; it draws nothing.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

COLUMNS, ROWS = 120, 40
LARGE = 200, 60
# What is shown, and the keys to it.
VIEWS = {"traces": b"vv", "and a map": b"", "and the flight": b"v", "the flight, large": b"vV"}
# A round trip of 100 ms, half of it each way, over a link of so many bytes a second.
DELAY, BANDWIDTH = 0.05, 62_000
FRAME = b"\x1b[?2026h"
ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[6n": b"\x1b[1;1R"}
# What terminals answer as well that show pictures of pixels, and the end of each question.
CELL = {b"\x1b[16t": b"\x1b[6;20;10t"}
PICTURES = {
    "kitty": CELL | {b",f=24;AAAA\x1b\\": b"\x1b_Gi=31;OK\x1b\\", b"\x1b[c": b"\x1b[?62;c"},
    "sixel": CELL | {b"\x1b[c": b"\x1b[?62;4c"},
}
EMPTY_APP = "from textual.app import App; App().run()"


@dataclass
class Link:
    """The way between the app and the eye: at once, or slow and without loss."""

    delay: float = 0.0
    bandwidth: float = float("inf")
    _on_the_way: deque[tuple[float, bytes]] = field(default_factory=deque)
    _free_at: float = 0.0

    def send(self, data: bytes) -> None:
        """Put data on the way; it queues behind what was sent before."""
        start = max(time.monotonic(), self._free_at)
        self._free_at = start + len(data) / self.bandwidth
        self._on_the_way.append((self._free_at + self.delay, data))

    def arrived(self) -> bytes:
        """Take what has arrived by now."""
        data = b""
        while self._on_the_way and self._on_the_way[0][0] <= time.monotonic():
            data += self._on_the_way.popleft()[1]
        return data


class Terminal:
    """A program in a pty, and the links to and from it."""

    def __init__(
        self,
        command: list[str],
        link: Link | None = None,
        size: tuple[int, int] = (COLUMNS, ROWS),
        pictures: str = "",
    ) -> None:
        self.answers = ANSWERS | PICTURES.get(pictures, {})
        self.began = time.monotonic()
        self.down = link or Link()
        self.up = Link(self.down.delay)
        self.total = 0
        self.frames = 0
        self._seen = b""
        environment = os.environ | {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "XDG_DATA_HOME": tempfile.mkdtemp(prefix="splotch-benchmark-"),
        }
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], command, environment)
        self.resize(*size)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def step(self) -> bytes:
        """Let a millisecond pass, move data both ways and return what was seen."""
        if select.select([self.fd], [], [], 0.001)[0]:
            try:
                self.down.send(os.read(self.fd, 1 << 16))
            except OSError:
                return b""
        seen = self.down.arrived()
        self.total += len(seen)
        text = self._seen[-64:] + seen
        self.frames += seen.count(FRAME)
        for question, answer in self.answers.items():
            fresh = text.count(question) - self._seen[-64:].count(question)
            if fresh > 0:
                self.up.send(answer * fresh)
        self._seen = text[-4096:]
        if keys := self.up.arrived():
            os.write(self.fd, keys)
        return seen

    def until(self, wanted: bytes, seconds: float = 60.0) -> float:
        """Wait until some text is seen and return when that was."""
        end, tail = time.monotonic() + seconds, b""
        while time.monotonic() < end:
            seen = self.step()
            if wanted in tail + seen:
                return time.monotonic()
            tail = (tail + seen)[-64:]
        raise TimeoutError(f"{wanted!r} was not seen")

    def for_seconds(self, seconds: float) -> None:
        """Let time pass."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.step()

    def press(self, keys: bytes) -> None:
        """Send keys."""
        self.up.send(keys)

    def cpu(self, thread: str = "") -> float:
        """Processor seconds that the program, or one of its threads, has used so far."""
        fields = Path(f"/proc/{self.pid}{thread}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the program."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def app(
    *arguments: str,
    link: Link | None = None,
    size: tuple[int, int] = (COLUMNS, ROWS),
    pictures: str = "",
) -> Terminal:
    """Start the app."""
    return Terminal([sys.executable, "-m", "splotch_tui", *arguments], link, size, pictures)


def traffic(
    preset: str,
    seconds: float,
    keys: bytes,
    size: tuple[int, int] = (COLUMNS, ROWS),
    pictures: str = "",
) -> str:
    """Return what a running app sends and uses, after `keys`."""
    # Long enough to go on for all of the measurement.
    terminal = app("--preset", preset, "--steps", "20000", size=size, pictures=pictures)
    terminal.until(b"running")
    terminal.press(keys)
    terminal.for_seconds(5)
    # The descent has a thread of its own; the interface is the first thread.
    interface = f"/task/{terminal.pid}"
    total, frames = terminal.total, terminal.frames
    cpu, of_interface = terminal.cpu(), terminal.cpu(interface)
    terminal.for_seconds(seconds)
    line = (
        f"{(terminal.total - total) / seconds / 1000:6.1f} kB/s"
        f"{(terminal.cpu(interface) - of_interface) / seconds:7.1%} of a core for the interface"
        f"{(terminal.cpu() - cpu) / seconds:7.1%} for all"
        f"{(terminal.frames - frames) / seconds:6.1f} frames/s"
    )
    terminal.close()
    return line


def idle(seconds: float) -> str:
    """Return what a paused app sends and uses."""
    terminal = app()
    terminal.until(b"running")
    terminal.for_seconds(2)
    terminal.press(b" ")
    terminal.until(b"paused")
    terminal.for_seconds(12)
    total, cpu = terminal.total, terminal.cpu()
    terminal.for_seconds(seconds)
    line = (
        f"{terminal.total - total} bytes"
        f"{(terminal.cpu() - cpu) / seconds:7.2%} of a core in {seconds:.0f} s"
    )
    terminal.close()
    return line


def key_to_paint(
    presses: int,
    link: Link | None = None,
    keys: bytes = b"",
    size: tuple[int, int] = (COLUMNS, ROWS),
    pictures: str = "",
) -> str:
    """Return how long a key press takes to show, with the descent at full speed, after `keys`."""
    terminal = app("--steps", "10000000000", link=link, size=size, pictures=pictures)
    terminal.until(b"running")
    terminal.press(keys + b"+" * 20)
    terminal.for_seconds(4)
    waits = []
    for press in range(presses):
        began = time.monotonic()
        terminal.press(b" ")
        waits.append(terminal.until(b"running" if press % 2 else b"paused") - began)
        # Not in step with the frames.
        terminal.for_seconds(0.1 + 0.0137 * (press % 7))
    terminal.close()
    return f"median {statistics.median(waits) * 1e3:.0f} ms, worst {max(waits) * 1e3:.0f} ms"


def descent_speed(seconds: float) -> str:
    """Return the speed under the app against that of a descent alone."""
    code = (
        "import time; from splotch_tui import Recipe, run\n"
        "run(Recipe(steps=10)); t = time.perf_counter(); run(Recipe(steps=20_000_000))\n"
        "print(20e6 / (time.perf_counter() - t))"
    )
    alone = float(
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    )
    terminal = app("--steps", "10000000000")
    terminal.until(b"running")
    terminal.press(b"+" * 20)
    terminal.for_seconds(3)

    def steps() -> int:
        """Pause, and read the step from a screen drawn anew."""
        terminal.press(b" ")
        terminal.until(b"paused")
        terminal.for_seconds(0.5)
        terminal.resize(COLUMNS - 1, ROWS)
        found: list[bytes] = []
        text = b""
        while not found:
            text += terminal.step()
            found = re.findall(rb"step +([\d,]+) /", text)
        terminal.resize(COLUMNS, ROWS)
        terminal.for_seconds(0.5)
        return int(found[-1].replace(b",", b""))

    first = steps()
    terminal.press(b" ")
    began = terminal.until(b"running")
    terminal.for_seconds(seconds)
    elapsed = time.monotonic() - began
    rate = (steps() - first) / elapsed
    terminal.close()
    return f"{rate / 1e6:.2f} M steps/s, {rate / alone:.0%} of {alone / 1e6:.2f} M alone"


def first_paint(times: int) -> str:
    """Return how much later the app paints first than an empty Textual app."""

    def painted(command: list[str]) -> float:
        terminal = Terminal(command)
        wait = terminal.until(FRAME) - terminal.began
        terminal.close()
        return wait

    ours, empty = [], []
    for _ in range(times):
        ours.append(painted([sys.executable, "-m", "splotch_tui"]))
        empty.append(painted([sys.executable, "-c", EMPTY_APP]))
    mine, other = statistics.median(ours), statistics.median(empty)
    return f"{mine:.2f} s, {mine - other:.2f} s later than an empty app ({other:.2f} s)"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--preset", action="append")
    options = parser.parse_args()
    presets = options.preset or ["comment", "original"]
    for preset in presets:
        for size in ((COLUMNS, ROWS), LARGE):
            for shown, keys in VIEWS.items():
                line = traffic(preset, options.seconds, keys, size)
                print(f"{preset:<11} {shown:<18} {size[0]}×{size[1]} {line}", flush=True)
    for pictures in PICTURES:
        for preset in presets:
            line = traffic(preset, options.seconds, VIEWS["and the flight"], pictures=pictures)
            print(f"{preset:<11} the flight, {pictures:<6} 120×40 {line}", flush=True)
        line = key_to_paint(50, keys=VIEWS["and the flight"], pictures=pictures)
        print(f"key to paint, local, the flight, {pictures:<6} 120×40  {line}", flush=True)
        slow = Link(DELAY, BANDWIDTH)
        line = key_to_paint(20, slow, VIEWS["and the flight"], pictures=pictures)
        print(f"key to paint, slow link, the flight, {pictures:<6} {line}", flush=True)
    print(f"paused                       {idle(20.0)}", flush=True)
    for shown, keys in VIEWS.items():
        for size in ((COLUMNS, ROWS), LARGE):
            where = f"{shown:<18} {size[0]}×{size[1]}"
            print(f"key to paint, local, {where}  {key_to_paint(50, None, keys, size)}", flush=True)
        slow = Link(DELAY, BANDWIDTH)
        print(f"key to paint, slow link, {shown:<18}  {key_to_paint(20, slow, keys)}", flush=True)
    print(f"descent at full speed        {descent_speed(5.0)}", flush=True)
    print(f"first paint                  {first_paint(7)}", flush=True)


if __name__ == "__main__":
    main()
