"""Rasteriser: the grid's triangles into a picture, eight cells and then eight pixels at a time.

Triangle setup is computed for eight neighbouring cells at once. Then each visible triangle is drawn
in blocks of eight rows and eight columns, from row to row by nothing but additions. Nothing in it
branches on what a single pixel is: triangles measure a dozen pixels, and one mispredicted branch
takes longer than to draw a row.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from render.kernels.triangle_setup import (
    BOTTOM,
    EDGES,
    GRADIENTS,
    LEFT,
    LINE_SPACING,
    LINE_STRENGTH,
    ORIGIN_X,
    RIGHT,
    SETUP_ROWS,
    TOP,
    edge_between,
    load_attributes,
    load_opacity,
    load_position,
    nearest_integer,
    reversed_edge,
    select_four,
    select_position,
    store_bounding_box,
    store_edges,
    store_gradients,
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
from splotch_tui.core.types import Bytes, PackedPixels, Singles, Truths

# Colours are interpolated in fixed point, with eight bits after the point: red and blue side by
# side in one integer.
_FIXED_POINT = 256.0

Buffers = tuple[Singles, Singles, Singles, Singles]


def make_buffers(width: int) -> Buffers:
    """Return what `rasterize_cells` needs besides a picture of `width` columns.

    Returns
    -------
    tuple of ndarray
        Pixel centres along a row and beyond it; room for the setup of eight cells' first triangles
        and of their second ones, and for the spans of eight rows.
    """
    return (
        np.arange(width + 2 * WIDTH, dtype=np.float32) + np.float32(0.5),
        np.zeros((SETUP_ROWS, WIDTH), np.float32),
        np.zeros((SETUP_ROWS, WIDTH), np.float32),
        np.zeros((2, WIDTH), np.float32),
    )


@kernel
def rasterize_cells(
    vertices: Singles,
    flipped: Truths,
    iso_lines: tuple[float, float, float],
    buffers: Buffers,
    colours: PackedPixels,
    z_buffer: Singles,
    front_facing: Bytes,
    back_facing: Bytes,
) -> None:
    """Draw the triangles that face the camera, nearer over farther, with iso-lines.

    Parameters
    ----------
    vertices : ndarray of float32, shape (8, M, V)
        As `place_vertices` leaves them.
    flipped : ndarray of bool, shape (M-1, C)
        As `choose_diagonals` leaves it.
    iso_lines : tuple
        Half the iso-lines' width in pixels, how much they darken, 0 to 1, and how many pixels
        apart they are on flat ground at distance 1.
    buffers : tuple
        From `make_buffers`.
    colours : ndarray of int32, shape (H+1, W)
        The picture, background in place: red in the lowest byte of a pixel, then green, then
        blue. Its last row is no part of the picture, and is not changed.
    z_buffer : ndarray of float32, shape (H+1, W)
        Inverse depth of what is drawn, 0 at first; its last row as above.
    front_facing, back_facing : ndarray of uint8, shape (2, M-1, C/8)
        Receive, a bit for each first and each second triangle, whether it faces the camera, and
        whether it faces away; neither, where a vertex is clipped.
    """
    size = z_buffer.shape[0] - 1, z_buffer.shape[1]
    centres, first_setup, second_setup, spans = buffers
    columns = vertices.shape[2]
    for m in range(vertices.shape[1] - 1):
        for group in range(front_facing.shape[2]):
            n = group * WIDTH
            at = m * columns + n
            flip = load(flipped, m * flipped.shape[1] + n)
            a, b = load_position(vertices, at), load_position(vertices, at + 1)
            c = load_position(vertices, at + columns)
            d = load_position(vertices, at + columns + 1)
            # The diagonal goes from p to q, and the triangles are a, b, q and p, d, c.
            p, q = select_position(flip, b, a), select_position(flip, c, d)
            unclipped, facing, first_visible = store_bounding_box(a, b, q, size, first_setup)
            front_facing[0, m, group], back_facing[0, m, group] = facing, unclipped & ~facing
            unclipped, facing, second_visible = store_bounding_box(p, d, c, size, second_setup)
            front_facing[1, m, group], back_facing[1, m, group] = facing, unclipped & ~facing
            if first_visible | second_visible == 0:
                continue
            ab, dc = edge_between(a, b), reversed_edge(edge_between(c, d))
            bd, ca = edge_between(b, d), reversed_edge(edge_between(a, c))
            pq = edge_between(p, q)
            qp = reversed_edge(pq)
            store_edges(ab, select_four(flip, pq, bd), select_four(flip, ca, qp), first_setup)
            store_edges(select_four(flip, bd, pq), dc, select_four(flip, qp, ca), second_setup)
            of_a, of_b = load_attributes(vertices, at), load_attributes(vertices, at + 1)
            of_c = load_attributes(vertices, at + columns)
            of_d = load_attributes(vertices, at + columns + 1)
            of_p, of_q = select_four(flip, of_b, of_a), select_four(flip, of_c, of_d)
            opacity = load_opacity(vertices, at)
            first_lined = store_gradients(
                a, b, q, of_a, of_b, of_q, opacity, iso_lines, first_setup
            )
            second_lined = store_gradients(
                p, d, c, of_p, of_d, of_c, opacity, iso_lines, second_setup
            )
            for half in range(2):
                setup = first_setup if half == 0 else second_setup
                visible = first_visible if half == 0 else second_visible
                lined = first_lined if half == 0 else second_lined
                plain, lined = visible & ~lined, visible & lined
                while plain:
                    cell = trailing_zeros(plain)
                    _draw_triangle(
                        cell, False, iso_lines[0], setup, centres, spans, colours, z_buffer
                    )
                    plain &= plain - 1
                while lined:
                    cell = trailing_zeros(lined)
                    _draw_triangle(
                        cell, True, iso_lines[0], setup, centres, spans, colours, z_buffer
                    )
                    lined &= lined - 1


@inlined
def _draw_triangle(  # noqa: PLR0915 — the innermost loop
    cell: int,
    lined: bool,
    half_width: float,
    setup: Singles,
    centres: Singles,
    spans: Singles,
    colours: PackedPixels,
    z_buffer: Singles,
) -> None:
    """Draw one of the triangles of a setup."""
    width = z_buffer.shape[1]
    left, right = int(setup[LEFT, cell]), int(setup[RIGHT, cell])
    top, bottom = int(setup[TOP, cell]), int(setup[BOTTOM, cell])
    origin_x = load_splat(setup, ORIGIN_X * WIDTH + cell)
    line_spacing = load_splat(setup, LINE_SPACING * WIDTH + cell)
    line_strength = load_splat(setup, LINE_STRENGTH * WIDTH + cell)
    # Of each quantity: its value in the row, and how it changes along x and along y.
    depth_row, depth_x, depth_y = _load_gradient(setup, GRADIENTS, cell)
    red_row, red_x, red_y = _load_gradient(setup, GRADIENTS + 3, cell)
    green_row, green_x, green_y = _load_gradient(setup, GRADIENTS + 6, cell)
    blue_row, blue_x, blue_y = _load_gradient(setup, GRADIENTS + 9, cell)
    level_row, level_x, level_y = _load_gradient(setup, GRADIENTS + 12, cell)
    red_blue_y = to_i32(red_y * _FIXED_POINT) + (to_i32(blue_y * _FIXED_POINT) << 16)
    fixed_green_y = to_i32(green_y * _FIXED_POINT)
    while top < bottom:
        # The spans of eight rows: where each begins and ends.
        rows = load(centres, 0) + top
        start = maximum(
            _edge_crossing(setup, EDGES, cell, rows), _edge_crossing(setup, EDGES + 3, cell, rows)
        )
        end = minimum(
            _edge_crossing(setup, EDGES + 6, cell, rows),
            _edge_crossing(setup, EDGES + 9, cell, rows),
        )
        store(spans, 0, start)
        store(spans, WIDTH, minimum(end, width))
        for column in range(left, right, WIDTH):
            pixel_x = load(centres, column)
            x = pixel_x - origin_x
            inverse_depth = depth_row + depth_x * x
            red_blue = to_i32((red_row + red_x * x) * _FIXED_POINT)
            red_blue = red_blue + (to_i32((blue_row + blue_x * x) * _FIXED_POINT) << 16)
            green = to_i32((green_row + green_x * x) * _FIXED_POINT)
            level = level_row + level_x * x
            here = top * width + column
            past = here + min(bottom - top, WIDTH) * width
            row = 0
            while here < past:
                span_start, span_end = load_splat(spans, row), load_splat(spans, WIDTH + row)
                inside = (span_start <= pixel_x) & (pixel_x < span_end)
                old_colour, old_depth = load(colours, here), load(z_buffer, here)
                # Outside of the triangle there is nothing nearer than the far plane.
                new_depth = select(inside, inverse_depth, 0.0)
                in_front = new_depth > old_depth
                store(z_buffer, here, max_nonnegative(new_depth, old_depth))
                red_blue_byte, green_byte = red_blue >> 8 & 0xFF00FF, green & 0xFF00
                if lined:
                    off_line = level - nearest_integer(level)
                    off_line = maximum(off_line, 0.0 - off_line)
                    coverage = (half_width + 0.5) - off_line * line_spacing
                    coverage = minimum(maximum(coverage, 0.0), 1.0)
                    light = to_i32((1.0 - line_strength * coverage) * _FIXED_POINT)
                    red_blue_byte = red_blue_byte * light >> 8 & 0xFF00FF
                    green_byte = (green_byte >> 8) * light & 0xFF00
                    level = level + level_y
                store(colours, here, select(in_front, red_blue_byte | green_byte, old_colour))
                inverse_depth, red_blue = inverse_depth + depth_y, red_blue + red_blue_y
                green = green + fixed_green_y
                row += 1
                here += width
        top += WIDTH
        depth_row, level_row = depth_row + depth_y * WIDTH, level_row + level_y * WIDTH
        red_row, green_row = red_row + red_y * WIDTH, green_row + green_y * WIDTH
        blue_row = blue_row + blue_y * WIDTH


@inlined
def _edge_crossing(setup: Singles, edge: int, cell: int, rows: Any) -> Any:
    """Return the x where an edge crosses the centres of rows."""
    x, y = load_splat(setup, edge * WIDTH + cell), load_splat(setup, (edge + 1) * WIDTH + cell)
    return (rows - y) * load_splat(setup, (edge + 2) * WIDTH + cell) + x


@inlined
def _load_gradient(setup: Singles, at: int, cell: int) -> tuple[Any, Any, Any]:
    return (
        load_splat(setup, at * WIDTH + cell),
        load_splat(setup, (at + 1) * WIDTH + cell),
        load_splat(setup, (at + 2) * WIDTH + cell),
    )
