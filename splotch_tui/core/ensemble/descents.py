"""The descents of a batch, run to their ends: in lanes of eight, or one after the other."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.ensemble.batch import Batch
from splotch_tui.core.ensemble.executors import Report, report_nothing
from splotch_tui.core.ensemble.followed import FollowedDescent, FollowedLanes, Observer, Room
from splotch_tui.core.ensemble.lane_group import lane_places
from splotch_tui.core.ensemble.results import Results
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.types import Doubles, Integers


def run_batch(batch: Batch, report: Report, observe: Observer | None = None) -> Results:
    """Run some descents.

    Parameters
    ----------
    batch : Batch
        Which.
    report : callable
        Called now and then with the number of descent-steps taken since; what it raises ends the
        work.
    observe : Observer, optional
        Told of the points at the marks that phases are judged by, as descents come to them, by
        their numbers in the batch.

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


def _run_in_lanes(batch: Batch, report: Report, observe: Observer) -> Results:
    """Run descents by eight of few dims and one rule, whose phases are looked at together."""
    first = batch.recipe(0)
    lanes = FollowedLanes(first)
    results = Results.empty(len(batch))
    for start in range(0, len(batch), WIDTH):
        places = lane_places(start, len(batch))
        part = batch.part(places)
        observe_part = _observer_of(places, observe)
        lanes.start(part)
        while lanes.step < first.steps:
            count = min(lanes.pace.at_once, first.steps - lanes.step)
            report(count * min(WIDTH, len(batch) - start))
            lanes.advance(count, observe_part)
        if lanes.has_lost_leader:
            # These steps have been reported.
            results.put(places, _run_each(part, report_nothing, observe_part))
        else:
            results.put(places, lanes.results())
    return results


def _run_each(batch: Batch, report: Report, observe: Observer) -> Results:
    """Run descents one after the other."""
    results = Results.empty(len(batch))
    room = Room.of(batch.recipe(0))
    for place in range(len(batch)):
        recipe = batch.recipe(place)
        places = np.array([place])
        observe_one = _observer_of(places, observe)
        descent = FollowedDescent(recipe, room)
        while descent.step < recipe.steps and not descent.diverged:
            count = min(descent.pace.at_once, recipe.steps - descent.step)
            report(count)
            descent.advance(count, observe_one)
        results.put(places, descent.results())
    return results
