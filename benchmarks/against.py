"""The compiled engine of this checkout against that of another commit, pair by pair.

Both run in processes of their own that are alive together and measured in turn, so the machine's
moods hit both alike; the ratio is the median over the pairs.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIMS = (1, 2, 4, 7, 8, 16, 64, 256)

# Answers each line "D ε steps" with the processor seconds a step, which count no waiting for other
# programs. Uses what every commit since 0.1 has.
_PROBE = """
import sys, time
from splotch_tui import Descent, Recipe

descents = {}
for line in sys.stdin:
    dims, epsilon, steps = line.split()
    if dims not in descents:
        descents[dims] = Descent(Recipe(dims=int(dims), epsilon=float(epsilon), steps=10**10))
        descents[dims].advance(int(steps))
    start = time.thread_time()
    descents[dims].advance(int(steps))
    print((time.thread_time() - start) / int(steps), flush=True)
"""


@contextmanager
def checkout(commit: str) -> Iterator[Path]:
    """Give a folder with the files of a commit."""
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(
            ["git", "-C", str(ROOT), "archive", commit], check=True, capture_output=True
        )
        subprocess.run(["tar", "-x", "-C", folder], check=True, input=archive.stdout)
        yield Path(folder)


class Probe:
    """A process that measures the engine of a folder."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROBE],
            env={**os.environ, "PYTHONPATH": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Probe:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def measure(self, dims: int, epsilon: float, steps: int) -> float:
        """Return the seconds a step takes."""
        self._process.stdin.write(f"{dims} {epsilon} {steps}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())


def compare(commit: str, pairs: int) -> None:
    """Print the times a step of both, and their ratio."""
    print(f"\nA step, noise included, here and at {commit}: medians of {pairs} pairs")
    print(f"{'D':>4} {'here ns':>10} {'there ns':>10} {'there/here':>11}")
    with checkout(commit) as folder, Probe(ROOT) as here, Probe(folder) as there:
        for dims in DIMS:
            steps = max(64, int(0.03 / (60e-9 + 1.5e-9 * dims**2)))
            request = (dims, 0.1 / dims**1.5, steps)
            here.measure(*request), there.measure(*request)
            times = [(here.measure(*request), there.measure(*request)) for _ in range(pairs)]
            ours, theirs = (statistics.median(column) for column in zip(*times, strict=True))
            ratio = statistics.median(b / a for a, b in times)
            print(f"{dims:>4} {ours * 1e9:10,.1f} {theirs * 1e9:10,.1f} {ratio:11.3f}", flush=True)
