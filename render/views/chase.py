"""`chase`: from close behind, swaying slowly."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from render.camera import Camera
from render.curves import smoothed
from render.views import Shot, Window

_RADIUS = 17.0
# The window's centre lies ahead, where the camera looks.
_AHEAD = 4.0


class Shooting:
    """See `render.views.View`."""

    def __init__(self, points: NDArray[np.float64], fps: float) -> None:
        self._fps = fps
        self._targets = smoothed(points, 0.8 * fps)
        # Hills grow with the distance from x_axis = 0: seen from there, none stands before the
        # point that is higher than those behind it.
        self._turn = math.copysign(math.radians(38.0), float(points[:, 1].mean()))

    def shot(self, frame: int) -> Shot:
        """Return the camera and the window of a frame."""
        x, y = self._targets[frame]
        seconds = frame / self._fps
        turn = self._turn + math.radians(14.0) * math.sin(2 * math.pi * seconds / 17.0)
        camera = Camera(
            target=(float(x), float(y)),
            height=0.0,
            distance=19.0,
            turn=turn,
            pitch=math.radians(38.0),
        )
        window = Window(x + _AHEAD * math.cos(turn), y + _AHEAD * math.sin(turn), _RADIUS, _RADIUS)
        return Shot(camera, window, oldest=0.0)
