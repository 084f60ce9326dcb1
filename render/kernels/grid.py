"""Placing a line of the grid: which multiples of the spacing its places are."""

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
    unnoticed: float,
    positions: NDArray[np.int64],
) -> int:
    """Put the places of a line into `positions`, as far as they fit.

    Parameters
    ----------
    start : int
        The first place, in spacings; a multiple of `widest`.
    end : float
        What the last place reaches, in spacings.
    widest : int
        The widest cell, in spacings; a power of two.
    spacing : float
        The narrowest cell, world units.
    eye : float
        The eye's coordinate.
    nearest : float
        The least distance of anything from the eye.
    unnoticed : float
        Cells may be as wide as this, in parts of their distance from the eye.
    positions : ndarray of int64
        Receives the places, ascending, in spacings. May be empty: to count them.

    Returns
    -------
    int
        How many places there are.
    """
    position = start
    count = 1
    if positions.size > 0:
        positions[0] = position
    while position < end:
        most = unnoticed * math.hypot(position * spacing - eye, nearest)
        width = widest
        # Only where it begins at a multiple of its own width may a wide cell lie, so that the
        # grid is the same wherever the camera is.
        while width > 1 and (position % width or width * spacing > most):
            width //= 2
        position += width
        if count < positions.size:
            positions[count] = position
        count += 1
    return count
