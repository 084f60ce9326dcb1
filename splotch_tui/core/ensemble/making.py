"""An ensemble made: as a table in memory, or as a file that a stopped process goes on with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from splotch_tui.core.ensemble.block_store import BlockStore
from splotch_tui.core.ensemble.columns import GIVEN, Columns, given_columns, whole_columns
from splotch_tui.core.ensemble.digest import Digest
from splotch_tui.core.ensemble.executors import Executor, Report, report_nothing
from splotch_tui.core.ensemble.executors.threads import run_blocks
from splotch_tui.core.ensemble.formats import read_table, table_format
from splotch_tui.core.ensemble.grid import Grid
from splotch_tui.core.ensemble.results import Results
from splotch_tui.core.ensemble.table import Table
from splotch_tui.core.errors import SplotchError, TakenError, UnreadableError
from splotch_tui.core.storage import atomic_write, check_target

# Of a row in a block, and in the table, at most about so many bytes.
_KEPT, _WRITTEN = 60, 250


def make_table(
    grid: Grid,
    path: Path,
    report: Report,
    *,
    executor: Executor = run_blocks,
    force: bool = False,
) -> Digest:
    """Run an ensemble into a file, or go on with what a process that was stopped has done of it.

    Parameters
    ----------
    grid : Grid
        What to run.
    path : Path
        The table: `splotch_tui.core.ensemble.formats` says of which endings.
    report : callable
        Told of descent-steps as they are taken; those done before at once.
    executor : Executor, optional
        What runs the blocks.
    force : bool, optional
        Whether a table, or blocks, of another grid are replaced.

    Returns
    -------
    Digest
        Of the whole table; also where it was there already.

    Raises
    ------
    SplotchError
        There is no room, or something else there. Blocks that have ended are kept.
    """
    kind = table_format(path)
    kind.check()
    digest = Digest()
    if path.exists() and not force:
        _check_same(path, grid, digest)
        return digest
    check_target(path, force)
    _check_room(grid, path)
    store = BlockStore(path, grid)
    with store.opened(force):
        missing = []
        for block in range(grid.blocks):
            if store.read(block) is None:
                missing.append(block)
            else:
                report(grid.steps_of(block))
        for block, results in executor(grid, missing, report):
            store.write(block, results)
        with atomic_write(path, force) as temporary:
            kind.write(temporary, digest.follow(_parts(grid, store)))
        store.remove()
    return digest


def _parts(grid: Grid, store: BlockStore) -> Iterator[Columns]:
    for block in range(grid.blocks):
        results = store.read(block)
        if results is None:
            raise SplotchError(f"a block in {store.folder} was damaged meanwhile: run it again")
        yield whole_columns(grid.batch(grid.rows_of(block)), results)


def _check_same(path: Path, grid: Grid, digest: Digest) -> None:
    """See that a table is of a grid, and take it in.

    Raises
    ------
    TakenError
        It is not, or is no table at all.
    """
    row = 0
    try:
        for columns in digest.follow(read_table(path)):
            rows = range(row, row + len(columns["seed"]))
            if rows.stop > len(grid):
                raise TakenError(path)
            wanted = given_columns(grid.batch(rows))
            if any(not np.array_equal(columns[name], wanted[name]) for name in GIVEN):
                raise TakenError(path)
            row = rows.stop
    except UnreadableError:
        raise TakenError(path) from None
    if row < len(grid):
        raise TakenError(path)


def _check_room(grid: Grid, path: Path) -> None:
    """Say early that a table does not fit on its disk."""
    needed, free = len(grid) * (_KEPT + _WRITTEN), shutil.disk_usage(path.parent).free
    if needed > free:
        raise SplotchError(
            f"{path} may take {needed / 1e6:,.0f} MB with its blocks, and {free / 1e6:,.0f} MB are "
            "free there: write elsewhere, or take fewer descents"
        )


def ensemble(
    axes: Mapping[str, Any], report: Report | None = None, *, executor: Executor = run_blocks
) -> Table:
    """Run descents for all combinations of some values, on all processors.

    Parameters
    ----------
    axes : mapping
        For names of recipe parameters, a value or several: see `Grid`.
    report : callable, optional
        Told of descent-steps as they are taken.
    executor : Executor, optional
        What runs the blocks, if not all processors of this machine.

    Returns
    -------
    Table
        A dict of arrays by the names of its columns: what each descent was given, and what it came
        to. A step that did not happen is −1. A notebook shows it, and `to_dataframe` makes a data
        frame of it.

    Raises
    ------
    SplotchError
        A name or a value is none that a recipe has.
    """
    grid = Grid(axes)
    blocks: dict[int, Results] = dict(executor(grid, range(grid.blocks), report or report_nothing))
    results = Results.joined(blocks[number] for number in range(grid.blocks))
    return Table(whole_columns(grid.batch(range(len(grid))), results))
