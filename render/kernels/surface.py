"""A height field: its vertices projected and lit, its cells triangulated.

World coordinates are x along x0, y along the other coordinate, z up. On the screen x runs right and
y down, pixel centres at halves. Inverse depth is one over the distance along the camera's view
direction: linear across a triangle, larger where nearer, 0 where nothing is drawn.
"""

from __future__ import annotations

from typing import Any

from render.kernels.triangle_setup import INVERSE_DEPTH, LEVEL, OPACITY, X, Y
from splotch_tui.core.kernels.jit import inlined, kernel
from splotch_tui.core.kernels.simd import (
    WIDTH,
    maximum,
    minimum,
    select,
    splat_f64,
    sqrt,
    to_bitmask,
    to_f32,
)
from splotch_tui.core.kernels.simd_memory import load, store
from splotch_tui.core.types import Doubles, Singles, Truths

# Vertices farther off the picture than this many pixels are clipped.
_MARGIN = 200.0
# How much light from behind them edges of hills throw to the eye, and what mirrors the sun of its.
_EDGE, _GLOSS = 0.4, 0.4
# The surface fades towards its rim within this part of it: 1 over it.
_RIM = 2.0
# So are those nearer to the eye than this.
_NEAR_PLANE = 0.1


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
    sun: Doubles,
    haze: tuple[float, float, float],
    iso_step: float,
    vertices: Singles,
    lights: Singles,
    z: Doubles,
) -> None:
    """Evaluate and project every vertex of the grid, and look how light falls on it.

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
    sun : ndarray, shape (3,)
        Direction towards the sun.
    haze : tuple
        How far away it begins, and where it is as thick as it gets; and what it leaves then of the
        surface's opacity.
    iso_step : float
        Difference of L + x0 from one iso-line to the next.
    vertices : ndarray of float32, shape (8, M, V)
        Receives screen x, screen y and inverse depth; the level, which is L + x0 in units of
        `iso_step`, and a half; and the opacity, 0 where the surface has faded away. Red, green and
        blue, between these, are left to `render.kernels.light`. V may be larger than N; clipped
        vertices have inverse depth 0.
    lights : ndarray of float32, shape (2, M, N)
        Receives how directly the sun shines on a vertex, −1 to 1, and how much of the light behind
        it, and of the sun's, a vertex throws to the eye, 0 to 1.
    z : ndarray, shape (M, N)
        Receives the height.
    """
    rows, size = z.shape
    focal, centre_x, centre_y = camera[4]
    # Outside of this nothing is visible, not even a corner of a triangle.
    most_x, most_y = 2.0 * centre_x + _MARGIN, 2.0 * centre_y + _MARGIN
    haze_begin, haze_growth, thick = haze[0], 1.0 / (haze[1] - haze[0]), 1.0 - haze[2]
    plane = vertices.shape[1] * vertices.shape[2]
    for m in range(y.size):
        vertices[INVERSE_DEPTH, m] = 0.0
        eye_y = y[m] - origin[1] - camera[0, 1]
        squared_v = ((y[m] - patch[1]) / patch[3]) ** 2
        for start in range(0, size, WIDTH):
            # The last ones are done twice where there is no whole vector of them.
            n = min(start, size - WIDTH)
            value = splat_f64(0.0)
            for f in range(frequencies.size):
                cosines, sines = load(cosine, f * size + n), load(sine, f * size + n)
                value = value + cosines * a[f, m] + sines * b[f, m]
            height = value * scale
            store(z, m * size + n, height)
            world_x = load(x, n)
            eye_x, eye_z = world_x - (origin[0] + camera[0, 0]), height - camera[0, 2]
            depth = eye_x * camera[3, 0] + eye_z * camera[3, 2] + eye_y * camera[3, 1]
            view_x = eye_x * camera[1, 0] + eye_z * camera[1, 2] + eye_y * camera[1, 1]
            view_y = eye_x * camera[2, 0] + eye_z * camera[2, 2] + eye_y * camera[2, 1]
            inverse_depth = 1.0 / depth
            screen_x = to_f32(view_x * inverse_depth * focal + centre_x)
            screen_y = to_f32(centre_y - view_y * inverse_depth * focal)
            # From here on single precision does.
            u = to_f32(world_x - patch[0]) * (1.0 / patch[2])
            rim = u * u * u * u + squared_v * squared_v
            unclipped = (rim < 1.0) & (to_f32(depth) > _NEAR_PLANE)
            unclipped = unclipped & (screen_x > -_MARGIN) & (screen_x < most_x)
            unclipped = unclipped & (screen_y > -_MARGIN) & (screen_y < most_y)
            if to_bitmask(unclipped) == 0:
                continue
            at = m * vertices.shape[2] + n
            store(vertices, X * plane + at, screen_x)
            store(vertices, Y * plane + at, screen_y)
            stored_depth = select(unclipped, to_f32(inverse_depth), 0.0)
            store(vertices, INVERSE_DEPTH * plane + at, stored_depth)
            slope_x = slope_y = splat_f64(0.0)
            for f in range(frequencies.size):
                cosines, sines = load(cosine, f * size + n), load(sine, f * size + n)
                slope_x = slope_x + (cosines * b[f, m] - sines * a[f, m]) * frequencies[f]
                slope_y = slope_y + cosines * a_slope[f, m] + sines * b_slope[f, m]
            # None is at zero: there it would follow level ground about.
            store(vertices, LEVEL * plane + at, to_f32(value * (1.0 / iso_step) + 0.5))
            normal_x, normal_y = to_f32(slope_x * -scale), to_f32(slope_y * -scale)
            ray_x, ray_z = to_f32(eye_x), to_f32(eye_z)
            nearness = 1.0 / sqrt(ray_x * ray_x + ray_z * ray_z + eye_y * eye_y)
            upright = 1.0 / sqrt(normal_x * normal_x + normal_y * normal_y + 1.0)
            here = m * size + n
            direct = (normal_x * sun[0] + normal_y * sun[1] + sun[2]) * upright
            store(lights, here, direct)
            # Edges of hills that the eye looks along, and what is turned halfway to the sun.
            facing = (normal_x * ray_x + normal_y * eye_y + ray_z) * upright * nearness
            grazing = minimum(maximum(1.0 + facing, 0.0), 1.0)
            mirrored = maximum(direct - facing, 0.0)
            halfway = (ray_x * sun[0] + ray_z * sun[2] + eye_y * sun[1]) * nearness
            # The square of the cosine, to its eighth power.
            mirrored = mirrored * mirrored / (2.0 - 2.0 * halfway)
            mirrored = mirrored * mirrored
            mirrored = mirrored * mirrored
            gleam = grazing * grazing * grazing * _EDGE + mirrored * mirrored * _GLOSS
            store(lights, rows * size + here, minimum(gleam, 1.0))
            opacity = _smooth((1.0 - rim) * _RIM)
            opacity = opacity * (1.0 - _smooth((to_f32(depth) - haze_begin) * haze_growth) * thick)
            store(vertices, OPACITY * plane + at, opacity)


@inlined
def _smooth(part: Any) -> Any:
    """Return a part, cut to 0 … 1, with a gentle beginning and a gentle end."""
    part = minimum(maximum(part, 0.0), 1.0)
    return part * part * (3.0 - 2.0 * part)


@kernel
def choose_diagonals(z: Doubles, flipped: Truths) -> None:
    """Choose for every cell of the grid the diagonal that is bent less.

    Cells that are cut across a ridge would make it jagged.

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
