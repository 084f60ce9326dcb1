"""Blocks on all processors of this machine: the kernels hold no lock of Python's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

from splotch_tui.core.ensemble.descents import run_batch
from splotch_tui.core.ensemble.executors import Report
from splotch_tui.core.ensemble.grid import Grid
from splotch_tui.core.ensemble.results import Results
from splotch_tui.core.processors import count_processors
from splotch_tui.core.signals import check_stopped

_Piece = TypeVar("_Piece")
_Done = TypeVar("_Done")

# How often it is seen whether to stop, in seconds.
_LOOK = 0.1


class _GivenUpError(Exception):
    """The work is not wanted any more."""


def run_blocks(grid: Grid, blocks: Iterable[int], report: Report) -> Iterator[tuple[int, Results]]:
    """See `Executor`."""

    def run_block(number: int, step: Report) -> Results:
        return run_batch(grid.batch(grid.rows_of(number)), step)

    return work_in_threads(run_block, blocks, report)


def work_in_threads(
    work: Callable[[_Piece, Report], _Done], pieces: Iterable[_Piece], report: Report
) -> Iterator[tuple[_Piece, _Done]]:
    """Do work piece by piece on all processors, until a signal asks for an end.

    Parameters
    ----------
    work : callable
        Does a piece; it tells the second argument of descent-steps as they are taken.
    pieces : iterable
        What to do.
    report : callable
        Told of the steps.

    Yields
    ------
    piece, done
        As they end.
    """
    workers = count_processors()
    waiting, given_up = iter(pieces), False

    def step(count: int) -> None:
        if given_up:
            raise _GivenUpError
        report(count)

    with ThreadPoolExecutor(workers) as pool:
        under_way: dict[Future[_Done], _Piece] = {}
        try:
            while True:
                # A few more than there are workers, so that none has to wait for us.
                for piece in islice(waiting, 2 * workers - len(under_way)):
                    under_way[pool.submit(work, piece, step)] = piece
                if not under_way:
                    return
                done, _ = wait(under_way, _LOOK, FIRST_COMPLETED)
                check_stopped()
                for future in done:
                    yield under_way.pop(future), future.result()
        finally:
            given_up = True
            for future in under_way:
                future.cancel()
