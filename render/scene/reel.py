"""Reel: the frames of a film or a picture, each with the scenes that it is blended from."""

from __future__ import annotations

from math import floor

import numpy as np

from render.plan import FilmPlan
from render.scene.film import Film
from render.scene.pace import measure_pace
from render.scene.scene import Scene
from render.scene.step_range import nearest_row
from render.scene.timing import blended_pictures, frame_rows, rows_between, usual_seconds
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
        """Return what a frame is the mean of: the run's way from halfway to it to halfway on."""
        count, times = int(self._blended[frame]), self._times
        last = (self.frames - 1) * times
        offsets = [floor(((number + 0.5) / count - 0.5) * times) for number in range(count)]
        return [self.film.scene(min(max(frame * times + offset, 0), last)) for offset in offsets]


def reel_of_film(plan: FilmPlan) -> Reel:
    """Return the frames of a film, as many as are asked for or as it takes."""
    history, fps, length = plan.history, plan.settings.fps, plan.settings.seconds
    pace = measure_pace(history, plan.axis, plan.played)
    if length is None:
        length = usual_seconds(history, plan.axis, fps, plan.played, pace)
    frames = max(2, round(fps * length))
    parts = load_view(plan.view).parts(frames, fps)
    rows = frame_rows(history, plan.options.timing, parts, plan.axis, plan.played, pace)
    return Reel(plan, rows, blended_pictures(pace, rows, plan.played))


def reel_of_picture(plan: FilmPlan) -> tuple[Reel, int]:
    """Return the frames of a film through the step that a picture shows, and which one does."""
    parts = load_view(plan.view).parts(_STILL_FRAMES, plan.settings.fps)
    rows = frame_rows(plan.history, plan.options.timing, parts, plan.axis)
    row = nearest_row(plan.history, plan.step)
    frame = int(np.abs(rows - row).argmin())
    rows[frame] = row
    return Reel(plan, rows, np.ones(len(rows), np.int64)), frame
