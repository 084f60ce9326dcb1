"""Timing: which point of a run each moment of a film shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from render.scene.curves import smoothed
from splotch_tui.core.history import History
from splotch_tui.core.phases import find_phases, window_length
from splotch_tui.core.types import Doubles, Integers

if TYPE_CHECKING:
    from render.scene.pace import Pace

WHOLE = slice(None)

# The part of a film that is shared out by step, so that a snagged point does not stop dead.
_BY_STEP = 0.12
# The part of a film that is added where a phase begins, for slow motion.
_PER_PHASE = 0.04
# Over so many frames a start, a stop and a change of pace are spread: nothing moves off at once.
_EASE = 7.0
# A usual film lasts so many seconds at least and at most; in between, as long as it takes for
# nothing to strobe, and so many seconds more for the camera's own ways.
_SHORTEST, _LONGEST, _AROUND = 12.0, 60.0, 6.0
# Frames are blended from so many pictures; all of these divide the largest.
_BLENDED = np.array((1, 2, 3, 6, 12))


def by_path(history: History, pace: Pace, played: slice) -> Doubles:
    """Return how much of the film is over at each point: no faster than eyes can follow.

    Where a phase begins there is slow motion.

    Parameters
    ----------
    history : History
        The run.
    pace : Pace
        How fast it may be played.
    played : slice
        Which of its points the film plays: N of them.

    Returns
    -------
    ndarray, shape (N,)
        From 0 to 1, never falling.
    """
    needed = np.concatenate(([0.0], np.cumsum(pace.frames())))
    over = (1.0 - _BY_STEP) * needed / max(needed[-1], 1e-12)
    over += _BY_STEP * by_steps(history, pace, played)
    steps = history.steps[played]
    length = window_length(history.recipe)
    for phase in find_phases(history)[1:]:
        since = (steps - phase.start) / length + 0.5
        over += _PER_PHASE * np.clip(since, 0.0, 1.0)
    return _from_0_to_1(over)


def by_steps(history: History, pace: Pace, played: slice) -> Doubles:  # noqa: ARG001
    """Return how much of the film is over at each point, all steps being equally long."""
    return _from_0_to_1(history.steps[played])


def _from_0_to_1(values: NDArray[Any]) -> Doubles:
    return np.asarray((values - values[0]) / (values[-1] - values[0]))


TIMINGS: dict[str, Callable[[History, Pace, slice], Doubles]] = {"path": by_path, "steps": by_steps}


def _measured(history: History, axis: int, played: slice) -> Pace:
    # Heavy, for an app that may never make a film.
    from render.scene.pace import measure_pace

    return measure_pace(history, axis, played)


def usual_seconds(
    history: History, axis: int, fps: float, played: slice = WHOLE, pace: Pace | None = None
) -> float:
    """Return how long a film has to be for nothing in it to strobe, up to a usual length.

    Parameters are those of `frame_rows`, and the frames a second.
    """
    pace = pace or _measured(history, axis, played)
    frames = float(pace.frames().sum()) / (1.0 - _BY_STEP)
    return min(max(_SHORTEST, _AROUND + frames / fps), _LONGEST)


def frame_rows(
    history: History,
    timing: str,
    parts: Doubles,
    axis: int,
    played: slice = WHOLE,
    pace: Pace | None = None,
) -> Doubles:
    """Return which point of the history each frame shows.

    Parameters
    ----------
    history : History
        The run.
    timing : str
        A name in `TIMINGS`.
    parts : ndarray, shape (frames,)
        How much of what is played is over in each frame, from 0 to 1.
    axis : int
        The coordinate shown beside x0, 1 to D.
    played : slice
        Which of the run's points the film plays: two or more, from one to a later one.
    pace : Pace, optional
        How fast they may be played, where that has been measured.

    Returns
    -------
    ndarray, shape (frames,)
        Positions among all of the history's points, fractional.
    """
    rows = np.arange(len(history.x0), dtype=np.float64)[played]
    over = TIMINGS[timing](history, pace or _measured(history, axis, played), played)
    eased = smoothed(np.interp(parts, over, rows), _EASE)
    # Where the film stands still, sums that are not exact are not to move it.
    return np.round(eased, 6)


def blended_pictures(pace: Pace, rows: Doubles, played: slice) -> Integers:
    """Return of how many pictures each frame has to be blended for nothing to strobe.

    Parameters
    ----------
    pace, played
        As for `frame_rows`.
    rows : ndarray, shape (frames,)
        Which point each frame shows.

    Returns
    -------
    ndarray of int, shape (frames,)
        1, 2, 3, 6 or 12.
    """
    over = np.concatenate(([0.0], np.cumsum(pace.frames(free=1.0))))
    first = played.start or 0
    passed = np.diff(np.interp(rows, np.arange(first, first + len(over)), over))
    # A frame lasts from halfway to it to halfway from it.
    most = np.maximum(np.append(passed, 0.0), np.insert(passed, 0, 0.0))
    # Twice as many as must be: few of them look like several pictures.
    wanted = np.where(most > 1.0, np.minimum(2.0 * most, _BLENDED[-1]), 1.0)
    at_least = np.searchsorted(_BLENDED, wanted)
    return np.asarray(_BLENDED[at_least])


def rows_between(rows: Doubles, times: int) -> Doubles:
    """Return rows at so many times the rate, ending where those end."""
    count = len(rows)
    return np.interp(np.arange((count - 1) * times + 1) / times, np.arange(count), rows)
