"""The descents of a batch, run to their ends: in lanes of eight, or one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from splotch_tui.core.engines.compiled import CompiledEngine
from splotch_tui.core.ensemble.batch import Batch
from splotch_tui.core.ensemble.lane_group import LaneGroup
from splotch_tui.core.ensemble.results import Results
from splotch_tui.core.kernels.phase_summary import (
    CODE,
    DEMON_STEP,
    RELEASES,
    SNAG_STEP,
    PhaseSummaries,
    conclude,
    follow_marks,
)
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.kernels.simd_memory import aligned_zeros
from splotch_tui.core.phases import MARKS, SNAG_WINDOWS, window_length
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.rules import load_rule
from splotch_tui.core.types import Doubles, Integers
from splotch_tui.core.weights import weights_at_origin

# Called with a descent's number in its batch, how many of its marks were told before, and the
# points at those that follow, shape (n, 1+D), which are changed afterwards. The origin is no mark.
# A descent may be told of more than once; what comes last holds, as far as the descent went.
Observer = Callable[[int, int, Doubles], object]

# Between two looks at whether to stop, so many numbers are made; those of each step of a descent
# by itself, which fit a fast cache.
_NUMBERS_AT_ONCE, _IN_CACHE = 1 << 18, 1 << 15


class _Pace(NamedTuple):
    """When descents that run side by side are looked at, and how many steps are taken at once."""

    steps: int
    every: int
    at_once: int
    least_snag: int

    @classmethod
    def of(cls, recipe: Recipe, steps_at_once: int) -> _Pace:
        window = window_length(recipe)
        at_once = max(64, steps_at_once)
        return cls(recipe.steps, window // MARKS, at_once, SNAG_WINDOWS * window)

    @property
    def most_marks(self) -> int:
        """How many marks there may be in the steps that are taken at once."""
        return self.at_once // self.every + 1


def run_batch(
    batch: Batch, report: Callable[[int], object], observe: Observer | None = None
) -> Results:
    """Run some descents.

    Parameters
    ----------
    batch : Batch
        Which.
    report : callable
        Called now and then with the number of descent-steps taken since; what it raises ends the
        work.
    observe : Observer, optional
        Told of the points at the marks that phases are judged by, as descents come to them.

    Returns
    -------
    Results
        Of each of them, in their order. The same bits as `run` gives, however they are batched.
    """
    results = Results.empty(len(batch))
    for places, part in batch.split():
        run_part = _run_in_lanes if part.recipe(0).dims < WIDTH else _run_each
        results.put(places, run_part(part, report, _observer_of(places, observe)))
    return results


def _observer_of(places: Integers, observe: Observer | None) -> Observer:
    """Return an observer of part of a batch; it tells another one of their numbers in the whole."""
    if observe is None:
        return _look_away
    return lambda place, before, points: observe(int(places[place]), before, points)


def _look_away(_place: int, _before: int, _points: Doubles) -> None:
    """Observe nothing."""


def _run_in_lanes(batch: Batch, report: Callable[[int], object], observe: Observer) -> Results:
    """Run descents by eight of few dims and one rule, whose phases are looked at together."""
    first = batch.recipe(0)
    group = LaneGroup(first)
    pace = _Pace.of(first, _NUMBERS_AT_ONCE // (WIDTH * (1 + first.dims)))
    marks = aligned_zeros((pace.most_marks, 1 + first.dims, WIDTH))
    summaries = PhaseSummaries.make(WIDTH, first.dims, MARKS, len(marks))
    results = Results.empty(len(batch))
    for start in range(0, len(batch), WIDTH):
        # Lanes that are left over repeat the last descent.
        places = np.minimum(np.arange(start, start + WIDTH), len(batch) - 1)
        part = batch.part(places)
        rates = [_rates(part.cells[which]) for which in part.which]
        group.start(part)
        summaries.start()
        for done in range(0, pace.steps, pace.at_once):
            count = min(pace.at_once, pace.steps - done)
            report(count * min(WIDTH, len(batch) - start))
            group.advance(marks, pace.every, done, count)
            for lane in range(WIDTH):
                end = done + count if group.ended[lane] < 0 else group.ended[lane]
                new = marks[: max(end // pace.every - done // pace.every, 0), :, lane]
                follow_marks(summaries, lane, new, pace.every, *rates[lane], pace.least_snag)
                observe(int(places[lane]), done // pace.every, new)
        if group.has_lost_leader:
            results.put(places, _run_each(part, _ignore, _observer_of(places, observe)))
            continue
        taken = np.where(group.ended >= 0, group.ended, pace.steps)
        for lane in range(WIDTH):
            conclude(summaries, lane, taken[lane], pace.least_snag)
        _note(results, places, group.ends().T, taken, summaries.counts)
    return results


def _rates(cell: Recipe) -> tuple[float, float]:
    rule = load_rule(cell.rule)
    return rule.free_climb(cell), rule.free_variance(cell)


def _ignore(_steps: int) -> None:
    """Report nothing: these steps have been."""


def _note(
    results: Results, places: Integers, ends: Doubles, taken: Integers, counts: Integers
) -> None:
    """Note ends, shape (n, 2+D): coordinates and loss; and what was counted of the phases."""
    squares = np.zeros(len(ends))
    # Coordinate by coordinate: NumPy's own sums are of another order on another processor.
    for m in range(1, ends.shape[1] - 1):
        squares += ends[:, m] ** 2
    results.x0[places] = ends[:, 0]
    results.xn_norm[places] = np.sqrt(squares)
    results.loss[places] = ends[:, -1]
    results.phase[places] = counts[:, CODE]
    results.demon_step[places] = counts[:, DEMON_STEP]
    results.snag_step[places] = counts[:, SNAG_STEP]
    results.releases[places] = counts[:, RELEASES]
    results.gradient_evaluations[places] = taken


def _run_each(batch: Batch, report: Callable[[int], object], observe: Observer) -> Results:
    """Run descents one after the other."""
    results = Results.empty(len(batch))
    dims = batch.recipe(0).dims
    pace = _Pace.of(batch.recipe(0), _IN_CACHE // (2 + dims))
    points, losses = np.empty((pace.at_once, 1 + dims)), np.empty(pace.at_once)
    summaries = PhaseSummaries.make(1, dims, MARKS, pace.most_marks)
    for place in range(len(batch)):
        recipe = batch.recipe(place)
        rates = _rates(recipe)
        engine = CompiledEngine(recipe)
        loss = float(engine.landscape.loss(engine.x, recipe.epsilon, weights_at_origin(recipe)))
        summaries.start()
        done = 0
        while done < pace.steps:
            count = min(pace.at_once, pace.steps - done)
            report(count)
            taken = engine.advance(points[:count], losses[:count], recipe)
            loss = losses[taken - 1] if taken else loss
            new = points[pace.every - done % pace.every - 1 : taken : pace.every]
            observe(place, done // pace.every, new)
            done += taken
            follow_marks(summaries, 0, new, pace.every, *rates, pace.least_snag)
            if taken < count:
                break
        conclude(summaries, 0, done, pace.least_snag)
        end = np.array([[*engine.x, loss]])
        _note(results, np.array([place]), end, np.array([done]), summaries.counts)
    return results
