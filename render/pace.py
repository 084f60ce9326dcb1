"""Pace: which point of a run each moment of a film shows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from render.curves import smoothed
from splotch_tui.core.history import History
from splotch_tui.core.phases import find_phases, window

Doubles = NDArray[np.float64]

# Distance is measured without the noise, which would count thousands of snagged steps. Steps.
_SIGMA = 25.0
# The part of a film that is shared out by step, so that a snagged point does not stop dead.
_BY_STEP = 0.12
# The part of a film that is added where a phase begins, for slow motion.
_PER_PHASE = 0.06
# A usual film lasts so many seconds at least and at most; in between, as long as it takes to see
# the path at so many units a second, and so many seconds more.
_SHORTEST, _LONGEST = 12.0, 30.0
_SPEED, _AROUND = 30.0, 7.0


def by_path(history: History) -> Doubles:
    """Return how much of the film is over at each point, by distance travelled.

    Where a phase begins there is slow motion.

    Parameters
    ----------
    history : History
        The run, of N points.

    Returns
    -------
    ndarray, shape (N,)
        From 0 to 1, never falling.
    """
    way = smoothed(history.points, _SIGMA / history.stride)
    travelled = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))))
    travelled /= max(travelled[-1], 1e-12)
    over = (1.0 - _BY_STEP) * travelled + _BY_STEP * by_steps(history)
    length = window(history.recipe)
    for phase in find_phases(history)[1:]:
        since = (history.steps - phase.start) / length + 0.5
        over += _PER_PHASE * np.clip(since, 0.0, 1.0)
    return np.asarray(over / over[-1])


def by_steps(history: History) -> Doubles:
    """Return how much of the film is over at each point, all steps being equally long."""
    return np.asarray(history.steps / history.recipe.steps)


PACES: dict[str, Callable[[History], Doubles]] = {"path": by_path, "steps": by_steps}


def usual_seconds(history: History, axis: int) -> float:
    """Return how long a film has to be for eyes to follow the point along x0 and x_axis."""
    plane = history.points[:, [0, axis]]
    way = smoothed(plane, _SIGMA / history.stride)
    length = float(np.linalg.norm(np.diff(way, axis=0), axis=1).sum())
    return min(max(_SHORTEST, _AROUND + length / _SPEED), _LONGEST)


def frame_rows(history: History, pace: str, parts: Doubles) -> Doubles:
    """Return which point of the history each frame shows.

    Parameters
    ----------
    history : History
        The run, of N points.
    pace : str
        A name in `PACES`.
    parts : ndarray, shape (frames,)
        How much of the run is over in each frame, from 0 to 1.

    Returns
    -------
    ndarray, shape (frames,)
        Positions among the history's points, fractional, 0 to N−1.
    """
    over = PACES[pace](history)
    return np.asarray(np.interp(parts, over, np.arange(len(over), dtype=np.float64)))
