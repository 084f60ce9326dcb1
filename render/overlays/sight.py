"""Where things are on the screen, for what is not to cover them."""

from __future__ import annotations

import math

import numpy as np

from render.overlays.layout import Box
from render.scene.film import Film
from render.surface_painter import Surface
from splotch_tui.core.types import Doubles

_MOST_POINTS = 300
# The point counts as so many of the path's.
_POINT = 10 * _MOST_POINTS
# What the point comes close to gives way from so far on, and has given way as far as it does so
# near to it, pixels at 720 rows; and so much is left of it.
_FAR, _NEAR, _LEFT = 60.0, 12.0, 0.0


def place_on_screen(points: Doubles, scene: Surface, size: tuple[int, int]) -> Doubles:
    """Return where points are in a picture of a scene; those behind the camera are not.

    Parameters
    ----------
    points : ndarray, shape (K, 3)
        x0, the other coordinate, and L + x0.
    scene : Surface
        What is seen.
    size : tuple of int
        Width and height of the picture.

    Returns
    -------
    ndarray, shape (K or fewer, 2)
        Column and row.
    """
    camera = scene.shot.camera
    eye, right, up, forward, (focal, middle, centre) = camera.rows(size)
    heights = scene.relief.scale * points[:, 2]
    rays = np.column_stack((points[:, :2] - (camera.x, camera.y), heights)) - eye
    depth = rays @ forward
    rays, depth = rays[depth > 0.1], depth[depth > 0.1]
    across, upwards = rays @ right / depth, rays @ up / depth
    return np.column_stack((middle + focal * across, centre - focal * upwards))


def strength_beside(point: Doubles, box: Box, unit: float) -> float:
    """Return how strong something is so that it does not cover the point, 0 to 1.

    Parameters
    ----------
    point : ndarray, shape (1 or 0, 2)
        Its column and row, if it is before the camera.
    box : tuple of int
        Left, top, right and bottom of what might cover it.
    unit : float
        Scale: 1 at 720 rows.
    """
    if not len(point):
        return 1.0
    left, top, right, bottom = box
    x, y = point[0].tolist()
    distance = math.hypot(max(left - x, x - right, 0.0), max(top - y, y - bottom, 0.0)) / unit
    clear = min(max((distance - _NEAR) / (_FAR - _NEAR), 0.0), 1.0)
    return _LEFT + (1.0 - _LEFT) * clear


def see_run(film: Film, size: tuple[int, int], frames: list[int]) -> Sight:
    """Return what of a film's path is in its pictures in some of its frames.

    Parameters
    ----------
    film : Film
        What is shown.
    size : tuple of int
        Width and height of the pictures.
    frames : list of int
        Which.
    """
    path = film.path[:: max(len(film.path) // _MOST_POINTS, 1)]
    scenes = [film.scene(frame) for frame in frames]
    return Sight(
        np.concatenate([place_on_screen(scene.point[None], scene, size) for scene in scenes]),
        np.concatenate([place_on_screen(path, scene, size) for scene in scenes]),
    )


class Sight:
    """What is in some pictures of a film.

    Parameters
    ----------
    points : ndarray, shape (K, 2)
        Column and row of what matters most.
    path : ndarray, shape (N, 2)
        Those of what matters, too.
    """

    def __init__(self, points: Doubles, path: Doubles) -> None:
        self._points, self._path = points, path

    def covered(self, box: Box) -> int:
        """Return how much of point and path a box would cover: a number to compare."""
        return _POINT * _count_inside(self._points, box) + _count_inside(self._path, box)

    def has_point_in(self, box: Box) -> bool:
        """Return whether the point is in a box, at one time or another."""
        return _count_inside(self._points, box) > 0


def _count_inside(places: Doubles, box: Box) -> int:
    left, top, right, bottom = box
    x, y = places.T
    return int(((left <= x) & (x <= right) & (top <= y) & (y <= bottom)).sum())
