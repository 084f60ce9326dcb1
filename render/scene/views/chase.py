"""`chase`: from close behind, swaying slowly."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from render.scene.camera import Camera, Patch, Shot, clear_pitch
from render.scene.curves import following, smoothed
from render.scene.views import Subject, View


class ChaseView(View):
    """See `render.scene.views.View`."""

    def __init__(self, subject: Subject) -> None:
        points = subject.points
        self._lean = subject.lean
        self._radius = _radius(points, subject.fps)
        self._targets = following(points, 0.8 * subject.fps, 0.3 * self._radius)
        # Hills grow with the distance from x_axis = 0: seen from there, none stands before the
        # point that is higher than those behind it.
        turns, pitches = sway(np.arange(len(points)) / subject.fps)
        self._turns = subject.side * turns
        self._pitches = clear_pitch(subject.horizon(self._turns), pitches, 0.8 * subject.fps)

    def shot(self, frame: int) -> Shot:
        """See `render.scene.views.View`."""
        turn, pitch = float(self._turns[frame]), float(self._pitches[frame])
        return shot_from_behind(self._targets[frame], self._radius, turn, pitch, self._lean)


def sway(seconds: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the turn and the pitch of a camera that nothing is in the way of, radians."""
    turns = np.radians(36.0 + 15.0 * np.sin(2 * np.pi * seconds / 19.0))
    return turns, np.radians(43.0 + 3.0 * np.sin(2 * np.pi * seconds / 13.0))


def shot_from_behind(
    target: NDArray[np.float64], radius: float, turn: float, pitch: float, lean: float = 0.0
) -> Shot:
    """Return what is seen from behind a target.

    Parameters
    ----------
    target : ndarray, shape (3,)
        What the camera looks at.
    radius : float
        How much of the surface there is around it.
    turn, pitch, lean : float
        See `Camera`.
    """
    x, y, z = target.tolist()
    # The patch's centre lies ahead, where the camera looks.
    ahead = 0.3 * radius
    patch = Patch(x + ahead * math.cos(turn), y + ahead * math.sin(turn), radius, radius)
    return Shot(Camera(x, y, z, 1.1 * radius, turn, pitch, lean), patch)


def radius_at(speed: float) -> float:
    """Return how much of the surface to show: more where the point is fast, to have time to look.

    Parameters
    ----------
    speed : float
        Of the point, world units a second.
    """
    return float(np.clip(0.8 * speed, 17.0, 26.0))


def _radius(points: NDArray[np.float64], fps: float) -> float:
    """Return how much of the surface to show in a film.

    Parameters
    ----------
    points : ndarray, shape (frames, 3)
        The moving point.
    fps : float
        Frames a second.
    """
    moves = np.linalg.norm(np.diff(smoothed(points[:, :2], 0.5 * fps), axis=0), axis=1)
    speed = fps * float(np.quantile(moves, 0.9))
    return radius_at(speed)
