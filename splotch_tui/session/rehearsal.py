"""What follows a run is compiled before the run moves, by another process if there is a processor.

What is compiled in the middle of a run halts it, for seconds on a busy machine. Where nothing has
been compiled yet, a second process does this while the first compiles what takes steps: compilers
hold the GIL and numba a lock, so threads would take turns. It shares nothing but the cache on disk.
Whatever becomes of it, the first process compiles for itself what it finds missing there.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from splotch_tui.core.phases import PhaseTracker
from splotch_tui.core.processors import count_processors
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.record import Record

# Steps after which all kinds of summaries and phases have been looked at.
_REHEARSED = 128
# Longer than it takes on a machine that is not overloaded, seconds.
_PATIENCE = 5.0


def rehearse() -> None:
    """Follow a run that stands still, until all that follows runs has been compiled."""
    points, losses = np.zeros((_REHEARSED, 2)), np.zeros(_REHEARSED)
    Record.started(points[0], 0.0, keep=_REHEARSED).extended(points, losses)
    recipe = Recipe()
    PhaseTracker(recipe, mark_every=1).follow(points, recipe)


@contextmanager
def rehearsing_beside() -> Iterator[None]:
    """Rehearse while this process compiles, and have all that is rehearsed here when it is done.

    Where this process has nothing to compile, nothing else is started.
    """
    from splotch_tui.core.kernels.jit import are_kept, notify_on_compile
    from splotch_tui.core.kernels.recording import summarise

    helper: subprocess.Popen[bytes] | None = None

    def start() -> None:
        nonlocal helper
        if count_processors() > 1 and are_kept(summarise):
            helper = _start()

    try:
        with notify_on_compile(start):
            yield
    finally:
        if helper is not None:
            _finish(helper)
    rehearse()


def _start() -> subprocess.Popen[bytes] | None:
    """Start a process that rehearses; None: the system gives no more of them."""
    # What lies in the folder one is in is not taken for a module.
    command = [sys.executable, "-P", "-m", __name__]
    nothing = subprocess.DEVNULL
    try:
        return subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing)
    except OSError:
        return None


def _finish(helper: subprocess.Popen[bytes]) -> None:
    """Wait for a process that rehearses, or end it: none is left behind."""
    with helper:
        try:
            helper.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            helper.kill()


if __name__ == "__main__":
    rehearse()
