"""Camera: where a frame is seen from."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera that looks at a point of the ground, its horizon level.

    Attributes
    ----------
    target : tuple of float
        World x and y looked at: x0 and the other coordinate.
    height : float
        World z looked at, from the ground's height there.
    distance : float
        From the target.
    turn : float
        Radians from looking along x0 towards looking along the other coordinate.
    pitch : float
        Radians downwards, above 0 and below π/2.
    view : float
        Radians of the field of view, from bottom to top.
    """

    target: tuple[float, float]
    height: float
    distance: float
    turn: float
    pitch: float
    view: float = math.radians(38.0)

    def rows(self, size: tuple[int, int]) -> Doubles:
        """Return what the kernels draw with, for a picture of `size` pixels.

        Returns
        -------
        ndarray, shape (5, 3)
            Eye from the target's ground point; unit vectors right, up and forward; focal length
            and the screen's centre, pixels.
        """
        flat, down = math.cos(self.pitch), math.sin(self.pitch)
        east, north = math.cos(self.turn), math.sin(self.turn)
        forward = np.array((flat * east, flat * north, -down))
        right = np.array((north, -east, 0.0))
        up = np.array((down * east, down * north, flat))
        eye = np.array((0.0, 0.0, self.height)) - self.distance * forward
        width, height = size
        focal = 0.5 * height / math.tan(0.5 * self.view)
        return np.stack((eye, right, up, forward, np.array((focal, 0.5 * width, 0.5 * height))))
