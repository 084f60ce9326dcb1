"""Anti-aliasing of silhouettes: the edges of hills against what lies behind them."""

from __future__ import annotations

import math

import numpy as np

from render.kernels.triangle_setup import INVERSE_DEPTH, X, Y
from splotch_tui.core.kernels.jit import kernel
from splotch_tui.core.kernels.simd import WIDTH, to_bitmask, trailing_zeros
from splotch_tui.core.kernels.simd_memory import load
from splotch_tui.core.types import Bytes, Singles, Truths

_ALL = (1 << WIDTH) - 1


@kernel
def antialias_silhouettes(
    vertices: Singles,
    flipped: Truths,
    front_facing: Bytes,
    back_facing: Bytes,
    pixels: Bytes,
    z_buffer: Singles,
) -> None:
    """Smooth the edges between a triangle that faces the camera and one that does not.

    Each pixel that such an edge crosses becomes the mixture of its neighbours on the two sides,
    by the area the edge leaves to each.

    Parameters
    ----------
    vertices, flipped, front_facing, back_facing : ndarray
        As `rasterize_cells` takes and leaves them.
    pixels : ndarray of uint8, shape (H, W, 4)
        The picture.
    z_buffer : ndarray of float32, shape (H, W)
        Inverse depth of what is drawn.
    """
    for m in range(front_facing.shape[1]):
        right_front = right_back = 0
        for group in range(front_facing.shape[2]):
            start = group * WIDTH
            front_1 = np.int64(front_facing[0, m, group])
            front_2 = np.int64(front_facing[1, m, group])
            back_1 = np.int64(back_facing[0, m, group])
            back_2 = np.int64(back_facing[1, m, group])
            edges = (front_1 & back_2) | (back_1 & front_2)
            while edges:
                n = start + trailing_zeros(edges)
                if flipped[m, n]:
                    _antialias_edge(vertices, m, n + 1, m + 1, n, pixels, z_buffer)
                else:
                    _antialias_edge(vertices, m, n, m + 1, n + 1, pixels, z_buffer)
                edges &= edges - 1
            if m > 0:
                edges = (front_1 & np.int64(back_facing[1, m - 1, group])) | (
                    back_1 & np.int64(front_facing[1, m - 1, group])
                )
                while edges:
                    n = start + trailing_zeros(edges)
                    _antialias_edge(vertices, m, n, m, n + 1, pixels, z_buffer)
                    edges &= edges - 1
            # A cell's first triangle is at its left edge where it is flipped, else at its right.
            flip = to_bitmask(load(flipped, m * flipped.shape[1] + start))
            left_front = (front_1 & flip) | (front_2 & ~flip)
            left_back = (back_1 & flip) | (back_2 & ~flip)
            # The cell before is one bit lower; the last of a group is carried to the next.
            right_front = right_front >> WIDTH | ((front_1 & ~flip) | (front_2 & flip)) << 1
            right_back = right_back >> WIDTH | ((back_1 & ~flip) | (back_2 & flip)) << 1
            edges = ((left_front & right_back) | (left_back & right_front)) & _ALL
            while edges:
                n = start + trailing_zeros(edges)
                _antialias_edge(vertices, m, n, m + 1, n, pixels, z_buffer)
                edges &= edges - 1


@kernel
def _antialias_edge(
    vertices: Singles, ma: int, na: int, mb: int, nb: int, pixels: Bytes, z_buffer: Singles
) -> None:
    height, width = z_buffer.shape
    xa, ya, depth_a = vertices[X, ma, na], vertices[Y, ma, na], vertices[INVERSE_DEPTH, ma, na]
    xb, yb, depth_b = vertices[X, mb, nb], vertices[Y, mb, nb], vertices[INVERSE_DEPTH, mb, nb]
    x_major = abs(xb - xa) >= abs(yb - ya)
    # Along u, its major axis, the edge is followed a pixel at a time; it crosses v somewhere
    # inside a pixel.
    ua, va, ub, vb = (xa, ya, xb, yb) if x_major else (ya, xa, yb, xb)
    size_u, size_v = (width, height) if x_major else (height, width)
    if ua > ub:
        ua, va, depth_a, ub, vb, depth_b = ub, vb, depth_b, ua, va, depth_a
    for u in range(max(math.ceil(ua - 0.5), 0), min(math.ceil(ub - 0.5), size_u)):
        t = (u + 0.5 - ua) / (ub - ua)
        v = va + t * (vb - va)
        inverse_depth = depth_a + t * (depth_b - depth_a)
        pixel = math.floor(v)
        if pixel < 1 or pixel >= size_v - 1:
            continue
        if x_major:
            y0, x0, y1, x1, y2, x2 = pixel - 1, u, pixel, u, pixel + 1, u
        else:
            y0, x0, y1, x1, y2, x2 = u, pixel - 1, u, pixel, u, pixel + 1
        front = max(z_buffer[y0, x0], z_buffer[y2, x2])
        back = min(z_buffer[y0, x0], z_buffer[y2, x2])
        # Only where this edge is the front itself, and something lies well behind it.
        if front > inverse_depth * 1.02 or back > inverse_depth * 0.98:
            continue
        coverage = v - pixel
        for channel in range(3):
            pixels[y1, x1, channel] = np.uint8(
                coverage * pixels[y0, x0, channel] + (1.0 - coverage) * pixels[y2, x2, channel]
            )
