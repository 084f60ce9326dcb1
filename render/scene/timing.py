"""Timing: which point of a run each moment of a film shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from render.scene.curves import over, smoothed
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
EASE = 7.0
# A usual film lasts so many seconds at least and at most; in between, as long as it takes for
# nothing to strobe, and so many seconds more for the camera's own ways.
_SHORTEST, _LONGEST, _AROUND = 12.0, 60.0, 6.0
# Frames are blended from so many pictures; all of these divide the largest.
_BLENDED = np.array((1, 2, 3, 6, 12))
# How steady that is: it changes within so many frames.
_STEADY = 2.0


@dataclass(frozen=True, eq=False, slots=True)
class Track:
    """What a film plays of a run, and how fast that may be played.

    Attributes
    ----------
    history : History
        The run.
    played : slice
        Which of its points are played: two or more, from one to a later one.
    pace : Pace
        How fast they may be.
    """

    history: History
    played: slice
    pace: Pace

    @classmethod
    def of(cls, history: History, axis: int, played: slice = WHOLE) -> Track:
        """Return the track of a run that is shown along x0 and `axis`, 1 to D."""
        # Heavy, for an app that may never make a film.
        from render.scene.pace import measure_pace

        return cls(history, played, measure_pace(history, axis, played))

    @property
    def steps(self) -> Integers:
        """The steps that are played, shape (N,)."""
        return self.history.steps[self.played]


def by_path(tracks: Sequence[Track], steps: Integers) -> Doubles:
    """Return how much of a film is over at some steps: nothing passes faster than eyes can follow.

    Where a phase begins there is slow motion.

    Parameters
    ----------
    tracks : sequence of Track
        What is played at the same time.
    steps : ndarray of int, shape (N,)
        All of their steps, ascending.

    Returns
    -------
    ndarray, shape (N,)
        From 0 to 1, never falling.
    """
    needed = _needed_frames(tracks, steps)
    over = (1.0 - _BY_STEP) * needed / max(needed[-1], 1e-12)
    over += _BY_STEP * by_steps(tracks, steps)
    for track in tracks:
        length = window_length(track.history.recipe)
        for phase in find_phases(track.history)[1:]:
            since = (steps - phase.start) / length + 0.5
            over += _PER_PHASE * np.clip(since, 0.0, 1.0)
    return _from_0_to_1(over)


def by_steps(tracks: Sequence[Track], steps: Integers) -> Doubles:  # noqa: ARG001
    """Return how much of a film is over at some steps, all of them being equally long."""
    return _from_0_to_1(steps)


def _needed_frames(tracks: Sequence[Track], steps: Integers) -> Doubles:
    """Return how many frames have to be over at some steps, shape (N,), from 0 on."""
    each = [np.interp(steps, track.steps, _frames_over(track.pace)) for track in tracks]
    if len(each) == 1:
        return each[0]
    # What is played at the same time takes as long as the slowest of it.
    return np.concatenate(([0.0], np.cumsum(np.max(np.diff(each, axis=1), axis=0))))


def _frames_over(pace: Pace, **given: float) -> Doubles:
    return np.concatenate(([0.0], np.cumsum(pace.frames(**given))))


def _all_steps(tracks: Sequence[Track]) -> Integers:
    return np.unique(np.concatenate([track.steps for track in tracks]))


def _from_0_to_1(values: NDArray[Any]) -> Doubles:
    return np.asarray((values - values[0]) / (values[-1] - values[0]))


TIMINGS: dict[str, Callable[[Sequence[Track], Integers], Doubles]] = {
    "path": by_path,
    "steps": by_steps,
}


def usual_seconds(tracks: Sequence[Track], fps: float) -> float:
    """Return how long a film has to be for nothing in it to strobe, up to a usual length.

    Parameters
    ----------
    tracks : sequence of Track
        What it plays at the same time.
    fps : float
        Frames a second.
    """
    frames = float(_needed_frames(tracks, _all_steps(tracks))[-1]) / (1.0 - _BY_STEP)
    return min(max(_SHORTEST, _AROUND + frames / fps), _LONGEST)


def frame_rows(tracks: Sequence[Track], timing: str, parts: Doubles) -> list[Doubles]:
    """Return which point of each history each frame shows, all on one clock.

    Parameters
    ----------
    tracks : sequence of Track
        What is played at the same time. One that ends before others stays at its end.
    timing : str
        A name in `TIMINGS`.
    parts : ndarray, shape (frames,)
        How much of what is played is over in each frame, from 0 to 1.

    Returns
    -------
    list of ndarray, shape (frames,)
        For each track, positions among all of its history's points, fractional.
    """
    steps = _all_steps(tracks)
    over = TIMINGS[timing](tracks, steps)
    moments = smoothed(np.interp(parts, over, steps), EASE)
    rows = []
    for track in tracks:
        every = np.arange(len(track.history.x0), dtype=np.float64)[track.played]
        # Where the film stands still, sums that are not exact are not to move it.
        rows.append(np.round(np.interp(moments, track.steps, every), 6))
    return rows


def blended_pictures(track: Track, rows: Doubles) -> Integers:
    """Return of how many pictures each frame has to be blended for nothing to strobe.

    Parameters
    ----------
    track : Track
        What is played.
    rows : ndarray, shape (frames,)
        Which of its points each frame shows.

    Returns
    -------
    ndarray of int, shape (frames,)
        1, 2, 3, 6 or 12.
    """
    gone = _frames_over(track.pace, free=1.0)
    first = track.played.start or 0
    passed = np.diff(np.interp(rows, np.arange(first, first + len(gone)), gone))
    # A frame lasts from halfway to it to halfway from it.
    most = np.maximum(np.append(passed, 0.0), np.insert(passed, 0, 0.0))
    # Nor is a single frame sharp among others that are not: it would flash.
    most = np.maximum(over(most, _STEADY), most)
    # Twice as many as must be: few of them look like several pictures.
    wanted = np.where(most > 1.0, np.minimum(2.0 * most, _BLENDED[-1]), 1.0)
    at_least = np.searchsorted(_BLENDED, wanted)
    return np.asarray(_BLENDED[at_least])


def rows_between(rows: Doubles, times: int) -> Doubles:
    """Return rows at so many times the rate, ending where those end."""
    count = len(rows)
    return np.interp(np.arange((count - 1) * times + 1) / times, np.arange(count), rows)
