"""Pace: which point of a run each moment of a film shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.scene.curves import smoothed
from splotch_tui.core.history import History
from splotch_tui.core.phases import find_phases, window_length
from splotch_tui.core.types import Doubles

WHOLE = slice(None)

# Distance is measured without the noise, which would count thousands of snagged steps. Steps.
_SIGMA = 25.0
# So many times as much counts what is travelled along the xn: each changes the hills along all the
# others, and a demon, which is what there is to see, hardly moves along x0.
_SIDEWAYS = 3.0
# The part of a film that is shared out by step, so that a snagged point does not stop dead.
_BY_STEP = 0.12
# The part of a film that is added where a phase begins, for slow motion.
_PER_PHASE = 0.06
# Over so many frames a start, a stop and a change of pace are spread: nothing moves off at once.
_EASE = 7.0
# A usual film lasts so many seconds at least and at most; in between, as long as it takes to see
# the path at so many units a second, and so many seconds more.
_SHORTEST, _LONGEST = 12.0, 30.0
_SPEED, _AROUND = 30.0, 7.0


def by_path(history: History, played: slice) -> Doubles:
    """Return how much of the film is over at each point, by distance travelled.

    Where a phase begins there is slow motion.

    Parameters
    ----------
    history : History
        The run.
    played : slice
        Which of its points the film plays: N of them.

    Returns
    -------
    ndarray, shape (N,)
        From 0 to 1, never falling.
    """
    way = smoothed(history.points, _SIGMA / history.stride)[played]
    way[:, 1:] *= _SIDEWAYS
    travelled = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))))
    travelled /= max(travelled[-1], 1e-12)
    over = (1.0 - _BY_STEP) * travelled + _BY_STEP * by_steps(history, played)
    steps = history.steps[played]
    length = window_length(history.recipe)
    for phase in find_phases(history)[1:]:
        since = (steps - phase.start) / length + 0.5
        over += _PER_PHASE * np.clip(since, 0.0, 1.0)
    return _from_0_to_1(over)


def by_steps(history: History, played: slice) -> Doubles:
    """Return how much of the film is over at each point, all steps being equally long."""
    return _from_0_to_1(history.steps[played])


def _from_0_to_1(values: NDArray[Any]) -> Doubles:
    return np.asarray((values - values[0]) / (values[-1] - values[0]))


TIMINGS: dict[str, Callable[[History, slice], Doubles]] = {"path": by_path, "steps": by_steps}


def usual_seconds(history: History, axis: int, played: slice = WHOLE) -> float:
    """Return how long a film has to be for eyes to follow the point along x0 and x_axis."""
    plane = history.points[:, [0, axis]]
    way = smoothed(plane, _SIGMA / history.stride)[played]
    length = float(np.linalg.norm(np.diff(way, axis=0), axis=1).sum())
    return min(max(_SHORTEST, _AROUND + length / _SPEED), _LONGEST)


def frame_rows(history: History, timing: str, parts: Doubles, played: slice = WHOLE) -> Doubles:
    """Return which point of the history each frame shows.

    Parameters
    ----------
    history : History
        The run.
    timing : str
        A name in `TIMINGS`.
    parts : ndarray, shape (frames,)
        How much of what is played is over in each frame, from 0 to 1.
    played : slice
        Which of the run's points the film plays: two or more, from one to a later one.

    Returns
    -------
    ndarray, shape (frames,)
        Positions among all of the history's points, fractional.
    """
    rows = np.arange(len(history.x0), dtype=np.float64)[played]
    eased = smoothed(np.interp(parts, TIMINGS[timing](history, played), rows), _EASE)
    # Where the film stands still, sums that are not exact are not to move it.
    return np.round(eased, 6)
