"""Sketches: what it takes to draw triangles, worked out for eight of them at once.

A cell of the grid has its corners at (m, n), (m, n+1), (m+1, n) and (m+1, n+1), and a diagonal
cuts it into two halves, the first at the edge from (m, n) to (m, n+1). A sketch is of the first, or
of the second, halves of eight neighbouring cells.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.jit import inlined
from splotch_tui.core.kernels.simd import WIDTH, maximum, minimum, select, sqrt, to_bitmask
from splotch_tui.core.kernels.simd_memory import load, store

Floats = NDArray[np.float32]
# Octets, of eight cells: a corner's x, y and near; its red, green, blue and level; an edge's
# height, a point of it, and how far it moves from row to row.
Place = tuple[Any, Any, Any]
Look = tuple[Any, Any, Any, Any]
Edge = tuple[Any, Any, Any, Any]

# What a vertex has, in the order of the array of vertices.
X, Y, NEAR, RED, GREEN, BLUE, LEVEL, SEEN = range(8)

# Iso-lines closer together than this many pixels fade away; so do they all where the ground is so
# far off that they would be on flat ground.
_DENSE = 7.0
_DENSE_FLAT = 14.0
# Triangles of less than half this area, in pixels, or in squares of their longest side, have one
# colour: it would change too fast for single precision.
_SMALL, _THIN = 0.06, 1e-3
# Edges flatter than this, in columns a row, hardly ever pass a row's centre.
_FLATTEST = 1e5
# Rounding puts an edge less than this off its ends, in pixels.
_ROUNDING = 0.01
# A float that this was added to is a whole number.
_WHOLE = 1.5 * 2.0**23

# A sketch, in floats: the first row and the row past the last; the first column and the column past
# the last; the x of a corner; how many pixels apart iso-lines are, and how much they darken. From
# EDGES on, for two edges on the left and two on the right (of a triangle's three, one is there
# twice): x and y of a point, and how far the edge moves from row to row. From SLOPES on, for near,
# red, green, blue and level: the value at the corner's x in the first row, and how it changes along
# columns and along rows.
TOP, BOTTOM, FIRST, PAST, CORNER, APART, DARKENING, EDGES = range(8)
SLOPES = EDGES + 3 * 4
SKETCH = SLOPES + 3 * 5


@inlined
def place(vertices: Floats, at: int) -> Place:
    """Read where eight neighbours are, from ``vertices[0].ravel()[at]`` on."""
    plane = vertices.shape[1] * vertices.shape[2]
    return (
        load(vertices, X * plane + at),
        load(vertices, Y * plane + at),
        load(vertices, NEAR * plane + at),
    )


@inlined
def look(vertices: Floats, at: int) -> Look:
    """Read what eight neighbours look like."""
    plane = vertices.shape[1] * vertices.shape[2]
    return (
        load(vertices, RED * plane + at),
        load(vertices, GREEN * plane + at),
        load(vertices, BLUE * plane + at),
        load(vertices, LEVEL * plane + at),
    )


@inlined
def clarity(vertices: Floats, at: int) -> Any:
    """Read how much of eight neighbours has not faded."""
    return load(vertices, SEEN * vertices.shape[1] * vertices.shape[2] + at)


@inlined
def either_place(mask: Any, a: Place, b: Place) -> Place:
    """Take corners of `a` where the mask is true, else of `b`."""
    return select(mask, a[0], b[0]), select(mask, a[1], b[1]), select(mask, a[2], b[2])


@inlined
def either(mask: Any, a: Look, b: Look) -> Look:
    """Take looks, or edges, of `a` where the mask is true, else of `b`."""
    return (
        select(mask, a[0], b[0]),
        select(mask, a[1], b[1]),
        select(mask, a[2], b[2]),
        select(mask, a[3], b[3]),
    )


@inlined
def whole(a: Any) -> Any:
    """Return the nearest whole numbers."""
    return (a + _WHOLE) - _WHOLE


@inlined
def _ceiling(a: Any) -> Any:
    nearest = whole(a)
    return select(nearest < a, nearest + 1.0, nearest)


@inlined
def _area(a: Place, b: Place, c: Place) -> Any:
    """Return twice the area of triangles, negative where they face the camera."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])


@inlined
def _square(a: Place, b: Place) -> Any:
    return (b[0] - a[0]) * (b[0] - a[0]) + (b[1] - a[1]) * (b[1] - a[1])


@inlined
def frame(
    a: Place, b: Place, c: Place, size: tuple[int, int], sketch: Floats
) -> tuple[int, int, int]:
    """Sketch which rows and columns triangles a, b, c cover, of a picture of height and width.

    Returns
    -------
    tuple of int
        Flags: which are placed, which face the camera, and which of these are in the picture.
    """
    placed = (a[2] > 0.0) & (b[2] > 0.0) & (c[2] > 0.0)
    front = placed & (_area(a, b, c) < 0.0)
    top = maximum(_ceiling(minimum(minimum(a[1], b[1]), c[1]) - 0.5), 0.0)
    bottom = minimum(_ceiling(maximum(maximum(a[1], b[1]), c[1]) - 0.5), size[0])
    left, right = minimum(minimum(a[0], b[0]), c[0]), maximum(maximum(a[0], b[0]), c[0])
    first = maximum(_ceiling(left - (0.5 + _ROUNDING)), 0.0)
    past = minimum(_ceiling(right - (0.5 - _ROUNDING)), size[1])
    store(sketch, TOP * WIDTH, top)
    store(sketch, BOTTOM * WIDTH, bottom)
    store(sketch, FIRST * WIDTH, first)
    store(sketch, PAST * WIDTH, past)
    seen = front & (top < bottom) & (first < past)
    return to_bitmask(placed), to_bitmask(front), to_bitmask(seen)


@inlined
def edge(a: Place, b: Place) -> Edge:
    """Return edges from a to b."""
    height = b[1] - a[1]
    move = minimum(maximum((b[0] - a[0]) / height, -_FLATTEST), _FLATTEST)
    return height, a[0], a[1], move


@inlined
def back(there: Edge) -> Edge:
    """Return edges from their end to their start: they cross rows at the very same places."""
    return 0.0 - there[0], there[1], there[2], there[3]


@inlined
def outline(one: Edge, two: Edge, three: Edge, sketch: Floats) -> None:
    """Sketch triangles' edges, given in turn: those that go down are on the left."""
    first, second, third = one[0] > 0.0, two[0] > 0.0, three[0] > 0.0
    _store_edge(either(first, one, either(second, two, three)), sketch, EDGES)
    _store_edge(either(third, three, either(second, two, one)), sketch, EDGES + 3)
    first, second, third = one[0] < 0.0, two[0] < 0.0, three[0] < 0.0
    _store_edge(either(first, one, either(second, two, three)), sketch, EDGES + 6)
    _store_edge(either(third, three, either(second, two, one)), sketch, EDGES + 9)


@inlined
def _store_edge(kept: Edge, sketch: Floats, at: int) -> None:
    store(sketch, at * WIDTH, kept[1])
    store(sketch, (at + 1) * WIDTH, kept[2])
    store(sketch, (at + 2) * WIDTH, kept[3])


@inlined
def shade(
    a: Place,
    b: Place,
    c: Place,
    look_a: Look,
    look_b: Look,
    look_c: Look,
    clear: Any,
    line: tuple[float, float, float],
    sketch: Floats,
) -> int:
    """Sketch how everything changes across triangles.

    Parameters
    ----------
    a, b, c, look_a, look_b, look_c
        Their corners.
    clear : octet
        How much of them has not faded.
    line : tuple
        As `fill_cells` takes it.
    sketch : ndarray
        Has their frames, and receives the rest.

    Returns
    -------
    int
        Flags: which ones iso-lines pass.
    """
    half_width, strength, apart = line
    down = load(sketch, TOP * WIDTH) + 0.5 - a[1]
    # A quantity's slope along columns, or rows, is its rise to b times that of b's share, and
    # its rise to c times that of c's.
    area = _area(a, b, c)
    longest = maximum(maximum(_square(a, b), _square(b, c)), _square(c, a))
    even = area < minimum(longest * -_THIN, -_SMALL)
    inverse = select(even, 1.0 / area, 0.0)
    b_share = (c[1] - a[1]) * inverse, (a[0] - c[0]) * inverse
    c_share = (a[1] - b[1]) * inverse, (b[0] - a[0]) * inverse
    store(sketch, CORNER * WIDTH, a[0])
    _slopes(a[2], b[2], c[2], b_share, c_share, down, sketch, SLOPES)
    _slopes(look_a[0], look_b[0], look_c[0], b_share, c_share, down, sketch, SLOPES + 3)
    _slopes(look_a[1], look_b[1], look_c[1], b_share, c_share, down, sketch, SLOPES + 6)
    _slopes(look_a[2], look_b[2], look_c[2], b_share, c_share, down, sketch, SLOPES + 9)
    level = look_a[3], look_b[3], look_c[3]
    along, across = _slopes(*level, b_share, c_share, down, sketch, SLOPES + 12)
    steepness = sqrt(along * along + across * across)
    reach = (half_width + 0.5) * steepness
    lowest = minimum(minimum(level[0], level[1]), level[2]) - reach
    highest = maximum(maximum(level[0], level[1]), level[2]) + reach
    sparse = 1.0 - steepness * _DENSE
    close = a[2] * (apart / _DENSE_FLAT) - 1.0
    store(sketch, APART * WIDTH, 1.0 / steepness)
    store(sketch, DARKENING * WIDTH, strength * clear * minimum(close, 1.0) * sparse)
    lined: int = to_bitmask((_ceiling(lowest) < highest) & (sparse > 0.0) & (close > 0.0))
    return lined


@inlined
def _slopes(
    a: Any,
    b: Any,
    c: Any,
    b_share: tuple[Any, Any],
    c_share: tuple[Any, Any],
    down: Any,
    sketch: Floats,
    at: int,
) -> tuple[Any, Any]:
    along = (b - a) * b_share[0] + (c - a) * c_share[0]
    across = (b - a) * b_share[1] + (c - a) * c_share[1]
    store(sketch, at * WIDTH, a + across * down)
    store(sketch, (at + 1) * WIDTH, along)
    store(sketch, (at + 2) * WIDTH, across)
    return along, across
