"""Outlines: the edges of hills, anti-aliased."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from render.kernels.triangle_setup import NEAR, X, Y
from splotch_tui.core.kernels.jit import kernel
from splotch_tui.core.kernels.simd import WIDTH, to_bitmask, trailing_zeros
from splotch_tui.core.kernels.simd_memory import load

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Truths = NDArray[np.bool_]

_ALL = (1 << WIDTH) - 1


@kernel
def smooth_outlines(
    vertices: Floats,
    flipped: Truths,
    front: Bytes,
    away: Bytes,
    pixels: Bytes,
    nearest: Floats,
) -> None:
    """Anti-alias the hills' outlines: edges between a triangle that faces us and one that does not.

    Each pixel that such an edge crosses becomes the mixture of its neighbours on the two sides,
    by the area the edge leaves to each.

    Parameters
    ----------
    vertices, flipped, front, away : ndarray
        As `fill_cells` takes and leaves them.
    pixels : ndarray of uint8, shape (H, W, 4)
        The picture.
    nearest : ndarray of float32, shape (H, W)
        The z-buffer.
    """
    for m in range(front.shape[1]):
        right_front = right_away = 0
        for group in range(front.shape[2]):
            start = group * WIDTH
            front_1, front_2 = np.int64(front[0, m, group]), np.int64(front[1, m, group])
            away_1, away_2 = np.int64(away[0, m, group]), np.int64(away[1, m, group])
            edges = (front_1 & away_2) | (away_1 & front_2)
            while edges:
                n = start + trailing_zeros(edges)
                if flipped[m, n]:
                    _smooth_edge(vertices, m, n + 1, m + 1, n, pixels, nearest)
                else:
                    _smooth_edge(vertices, m, n, m + 1, n + 1, pixels, nearest)
                edges &= edges - 1
            if m > 0:
                edges = (front_1 & np.int64(away[1, m - 1, group])) | (
                    away_1 & np.int64(front[1, m - 1, group])
                )
                while edges:
                    n = start + trailing_zeros(edges)
                    _smooth_edge(vertices, m, n, m, n + 1, pixels, nearest)
                    edges &= edges - 1
            # A cell's first half is at its left edge where it is flipped, else at its right one.
            flip = to_bitmask(load(flipped, m * flipped.shape[1] + start))
            left_front = (front_1 & flip) | (front_2 & ~flip)
            left_away = (away_1 & flip) | (away_2 & ~flip)
            # The cell before is one bit lower; the last of a group is handed on to the next.
            right_front = right_front >> WIDTH | ((front_1 & ~flip) | (front_2 & flip)) << 1
            right_away = right_away >> WIDTH | ((away_1 & ~flip) | (away_2 & flip)) << 1
            edges = ((left_front & right_away) | (left_away & right_front)) & _ALL
            while edges:
                n = start + trailing_zeros(edges)
                _smooth_edge(vertices, m, n, m + 1, n, pixels, nearest)
                edges &= edges - 1


@kernel
def _smooth_edge(
    vertices: Floats, ma: int, na: int, mb: int, nb: int, pixels: Bytes, nearest: Floats
) -> None:
    height, width = nearest.shape
    xa, ya, wa = vertices[X, ma, na], vertices[Y, ma, na], vertices[NEAR, ma, na]
    xb, yb, wb = vertices[X, mb, nb], vertices[Y, mb, nb], vertices[NEAR, mb, nb]
    flat = abs(xb - xa) >= abs(yb - ya)
    # Along u the edge is followed a pixel at a time; it crosses v somewhere inside a pixel.
    ua, va, ub, vb = (xa, ya, xb, yb) if flat else (ya, xa, yb, xb)
    most_u, most_v = (width, height) if flat else (height, width)
    if ua > ub:
        ua, va, wa, ub, vb, wb = ub, vb, wb, ua, va, wa
    for u in range(max(math.ceil(ua - 0.5), 0), min(math.ceil(ub - 0.5), most_u)):
        part = (u + 0.5 - ua) / (ub - ua)
        v = va + part * (vb - va)
        near = wa + part * (wb - wa)
        pixel = math.floor(v)
        if pixel < 1 or pixel >= most_v - 1:
            continue
        if flat:
            y0, x0, y1, x1, y2, x2 = pixel - 1, u, pixel, u, pixel + 1, u
        else:
            y0, x0, y1, x1, y2, x2 = u, pixel - 1, u, pixel, u, pixel + 1
        front = max(nearest[y0, x0], nearest[y2, x2])
        back = min(nearest[y0, x0], nearest[y2, x2])
        # Only where this edge is the front itself, and something lies well behind it.
        if front > near * 1.02 or back > near * 0.98:
            continue
        share = v - pixel
        for channel in range(3):
            pixels[y1, x1, channel] = np.uint8(
                share * pixels[y0, x0, channel] + (1.0 - share) * pixels[y2, x2, channel]
            )
