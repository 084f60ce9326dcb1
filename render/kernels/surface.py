"""A height field: its vertices placed and lit, its cells cut.

Coordinates are of the film's world: x along x0, y along the other coordinate, z up. On the screen
x runs right and y down, pixel centres at halves, and `near` is one over the distance along the
camera's view: linear across a triangle, larger where nearer, 0 where nothing is drawn.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from render.kernels.filling import LEVEL, NEAR, RED, SEEN, X, Y
from splotch_tui.core.kernels.jit import kernel

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]

# Vertices farther off the picture than this many pixels are not drawn.
_MARGIN = 200.0


@kernel
def place_vertices(  # noqa: PLR0915 — one pass over the lattice, whatever is done to a vertex
    x: Doubles,
    y: Doubles,
    frequencies: Doubles,
    cosine: Doubles,
    sine: Doubles,
    a: Doubles,
    b: Doubles,
    a_slope: Doubles,
    b_slope: Doubles,
    origin: Doubles,
    scale: float,
    window: Doubles,
    camera: Doubles,
    light: Doubles,
    colours: Doubles,
    colour_limit: float,
    background: Doubles,
    clear: Doubles,
    iso_step: float,
    scratch: Doubles,
    vertices: Floats,
    z: Doubles,
) -> None:
    """Evaluate, project and colour every vertex of the lattice.

    Parameters
    ----------
    x, y : ndarray, shapes (N,) and (M,)
        The lattice.
    frequencies, cosine, sine, a, b, a_slope, b_slope : ndarray
        As in `render.slices.Waves`.
    origin : ndarray, shape (2,)
        World x and y of the camera's origin, which stays near so that no digits are lost.
    scale : float
        The height of one unit of L + x0.
    window : ndarray, shape (4,)
        Centre and half-widths of the rounded field at whose rim the surface has faded away.
    camera : ndarray, shape (5, 3)
        Eye relative to `origin`; right, up and forward unit vectors; focal length and the
        screen's centre, in pixels.
    light : ndarray, shape (4,)
        Direction towards the light, and the part of light that comes from everywhere.
    colours : ndarray, shape (K, 3)
        Colour map, 0 to 255.
    colour_limit : float
        As in `render.film.colour_place`.
    background : ndarray, shape (H, 3)
        The background's colour by row.
    clear : ndarray, shape (H,)
        How much of the surface is seen before it, by row, 0 to 1.
    iso_step : float
        Difference of loss from one iso-line to the next.
    scratch : ndarray, shape (3, N)
        Anything.
    vertices : ndarray of float32, shape (8, M, V)
        Receives screen x, screen y and `near`; red, green and blue; the level, which is the loss
        in units of `iso_step`, from a whole number of them; and how much of the surface has not
        faded, 0 to 1. Whatever is not placed is nowhere near: V may be larger than N.
    z : ndarray, shape (M, N)
        Receives the height.
    """
    rows = background.shape[0]
    last = colours.shape[0] - 1
    focal, centre_x, centre_y = camera[4]
    # Outside of this nothing is seen, not even a corner of a triangle.
    most_x, most_y = 2.0 * centre_x + _MARGIN, 2.0 * centre_y + _MARGIN
    values, by_x, by_y = scratch[0], scratch[1], scratch[2]
    # Far along x0, single precision has no fractions left for the loss.
    from_level = np.rint(origin[0] / iso_step)
    for m in range(y.size):
        values[:] = 0.0
        by_x[:] = 0.0
        by_y[:] = 0.0
        for f in range(frequencies.size):
            p, q, p_slope, q_slope = a[f, m], b[f, m], a_slope[f, m], b_slope[f, m]
            frequency = frequencies[f]
            for n in range(x.size):
                values[n] += p * cosine[f, n] + q * sine[f, n]
                by_x[n] += frequency * (q * cosine[f, n] - p * sine[f, n])
                by_y[n] += p_slope * cosine[f, n] + q_slope * sine[f, n]
        py = y[m] - origin[1]
        across = ((y[m] - window[1]) / window[3]) ** 2
        vertices[NEAR, m] = 0.0
        for n in range(x.size):
            value = values[n]
            height = scale * value
            z[m, n] = height
            along = ((x[n] - window[0]) / window[2]) ** 2
            rim = along * along + across * across
            if rim >= 1.0:
                continue
            px = x[n] - origin[0]
            ex, ey, ez = px - camera[0, 0], py - camera[0, 1], height - camera[0, 2]
            depth = ex * camera[3, 0] + ey * camera[3, 1] + ez * camera[3, 2]
            if depth < 0.1:
                continue
            near = 1.0 / depth
            to_right = ex * camera[1, 0] + ey * camera[1, 1] + ez * camera[1, 2]
            to_top = ex * camera[2, 0] + ey * camera[2, 1] + ez * camera[2, 2]
            column = centre_x + focal * to_right * near
            row = centre_y - focal * to_top * near
            if not (-_MARGIN < column < most_x and -_MARGIN < row < most_y):
                continue
            vertices[X, m, n] = column
            vertices[Y, m, n] = row
            vertices[NEAR, m, n] = near
            # Hillshade.
            nx, ny = -scale * by_x[n], -scale * by_y[n]
            facing = (nx * light[0] + ny * light[1] + light[2]) / math.sqrt(1.0 + nx * nx + ny * ny)
            shade = light[3] + (1.0 - light[3]) * max(facing, 0.0)
            # Faded smoothly towards the rim, with no visible beginning.
            seen = 1.0 - rim
            behind = min(max(int(row), 0), rows - 1)
            seen = clear[behind] * seen * seen * (3.0 - 2.0 * seen)
            ratio = value / colour_limit
            place = (0.5 + 0.5 * ratio / math.sqrt(1.0 + ratio * ratio)) * last
            step = min(int(place), last - 1)
            rest = place - step
            for channel in range(3):
                colour = colours[step, channel] * (1.0 - rest) + colours[step + 1, channel] * rest
                mixed = seen * shade * colour + (1.0 - seen) * background[behind, channel]
                vertices[RED + channel, m, n] = min(max(mixed, 1.0), 254.0)
            vertices[LEVEL, m, n] = (value - x[n]) / iso_step + from_level
            vertices[SEEN, m, n] = seen


@kernel
def choose_diagonals(z: Doubles, flipped: NDArray[np.bool_]) -> None:
    """Choose for every cell of the lattice the diagonal that is bent less.

    Cut across a ridge, cells would give it teeth.

    Parameters
    ----------
    z : ndarray, shape (M, N)
        Heights.
    flipped : ndarray of bool, shape (M-1, C)
        Receives whether the cell is cut from (m, n+1) to (m+1, n), instead of (m, n) to
        (m+1, n+1). C is N − 1 or larger.
    """
    rows, columns = z.shape
    for m in range(rows - 1):
        below, above = max(m - 1, 0), min(m + 2, rows - 1)
        for n in range(columns - 1):
            before, after = max(n - 1, 0), min(n + 2, columns - 1)
            rising = z[below, before] - z[m, n] - z[m + 1, n + 1] + z[above, after]
            falling = z[above, before] - z[m + 1, n] - z[m, n + 1] + z[below, after]
            flipped[m, n] = abs(falling) < abs(rising)
