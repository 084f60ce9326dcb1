"""Reel: the frames of a film or a picture, each with the scenes that it is blended from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from render.plan import FilmPlan
from render.scene.film import Film
from render.scene.scene import Scene
from render.scene.step_range import nearest_row
from render.scene.timing import Track, blended_pictures, frame_rows, rows_between, usual_seconds
from render.scene.views import load_view
from splotch_tui.core.types import Doubles, Integers

# A picture shows a moment of a film of this many frames.
_STILL_FRAMES = 360


class Reel:
    """The frames of a film.

    Parameters
    ----------
    plan : FilmPlan
        What is made.
    rows : ndarray, shape (frames,)
        The history's point that each frame shows, fractional, never falling.
    blended : ndarray of int, shape (frames,)
        Of how many scenes each frame is the mean.

    Attributes
    ----------
    film : Film
        Where scenes come from.
    frames : int
        How many frames there are.
    """

    def __init__(self, plan: FilmPlan, rows: Doubles, blended: Integers) -> None:
        self.frames = len(rows)
        self._blended = blended
        # There are so many scenes a frame.
        self._times = int(np.lcm.reduce(np.unique(blended)))
        self.film = Film(plan, rows_between(rows, self._times), plan.settings.fps * self._times)

    def scenes(self, frame: int) -> list[Scene]:
        """Return what a frame is the mean of: the run's way from halfway to it to halfway on.

        The one in the middle is exactly the frame's own moment.
        """
        count, times = int(self._blended[frame]), self._times
        last = (self.frames - 1) * times
        offsets = [(number - count // 2) * (times // count) for number in range(count)]
        return [self.film.scene(min(max(frame * times + offset, 0), last)) for offset in offsets]


def reels_of_film(plans: Sequence[FilmPlan]) -> list[Reel]:
    """Return the frames of a film, as many as are asked for or as it takes.

    Parameters
    ----------
    plans : sequence of FilmPlan
        What it shows at the same time, all with the same options.
    """
    plan = plans[0]
    fps, length = plan.settings.fps, plan.settings.seconds
    tracks = [Track.of(each.history, each.axis, each.played) for each in plans]
    if length is None:
        length = usual_seconds(tracks, fps)
    frames = max(2, round(fps * length))
    parts = load_view(plan.view).parts(frames, fps)
    every = frame_rows(tracks, plan.options.timing, parts)
    return [
        Reel(each, rows, blended_pictures(track, rows))
        for each, track, rows in zip(plans, tracks, every, strict=True)
    ]


def reel_of_picture(plan: FilmPlan) -> tuple[Reel, int]:
    """Return the frames of a film through the step that a picture shows, and which one does."""
    parts = load_view(plan.view).parts(_STILL_FRAMES, plan.settings.fps)
    (rows,) = frame_rows([Track.of(plan.history, plan.axis)], plan.options.timing, parts)
    row = nearest_row(plan.history, plan.step)
    frame = int(np.abs(rows - row).argmin())
    rows[frame] = row
    return Reel(plan, rows, np.ones(len(rows), np.int64)), frame
