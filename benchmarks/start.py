"""How long everything takes to begin, with nothing compiled and with all of it.

    python benchmarks/start.py [--times 3]

Each line is of a home folder of its own, empty at first: the first time is that of a new
container, and the others, of which the median is told, find what the first has compiled. Above the
app's first paint is that of an empty Textual app, and above a film's first frame the first frame
that matplotlib draws of such a surface.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyte
from app import COLUMNS, EMPTY_APP, FRAME, ROWS, Terminal, app

STEPPED = re.compile(r"step +[1-9][\d,]* */")
# Prints how long it took from the start of the process, which it is told, to a film's first frame.
FILM = """
import sys, time
import render
from splotch_tui.commands.progress import announce_compiling
from pathlib import Path
def first(done, total):
    print(time.time() - float(sys.argv[1]), flush=True)
    raise KeyboardInterrupt
try:
    with announce_compiling():
        render.animate(render.load_history(sys.argv[2]), Path(sys.argv[2]).with_suffix(".mp4"),
                       progress=first, force=True)
except KeyboardInterrupt:
    pass
"""
# The same of matplotlib, with a surface of 100 by 100 points.
MATPLOTLIB = """
import sys, time
import numpy as np
from matplotlib.figure import Figure
from matplotlib.backends.backend_agg import FigureCanvasAgg
figure = Figure(figsize=(12.8, 7.2), dpi=100)
canvas = FigureCanvasAgg(figure)
axes = figure.add_subplot(projection="3d")
x, y = np.meshgrid(np.linspace(0, 20, 100), np.linspace(0, 20, 100))
axes.plot_surface(x, y, np.sin(x) * np.cos(y), rcount=100, ccount=100)
canvas.draw()
print(time.time() - float(sys.argv[1]), flush=True)
"""


def wait_for_paint(command: list[str]) -> float:
    """Return after how long a program in a terminal paints first, seconds."""
    terminal = Terminal(command)
    wait = terminal.until(FRAME) - terminal.began
    terminal.close()
    return wait


def wait_for_steps() -> float:
    """Return after how long the app shows that steps have been taken, seconds."""
    terminal = app()
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    seen = b""
    # Looked at only when something has come: else this takes half of a processor from the app.
    while not (seen and any(STEPPED.search(line) for line in screen.display[:2])):
        seen = terminal.step()
        stream.feed(seen)
        if time.monotonic() - terminal.began > 120.0:
            raise TimeoutError("no step was seen")
    wait = time.monotonic() - terminal.began
    terminal.close()
    return wait


def wait_for_print(code: str, *arguments: str) -> float:
    """Return what a program prints: after how long it had done what it is for, seconds."""
    command = [sys.executable, "-c", code, str(time.time()), *arguments]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def measure(wait: Callable[[], float], times: int) -> tuple[float, float]:
    """Return the first time, in an empty home, and the median of the others."""
    with tempfile.TemporaryDirectory(prefix="splotch-home-") as home:
        before = dict(os.environ)
        for name in [name for name in os.environ if name.startswith("XDG_")]:
            del os.environ[name]
        # Beside the sources there may be kernels that were compiled long ago.
        os.environ.update(HOME=home, NUMBA_CACHE_DIR=str(Path(home, "kernels")))
        try:
            cold = wait()
            return cold, statistics.median(wait() for _ in range(times))
        finally:
            os.environ.clear()
            os.environ.update(before)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=3)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory(prefix="splotch-start-") as folder:
        history = str(Path(folder, "run.npz"))
        making = [sys.executable, "-m", "splotch_tui", "run", "-o", history]
        subprocess.run(making, check=True, capture_output=True)
        empty = [sys.executable, "-c", EMPTY_APP]
        splotch = [sys.executable, "-m", "splotch_tui"]
        lines: list[tuple[str, Callable[[], float]]] = [
            (
                "an empty Textual app's first paint",
                lambda: wait_for_paint(empty),
            ),
            ("the app's first paint", lambda: wait_for_paint(splotch)),
            ("the app's first steps on the screen", wait_for_steps),
            ("matplotlib's first frame", lambda: wait_for_print(MATPLOTLIB)),
            ("a film's first frame", lambda: wait_for_print(FILM, history)),
        ]
        print(f"{'':<38}{'nothing compiled':>18}{'all compiled':>14}")
        for name, wait in lines:
            cold, warm = measure(wait, times)
            print(f"{name:<38}{cold:>16.2f} s{warm:>12.2f} s", flush=True)


if __name__ == "__main__":
    main()
