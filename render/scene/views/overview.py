"""`overview`: the whole path, from above its start, turning slowly."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from render.scene.camera import FOCAL, Camera, Patch, Shot, between
from render.scene.views import Subject, View

# The part of the picture that the path may fill: caption and minimap need theirs.
_FILL = 0.62
_CLOSEST = 34.0
# How wide the surface is, in lengths of a path, beside what a short one has around it.
_WIDTH = 0.12
# Of cameras that look at a long path from up aside, and from low behind: the pitch, and the turn at
# the film's start and at its end; and the pitch of one that looks at a short path. Degrees.
_HIGH, _LOW, _SHORT_PITCH = (24.0, 21.0, 31.0), (14.0, 12.0, 22.0), 51.0
# The length of paths that are half as short as can be, world units.
_SHORT = 60.0


class OverviewView(View):
    """See `render.scene.views.View`.

    Parameters
    ----------
    subject : Subject
        What there is to film.
    width : float, optional
        How much wider the surface is for a longer path, in lengths of the path.
    low : bool, optional
        Whether it looks along a long path from low behind its start: the surface fills the picture
        up to the horizon.
    """

    def __init__(self, subject: Subject, width: float = _WIDTH, *, low: bool = False) -> None:
        self._last = max(len(subject.points) - 1, 1)
        # A short path winds between hills, which are seen between from farther up and aside; a long
        # one is a line.
        short = 1.0 / (1.0 + float(np.linalg.norm(np.ptp(subject.path, axis=0))) / _SHORT)
        steep, first, last = _LOW if low else _HIGH
        pitch = math.radians(steep + (_SHORT_PITCH - steep) * short)
        self._first, self._second = (
            shot_of_whole(
                subject.path,
                subject.aspect,
                subject.side * math.radians(turn + 16.0 * short),
                pitch,
                width,
                subject.lean,
            )
            for turn in (first, last)
        )

    @staticmethod
    def reach(path: NDArray[np.float64]) -> float:
        """See `render.scene.views.View`."""
        return max(View.reach(path), 0.5 * _WIDTH * float(np.ptp(path[:, 0])))

    def shot(self, frame: int) -> Shot:
        """See `render.scene.views.View`."""
        return between(self._first, self._second, frame / self._last)


def shot_of_whole(
    path: NDArray[np.float64], aspect: float, turn: float, pitch: float, width: float, lean: float
) -> Shot:
    """Return a shot that has a whole path in the middle of its picture.

    Parameters
    ----------
    path : ndarray, shape (K, 3)
        What is to be seen.
    aspect : float
        Width of the picture in heights.
    turn, pitch : float
        See `Camera`.
    width : float
        How much wider the surface is for a longer path, in lengths of the path.
    lean : float
        See `Camera`.
    """
    camera = _fitted(path, aspect, turn, pitch, lean)
    # The picture begins some way in front of the eye. To the sides there is no more of the surface
    # than the path needs to be seen on it: for D = 1, hills grow with the distance from x1 = 0,
    # and would hide it.
    eye_x, _, eye_z = camera.eye
    low = min(eye_x + 0.75 * eye_z * math.cos(turn), float(path[:, 0].min()) - 10.0)
    high = float(path[:, 0].max())
    half_x = 0.5 * (high - low)
    left, right = float(path[:, 1].min()), float(path[:, 1].max())
    patch = Patch(
        low + 1.1 * half_x,
        0.5 * (left + right),
        1.15 * half_x + 10.0,
        width * half_x + max(17.0, 0.5 * (right - left) + 10.0),
    )
    return Shot(camera, patch, past=0.75)


def _fitted(
    path: NDArray[np.float64], aspect: float, turn: float, pitch: float, lean: float
) -> Camera:
    """Return the camera that has the whole path in its picture, in the middle."""
    middle = 0.5 * (path.min(axis=0) + path.max(axis=0))
    distance = 2.0 * float(np.linalg.norm(np.ptp(path, axis=0))) + _CLOSEST
    for _ in range(60):
        x, y, z = middle.tolist()
        camera = Camera(x, y, z, distance, turn, pitch, lean)
        eye, right, up, forward, _ = camera.rows((2, 2))
        rays = path - (x, y, 0.0) - eye
        depth = rays @ forward
        if depth.min() < 0.02 * distance:
            distance *= 1.5
            continue
        across, upwards = FOCAL * (rays @ right) / depth, FOCAL * (rays @ up) / depth
        off = 0.5 * np.array(
            (
                across.min() + across.max(),
                (upwards.min() + upwards.max()) / math.sin(pitch),
            )
        )
        size = float(max(np.ptp(across) / aspect, np.ptp(upwards))) / _FILL
        ahead = np.array((math.cos(turn), math.sin(turn)))
        middle[:2] += 0.5 * distance / FOCAL * (off[0] * right[:2] + off[1] * ahead)
        distance = max(distance * min(max(size, 0.7), 1.4) ** 0.5, _CLOSEST)
    return camera
