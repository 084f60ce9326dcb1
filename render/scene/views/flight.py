"""`flight`: the whole path, then in to the point, after it, and out again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from render.scene.camera import Shot, between, eased
from render.scene.views import Subject, View, chase, overview

# How much wider the surface is for a longer path, in its lengths: it fills the picture, by which a
# film is known before it is played.
_WIDTH = 0.15
# So many seconds the camera stays with a run that is over.
_HOLD = 1.0


class FlightView(View):
    """See `render.scene.views.View`."""

    def __init__(self, subject: Subject) -> None:
        self._frames = len(subject.points)
        self._chase = chase.ChaseView(subject)
        self._before = overview.OverviewView(subject, _WIDTH, low=True)
        # Of a very long path it shows the last part: of all of it, hills would be a grey.
        away = np.abs(subject.path[:, 0] - subject.path[-1, 0])
        last = replace(subject, path=subject.path[away <= subject.made_out])
        self._after = overview.OverviewView(last, _WIDTH)
        self._opening, self._closing = _lengths(self._frames, subject.fps)

    @staticmethod
    def parts(frames: int, fps: float) -> NDArray[np.float64]:
        """See `render.scene.views.View`."""
        opening, closing = _lengths(frames, fps)
        # The run starts before the camera has quite arrived. It ends, and what is left of it is
        # looked at, before the camera leaves.
        start, end = 0.75 * opening, frames - 1 - closing - min(_HOLD * fps, 0.05 * frames)
        return np.clip((np.arange(frames) - start) / max(end - start, 1.0), 0.0, 1.0)

    def shot(self, frame: int) -> Shot:
        """See `render.scene.views.View`."""
        near = self._chase.shot(frame)
        left = self._frames - 1 - frame
        # A short hold on the whole path at either end.
        before = 1.0 - eased((frame / self._opening - 0.18) / 0.82)
        away = max(before, 1.0 - eased((left / self._closing - 0.4) / 0.6))
        if away <= 0.0:
            return near
        far = (self._before if before > 0.0 else self._after).shot(frame)
        whole = Shot(far.camera, far.patch, past=far.past, future=0.75)
        return between(near, whole, away)


def _lengths(frames: int, fps: float) -> tuple[float, float]:
    """Return how many frames it takes to fly in and to pull out."""
    return min(3.6 * fps, 0.25 * frames), min(5.4 * fps, 0.28 * frames)
