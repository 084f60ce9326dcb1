"""What is drawn over the surface: the path, the point, and flat pictures with transparency."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from splotch_tui.core.kernels.jit import inlined, kernel
from splotch_tui.core.kernels.simd import WIDTH, max_nonnegative, maximum, minimum, sqrt
from splotch_tui.core.kernels.simd_memory import load, store
from splotch_tui.core.types import Bytes, Doubles, Integers, PackedPixels, Singles, Truths


@kernel
def drape(
    x: Doubles,
    y: Doubles,
    z: Doubles,
    flipped: Truths,
    points: Doubles,
    heights: Doubles,
) -> None:
    """Put into `heights` the height at `points` of the triangles over the grid.

    Parameters
    ----------
    x, y : ndarray, shapes (N,) and (M,)
        The grid, ascending.
    z : ndarray, shape (M, N)
        Heights on it.
    flipped : ndarray of bool, shape (M-1, N-1)
        Its cells' diagonals, as `choose_diagonals` leaves them.
    points : ndarray, shape (K, 2)
        World x and y.
    heights : ndarray, shape (K,)
        Receives the heights; NaN off the grid.
    """
    for i in range(points.shape[0]):
        px, py = points[i, 0], points[i, 1]
        if not (x[0] <= px < x[-1] and y[0] <= py < y[-1]):
            heights[i] = np.nan
            continue
        n, m = _search(x, px), _search(y, py)
        u = (px - x[n]) / (x[n + 1] - x[n])
        v = (py - y[m]) / (y[m + 1] - y[m])
        a, b, c, d = z[m, n], z[m, n + 1], z[m + 1, n], z[m + 1, n + 1]
        if flipped[m, n]:
            if u + v <= 1.0:
                heights[i] = a + u * (b - a) + v * (c - a)
            else:
                heights[i] = d + (1.0 - u) * (c - d) + (1.0 - v) * (b - d)
        elif u >= v:
            heights[i] = a + u * (b - a) + v * (d - b)
        else:
            heights[i] = a + v * (c - a) + u * (d - c)


@inlined
def _search(ascending: Doubles, value: float) -> int:
    """Return the index of the last number that is at most `value`; the first one is."""
    # NumPy's own search takes longer to compile than all of the rest.
    first, past = 0, ascending.size
    while past - first > 1:
        middle = (first + past) // 2
        if ascending[middle] <= value:
            first = middle
        else:
            past = middle
    return first


@kernel
def project(
    points: Doubles, heights: Doubles, origin: Doubles, camera: Doubles, screen: Singles
) -> None:
    """Put screen x, y and inverse depth of world points into `screen`.

    The inverse depth of points that are not in front of the camera is 0.
    """
    focal, centre_x, centre_y = camera[4]
    for i in range(points.shape[0]):
        eye_x = points[i, 0] - origin[0] - camera[0, 0]
        eye_y = points[i, 1] - origin[1] - camera[0, 1]
        eye_z = heights[i] - camera[0, 2]
        depth = eye_x * camera[3, 0] + eye_y * camera[3, 1] + eye_z * camera[3, 2]
        if not depth > 0.1:
            screen[i, 2] = 0.0
            continue
        view_x = eye_x * camera[1, 0] + eye_y * camera[1, 1] + eye_z * camera[1, 2]
        view_y = eye_x * camera[2, 0] + eye_y * camera[2, 1] + eye_z * camera[2, 2]
        screen[i, 0] = centre_x + focal * view_x / depth
        screen[i, 1] = centre_y - focal * view_y / depth
        screen[i, 2] = 1.0 / depth


@kernel
def fade_hidden(
    screen: Singles, z_buffer: Singles, tolerance: float, fraction: float, opacity: Singles
) -> None:
    """Make points that lie behind the surface fainter.

    Parameters
    ----------
    screen : ndarray of float32, shape (K, 3)
        Screen x, y and inverse depth.
    z_buffer : ndarray of float32, shape (H, W)
        Inverse depth of the surface.
    tolerance : float
        The fraction of its distance by which a point may lie behind the surface and count as on it.
    fraction : float
        What remains of a hidden point's opacity.
    opacity : ndarray of float32, shape (K,)
        Changed in place; 0 where a point is not in front of the camera.
    """
    height, width = z_buffer.shape
    for i in range(screen.shape[0]):
        column, row = math.floor(screen[i, 0]), math.floor(screen[i, 1])
        if screen[i, 2] <= 0.0:
            opacity[i] = 0.0
        elif (
            0 <= column < width
            and 0 <= row < height
            and z_buffer[row, column] > screen[i, 2] * (1.0 + tolerance)
        ):
            opacity[i] *= fraction


@kernel
def draw_polyline(
    screen: Singles,
    opacity: Singles,
    half_width: float,
    rim: float,
    softness: float,
    colour: tuple[float, float, float],
    rim_colour: tuple[float, float, float],
    pixels: Bytes,
    centres: Singles,
    coverage: Singles,
    extents: Integers,
) -> None:
    """Draw a line through `screen`, with a rim around it, blended once wherever it crosses itself.

    Parameters
    ----------
    screen : ndarray of float32, shape (K, 3)
        Screen x, y and inverse depth, a segment from each to the next.
    opacity : ndarray of float32, shape (K,)
        At each; a segment with 0 at either end is not drawn.
    half_width, rim : float
        Half the line's width, and the rim's width, pixels.
    softness : float
        Over how many pixels both fade out: 1 for a sharp line.
    colour, rim_colour : tuple
        0 to 255.
    pixels : ndarray of uint8, shape (H, W, 4)
        The picture.
    centres : ndarray of float32
        Pixel centres along a row, and eight beyond it.
    coverage : ndarray of float32, shape (2, H+1, W)
        Scratch, zero before and after: by opacity, of the line, and of line and rim together.
    extents : ndarray of int64, shape (H, 2)
        Scratch: between which columns each row is covered.
    """
    height, width = coverage.shape[1] - 1, coverage.shape[2]
    half_total = half_width + rim
    reach = half_total + 0.5 * softness
    line_reach = half_width + 0.5 * softness
    sharpness = np.float32(1.0 / softness)
    extents[:, 0] = width
    extents[:, 1] = 0
    for i in range(screen.shape[0] - 1):
        opacity_a, opacity_b = opacity[i], opacity[i + 1]
        if opacity_a <= 0.0 or opacity_b <= 0.0:
            continue
        xa, ya, xb, yb = screen[i, 0], screen[i, 1], screen[i + 1, 0], screen[i + 1, 1]
        dx, dy = xb - xa, yb - ya
        squared_length = dx * dx + dy * dy
        left = max(math.floor(min(xa, xb) - reach), 0)
        right = min(math.ceil(max(xa, xb) + reach), width)
        top = max(math.floor(min(ya, yb) - reach), 0)
        bottom = min(math.ceil(max(ya, yb) + reach), height)
        if left >= right or top >= bottom:
            continue
        inverse = np.float32(1.0) / squared_length if squared_length > 0.0 else np.float32(0.0)
        for row in range(top, bottom):
            extents[row, 0] = min(extents[row, 0], left)
            extents[row, 1] = max(extents[row, 1], right)
            py = row + np.float32(0.5) - ya
            # Vectors may read on into the next row; pixels there are too far off to be changed.
            for column in range(left, right, WIDTH):
                px = load(centres, column) - xa
                t = _clamp((px * dx + py * dy) * inverse)
                off_x, off_y = px - t * dx, py - t * dy
                distance = sqrt(off_x * off_x + off_y * off_y)
                strength = t * (opacity_b - opacity_a) + opacity_a
                of_line = strength * _clamp((line_reach - distance) * sharpness)
                of_both = strength * _clamp((reach - distance) * sharpness)
                here = row * width + column
                store(coverage, here, max_nonnegative(load(coverage, here), of_line))
                here += coverage.shape[1] * width
                store(coverage, here, max_nonnegative(load(coverage, here), of_both))
    for row in range(height):
        for column in range(extents[row, 0], extents[row, 1]):
            of_both = coverage[1, row, column]
            if of_both > 0.0:
                of_line = coverage[0, row, column]
                of_rim = max(of_both - of_line, 0.0)
                for channel in range(3):
                    mixed = (
                        (1.0 - of_line - of_rim) * pixels[row, column, channel]
                        + of_line * colour[channel]
                        + of_rim * rim_colour[channel]
                    )
                    pixels[row, column, channel] = np.uint8(min(max(mixed, 0.0), 255.0))
                coverage[0, row, column] = 0.0
                coverage[1, row, column] = 0.0


@inlined
def _clamp(a: Any) -> Any:
    """Return floats, those below 0 as 0 and those above 1 as 1."""
    return minimum(maximum(a, 0.0), 1.0)


@kernel
def draw_disc(
    x: float,
    y: float,
    radius: float,
    softness: float,
    opacity: float,
    colour: tuple[float, float, float],
    pixels: Bytes,
) -> None:
    """Blend a disc into the picture, its rim fading out over `softness` pixels."""
    height, width = pixels.shape[0], pixels.shape[1]
    reach = radius + softness
    for row in range(max(int(y - reach), 0), min(int(y + reach) + 2, height)):
        for column in range(max(int(x - reach), 0), min(int(x + reach) + 2, width)):
            distance = math.sqrt((column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2)
            coverage = min(max((radius + 0.5 * softness - distance) / softness, 0.0), 1.0)
            coverage *= coverage * (3.0 - 2.0 * coverage) * opacity if softness > 1.0 else opacity
            if coverage > 0.0:
                for channel in range(3):
                    pixels[row, column, channel] = np.uint8(
                        (1.0 - coverage) * pixels[row, column, channel] + coverage * colour[channel]
                    )


def overlay(picture: Bytes, left: int, top: int, pixels: Bytes) -> None:
    """Blend a picture into another one; what sticks out is cut off.

    Parameters
    ----------
    picture : ndarray of uint8, shape (h, w, 4)
        Red, green, blue and opacity.
    left, top : int
        Where its first pixel goes.
    pixels : ndarray of uint8, shape (H, W, 4)
        Changed in place.
    """
    _blend(picture.view(np.int32)[..., 0], left, top, pixels.view(np.int32)[..., 0])


@kernel
def _blend(picture: PackedPixels, left: int, top: int, pixels: PackedPixels) -> None:
    """Do what `overlay` does, with pixels that are one number each."""
    height, width = pixels.shape
    first, past = max(-left, 0), min(picture.shape[1], width - left)
    for row in range(max(-top, 0), min(picture.shape[0], height - top)):
        source, target = row * picture.shape[1], (top + row) * width + left
        column = first
        while column + WIDTH <= past:
            mixed = _mixed(load(picture, source + column), load(pixels, target + column))
            store(pixels, target + column, mixed)
            column += WIDTH
        for rest in range(column, past):
            over, under = np.int64(picture[row, rest]), np.int64(pixels[top + row, left + rest])
            pixels[top + row, left + rest] = np.int32(_mixed(over, under))


@inlined
def _mixed(over: Any, under: Any) -> Any:
    """Return one pixel over another, or eight over eight others."""
    alpha = over >> 24 & 0xFF
    # Red and blue side by side in one number, with room for the products between them.
    both = _interpolated(alpha, over & 0xFF00FF, under & 0xFF00FF)
    green = _interpolated(alpha, over >> 8 & 0xFF, under >> 8 & 0xFF)
    return both | green << 8


@inlined
def _interpolated(alpha: Any, over: Any, under: Any) -> Any:
    """Return the mixture of two channels, or of two pairs of them, by alpha, 0 to 255."""
    # Division by 255, rounded; a real one takes ten times as long.
    mixed = alpha * over + (under * 255 + 0x800080) - alpha * under
    return (mixed + (mixed >> 8 & 0xFF00FF)) >> 8 & 0xFF00FF
