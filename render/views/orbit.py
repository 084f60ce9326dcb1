"""`orbit`: around the point, once in the whole film."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from render.camera import Camera, Shot, Window
from render.curves import following
from render.views import Subject

_RADIUS = 20.0


class Shooting:
    """See `render.views.View`."""

    def __init__(self, subject: Subject) -> None:
        self._targets = following(subject.points, 1.2 * subject.fps, 0.3 * _RADIUS)

    @staticmethod
    def parts(frames: int, fps: float) -> NDArray[np.float64]:  # noqa: ARG004
        """See `render.views.View`."""
        return np.linspace(0.0, 1.0, frames)

    def shot(self, frame: int) -> Shot:
        """See `render.views.View`."""
        x, y, z = self._targets[frame].tolist()
        turn = 2.0 * math.pi * frame / len(self._targets) - math.radians(60.0)
        camera = Camera(x, y, z, 1.45 * _RADIUS, turn, math.radians(42.0))
        return Shot(camera, Window(x, y, _RADIUS, _RADIUS), past=0.15)
