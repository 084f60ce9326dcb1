"""Descents of recipes that make no grid: their results, and the points where they end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from splotch_tui.core.descent import Descent
from splotch_tui.core.ensemble.batch import Batch
from splotch_tui.core.ensemble.columns import Columns, whole_columns
from splotch_tui.core.ensemble.descents import run_batch
from splotch_tui.core.ensemble.executors import Report
from splotch_tui.core.ensemble.results import Results
from splotch_tui.core.processors import count_processors
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.types import Doubles

_Part = TypeVar("_Part")
_Made = TypeVar("_Made")
# Lanes go by eight.
_AT_ONCE = 16
_STEPS_AT_ONCE = 4096


def run_recipes(recipes: Sequence[Recipe], report: Report) -> Columns:
    """Return the table of descents, one for each recipe, run on all processors."""
    parts = [recipes[i : i + _AT_ONCE] for i in range(0, len(recipes), _AT_ONCE)]
    results = list(_in_threads(lambda part: run_batch(_batch(part), report), parts))
    whole = Results(*(np.concatenate(column) for column in zip(*results, strict=True)))
    return whole_columns(_batch(recipes), whole)


def _batch(recipes: Sequence[Recipe]) -> Batch:
    seeds = np.array([recipe.seed for recipe in recipes], np.uint32)
    noise_seeds = np.array([recipe.noise_seed or 0 for recipe in recipes], np.uint32)
    return Batch(recipes, np.arange(len(recipes)), seeds, noise_seeds)


def find_ends(recipes: Sequence[Recipe], report: Report) -> Doubles:
    """Return where descents end, shape (n, 1+D), run on all processors."""

    def end(recipe: Recipe) -> Doubles:
        descent = Descent(recipe)
        while descent.remaining:
            points, _ = descent.advance(_STEPS_AT_ONCE)
            report(len(points))
        return descent.x

    return np.array(list(_in_threads(end, recipes)))


def _in_threads(work: Callable[[_Part], _Made], parts: Sequence[_Part]) -> Iterator[_Made]:
    with ThreadPoolExecutor(count_processors()) as pool:
        try:
            yield from pool.map(work, parts)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
