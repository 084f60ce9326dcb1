"""What runs the blocks of an ensemble: the processors of this machine, or those of a cluster.

Whatever does, a block's rows are the same, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from splotch_tui.core.ensemble.grid import Grid
from splotch_tui.core.ensemble.results import Results

# Called with the number of descent-steps that were taken since the last call, from any thread.
Report = Callable[[int], object]


def report_nothing(_steps: int) -> None:
    """Tell nobody of descent-steps: see `Report`."""


class Executor(Protocol):
    """Runs blocks."""

    def __call__(
        self, grid: Grid, blocks: Iterable[int], report: Report
    ) -> Iterator[tuple[int, Results]]:
        """Yield each block's number and results, in the order in which they end.

        Raises
        ------
        StoppedError
            A signal asked the process to end. What was yielded is whole.
        SplotchError
            The machines cannot be had, or some blocks not be run on them; so is what was yielded.
        """
