"""How far x0 climbs, of what it would where there are no hills, along a record."""

from __future__ import annotations

import math

import numpy as np

from splotch_tui.core.phases import free_run, window_length
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.record import Record
from splotch_tui.core.types import Doubles, Integers


def climb_shares(record: Record, recipe: Recipe, ends: Integers, back: Integers) -> Doubles:
    """Return how far x0 climbed up to some kept steps, of what it would without hills.

    Parameters
    ----------
    record : Record
        The run.
    recipe : Recipe
        What made it.
    ends : ndarray of int, shape (n,)
        The kept steps.
    back : ndarray of int, shape (n,)
        Over at least how many steps; no more than there are.
    """
    starts = (ends - back) // record.stride * record.stride
    steps = np.unique(np.concatenate((starts, ends)))
    free = np.concatenate(([0.0], free_run(recipe, steps)[:, 0]))
    x0 = record.points_at(steps, slice(0, 1))[:, 0]
    first, last = np.searchsorted(steps, starts), np.searchsorted(steps, ends)
    return np.asarray((x0[last] - x0[first]) / (free[last] - free[first]))


def newest_climb(record: Record, recipe: Recipe) -> float | None:
    """Return that of the window up to the last kept step; None before the end of the first."""
    window, last = window_length(recipe), (record.length - 1) // record.stride * record.stride
    if last < window:
        return None
    climb = float(climb_shares(record, recipe, np.array([last]), np.array([window]))[0])
    return climb if math.isfinite(climb) else None
