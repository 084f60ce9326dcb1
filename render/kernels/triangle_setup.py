"""Triangle setup: what it takes to rasterise triangles, computed for eight of them at once.

A cell of the grid has its corners at (m, n), (m, n+1), (m+1, n) and (m+1, n+1), and a diagonal
cuts it into two triangles, the first at the edge from (m, n) to (m, n+1). One setup is of the
first, or of the second, triangles of eight neighbouring cells.
"""

from __future__ import annotations

from typing import Any

from splotch_tui.core.kernels.jit import inlined
from splotch_tui.core.kernels.simd import WIDTH, maximum, minimum, select, sqrt, to_bitmask
from splotch_tui.core.kernels.simd_memory import load, store
from splotch_tui.core.types import Singles

# Of eight triangles, each a vector. Position: a vertex's screen x, screen y and inverse depth.
# Attributes: its red, green, blue and level. Edge: its height, x and y of a point of it, and its
# inverse slope, which is by how much x changes from row to row.
Position = tuple[Any, Any, Any]
Attributes = tuple[Any, Any, Any, Any]
Edge = tuple[Any, Any, Any, Any]

# What a vertex has, in the order of the array of vertices.
X, Y, INVERSE_DEPTH, RED, GREEN, BLUE, LEVEL, OPACITY = range(8)

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
# Adding this rounds a float to the nearest integer.
_ROUND = 1.5 * 2.0**23

# A setup, as rows of floats. The bounding box: first row and row past the last, first column and
# column past the last. The x of the vertex that attributes are measured from. How many pixels apart
# iso-lines are, and how much they darken. From EDGES on, for two edges on the left and two on the
# right (of a triangle's three, one is there twice): x and y of a point, and the inverse slope. From
# GRADIENTS on, for inverse depth, red, green, blue and level: the value at ORIGIN_X in the box's
# first row, and how it changes along columns and along rows.
TOP, BOTTOM, LEFT, RIGHT, ORIGIN_X, LINE_SPACING, LINE_STRENGTH, EDGES = range(8)
GRADIENTS = EDGES + 3 * 4
SETUP_ROWS = GRADIENTS + 3 * 5


@inlined
def load_position(vertices: Singles, at: int) -> Position:
    """Read the positions of eight neighbours, from ``vertices[0].ravel()[at]`` on."""
    plane = vertices.shape[1] * vertices.shape[2]
    return (
        load(vertices, X * plane + at),
        load(vertices, Y * plane + at),
        load(vertices, INVERSE_DEPTH * plane + at),
    )


@inlined
def load_attributes(vertices: Singles, at: int) -> Attributes:
    """Read the attributes of eight neighbours."""
    plane = vertices.shape[1] * vertices.shape[2]
    return (
        load(vertices, RED * plane + at),
        load(vertices, GREEN * plane + at),
        load(vertices, BLUE * plane + at),
        load(vertices, LEVEL * plane + at),
    )


@inlined
def load_opacity(vertices: Singles, at: int) -> Any:
    """Read how much of eight neighbours has not faded."""
    return load(vertices, OPACITY * vertices.shape[1] * vertices.shape[2] + at)


@inlined
def select_position(mask: Any, a: Position, b: Position) -> Position:
    """Take positions of `a` where the mask is true, else of `b`."""
    return select(mask, a[0], b[0]), select(mask, a[1], b[1]), select(mask, a[2], b[2])


@inlined
def select_four(mask: Any, a: Attributes, b: Attributes) -> Attributes:
    """Take attributes, or edges, of `a` where the mask is true, else of `b`."""
    return (
        select(mask, a[0], b[0]),
        select(mask, a[1], b[1]),
        select(mask, a[2], b[2]),
        select(mask, a[3], b[3]),
    )


@inlined
def nearest_integer(a: Any) -> Any:
    """Return the nearest integers, as floats."""
    return (a + _ROUND) - _ROUND


@inlined
def _ceil(a: Any) -> Any:
    nearest = nearest_integer(a)
    return select(nearest < a, nearest + 1.0, nearest)


@inlined
def _doubled_area(a: Position, b: Position, c: Position) -> Any:
    """Return twice the signed area of triangles, negative where they face the camera."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])


@inlined
def _squared_length(a: Position, b: Position) -> Any:
    return (b[0] - a[0]) * (b[0] - a[0]) + (b[1] - a[1]) * (b[1] - a[1])


@inlined
def store_bounding_box(
    a: Position, b: Position, c: Position, size: tuple[int, int], setup: Singles
) -> tuple[int, int, int]:
    """Store the bounding boxes of triangles a, b, c in a picture of height and width `size`.

    Returns
    -------
    tuple of int
        Bitmasks: which have no clipped vertex, which of these face the camera, and which of these
        have a pixel in the picture.
    """
    unclipped = (a[2] > 0.0) & (b[2] > 0.0) & (c[2] > 0.0)
    front_facing = unclipped & (_doubled_area(a, b, c) < 0.0)
    top = maximum(_ceil(minimum(minimum(a[1], b[1]), c[1]) - 0.5), 0.0)
    bottom = minimum(_ceil(maximum(maximum(a[1], b[1]), c[1]) - 0.5), size[0])
    least_x, greatest_x = minimum(minimum(a[0], b[0]), c[0]), maximum(maximum(a[0], b[0]), c[0])
    left = maximum(_ceil(least_x - (0.5 + _ROUNDING)), 0.0)
    right = minimum(_ceil(greatest_x - (0.5 - _ROUNDING)), size[1])
    store(setup, TOP * WIDTH, top)
    store(setup, BOTTOM * WIDTH, bottom)
    store(setup, LEFT * WIDTH, left)
    store(setup, RIGHT * WIDTH, right)
    visible = front_facing & (top < bottom) & (left < right)
    return to_bitmask(unclipped), to_bitmask(front_facing), to_bitmask(visible)


@inlined
def edge_between(a: Position, b: Position) -> Edge:
    """Return edges from a to b."""
    height = b[1] - a[1]
    inverse_slope = minimum(maximum((b[0] - a[0]) / height, -_FLATTEST), _FLATTEST)
    return height, a[0], a[1], inverse_slope


@inlined
def reversed_edge(edge: Edge) -> Edge:
    """Return edges from their end to their start: they cross rows at the very same places."""
    return 0.0 - edge[0], edge[1], edge[2], edge[3]


@inlined
def store_edges(one: Edge, two: Edge, three: Edge, setup: Singles) -> None:
    """Store triangles' edges, given in turn: those that go down are on the left."""
    first, second, third = one[0] > 0.0, two[0] > 0.0, three[0] > 0.0
    _store_edge(select_four(first, one, select_four(second, two, three)), setup, EDGES)
    _store_edge(select_four(third, three, select_four(second, two, one)), setup, EDGES + 3)
    first, second, third = one[0] < 0.0, two[0] < 0.0, three[0] < 0.0
    _store_edge(select_four(first, one, select_four(second, two, three)), setup, EDGES + 6)
    _store_edge(select_four(third, three, select_four(second, two, one)), setup, EDGES + 9)


@inlined
def _store_edge(edge: Edge, setup: Singles, at: int) -> None:
    store(setup, at * WIDTH, edge[1])
    store(setup, (at + 1) * WIDTH, edge[2])
    store(setup, (at + 2) * WIDTH, edge[3])


@inlined
def store_gradients(
    a: Position,
    b: Position,
    c: Position,
    attributes_a: Attributes,
    attributes_b: Attributes,
    attributes_c: Attributes,
    opacity: Any,
    iso_lines: tuple[float, float, float],
    setup: Singles,
) -> int:
    """Store how inverse depth and attributes change across triangles.

    Parameters
    ----------
    a, b, c, attributes_a, attributes_b, attributes_c
        Their vertices.
    opacity : vector of float32
        How much of them has not faded.
    iso_lines : tuple
        As `rasterize_cells` takes it.
    setup : ndarray
        Has their bounding boxes, and receives the rest.

    Returns
    -------
    int
        Bitmask: which ones iso-lines pass.
    """
    half_width, strength, flat_spacing = iso_lines
    to_first_row = load(setup, TOP * WIDTH) + 0.5 - a[1]
    # A quantity's gradient is its rise from a to b times the gradient of b's barycentric
    # coordinate, and its rise to c times that of c's.
    area = _doubled_area(a, b, c)
    longest = maximum(maximum(_squared_length(a, b), _squared_length(b, c)), _squared_length(c, a))
    is_regular = area < minimum(longest * -_THIN, -_SMALL)
    inverse_area = select(is_regular, 1.0 / area, 0.0)
    gradient_b = (c[1] - a[1]) * inverse_area, (a[0] - c[0]) * inverse_area
    gradient_c = (a[1] - b[1]) * inverse_area, (b[0] - a[0]) * inverse_area
    store(setup, ORIGIN_X * WIDTH, a[0])
    _store_gradient(a[2], b[2], c[2], gradient_b, gradient_c, to_first_row, setup, GRADIENTS)
    for_red = attributes_a[0], attributes_b[0], attributes_c[0]
    _store_gradient(*for_red, gradient_b, gradient_c, to_first_row, setup, GRADIENTS + 3)
    for_green = attributes_a[1], attributes_b[1], attributes_c[1]
    _store_gradient(*for_green, gradient_b, gradient_c, to_first_row, setup, GRADIENTS + 6)
    for_blue = attributes_a[2], attributes_b[2], attributes_c[2]
    _store_gradient(*for_blue, gradient_b, gradient_c, to_first_row, setup, GRADIENTS + 9)
    level = attributes_a[3], attributes_b[3], attributes_c[3]
    along_x, along_y = _store_gradient(
        *level, gradient_b, gradient_c, to_first_row, setup, GRADIENTS + 12
    )
    steepness = sqrt(along_x * along_x + along_y * along_y)
    reach = (half_width + 0.5) * steepness
    lowest = minimum(minimum(level[0], level[1]), level[2]) - reach
    highest = maximum(maximum(level[0], level[1]), level[2]) + reach
    density_fade = 1.0 - steepness * _DENSE
    distance_fade = a[2] * (flat_spacing / _DENSE_FLAT) - 1.0
    store(setup, LINE_SPACING * WIDTH, 1.0 / steepness)
    line_strength = strength * opacity * minimum(distance_fade, 1.0) * density_fade
    store(setup, LINE_STRENGTH * WIDTH, line_strength)
    lined: int = to_bitmask(
        (_ceil(lowest) < highest) & (density_fade > 0.0) & (distance_fade > 0.0)
    )
    return lined


@inlined
def _store_gradient(
    a: Any,
    b: Any,
    c: Any,
    gradient_b: tuple[Any, Any],
    gradient_c: tuple[Any, Any],
    to_first_row: Any,
    setup: Singles,
    at: int,
) -> tuple[Any, Any]:
    """Store one quantity of vertices a, b, c, and return how it changes by column and by row."""
    along_x = (b - a) * gradient_b[0] + (c - a) * gradient_c[0]
    along_y = (b - a) * gradient_b[1] + (c - a) * gradient_c[1]
    store(setup, at * WIDTH, a + along_y * to_first_row)
    store(setup, (at + 1) * WIDTH, along_x)
    store(setup, (at + 2) * WIDTH, along_y)
    return along_x, along_y
