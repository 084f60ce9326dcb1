"""What the workers of a cluster run: functions of plain values, whose results are plain arrays."""

from __future__ import annotations

import pickle
from functools import lru_cache
from typing import Any

from numpy.typing import NDArray

import splotch_tui
from splotch_tui.core.ensemble.block_store import VERSION
from splotch_tui.core.ensemble.descents import run_batch
from splotch_tui.core.ensemble.grid import Grid
from splotch_tui.core.errors import SplotchError


def told_version() -> str:
    """Return what two machines must have in common, for their blocks to fit into one table."""
    return f"{splotch_tui.__version__}, blocks {VERSION}"


def run_rows(version: str, axes: bytes, start: int, stop: int) -> tuple[NDArray[Any], ...]:
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
    tuple of ndarray
        The fields of `Results`.

    Raises
    ------
    SplotchError
        This is another version, as of a worker that joined later.
    """
    if version != told_version():
        raise SplotchError(f"a worker has splotch {told_version()}")
    return tuple(run_batch(_grid(axes).batch(range(start, stop)), _ignore))


@lru_cache(maxsize=1)
def _grid(axes: bytes) -> Grid:
    """Return the grid of some axes, which one block after the other asks for."""
    return Grid(pickle.loads(axes))


def _ignore(_steps: int) -> None:
    """Tell nobody: it is told where the table is made."""
