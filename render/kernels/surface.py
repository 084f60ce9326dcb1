"""A height field: its vertices placed and lit, its cells cut.

Coordinates are of the film's world: x along x0, y along the other coordinate, z up. On the screen
x runs right and y down, pixel centres at halves, and `near` is one over the distance along the
camera's view: linear across a triangle, larger where nearer, 0 where nothing is drawn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from render.kernels.triangle_setup import LEVEL, NEAR, RED, SEEN, X, Y
from splotch_tui.core.kernels.jit import kernel
from splotch_tui.core.kernels.simd import (
    WIDTH,
    maximum,
    minimum,
    select,
    splat_f64,
    sqrt,
    to_bitmask,
    to_f32,
    to_i32,
)
from splotch_tui.core.kernels.simd_memory import gather, load, store

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]

# Vertices farther off the picture than this many pixels are not drawn.
_MARGIN = 200.0
# Nor are those nearer to the eye than this.
_NEAREST = 0.1


@kernel
def place_vertices(  # noqa: PLR0915 — one pass over the grid, whatever is done to a vertex
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
    patch: Doubles,
    camera: Doubles,
    light: Doubles,
    colours: Floats,
    colour_limit: float,
    backdrop: Floats,
    iso_step: float,
    vertices: Floats,
    z: Doubles,
) -> None:
    """Evaluate, project and colour every vertex of the grid.

    Parameters
    ----------
    x, y : ndarray, shapes (N,) and (M,)
        The grid; N is 8 or more.
    frequencies, cosine, sine, a, b, a_slope, b_slope : ndarray
        As in `render.scene.slices.Waves`.
    origin : ndarray, shape (2,)
        World x and y of the camera's origin, which stays near so that no digits are lost.
    scale : float
        The height of one unit of L + x0.
    patch : ndarray, shape (4,)
        Centre and half-widths of the rounded field at whose rim the surface has faded away.
    camera : ndarray, shape (5, 3)
        Eye relative to `origin`; right, up and forward unit vectors; focal length and the
        screen's centre, in pixels.
    light : ndarray, shape (4,)
        Direction towards the light, and the part of light that comes from everywhere.
    colours : ndarray of float32, shape (3, K)
        Colour map, red, green and blue from 0 to 255: so fine that none are between.
    colour_limit : float
        As in `render.scene.film.colour_place`.
    backdrop : ndarray of float32, shape (4, H)
        By row of the picture, the background's red, green and blue, and how much of the surface
        is seen before it, 0 to 1.
    iso_step : float
        Difference of loss from one iso-line to the next.
    vertices : ndarray of float32, shape (8, M, V)
        Receives screen x, screen y and `near`; red, green and blue; the level, which is the loss
        in units of `iso_step`, from a whole number of them; and how much of the surface has not
        faded, 0 to 1. V may be larger than N; what is not placed has a `near` of 0.
    z : ndarray, shape (M, N)
        Receives the height.
    """
    size = x.size
    focal, centre_x, centre_y = camera[4]
    # Outside of this nothing is seen, not even a corner of a triangle.
    most_x, most_y = 2.0 * centre_x + _MARGIN, 2.0 * centre_y + _MARGIN
    lowest_row = backdrop.shape[1] - 1
    # Far along x0, single precision has no fractions left for the loss.
    from_level = np.rint(origin[0] / iso_step)
    plane = vertices.shape[1] * vertices.shape[2]
    for m in range(y.size):
        vertices[NEAR, m] = 0.0
        ey = y[m] - origin[1] - camera[0, 1]
        across = ((y[m] - patch[1]) / patch[3]) ** 2
        for eighth in range(0, size, WIDTH):
            # The last ones are done twice where there is no whole octet of them.
            n = min(eighth, size - WIDTH)
            value = splat_f64(0.0)
            for f in range(frequencies.size):
                cosines, sines = load(cosine, f * size + n), load(sine, f * size + n)
                value = value + cosines * a[f, m] + sines * b[f, m]
            height = value * scale
            store(z, m * size + n, height)
            place = load(x, n)
            ex, ez = place - (origin[0] + camera[0, 0]), height - camera[0, 2]
            depth = ex * camera[3, 0] + ez * camera[3, 2] + ey * camera[3, 1]
            to_right = ex * camera[1, 0] + ez * camera[1, 2] + ey * camera[1, 1]
            to_top = ex * camera[2, 0] + ez * camera[2, 2] + ey * camera[2, 1]
            near = 1.0 / depth
            column = to_f32(to_right * near * focal + centre_x)
            row = to_f32(centre_y - to_top * near * focal)
            # From here on single precision does.
            along = to_f32(place - patch[0]) * (1.0 / patch[2])
            rim = along * along * along * along + across * across
            placed = (rim < 1.0) & (to_f32(depth) > _NEAREST)
            placed = placed & (column > -_MARGIN) & (column < most_x)
            placed = placed & (row > -_MARGIN) & (row < most_y)
            if to_bitmask(placed) == 0:
                continue
            at = m * vertices.shape[2] + n
            store(vertices, X * plane + at, column)
            store(vertices, Y * plane + at, row)
            store(vertices, NEAR * plane + at, select(placed, to_f32(near), 0.0))
            by_x = by_y = splat_f64(0.0)
            for f in range(frequencies.size):
                cosines, sines = load(cosine, f * size + n), load(sine, f * size + n)
                by_x = by_x + (cosines * b[f, m] - sines * a[f, m]) * frequencies[f]
                by_y = by_y + cosines * a_slope[f, m] + sines * b_slope[f, m]
            level = to_f32((value - place) * (1.0 / iso_step) + from_level)
            store(vertices, LEVEL * plane + at, level)
            nx, ny = to_f32(by_x * -scale), to_f32(by_y * -scale)
            facing = (nx * light[0] + ny * light[1] + light[2]) / sqrt(nx * nx + ny * ny + 1.0)
            facing = maximum(facing, 0.0)
            shade = facing * (1.0 - light[3]) + light[3]
            behind = maximum(row, 0.0)
            behind = to_i32(minimum(behind, lowest_row))
            # Faded smoothly towards the rim, with no visible beginning.
            seen = select(rim < 1.0, 1.0 - rim, 0.0)
            seen = seen * seen * (3.0 - 2.0 * seen) * gather(backdrop, 3, behind)
            store(vertices, SEEN * plane + at, seen)
            ratio = to_f32(value * (1.0 / colour_limit))
            part = ratio / sqrt(ratio * ratio + 1.0) * 0.5 + 0.5
            colour = to_i32(part * (colours.shape[1] - 1) + 0.5)
            for channel in range(3):
                lit = seen * shade * gather(colours, channel, colour)
                mixed = lit + (1.0 - seen) * gather(backdrop, channel, behind)
                mixed = maximum(mixed, 1.0)
                mixed = minimum(mixed, 254.0)
                store(vertices, (RED + channel) * plane + at, mixed)


@kernel
def choose_diagonals(z: Doubles, flipped: NDArray[np.bool_]) -> None:
    """Choose for every cell of the grid the diagonal that is bent less.

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
