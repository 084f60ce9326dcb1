"""Filling: the lattice's triangles into a picture, eight cells and then eight pixels at a time.

A cell of the lattice has its corners at (m, n), (m, n+1), (m+1, n) and (m+1, n+1), and a diagonal
cuts it into two halves, the first at the edge from (m, n) to (m, n+1). What eight neighbouring
cells need is worked out at once; then each half that is seen is drawn row by row, eight pixels at
once. Nothing in it branches on what a single pixel is: triangles measure a dozen pixels, and to
guess wrong once takes longer than to draw a row.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.kernels.octets import (
    WIDTH,
    chosen,
    doubles,
    flags,
    kept,
    larger,
    load,
    lowest,
    root,
    splat,
    store,
    truncated,
)
from splotch_tui.core.kernels import lanes
from splotch_tui.core.kernels.jit import inlined, kernel

Floats = NDArray[np.float32]
Words = NDArray[np.int32]
Integers = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Truths = NDArray[np.bool_]
# Octets, of eight cells: a corner's x, y and near; its red, green, blue and level; an edge's
# height, where it crosses row 0 and how far it moves from row to row.
Place = tuple[Any, Any, Any]
Look = tuple[Any, Any, Any, Any]
Edge = tuple[Any, Any, Any]

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

# Where an edge crosses a row is an integer, in such parts of a pixel: rows add up exactly, and
# the halves on its two sides neither overlap nor leave a hole.
_POINT = 22
_ONE = float(1 << _POINT)
# With this added, a place is in the first pixel whose centre is not left of it.
_TO_CENTRE = float((1 << _POINT - 1) - 1)
# A float, or a double, that this was added to is a whole number, in its lowest bits.
_WHOLE = 1.5 * 2.0**23
_WHOLE_DOUBLE = 1.5 * 2.0**52
_WHOLE_BITS = int(np.float64(_WHOLE_DOUBLE).view(np.int64))

# A sketch of a half, in floats: its first row and the row past its last; the x of its first
# corner; how many pixels apart iso-lines are, and how much they darken; and from _SLOPES on, for
# near, red, green, blue and level: the value at that x in the first row, and how it changes along
# columns and along rows.
_TOP, _BOTTOM, _CORNER, _APART, _DARKENING, _SLOPES = range(6)
_SKETCH = _SLOPES + 3 * 5
# Its outline, in integers: where two edges on its left and two on its right cross its first row,
# and how far they move from row to row. Of a triangle's three edges, one is there twice.
_OUTLINE = 8

Brushes = tuple[Floats, Words, Floats, Integers]


def brushes(width: int) -> Brushes:
    """Return what `fill_cells` needs besides a picture of `width` columns.

    Returns
    -------
    tuple of ndarray
        Pixel centres along a row and beyond it; −1 eight times, then 0 eight times; room for the
        sketches and for the outlines of eight cells.
    """
    return (
        np.arange(width + 2 * WIDTH, dtype=np.float32) + np.float32(0.5),
        np.repeat(np.array((-1, 0), np.int32), WIDTH),
        np.zeros((2 * _SKETCH, WIDTH), np.float32),
        np.zeros((2 * _OUTLINE, WIDTH), np.int64),
    )


@kernel
def fill_cells(
    vertices: Floats,
    flipped: Truths,
    line: tuple[float, float, float],
    brushes: Brushes,
    colours: Words,
    nearest: Floats,
    front: Bytes,
    away: Bytes,
) -> None:
    """Draw the triangles that face the camera, nearer over farther, with iso-lines.

    Parameters
    ----------
    vertices : ndarray of float32, shape (8, M, V)
        As `place_vertices` leaves them.
    flipped : ndarray of bool, shape (M-1, C)
        As `choose_diagonals` leaves it.
    line : tuple
        Half the iso-lines' width in pixels, how much they darken, 0 to 1, and how many pixels
        apart they are on flat ground at distance 1.
    brushes : tuple
        From `brushes`.
    colours : ndarray of int32, shape (H+1, W)
        The picture, background in place: red in the lowest byte of a pixel, then green, then
        blue. Its last row is no part of the picture, and is not changed.
    nearest : ndarray of float32, shape (H+1, W)
        The z-buffer: `near` of what is drawn, 0 at first.
    front, away : ndarray of uint8, shape (2, M-1, C/8)
        Receive, a bit for each first and each second half, whether it faces the camera, and
        whether it faces away; neither, where a corner is not placed.
    """
    size = nearest.shape[0] - 1, nearest.shape[1]
    sketch, outline = brushes[2], brushes[3]
    columns = vertices.shape[2]
    for m in range(vertices.shape[1] - 1):
        for group in range(front.shape[2]):
            n = group * WIDTH
            at = m * columns + n
            flip = load(flipped, m * flipped.shape[1] + n)
            a, b = _place(vertices, at), _place(vertices, at + 1)
            c, d = _place(vertices, at + columns), _place(vertices, at + columns + 1)
            # The diagonal goes from p to q, and the halves are a, b, q and p, d, c.
            p, q = _either(flip, b, a), _either(flip, c, d)
            placed, facing, seen = _seen(0, a, b, q, size, sketch)
            front[0, m, group], away[0, m, group] = facing, placed & ~facing
            placed, facing, seen_too = _seen(1, p, d, c, size, sketch)
            front[1, m, group], away[1, m, group] = facing, placed & ~facing
            if seen | seen_too == 0:
                continue
            ab, dc, bd, ca = _edge(a, b), _back(_edge(c, d)), _edge(b, d), _back(_edge(a, c))
            pq = _edge(p, q)
            _trace(0, ab, _either(flip, pq, bd), _either(flip, ca, _back(pq)), sketch, outline)
            _trace(1, _either(flip, bd, pq), dc, _either(flip, _back(pq), ca), sketch, outline)
            la, lb = _look(vertices, at), _look(vertices, at + 1)
            lc, ld = _look(vertices, at + columns), _look(vertices, at + columns + 1)
            lp, lq = _either_look(flip, lb, la), _either_look(flip, lc, ld)
            clear = _plane(vertices, SEEN, at)
            lined = _slope(0, a, b, q, la, lb, lq, clear, line, sketch)
            lined_too = _slope(1, p, d, c, lp, ld, lc, clear, line, sketch)
            for half in range(2):
                if half == 1:
                    seen, lined = seen_too, lined_too
                plain, lined = seen & ~lined, seen & lined
                while plain:
                    _draw(half, lowest(plain), False, line[0], brushes, colours, nearest)
                    plain &= plain - 1
                while lined:
                    _draw(half, lowest(lined), True, line[0], brushes, colours, nearest)
                    lined &= lined - 1


@inlined
def _plane(vertices: Floats, plane: int, at: int) -> Any:
    return load(vertices, plane * vertices.shape[1] * vertices.shape[2] + at)


@inlined
def _place(vertices: Floats, at: int) -> Place:
    return _plane(vertices, X, at), _plane(vertices, Y, at), _plane(vertices, NEAR, at)


@inlined
def _look(vertices: Floats, at: int) -> Look:
    return (
        _plane(vertices, RED, at),
        _plane(vertices, GREEN, at),
        _plane(vertices, BLUE, at),
        _plane(vertices, LEVEL, at),
    )


@inlined
def _either(mask: Any, a: Any, b: Any) -> Any:
    """Take corners or edges: of `a` where the mask is true, else of `b`."""
    return chosen(mask, a[0], b[0]), chosen(mask, a[1], b[1]), chosen(mask, a[2], b[2])


@inlined
def _either_look(mask: Any, a: Look, b: Look) -> Look:
    return (
        chosen(mask, a[0], b[0]),
        chosen(mask, a[1], b[1]),
        chosen(mask, a[2], b[2]),
        chosen(mask, a[3], b[3]),
    )


@inlined
def _lesser(a: Any, b: Any) -> Any:
    return chosen(a < b, a, b)


@inlined
def _greater(a: Any, b: Any) -> Any:
    return chosen(a > b, a, b)


@inlined
def _ceiling(a: Any) -> Any:
    whole = (a + _WHOLE) - _WHOLE
    return chosen(whole < a, whole + 1.0, whole)


@inlined
def _area(a: Place, b: Place, c: Place) -> Any:
    """Return twice the area of triangles, negative where they face the camera."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])


@inlined
def _square(a: Place, b: Place) -> Any:
    return (b[0] - a[0]) * (b[0] - a[0]) + (b[1] - a[1]) * (b[1] - a[1])


@inlined
def _seen(
    half: int, a: Place, b: Place, c: Place, size: tuple[int, int], sketch: Floats
) -> tuple[int, int, int]:
    """Sketch which rows halves cover; return which are placed, face the camera, and are seen."""
    nothing = splat(0.0)
    placed = (a[2] > nothing) & (b[2] > nothing) & (c[2] > nothing)
    front = placed & (_area(a, b, c) < nothing)
    top = _greater(_ceiling(_lesser(_lesser(a[1], b[1]), c[1]) - 0.5), nothing)
    bottom = _lesser(_ceiling(_greater(_greater(a[1], b[1]), c[1]) - 0.5), splat(size[0]))
    store(sketch, (half * _SKETCH + _TOP) * WIDTH, top)
    store(sketch, (half * _SKETCH + _BOTTOM) * WIDTH, bottom)
    left, right = _lesser(_lesser(a[0], b[0]), c[0]), _greater(_greater(a[0], b[0]), c[0])
    seen = front & (top < bottom) & (left < size[1]) & (right > nothing)
    return flags(placed), flags(front), flags(seen)


@inlined
def _edge(a: Place, b: Place) -> Edge:
    height = b[1] - a[1]
    slope = _lesser(_greater((b[0] - a[0]) / height, splat(-_FLATTEST)), splat(_FLATTEST))
    move = doubles(slope) * _ONE
    return height, doubles(a[0]) * _ONE + _TO_CENTRE - doubles(a[1]) * move, move


@inlined
def _back(edge: Edge) -> Edge:
    """Return an edge from its end to its start: it crosses rows at the very same places."""
    return 0.0 - edge[0], edge[1], edge[2]


@inlined
def _trace(half: int, one: Edge, two: Edge, three: Edge, sketch: Floats, outline: Integers) -> None:
    """Outline halves by their edges, in turn: those that go down are on the left."""
    top = doubles(load(sketch, (half * _SKETCH + _TOP) * WIDTH) + 0.5)
    at = half * _OUTLINE
    for side in range(2):
        if side == 0:
            first, second, third = one[0] > 0.0, two[0] > 0.0, three[0] > 0.0
        else:
            first, second, third = one[0] < 0.0, two[0] < 0.0, three[0] < 0.0
        edge = _either(first, one, _either(second, two, three))
        lanes.store(outline, at * WIDTH, _whole(edge[1] + top * edge[2]))
        lanes.store(outline, (at + 1) * WIDTH, _whole(edge[2]))
        edge = _either(third, three, _either(second, two, one))
        lanes.store(outline, (at + 2) * WIDTH, _whole(edge[1] + top * edge[2]))
        lanes.store(outline, (at + 3) * WIDTH, _whole(edge[2]))
        at += 4


@inlined
def _whole(a: Any) -> Any:
    """Return lanes whose bits are the nearest integers."""
    return lanes.doubles(lanes.bits(a + _WHOLE_DOUBLE) + -_WHOLE_BITS)


@inlined
def _slope(
    half: int,
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
    """Sketch how everything changes across halves; return which ones iso-lines pass."""
    half_width, strength, apart = line
    at = half * _SKETCH
    down = load(sketch, (at + _TOP) * WIDTH) + 0.5 - a[1]
    # A quantity's slope along columns, or rows, is its rise to b times that of b's share, and
    # its rise to c times that of c's.
    area = _area(a, b, c)
    longest = _greater(_greater(_square(a, b), _square(b, c)), _square(c, a))
    even = area < _lesser(longest * -_THIN, splat(-_SMALL))
    inverse = chosen(even, 1.0 / area, splat(0.0))
    b_share = (c[1] - a[1]) * inverse, (a[0] - c[0]) * inverse
    c_share = (a[1] - b[1]) * inverse, (b[0] - a[0]) * inverse
    store(sketch, (at + _CORNER) * WIDTH, a[0])
    at += _SLOPES
    _slopes(a[2], b[2], c[2], b_share, c_share, down, sketch, at)
    _slopes(look_a[0], look_b[0], look_c[0], b_share, c_share, down, sketch, at + 3)
    _slopes(look_a[1], look_b[1], look_c[1], b_share, c_share, down, sketch, at + 6)
    _slopes(look_a[2], look_b[2], look_c[2], b_share, c_share, down, sketch, at + 9)
    level = look_a[3], look_b[3], look_c[3]
    along, across = _slopes(*level, b_share, c_share, down, sketch, at + 12)
    steepness = root(along * along + across * across)
    reach = (half_width + 0.5) * steepness
    lowest_level = _lesser(_lesser(level[0], level[1]), level[2]) - reach
    highest_level = _greater(_greater(level[0], level[1]), level[2]) + reach
    sparse = 1.0 - steepness * _DENSE
    close = a[2] * (apart / _DENSE_FLAT) - 1.0
    at = half * _SKETCH
    store(sketch, (at + _APART) * WIDTH, 1.0 / steepness)
    darkening = strength * clear * _lesser(close, splat(1.0)) * sparse
    store(sketch, (at + _DARKENING) * WIDTH, darkening)
    passed = _ceiling(lowest_level) < highest_level
    lined: int = flags(passed & (sparse > 0.0) & (close > 0.0))
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


@inlined
def _draw(  # noqa: PLR0915 — the innermost loop
    half: int,
    cell: int,
    lined: bool,
    half_width: float,
    brushes: Brushes,
    colours: Words,
    nearest: Floats,
) -> None:
    """Draw one half of one cell."""
    centres, first_ones, sketch, outline = brushes
    width = nearest.shape[1]
    at = half * _OUTLINE
    left, left_moves = outline[at, cell], outline[at + 1, cell]
    left_too, left_too_moves = outline[at + 2, cell], outline[at + 3, cell]
    right, right_moves = outline[at + 4, cell], outline[at + 5, cell]
    right_too, right_too_moves = outline[at + 6, cell], outline[at + 7, cell]
    at = half * _SKETCH
    start, end = int(sketch[at + _TOP, cell]) * width, int(sketch[at + _BOTTOM, cell]) * width
    corner = splat(sketch[at + _CORNER, cell])
    apart, darkening = splat(sketch[at + _APART, cell]), splat(sketch[at + _DARKENING, cell])
    at += _SLOPES
    near_row, near_x, near_y = _spread(sketch, at, cell)
    red_row, red_x, red_y = _spread(sketch, at + 3, cell)
    green_row, green_x, green_y = _spread(sketch, at + 6, cell)
    blue_row, blue_x, blue_y = _spread(sketch, at + 9, cell)
    level_row, level_x, level_y = _spread(sketch, at + 12, cell)
    while start < end:
        first = max(left, left_too) >> _POINT
        past = min(right, right_too) >> _POINT
        column = min(max(first, 0), width)
        count = max(min(past, width) - column, 0)
        while True:
            here = start + column
            under, before = load(colours, here), load(nearest, here)
            x = load(centres, column) - corner
            # Pixels past the row's last one are as far off as can be.
            inside = load(first_ones, max(WIDTH - count, 0))
            near = kept(inside, near_row + near_x * x)
            in_front = near > before
            store(nearest, here, larger(near, before))
            red, green = red_row + red_x * x, green_row + green_x * x
            blue = blue_row + blue_x * x
            if lined:
                level = level_row + level_x * x
                off = level - ((level + _WHOLE) - _WHOLE)
                off = _greater(off, 0.0 - off)
                covered = (half_width + 0.5) - off * apart
                covered = _lesser(_greater(covered, splat(0.0)), splat(1.0))
                shade = 1.0 - darkening * covered
                red, green, blue = red * shade, green * shade, blue * shade
            # Colours at the corners are within 1 … 254: no need to clamp.
            colour = truncated(red) | truncated(green) << 8 | truncated(blue) << 16
            store(colours, here, chosen(in_front, colour, under))
            if count <= WIDTH:
                break
            column += WIDTH
            count -= WIDTH
        start += width
        left += left_moves
        left_too += left_too_moves
        right += right_moves
        right_too += right_too_moves
        near_row, red_row = near_row + near_y, red_row + red_y
        green_row, blue_row = green_row + green_y, blue_row + blue_y
        level_row = level_row + level_y


@inlined
def _spread(sketch: Floats, at: int, cell: int) -> tuple[Any, Any, Any]:
    return splat(sketch[at, cell]), splat(sketch[at + 1, cell]), splat(sketch[at + 2, cell])
