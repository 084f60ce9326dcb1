"""Blocks on all processors of this machine: the kernels hold no lock of Python's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from splotch_tui.core.ensemble.descents import run_batch
from splotch_tui.core.ensemble.executors import Report
from splotch_tui.core.ensemble.grid import Grid
from splotch_tui.core.ensemble.results import Results
from splotch_tui.core.processors import count_processors
from splotch_tui.core.signals import check_stopped

# How often it is seen whether to stop, in seconds.
_LOOK = 0.1


class _GivenUpError(Exception):
    """The work is not wanted any more."""


def run_blocks(grid: Grid, blocks: Iterable[int], report: Report) -> Iterator[tuple[int, Results]]:
    """See `Executor`."""
    workers = count_processors()
    waiting, given_up = iter(blocks), False

    def run_block(number: int) -> Results:
        def step(count: int) -> None:
            if given_up:
                raise _GivenUpError
            report(count)

        return run_batch(grid.batch(grid.rows_of(number)), step)

    with ThreadPoolExecutor(workers) as pool:
        under_way: dict[Future[Results], int] = {}
        try:
            while True:
                # A few more than there are workers, so that none has to wait for us.
                for number in islice(waiting, 2 * workers - len(under_way)):
                    under_way[pool.submit(run_block, number)] = number
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
