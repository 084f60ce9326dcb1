"""What figures of ensembles say of what their descents were given."""

from __future__ import annotations

import json
from typing import Any

from render.plot_notes import in_formulas, in_lines
from splotch_tui.core.ensemble.columns import GIVEN, given_value
from splotch_tui.core.ensemble.digest import Digest
from splotch_tui.core.ensemble.words import counted, options_varied, told_grid, told_option
from splotch_tui.core.recipe import Recipe


def told_ensemble(digest: Digest, cell: Recipe) -> str:
    """Return what an ensemble is of, in words and symbols.

    Parameters
    ----------
    digest : Digest
        Of its table.
    cell : Recipe
        Of any of its descents, for what they have in common.
    """
    return in_formulas(in_lines(told_grid(digest, cell)))


def told_value(option: str, value: Any) -> str:
    """Return a value of an option as legends have it."""
    return in_formulas(told_option(option, value))


def told_cell(digest: Digest, cell: Recipe, count: int, longest: int) -> str:
    """Return what sets a cell apart from others of its ensemble, and how many descents are shown.

    In lines of so many letters.
    """
    phrases: list[str] = []
    for name in options_varied(digest):
        # Of a rule's own parameters there may be several, or none.
        phrases += filter(None, told_option(name, given_value(cell, name)).split(","))
    return in_formulas(in_lines([*phrases, counted(count)], longest))


def provenance(digest: Digest, table: str) -> str:
    """Return what an ensemble's figure tells of itself, as JSON."""
    given: dict[str, Any] = {"table": table, "descents": digest.rows}
    for name in GIVEN:
        values, extremes = digest.values(name), digest.extremes.get(name)
        if values is not None:
            given[name] = values
        elif extremes is not None:
            given[name] = dict(zip(("from", "to"), extremes, strict=True))
    return json.dumps({"ensemble": given})
