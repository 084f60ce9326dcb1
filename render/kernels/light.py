"""Light on a height field: what stands in its way, and the colours that it leaves."""

from __future__ import annotations

from render.kernels.triangle_setup import INVERSE_DEPTH, LEVEL, OPACITY, RED, Y
from splotch_tui.core.kernels.jit import kernel
from splotch_tui.core.kernels.simd import (
    WIDTH,
    maximum,
    minimum,
    sqrt,
    to_bitmask,
    to_f32,
    to_i32,
)
from splotch_tui.core.kernels.simd_memory import gather, load, store
from splotch_tui.core.types import Doubles, Singles

# Deep in shadows so much of the sun's light is missing; half of that so far below its rays, world
# units.
_SHADOW, _DEEP = 0.95, 0.4
# How much darker it is where hills stand around, for each unit of height that they do.
_HIDDEN = 0.18
# Of the light that has a direction, so much comes from around the sun, and bends around hills; and
# so much is missing of the light that has none where hills hide the sky.
_SOFT, _SKY = 0.25, 0.6
# How much of the sky's light there is in the air, which shows where other light is missing.
_AIR = 0.1


@kernel
def cover(y: Doubles, z: Doubles, slope: float, onward: bool, cloth: Singles) -> None:
    """Lay a cloth over the hills that falls by a slope along y, and sags between them.

    Parameters
    ----------
    y : ndarray, shape (M,)
        The grid along y, ascending.
    z : ndarray, shape (M, N)
        Heights; N is 8 or more.
    slope : float
        By how much the cloth falls where no hill holds it up.
    onward : bool
        Whether it falls with y, or against it.
    cloth : ndarray of float32, shape (M, N+2)
        Receives its height, with a column more on either side.
    """
    rows, columns = z.shape
    for i in range(rows):
        m = i if onward else rows - 1 - i
        before = max(m - 1, 0) if onward else min(m + 1, rows - 1)
        fall = slope * abs(y[m] - y[before])
        for start in range(0, columns, WIDTH):
            n = min(start, columns - WIDTH)
            here = m * (columns + 2) + n + 1
            height = to_f32(load(z, m * columns + n))
            if i > 0:
                there = before * (columns + 2) + n + 1
                # Its edges grow softer with their way from the hill that casts them.
                beside = load(cloth, there - 1) + load(cloth, there + 1)
                over = beside * 0.25 + load(cloth, there) * 0.5
                height = maximum(height, over - fall)
            store(cloth, here, height)
        cloth[m, 0], cloth[m, columns + 1] = cloth[m, 1], cloth[m, columns]


@kernel
def colour_vertices(
    z: Doubles,
    lights: Singles,
    shadows: Singles,
    hidden: tuple[Singles, Singles],
    ambient: float,
    sky: tuple[float, float, float],
    colours: Singles,
    level_colour: float,
    backdrop: Singles,
    vertices: Singles,
) -> None:
    """Colour every vertex of the grid as it is lit.

    Parameters
    ----------
    z : ndarray, shape (M, N)
        Heights.
    lights : ndarray of float32, shape (2, M, N)
        How directly the sun shines on a vertex, −1 to 1, and how much of the sky's light it throws
        to the eye, 0 to 1.
    shadows : ndarray of float32, shape (M, N+2)
        From `cover`: a cloth that falls away from the sun, as steeply as its rays.
    hidden : tuple of ndarray
        The same of cloths that fall to either side.
    ambient : float
        The part of light that comes from everywhere. Where it is 1, colours are those of the map.
    sky : tuple
        The light of the sky, red, green and blue.
    colours : ndarray of float32, shape (3, K)
        Colour map, red, green and blue from 0 to 255: so fine that none are between.
    level_colour : float
        How far a level is from the next on the map, as a part of its colour limit: see
        `render.scene.relief.colour_place`.
    backdrop : ndarray of float32, shape (3, H)
        By row of the picture, the background's red, green and blue.
    vertices : ndarray of float32, shape (8, M, V)
        As `render.kernels.surface.place_vertices` leaves them; receives red, green and blue.
    """
    rows, size = z.shape
    one, other = hidden
    last_row = backdrop.shape[1] - 1
    plane = vertices.shape[1] * vertices.shape[2]
    directed = 1.0 - ambient
    for m in range(rows):
        for start in range(0, size, WIDTH):
            n = min(start, size - WIDTH)
            at = m * vertices.shape[2] + n
            if to_bitmask(load(vertices, INVERSE_DEPTH * plane + at) > 0.0) == 0:
                continue
            here = m * size + n
            sun, gleam = load(lights, here), load(lights, rows * size + here)
            height = to_f32(load(z, here))
            cloth = m * (size + 2) + n + 1
            depth = load(shadows, cloth) - height
            shadow = depth / (depth + _DEEP) * _SHADOW
            around_it = load(one, cloth) + load(other, cloth) - height * 2.0
            open_sky = 1.0 / (1.0 + around_it * _HIDDEN)
            around = sun * 0.5 + 0.5
            light = maximum(sun, 0.0) * (1.0 - shadow) * (1.0 - _SOFT)
            light = light + around * around * open_sky * _SOFT
            missing = (1.0 - light + (1.0 - open_sky) * _SKY) * directed
            air = missing * _AIR
            gleam = gleam * (1.0 - shadow) * directed
            opacity = load(vertices, OPACITY * plane + at)
            screen_y = load(vertices, Y * plane + at)
            backdrop_row = to_i32(minimum(maximum(screen_y, 0.0), last_row))
            ratio = (load(vertices, LEVEL * plane + at) - 0.5) * level_colour
            place = ratio / sqrt(ratio * ratio + 1.0) * 0.5 + 0.5
            colour = to_i32(place * (colours.shape[1] - 1) + 0.5)
            for channel in range(3):
                lit = (1.0 - missing) * gather(colours, channel, colour) + air * sky[channel]
                lit = lit + gleam * (sky[channel] - lit * 0.5)
                mixed = opacity * lit + (1.0 - opacity) * gather(backdrop, channel, backdrop_row)
                mixed = minimum(maximum(mixed, 1.0), 254.0)
                store(vertices, (RED + channel) * plane + at, mixed)
