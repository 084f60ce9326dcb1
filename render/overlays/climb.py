"""How x0 climbs along a run: what phases are judged by."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.history import History
from splotch_tui.core.phases import free_run, window_length
from splotch_tui.core.types import Doubles


def window_rows(history: History) -> int:
    """Return how many of a history's points make a window, over which phases are judged."""
    return min(max(window_length(history.recipe) // history.stride, 1), len(history.x0) - 1)


def climb_parts(history: History) -> Doubles:
    """Return how far x0 climbs over the window up to each point, as a part of the free climb.

    Up to the first points it is over as much of a window as there is; at the origin it is that of
    the next point.

    Returns
    -------
    ndarray, shape (N,)
        Of the history's points.
    """
    free = np.concatenate(([0.0], free_run(history.recipe, history.steps)[:, 0]))
    begin = np.maximum(np.arange(len(free)) - window_rows(history), 0)
    climbed = history.x0 - history.x0[begin]
    possible = free - free[begin]
    parts: Doubles = np.divide(climbed, possible, out=np.zeros(len(free)), where=possible > 0.0)
    parts[0] = parts[1]
    return parts


def climb_between(history: History, first: int, last: int) -> tuple[float, float]:
    """Return x0's climb a step from one point of a history to another, and as a part of the free.

    Parameters
    ----------
    history : History
        The run.
    first, last : int
        Numbers of its points, the last later than the first.
    """
    steps = history.steps[[first, last]]
    climbed = float(history.x0[last] - history.x0[first])
    possible = float(free_run(history.recipe, steps)[0, 0])
    return climbed / float(steps[1] - steps[0]), climbed / possible if possible > 0.0 else 0.0
