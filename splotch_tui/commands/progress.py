"""Messages and progress on stderr while work goes on."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from splotch_tui.core.history import History
from splotch_tui.core.signals import check_stopped
from splotch_tui.core.text import duration_text, printable

# In a log: a line after this many seconds, then whenever the time so far has doubled.
_FIRST_LINE = 10.0

T = TypeVar("T")

if TYPE_CHECKING:
    from render.frames import ProgressCallback


@contextmanager
def progress_bar(label: str) -> Iterator[ProgressCallback]:
    """Give a callback ``(done, total)`` that shows progress, and ends the work after a signal.

    On a terminal it moves a bar with the time left; in a log it writes a line now and then.
    """
    with _bar(label) if sys.stderr.isatty() else _log(label) as show:

        def step(done: int, total: int) -> None:
            check_stopped()
            show(done, total)

        yield step


@contextmanager
def _bar(label: str) -> Iterator[ProgressCallback]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _log(label: str) -> Iterator[ProgressCallback]:
    began = time.monotonic()
    due = began + _FIRST_LINE
    # When the first part was done, and how much it was: before it, what is needed was compiled.
    first: tuple[float, int] | None = None

    def show(done: int, total: int) -> None:
        nonlocal due, first
        now = time.monotonic()
        if first is None and done > 0:
            first = now, done
        if first is None or now < due or not first[1] < done < total:
            return
        due = now + (now - began)
        left = duration_text((now - first[0]) * (total - done) / (done - first[1]))
        print(
            f"{label}: {done:,} of {total:,}, {done / total:.0%}; about {left} left",
            file=sys.stderr,
            flush=True,
        )

    yield show


def load_with_progress(path: Path) -> History:
    """Read a history; where there is a recipe alone it is run again, with progress."""
    import render

    return _with_progress(path, render.load_history)


def load_all_with_progress(path: Path) -> list[History]:
    """Read all histories that a file shows, as `load_with_progress`."""
    import render

    return _with_progress(path, render.load_histories)


def _with_progress(path: Path, load: Callable[[Path, ProgressCallback | None], T]) -> T:
    if path.suffix.lower() == ".npz":
        return load(path, None)
    with announce_compiling(), progress_bar("running its recipe") as show:
        return load(path, show)


def say_written(path: Path) -> None:
    """Say which file was made."""
    print(f"written to {printable(str(path))}", file=sys.stderr)


@contextmanager
def announce_compiling() -> Iterator[None]:
    """Say on stderr, once, that inner loops are being compiled, if they are."""
    from splotch_tui.core.kernels.jit import notify_on_compile

    with notify_on_compile(_say_compiling):
        yield


@cache
def _say_compiling() -> None:
    print("compiling; later runs find it done", file=sys.stderr, flush=True)


class Tally:
    """Adds up what several threads have done, for a progress bar.

    Parameters
    ----------
    total : int
        How much there is to do.
    show : callable
        Shows how much is done; it is not called by two threads at once.
    """

    def __init__(self, total: int, show: ProgressCallback) -> None:
        self._total = total
        self._show = show
        self._done = 0
        self._lock = Lock()

    def __call__(self, more: int) -> None:
        """Add to what is done."""
        with self._lock:
            self._done += more
            self._show(self._done, self._total)
