"""Descents of an ensemble run once more and watched at their marks: a table has only their ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from splotch_tui.core.cost import estimate_seconds
from splotch_tui.core.ensemble.batch import Batch
from splotch_tui.core.ensemble.columns import recipe_of
from splotch_tui.core.ensemble.descents import run_batch
from splotch_tui.core.ensemble.executors import Report
from splotch_tui.core.ensemble.executors.threads import work_in_threads
from splotch_tui.core.ensemble.formats import read_table
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.phases import MARKS, window_length
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.signals import check_stopped
from splotch_tui.core.types import Doubles, Integers

# A sample has no more descents, and takes no longer on a slow machine's one processor, seconds:
# then it has fewer of them, and at last shorter ones.
_MOST, _SECONDS, _FEWEST = 1024, 10.0, WIDTH
# Eight descents in lanes take about so much less than one after the other.
_IN_LANES = 4.0
# So many go to a thread at once.
_AT_ONCE = 8 * WIDTH
# The golden ratio: its multiples come near no fraction.
_GOLDEN = 0.5 * (1.0 + np.sqrt(5.0))


@dataclass(frozen=True, slots=True)
class Watched:
    """What descents that are alike in all but seeds and live parameters did, mark by mark.

    Attributes
    ----------
    batch : Batch
        Which they are, n of them.
    steps : ndarray of int64, shape (m,)
        The steps of the marks, evenly spaced; the first is 0.
    x0, u : ndarray, shape (n, m)
        x0 there, and ε‖(x1 … xD)‖, whatever weighs the splotches; no number where a descent had
        diverged before.
    snag_step : ndarray of int64, shape (n,)
        When the first snag began; `NEVER` where there is none for sure.
    every : int
        Steps from one mark to the next.
    """

    batch: Batch
    steps: Integers
    x0: Doubles
    u: Doubles
    snag_step: Integers
    every: int

    def part(self, places: Integers) -> Watched:
        """Return some of them, by their numbers."""
        return Watched(
            self.batch.part(places),
            self.steps,
            self.x0[places],
            self.u[places],
            self.snag_step[places],
            self.every,
        )


def sample_rows(count: int) -> Integers:
    """Return the rows that stand for a table of `count` rows: all, or some spread over it.

    There is one in each of as many equal stretches, at another place in each, so that no value of
    an option, and no seed, is met more often than it is there.

    Raises
    ------
    SplotchError
        There is none.
    """
    if not count:
        raise SplotchError("there is no descent in the table")
    number = min(count, _MOST)
    edges = np.arange(number + 1) * count // number
    inside = np.arange(number) * _GOLDEN % 1.0
    rows: Integers = edges[:-1] + (inside * np.diff(edges)).astype(np.int64)
    return rows


def recipes_at(table: Path, rows: Integers) -> list[Recipe]:
    """Read the recipes of some rows of a table, counted from 0 and ascending.

    Raises
    ------
    SplotchError
        The table cannot be read, or a row is of no run.
    """
    recipes, before = [], 0
    for columns in read_table(table):
        check_stopped()
        count = len(columns["seed"])
        here = rows[(rows >= before) & (rows < before + count)] - before
        recipes += [recipe_of(columns, row) for row in here.tolist()]
        before += count
    return recipes


def bounded(recipes: Sequence[Recipe]) -> Sequence[Recipe]:
    """Return as many of some recipes, evenly spread, as run in seconds, shorter if they must be."""
    seconds = _seconds(recipes)
    if seconds <= _SECONDS:
        return recipes
    number = min(len(recipes), max(_FEWEST, int(len(recipes) * _SECONDS / seconds)))
    places = np.linspace(0, len(recipes) - 1, number).round().astype(np.int64)
    some = [recipes[place] for place in places.tolist()]
    share = _SECONDS / _seconds(some)
    if number > _FEWEST or share >= 1.0:
        return some
    longest = max(1, int(share * max(each.steps for each in some)))
    return [replace(each, steps=min(each.steps, longest)) for each in some]


def _seconds(recipes: Sequence[Recipe]) -> float:
    """Return about how long it takes to run some recipes."""
    return sum(
        estimate_seconds(each) / (_IN_LANES if each.dims < WIDTH else 1.0) for each in recipes
    )


def watch(recipes: Sequence[Recipe], report: Report) -> list[Watched]:
    """Run descents, and return what they did.

    Parameters
    ----------
    recipes : sequence of Recipe
        Which; without changes.
    report : callable
        Told of descent-steps as they are taken, from any thread.

    Returns
    -------
    list of Watched
        As many as there are kinds of them: by rule, dims, waves, steps and the marks' distance.
    """
    watched = [_unwatched(part) for _, part in Batch.of(recipes).split()]
    pieces = (
        (each, np.arange(start, min(start + _AT_ONCE, len(each.batch))))
        for each in watched
        for start in range(0, len(each.batch), _AT_ONCE)
    )
    for _ in work_in_threads(_watch, pieces, report):
        pass
    return watched


def _unwatched(batch: Batch) -> Watched:
    """Return room for what some descents do; all begin at the origin."""
    every = window_length(batch.recipe(0)) // MARKS
    steps = np.arange(batch.recipe(0).steps // every + 1) * every
    x0, u = np.full((2, len(batch), len(steps)), np.nan)
    x0[:, 0] = u[:, 0] = 0.0
    return Watched(batch, steps, x0, u, np.empty(len(batch), np.int64), every)


def _watch(piece: tuple[Watched, Integers], report: Report) -> None:
    """Run some of the descents, and note what they do."""
    watched, places = piece
    part = watched.batch.part(places)

    def note(place: int, before: int, points: Doubles) -> None:
        here = slice(1 + before, 1 + before + len(points))
        epsilon = part.cells[part.which[place]].epsilon
        watched.x0[places[place], here] = points[:, 0]
        watched.u[places[place], here] = epsilon * np.linalg.norm(points[:, 1:], axis=1)

    results = run_batch(part, report, note)
    watched.snag_step[places] = results.snag_step
    for place, taken in zip(places, results.gradient_evaluations, strict=True):
        beyond = watched.steps > taken
        watched.x0[place, beyond] = watched.u[place, beyond] = np.nan
