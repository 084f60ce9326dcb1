"""Filling: the grid's triangles into a picture, eight cells and then eight pixels at a time.

What eight neighbouring cells need is sketched at once. Then each half that is seen is drawn in
blocks of eight rows and eight columns, from row to row by nothing but additions. Nothing in it
branches on what a single pixel is: triangles measure a dozen pixels, and to guess wrong once takes
longer than to draw a row.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.kernels import triangle_setup as setup
from render.kernels.triangle_setup import (
    APART,
    BOTTOM,
    CORNER,
    DARKENING,
    EDGES,
    FIRST,
    PAST,
    SKETCH,
    SLOPES,
    TOP,
)
from splotch_tui.core.kernels.jit import inlined, kernel
from splotch_tui.core.kernels.simd import (
    WIDTH,
    max_nonnegative,
    maximum,
    minimum,
    select,
    to_i32,
    trailing_zeros,
)
from splotch_tui.core.kernels.simd_memory import load, load_splat, store

Floats = NDArray[np.float32]
Words = NDArray[np.int32]
Bytes = NDArray[np.uint8]
Truths = NDArray[np.bool_]

# Colours are added up in such parts of one step: red and blue side by side in one word.
_PARTS = 256.0

Brushes = tuple[Floats, Floats, Floats, Floats]


def brushes(width: int) -> Brushes:
    """Return what `fill_cells` needs besides a picture of `width` columns.

    Returns
    -------
    tuple of ndarray
        Pixel centres along a row and beyond it; room for the sketches of eight cells' first halves,
        of their second halves, and for the ends of eight rows.
    """
    return (
        np.arange(width + 2 * WIDTH, dtype=np.float32) + np.float32(0.5),
        np.zeros((SKETCH, WIDTH), np.float32),
        np.zeros((SKETCH, WIDTH), np.float32),
        np.zeros((2, WIDTH), np.float32),
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
    centres, sketch, sketch_too, ends = brushes
    columns = vertices.shape[2]
    for m in range(vertices.shape[1] - 1):
        for group in range(front.shape[2]):
            n = group * WIDTH
            at = m * columns + n
            flip = load(flipped, m * flipped.shape[1] + n)
            a, b = setup.place(vertices, at), setup.place(vertices, at + 1)
            c = setup.place(vertices, at + columns)
            d = setup.place(vertices, at + columns + 1)
            # The diagonal goes from p to q, and the halves are a, b, q and p, d, c.
            p, q = setup.either_place(flip, b, a), setup.either_place(flip, c, d)
            placed, facing, seen = setup.frame(a, b, q, size, sketch)
            front[0, m, group], away[0, m, group] = facing, placed & ~facing
            placed, facing, seen_too = setup.frame(p, d, c, size, sketch_too)
            front[1, m, group], away[1, m, group] = facing, placed & ~facing
            if seen | seen_too == 0:
                continue
            ab, dc = setup.edge(a, b), setup.back(setup.edge(c, d))
            bd, ca = setup.edge(b, d), setup.back(setup.edge(a, c))
            pq = setup.edge(p, q)
            qp = setup.back(pq)
            setup.outline(ab, setup.either(flip, pq, bd), setup.either(flip, ca, qp), sketch)
            setup.outline(
                setup.either(flip, bd, pq),
                dc,
                setup.either(flip, qp, ca),
                sketch_too,
            )
            la, lb = setup.look(vertices, at), setup.look(vertices, at + 1)
            lc = setup.look(vertices, at + columns)
            ld = setup.look(vertices, at + columns + 1)
            lp, lq = setup.either(flip, lb, la), setup.either(flip, lc, ld)
            clear = setup.clarity(vertices, at)
            lined = setup.shade(a, b, q, la, lb, lq, clear, line, sketch)
            lined_too = setup.shade(p, d, c, lp, ld, lc, clear, line, sketch_too)
            for half in range(2):
                current = sketch if half == 0 else sketch_too
                drawn, dark = (seen, lined) if half == 0 else (seen_too, lined_too)
                plain, dark = drawn & ~dark, drawn & dark
                while plain:
                    cell = trailing_zeros(plain)
                    _draw(cell, False, line[0], current, centres, ends, colours, nearest)
                    plain &= plain - 1
                while dark:
                    cell = trailing_zeros(dark)
                    _draw(cell, True, line[0], current, centres, ends, colours, nearest)
                    dark &= dark - 1


@inlined
def _draw(  # noqa: PLR0915 — the innermost loop
    cell: int,
    lined: bool,
    half_width: float,
    sketch: Floats,
    centres: Floats,
    ends: Floats,
    colours: Words,
    nearest: Floats,
) -> None:
    """Draw one of the triangles of a sketch."""
    width = nearest.shape[1]
    first, past = int(sketch[FIRST, cell]), int(sketch[PAST, cell])
    top, bottom = int(sketch[TOP, cell]), int(sketch[BOTTOM, cell])
    corner = load_splat(sketch, CORNER * WIDTH + cell)
    apart = load_splat(sketch, APART * WIDTH + cell)
    darkening = load_splat(sketch, DARKENING * WIDTH + cell)
    near_row, near_x, near_y = _slope(sketch, SLOPES, cell)
    red_row, red_x, red_y = _slope(sketch, SLOPES + 3, cell)
    green_row, green_x, green_y = _slope(sketch, SLOPES + 6, cell)
    blue_row, blue_x, blue_y = _slope(sketch, SLOPES + 9, cell)
    level_row, level_x, level_y = _slope(sketch, SLOPES + 12, cell)
    both_y = to_i32(red_y * _PARTS) + (to_i32(blue_y * _PARTS) << 16)
    green_by_row = to_i32(green_y * _PARTS)
    while top < bottom:
        # Where each of eight rows begins and ends.
        middles = load(centres, 0) + top
        left = maximum(
            _crossed(sketch, EDGES, cell, middles), _crossed(sketch, EDGES + 3, cell, middles)
        )
        right = minimum(
            _crossed(sketch, EDGES + 6, cell, middles), _crossed(sketch, EDGES + 9, cell, middles)
        )
        store(ends, 0, left)
        store(ends, WIDTH, minimum(right, width))
        for column in range(first, past, WIDTH):
            middles = load(centres, column)
            x = middles - corner
            near = near_row + near_x * x
            both = to_i32((red_row + red_x * x) * _PARTS)
            both = both + (to_i32((blue_row + blue_x * x) * _PARTS) << 16)
            green = to_i32((green_row + green_x * x) * _PARTS)
            level = level_row + level_x * x
            here = top * width + column
            end = here + min(bottom - top, WIDTH) * width
            row = 0
            while here < end:
                first_inside, past_inside = load_splat(ends, row), load_splat(ends, WIDTH + row)
                inside = (first_inside <= middles) & (middles < past_inside)
                under, before = load(colours, here), load(nearest, here)
                # What is not inside is as far off as can be.
                depth = select(inside, near, 0.0)
                in_front = depth > before
                store(nearest, here, max_nonnegative(depth, before))
                red_blue, greens = both >> 8 & 0xFF00FF, green & 0xFF00
                if lined:
                    off = level - setup.whole(level)
                    off = maximum(off, 0.0 - off)
                    covered = (half_width + 0.5) - off * apart
                    covered = minimum(maximum(covered, 0.0), 1.0)
                    shade = to_i32((1.0 - darkening * covered) * _PARTS)
                    red_blue = red_blue * shade >> 8 & 0xFF00FF
                    greens = (greens >> 8) * shade & 0xFF00
                    level = level + level_y
                store(colours, here, select(in_front, red_blue | greens, under))
                near, both, green = near + near_y, both + both_y, green + green_by_row
                row += 1
                here += width
        top += WIDTH
        near_row, level_row = near_row + near_y * WIDTH, level_row + level_y * WIDTH
        red_row, green_row = red_row + red_y * WIDTH, green_row + green_y * WIDTH
        blue_row = blue_row + blue_y * WIDTH


@inlined
def _crossed(sketch: Floats, edge: int, cell: int, rows: Any) -> Any:
    """Return where an edge crosses rows."""
    x, y = load_splat(sketch, edge * WIDTH + cell), load_splat(sketch, (edge + 1) * WIDTH + cell)
    return (rows - y) * load_splat(sketch, (edge + 2) * WIDTH + cell) + x


@inlined
def _slope(sketch: Floats, at: int, cell: int) -> tuple[Any, Any, Any]:
    return (
        load_splat(sketch, at * WIDTH + cell),
        load_splat(sketch, (at + 1) * WIDTH + cell),
        load_splat(sketch, (at + 2) * WIDTH + cell),
    )
