"""The coordinates of one axis of the grid, as multiples of its spacing."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.jit import kernel


@kernel
def place_grid_line(
    start: int,
    end: float,
    widest: int,
    spacing: float,
    eye: float,
    nearest: float,
    max_angle: float,
    positions: NDArray[np.int64],
) -> int:
    """Put the coordinates of one axis into `positions`, as far as they fit.

    Parameters
    ----------
    start : int
        The first coordinate, in spacings; a multiple of `widest`.
    end : float
        What the last coordinate reaches, in spacings.
    widest : int
        The widest cell, in spacings; a power of two.
    spacing : float
        The narrowest cell, world units.
    eye : float
        The eye's coordinate.
    nearest : float
        The least distance of anything from the eye.
    max_angle : float
        The widest that a cell may be, as a fraction of its distance from the eye.
    positions : ndarray of int64
        Receives the coordinates, ascending, in spacings. May be empty: to count them.

    Returns
    -------
    int
        How many coordinates there are.
    """
    position = start
    count = 1
    if positions.size > 0:
        positions[0] = position
    while position < end:
        max_width = max_angle * math.hypot(position * spacing - eye, nearest)
        width = widest
        # A wide cell begins only at a multiple of its own width, so that the grid is the same
        # wherever the camera is.
        while width > 1 and (position % width or width * spacing > max_width):
            width //= 2
        position += width
        if count < positions.size:
            positions[count] = position
        count += 1
    return count
