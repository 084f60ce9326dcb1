"""A descent of an ensemble by its table and row: ``table.csv:17``, counted from 1."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from splotch_tui.core.ensemble.columns import recipe_of
from splotch_tui.core.ensemble.formats import FORMATS, read_table
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.recipe import Recipe

_ROW = re.compile(rf"(.+(?:{'|'.join(map(re.escape, FORMATS))})):(\d{{1,18}})", re.IGNORECASE)


class TableRow(NamedTuple):
    """A row of a table.

    Attributes
    ----------
    table : Path
        The table.
    row : int
        The row's number, from 1 on.
    """

    table: Path
    row: int

    @classmethod
    def named(cls, path: Path) -> TableRow | None:
        """Return what a path of the form ``TABLE:ROW`` means; None: it is the name of a file."""
        match = _ROW.fullmatch(str(path))
        return None if match is None or path.exists() else cls(Path(match[1]), int(match[2]))

    def recipe(self) -> Recipe:
        """Read the recipe of its run.

        Raises
        ------
        SplotchError
            There is no such row, or the table cannot be read.
        """
        before = 0
        for columns in read_table(self.table):
            count = len(columns["seed"])
            if before < self.row <= before + count:
                return recipe_of(columns, self.row - before - 1)
            before += count
        raise SplotchError(f"{self.table} has {before:,} rows, from 1 on: {self.row:,} is none")
