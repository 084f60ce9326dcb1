"""Descents of recipes that make no grid: their results, and the points where they end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from splotch_tui.core.descent import Descent
from splotch_tui.core.ensemble.batch import Batch
from splotch_tui.core.ensemble.columns import Columns, whole_columns
from splotch_tui.core.ensemble.descents import run_batch
from splotch_tui.core.ensemble.executors import Report
from splotch_tui.core.ensemble.executors.threads import work_in_threads
from splotch_tui.core.ensemble.results import Results
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.types import Doubles, Integers

# Lanes go by eight.
_AT_ONCE = 16
_STEPS_AT_ONCE = 4096


def run_recipes(recipes: Sequence[Recipe], report: Report) -> Columns:
    """Return the table of descents, one for each recipe, run on all processors."""
    batch = Batch.of(recipes)

    def run_part(start: int, step: Report) -> Results:
        places: Integers = np.arange(start, min(start + _AT_ONCE, len(batch)))
        return run_batch(batch.part(places), step)

    parts = dict(work_in_threads(run_part, range(0, len(batch), _AT_ONCE), report))
    return whole_columns(batch, Results.joined(parts[start] for start in sorted(parts)))


def find_ends(recipes: Sequence[Recipe], report: Report) -> Doubles:
    """Return where descents end, shape (n, 1+D), run on all processors."""

    def find_end(place: int, step: Report) -> Doubles:
        descent = Descent(recipes[place])
        while descent.remaining:
            points, _ = descent.advance(_STEPS_AT_ONCE)
            step(len(points))
        return descent.x

    ends = dict(work_in_threads(find_end, range(len(recipes)), report))
    return np.array([ends[place] for place in range(len(recipes))])
