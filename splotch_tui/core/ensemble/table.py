"""Table: an ensemble's table in memory, which a notebook shows."""

from __future__ import annotations

from typing import Any

from splotch_tui.core.data_frames import Library, make_frame
from splotch_tui.core.ensemble.columns import KINDS, OPTIONAL, recipe_of
from splotch_tui.core.recipe import Recipe


class Table(dict[str, Any]):
    """Arrays by the names of columns, a row a descent; other columns may be added.

    docs/tables.md has what each column is. A step that did not happen is −1.
    """

    def to_dataframe(self, library: Library | None = None) -> Any:
        """Return it as a data frame; a step that did not happen is missing there.

        Parameters
        ----------
        library : {"pandas", "polars"}, optional
            Whose; by default that which is installed, pandas before polars.

        Raises
        ------
        SplotchError
            It is not installed.
        """
        return make_frame(self, library, OPTIONAL)

    def recipe(self, row: int) -> Recipe:
        """Return the recipe of a row, counted from 0, as arrays are: `run` makes it again."""
        return recipe_of(self, row)

    @property
    def is_whole(self) -> bool:
        """Whether all columns of a table are there, of the same length, and any row."""
        if not KINDS.keys() <= self.keys():
            return False
        lengths = {len(self[name]) for name in KINDS}
        return len(lengths) == 1 and lengths != {0}

    def __repr__(self) -> str:
        if not self.is_whole:
            return super().__repr__()
        from splotch_tui.core.notebook.table_card import told_table

        return told_table(self)

    def _repr_html_(self) -> str | None:
        if not self.is_whole:
            return None
        from splotch_tui.core.notebook.table_card import table_card

        return table_card(self)
