"""`orbit`: around the point, once in the whole film."""

from __future__ import annotations

import numpy as np

from render.scene.camera import Camera, Patch, Shot, clear_pitch
from render.scene.curves import following
from render.scene.views import Subject, View

_RADIUS = 20.0


class OrbitView(View):
    """See `render.scene.views.View`."""

    def __init__(self, subject: Subject) -> None:
        frames = len(subject.points)
        self._lean = subject.lean
        self._targets = following(subject.points, 1.2 * subject.fps, 0.3 * _RADIUS)
        self._turns = 2.0 * np.pi * np.arange(frames) / frames - np.radians(60.0)
        self._pitches = clear_pitch(
            subject.horizon(self._turns), np.full(frames, np.radians(42.0)), 0.8 * subject.fps
        )

    def shot(self, frame: int) -> Shot:
        """See `render.scene.views.View`."""
        x, y, z = self._targets[frame].tolist()
        turn, pitch = float(self._turns[frame]), float(self._pitches[frame])
        camera = Camera(x, y, z, 1.45 * _RADIUS, turn, pitch, self._lean)
        return Shot(camera, Patch(x, y, _RADIUS, _RADIUS), past=0.15)
