"""Blocks on the workers of a Dask cluster. It takes dask[distributed], the extra `cluster`."""

from __future__ import annotations

import asyncio
import logging
import math
import pickle
import re
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from splotch_tui.core.ensemble.executors import Executor, Report
from splotch_tui.core.ensemble.executors.cluster_tasks import run_rows, told_version
from splotch_tui.core.ensemble.executors.local_cluster import local_cluster
from splotch_tui.core.ensemble.grid import Grid
from splotch_tui.core.ensemble.results import Results
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.signals import check_stopped, interruptible
from splotch_tui.core.text import shorten

# Of blocks under way, so many for each thread of the workers: none has to wait for us, and a grid
# of a hundred thousand does not fill the scheduler.
_A_THREAD = 3
# How often it is seen whether to stop, and how many threads there are, in seconds.
_LOOK, _COUNT = 0.02, 1.0
# How long a scheduler may take to answer, in seconds.
_PATIENCE = 10.0
# Workers that were there may be away for so long, in seconds: those that ended are started again.
_ABSENCE = 10.0
_MOST_WORKERS = 1000
_LOCAL = re.compile(r"local:(\d{1,9})")
_ADDRESS = re.compile(r"tcp://(?:\[[0-9a-fA-F:.]+\]|[^\s/:\[\]]+):(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where blocks are run.

    Attributes
    ----------
    address : str
        Of a scheduler that the user has started, ``tcp://HOST:PORT``; or empty.
    workers : int
        How many workers are started on this machine if there is no address.
    """

    address: str
    workers: int

    @classmethod
    def parse(cls, text: str) -> Cluster:
        """Return what ``local:N`` or ``tcp://HOST:PORT`` stands for.

        Raises
        ------
        SplotchError
            It is neither.
        """
        local, scheduler = _LOCAL.fullmatch(text), _ADDRESS.fullmatch(text)
        if local and 1 <= int(local[1]) <= _MOST_WORKERS:
            return cls("", int(local[1]))
        if scheduler and 1 <= int(scheduler[1]) <= 65535:
            return cls(text, 0)
        raise SplotchError(
            f"{shorten(text)} is no cluster: write local:N for N workers here, of at most "
            f"{_MOST_WORKERS:,}, or tcp://HOST:PORT of a Dask scheduler"
        )

    def executor(self, say: Callable[[str], object]) -> Executor:
        """Return what runs blocks there.

        Parameters
        ----------
        say : callable
            Told in a line what one has to know while it goes on: that there are no workers.

        Raises
        ------
        SplotchError
            Dask is not installed.
        """
        _check_dask()

        def run_blocks(
            grid: Grid, blocks: Iterable[int], report: Report
        ) -> Iterator[tuple[int, Results]]:
            """See `Executor`."""
            missing = list(blocks)
            if not missing:
                return
            with ExitStack() as stack:
                address = self.address or stack.enter_context(local_cluster(self.workers))
                client = stack.enter_context(_connected(address))
                for number, results in _run_all(_Blocks(client, grid, say), missing):
                    report(grid.steps_of(number))
                    yield number, results

        return run_blocks

    def count_threads(self) -> int:
        """Return how many threads the workers have, all of which have this version of Splotch.

        Raises
        ------
        SplotchError
            Dask is not installed, no scheduler answers, or a worker has another version.
        """
        _check_dask()
        with ExitStack() as stack:
            address = self.address or stack.enter_context(local_cluster(self.workers))
            client = stack.enter_context(_connected(address))
            with interruptible():
                threads: dict[str, int] = client.nthreads()
            _check_versions(client, threads)
            return sum(threads.values())


def _check_dask() -> None:
    """Say that Dask is not installed."""
    if find_spec("distributed") is None:
        raise SplotchError("--cluster takes Dask: pip install distributed, or leave it out")


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """Have a client of a scheduler.

    Raises
    ------
    SplotchError
        None answers there.
    """
    from distributed import Client

    _silence()
    try:
        with interruptible():
            asyncio.run(asyncio.wait_for(_ask(address), _PATIENCE))
            client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except Exception:  # noqa: BLE001 - what answers there may be anything
        raise SplotchError(
            f"no Dask scheduler answers at {address}: start one there, or see whether it can be "
            "reached from here"
        ) from None
    try:
        yield client
    finally:
        client.close(_PATIENCE)


async def _ask(address: str) -> None:
    """See that there is a scheduler.

    A client would wait without an end for what takes its connection and then says nothing; and one
    of what is no scheduler says so long after it was given up.
    """
    from distributed.core import rpc

    async with rpc(address) as other:
        told = await other.identity()
    if told["type"] != "Scheduler":
        raise ValueError(told["type"])


def _silence() -> None:
    """Have Dask say nothing: what matters of it is said by us, in a line."""
    from distributed.versions import VersionMismatchWarning

    for name in [*logging.root.manager.loggerDict, "asyncio"]:
        if name.split(".")[0] in {"asyncio", "dask", "distributed", "tornado"}:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    # Of Python and packages. That of splotch itself is what blocks depend on.
    warnings.filterwarnings("ignore", category=VersionMismatchWarning)


def _check_versions(client: Any, workers: Iterable[str]) -> None:
    """See that workers have this version.

    Raises
    ------
    SplotchError
        One has another, or none.
    """
    wanted = told_version()
    with interruptible():
        versions = client.run(told_version, workers=list(workers), on_error="return")
    for worker, told in versions.items():
        if isinstance(told, OSError) or told == wanted:  # one that has just ended is no matter
            continue
        has = f"splotch {told}" if isinstance(told, str) else f"no splotch that works ({told})"
        raise SplotchError(
            f"the worker {worker} has {has}, and this is {wanted}: install the same on all"
        )


class _Blocks:
    """The blocks of a grid, sent to a cluster.

    Parameters
    ----------
    client : distributed.Client
        The cluster's.
    grid : Grid
        What the blocks are of.
    say : callable
        Told when there are no workers.
    """

    def __init__(self, client: Any, grid: Grid, say: Callable[[str], object]) -> None:
        self.grid = grid
        self._client = client
        self._axes = pickle.dumps(grid.axes)
        self._say = say
        # The threads of each worker, whose version is checked, and when it was asked for.
        self._threads: dict[str, int] = {}
        self._counted = -math.inf
        # When there were workers last, or until when it is not told that there are none.
        self._seen = -math.inf

    def run(self, blocks: Iterable[int]) -> Iterator[tuple[int, Results | None]]:
        """Yield blocks as they end, each with its results; None: it ended several workers.

        Raises
        ------
        SplotchError
            The cluster is gone, or a worker cannot do it.
        """
        waiting = deque(blocks)
        under_way: dict[Any, int] = {}
        while waiting or under_way:
            # None before there are workers: one without splotch ends when it is sent a block.
            most = _A_THREAD * self._count_threads()
            while waiting and len(under_way) < most:
                number = waiting.popleft()
                under_way[self._submit(number)] = number
            check_stopped()
            ended = [future for future in under_way if future.done()]
            if not ended:
                time.sleep(_LOOK)
            for future in ended:
                number = under_way.pop(future)
                yield number, self._results(number, future)

    def _submit(self, number: int) -> Any:
        rows = self.grid.rows_of(number)
        return self._client.submit(
            *(run_rows, told_version(), self._axes, rows.start, rows.stop), pure=False
        )

    def _count_threads(self) -> int:
        """Return how many threads the workers have; it is asked now and then."""
        now = time.monotonic()
        if now - self._counted >= _COUNT:
            known = self._threads
            try:
                with interruptible():
                    self._threads = self._client.nthreads()
            except OSError:
                raise _gone() from None
            if new := self._threads.keys() - known.keys():
                _check_versions(self._client, new)
            self._counted = now
            self._tell_absence(now)
        return sum(self._threads.values())

    def _tell_absence(self, now: float) -> None:
        """Say once that there are no workers, unless they may come back."""
        if self._threads:
            self._seen = now
        elif now - self._seen > _ABSENCE:
            self._say("the cluster has no workers: waiting for some")
            self._seen = math.inf

    def _results(self, number: int, future: Any) -> Results | None:
        from distributed import KilledWorker

        try:
            with interruptible():
                outcome = future.result()
        except KilledWorker:
            return None
        except (CancelledError, OSError):
            raise _gone() from None
        except Exception as error:  # noqa: BLE001 - a worker that does not know what it is to do
            outcome = f"{type(error).__name__}: {error}"
        if isinstance(outcome, str):
            _check_versions(self._client, self._threads)
            raise SplotchError(f"{_told(self.grid, number)} failed on a worker: {outcome}")
        return Results(*outcome)


def _gone() -> SplotchError:
    return SplotchError(
        "the cluster is gone; the blocks that ended are kept: run it again to go on"
    )


def _run_all(blocks: _Blocks, numbers: Iterable[int]) -> Iterator[tuple[int, Results]]:
    """Yield blocks and their results as they end.

    Raises
    ------
    SplotchError
        Some ended their workers every time. All others were yielded.
    """
    suspects, deadly = [], []
    for number, results in blocks.run(numbers):
        if results is None:
            suspects.append(number)
        else:
            yield number, results
    # A block that waits on a worker that another ends is suspected as well: each alone tells.
    for suspect in suspects:
        for number, results in blocks.run([suspect]):
            if results is None:
                deadly.append(number)
            else:
                yield number, results
    if deadly:
        raise SplotchError(
            f"{', '.join(_told(blocks.grid, number) for number in deadly)} ended the worker every "
            "time; the others are done and kept: see what the workers lack, as memory, and run it "
            "again"
        )


def _told(grid: Grid, number: int) -> str:
    rows = grid.rows_of(number)
    return f"block {number} (rows {rows.start + 1:,} to {rows.stop:,})"
