"""What is told on stderr while work goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from splotch_tui.core.history import History
from splotch_tui.core.text import printable

if TYPE_CHECKING:
    from render.frames import ProgressCallback


@contextmanager
def progress_bar(label: str) -> Iterator[ProgressCallback]:
    """Give a callback ``(done, total)`` that moves a bar with the time left.

    Where stderr is no terminal the callback does nothing.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
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


def load_with_progress(path: Path) -> History:
    """Read a history; a film's or picture's recipe is run again, with a bar."""
    import render

    if path.suffix.lower() not in render.FORMATS:
        return render.load_history(path)
    with announce_compiling(), progress_bar("running its recipe") as show:
        return render.load_history(path, show)


def say_written(path: Path) -> None:
    """Say which file was made."""
    print(f"written to {printable(str(path))}", file=sys.stderr)


@contextmanager
def announce_compiling() -> Iterator[None]:
    """Say on stderr, once, that inner loops are being compiled, if they are."""
    from splotch_tui.core.kernels.jit import notify_on_compile

    with notify_on_compile(_tell_of_compiling):
        yield


@cache
def _tell_of_compiling() -> None:
    print("compiling; later runs find it done", file=sys.stderr, flush=True)
