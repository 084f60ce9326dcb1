"""BlockStore: the blocks of an ensemble under way, each a file, so that none is computed twice.

A folder beside the table, ``TABLE.blocks``, holds what tells the grid and a file for each block
that has ended. A block's file is a check sum and the bytes of its rows: one that is damaged or cut
off counts as none, and is computed again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from splotch_tui.core.ensemble.grid import Grid
from splotch_tui.core.ensemble.results import Results
from splotch_tui.core.errors import SplotchError, reason_of
from splotch_tui.core.storage import atomic_write
from splotch_tui.core.temporaries import remove_leftovers
from splotch_tui.core.text import shorten

# Counted up when what a grid's rows are, or how they are kept, is changed.
VERSION = 1
_GRID, _ENDING = "grid.json", ".block"
_DIGEST = 32


class BlockStore:
    """The blocks of a grid that have ended.

    Parameters
    ----------
    table : Path
        The table to be; the blocks are beside it.
    grid : Grid
        What it is of.
    """

    def __init__(self, table: Path, grid: Grid) -> None:
        self.folder = table.with_name(f"{table.name}.blocks")
        self._grid = grid
        self._told = json.dumps(
            {"version": VERSION, "grid": grid.key, "rows_in_block": grid.rows_in_block}
        )

    @contextmanager
    def opened(self, force: bool = False) -> Iterator[None]:
        """Have the folder, and have it alone.

        Parameters
        ----------
        force : bool
            Whether another grid's blocks are given up.

        Raises
        ------
        SplotchError
            It cannot be made, holds another ensemble's blocks, or another process is at work there.
        """
        try:
            self.folder.mkdir(exist_ok=True)
            told = self.folder / _GRID
            with _alone(self.folder):
                self._check_own()
                if told.exists() and told.read_text("utf-8", "replace") != self._told:
                    # Where none has ended, as with a cluster that never answered, none is lost.
                    if not force and any(self.folder.glob(f"*{_ENDING}")):
                        raise SplotchError(
                            f"{self.folder} holds another ensemble, or one of another version: "
                            "finish that, write elsewhere, or --force to give it up"
                        )
                    _clear(self.folder)
                if not told.exists():
                    with atomic_write(told) as temporary:
                        temporary.write_text(self._told, "utf-8")
                yield
        except OSError as error:
            raise SplotchError(
                f"cannot work in {self.folder}: {reason_of(error)}: write elsewhere"
            ) from None

    def _check_own(self) -> None:
        """See that nothing is in the folder but what this has made: it is removed at the end."""
        remove_leftovers(self.folder)
        for path in self.folder.iterdir():
            if path.name != _GRID and path.suffix != _ENDING:
                raise SplotchError(
                    f"{self.folder} holds what is no block of an ensemble, {shorten(path.name)}: "
                    "move it away, or write elsewhere"
                )

    def read(self, block: int) -> Results | None:
        """Return a block that has ended, or None."""
        try:
            content = self._path(block).read_bytes()
        except OSError:  # not there, or not to be read: it is computed again
            return None
        digest, rows = content[:_DIGEST], content[_DIGEST:]
        kinds = np.dtype(list(Results.kinds().items()))
        if digest != hashlib.sha256(rows).digest():
            return None
        if len(rows) != kinds.itemsize * len(self._grid.rows_of(block)):
            return None
        table = np.frombuffer(rows, kinds)
        return Results(*(np.ascontiguousarray(table[name]) for name in Results._fields))

    def write(self, block: int, results: Results) -> None:
        """Keep a block.

        Raises
        ------
        SplotchError
            It cannot be written.
        """
        table = np.empty(len(results.x0), list(Results.kinds().items()))
        for name in Results._fields:
            table[name] = getattr(results, name)
        rows = table.tobytes()
        with atomic_write(self._path(block), force=True) as temporary:
            temporary.write_bytes(hashlib.sha256(rows).digest() + rows)

    def remove(self) -> None:
        """Remove all blocks: the table is there."""
        shutil.rmtree(self.folder)

    def _path(self, block: int) -> Path:
        return self.folder / f"{block:07}{_ENDING}"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Lock a folder, which the system unlocks when this process ends."""
    try:
        import fcntl
    except ImportError:  # Windows has no such locks
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SplotchError(f"another process is at work in {folder}") from None
        except OSError:  # a file system without locks
            pass
        yield
    finally:
        os.close(handle)


def _clear(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
