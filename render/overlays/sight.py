"""Where things are on the screen, for what is not to cover them."""

from __future__ import annotations

import numpy as np

from render.scene.film import Film
from render.scene.scene import Scene
from splotch_tui.core.types import Doubles

_MOST_POINTS = 300
# The point counts as so many of the path's.
_POINT = 10 * _MOST_POINTS


class Sight:
    """What of a film's path is in its pictures in some of its frames.

    Parameters
    ----------
    film : Film
        What is shown.
    size : tuple of int
        Width and height of the pictures.
    frames : list of int
        Which.
    """

    def __init__(self, film: Film, size: tuple[int, int], frames: list[int]) -> None:
        self._size = size
        path = film.path[:: max(len(film.path) // _MOST_POINTS, 1)]
        scenes = [film.scene(frame) for frame in frames]
        self._points = np.concatenate([self._placed(scene.point[None], scene) for scene in scenes])
        self._path = np.concatenate([self._placed(path, scene) for scene in scenes])

    def _placed(self, points: Doubles, scene: Scene) -> Doubles:
        """Return where points of the ground are, shape (K, 2); those behind the camera are not."""
        shot = scene.shot.camera
        eye, right, up, forward, (focal, middle, centre) = shot.rows(self._size)
        rays = np.column_stack((points[:, :2] - (shot.x, shot.y), np.zeros(len(points)))) - eye
        depth = rays @ forward
        rays, depth = rays[depth > 0.1], depth[depth > 0.1]
        across, upwards = rays @ right / depth, rays @ up / depth
        return np.column_stack((middle + focal * across, centre - focal * upwards))

    def covered(self, left: int, top: int, right: int, bottom: int) -> int:
        """Return how much of point and path a box would cover: a number to compare."""

        def inside(places: Doubles) -> int:
            x, y = places.T
            return int(((left <= x) & (x <= right) & (top <= y) & (y <= bottom)).sum())

        return _POINT * inside(self._points) + inside(self._path)
