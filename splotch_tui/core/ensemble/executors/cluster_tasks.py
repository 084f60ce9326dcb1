"""What the workers of a cluster run: functions of plain values, whose results are plain arrays."""

from __future__ import annotations

import pickle
from functools import lru_cache
from typing import Any

from numpy.typing import NDArray

import splotch_tui
from splotch_tui.core.ensemble.block_store import VERSION
from splotch_tui.core.ensemble.descents import run_batch
from splotch_tui.core.ensemble.executors import report_nothing
from splotch_tui.core.ensemble.grid import Grid


def told_version() -> str:
    """Return what two machines must have in common, for their blocks to fit into one table."""
    return f"{splotch_tui.__version__}, blocks {VERSION}"


def run_rows(version: str, axes: bytes, start: int, stop: int) -> tuple[NDArray[Any], ...] | str:
    """Run some rows of a grid.

    Parameters
    ----------
    version : str
        What `told_version` says where the table is made.
    axes : bytes
        The grid's axes, pickled.
    start, stop : int
        The rows' numbers, whose end is left out.

    Returns
    -------
    tuple of ndarray, or str
        The fields of `Results`; or why it cannot be done. Exceptions do not travel well: Dask's
        client waits for ever for one whose traceback it cannot read.
    """
    if version != told_version():  # as of a worker that joined later
        return f"it has splotch {told_version()}"
    try:
        # Steps are told of where the table is made.
        return tuple(run_batch(_grid(axes).batch(range(start, stop)), report_nothing))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        return f"{type(error).__name__}: {error}"


@lru_cache(maxsize=1)
def _grid(axes: bytes) -> Grid:
    """Return the grid of some axes, which one block after the other asks for."""
    return Grid(pickle.loads(axes))
