"""A picture's pixels in the forms that encoders take."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.jit import inlined, kernel
from splotch_tui.core.kernels.simd import WIDTH, pairwise_add, to_f32, to_i32
from splotch_tui.core.kernels.simd_memory import load, store
from splotch_tui.core.types import Bytes, PackedPixels

# BT.709: how much of red, green and blue there is in the luma …
_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722
# … and, for video's range of 219 and 224 steps, the scales of luma, blue less luma, red less luma.
_LUMA = 219.0 / 255.0
_CHROMA_BLUE = 224.0 / 255.0 / (2.0 * (1.0 - _BLUE))
_CHROMA_RED = 224.0 / 255.0 / (2.0 * (1.0 - _RED))


@kernel
def to_rgb(pixels: Bytes, rgb: Bytes) -> None:
    """Put the first three bytes of each pixel, shape (H, W, 4), into `rgb`, shape (H, W, 3)."""
    source, target = pixels.reshape(-1), rgb.reshape(-1)
    for i in range(source.size // 4):
        target[3 * i] = source[4 * i]
        target[3 * i + 1] = source[4 * i + 1]
        target[3 * i + 2] = source[4 * i + 2]


@kernel
def add_picture(pixels: Bytes, sums: NDArray[np.uint16]) -> None:
    """Add each byte of a picture, shape (H, W, 4), to `sums`, of the same shape."""
    source, target = pixels.reshape(-1), sums.reshape(-1)
    for i in range(source.size):
        target[i] += source[i]


@kernel
def blend_enlarged(sums: NDArray[np.uint16], count: int, pixels: Bytes) -> None:
    """Turn a picture, shape (H, W, 4), into the mean of it and of others of half the size.

    Parameters
    ----------
    sums : ndarray of uint16, shape (H / 2, W / 2, 4), rounded up
        The sum of the others.
    count : int
        How many pictures there are in all.
    pixels : ndarray of uint8
        Changed in place.
    """
    # Vectors have no division: a product with a part of 2¹⁶ is as exact for sums this small.
    factor = np.uint32(65536 // count + 1)
    half = np.uint32(count // 2)
    height, width = pixels.shape[:2]
    for row in range(height):
        source, target = sums[row // 2].reshape(-1), pixels[row].reshape(-1)
        for column in range(width // 2):
            for channel in range(4):
                added = source[4 * column + channel] + half
                at = 8 * column + channel
                target[at] = ((target[at] + added) * factor) >> np.uint32(16)
                target[at + 4] = ((target[at + 4] + added) * factor) >> np.uint32(16)
        if width % 2:
            for channel in range(4):
                added = source[4 * (width // 2) + channel] + half
                at = 4 * (width - 1) + channel
                target[at] = ((target[at] + added) * factor) >> np.uint32(16)


@kernel
def shrink(pixels: Bytes, times: int, small: PackedPixels) -> None:
    """Average squares of `times`² pixels, shape (H, W, 4), into `small`, shape (H, W) / times."""
    area = times * times
    for row in range(small.shape[0]):
        for column in range(small.shape[1]):
            colour = 0
            for channel in range(3):
                total = area // 2
                for y in range(row * times, (row + 1) * times):
                    for x in range(column * times, (column + 1) * times):
                        total += pixels[y, x, channel]
                colour |= total // area << 8 * channel
            small[row, column] = colour


@kernel
def to_yuv420(colours: PackedPixels, planes: Bytes) -> None:
    """Put luma, and the chroma of each square of four pixels, into `planes`.

    Parameters
    ----------
    colours : ndarray of int32, shape (H, W)
        Red in the lowest byte of each pixel, then green, then blue. H and W are even, and W is
        16 or more.
    planes : ndarray of uint8, shape (3H/2, W)
        Receives one after the other the luma, H rows of W; the chroma towards blue, H/2 rows
        of W/2; and the chroma towards red, as large.
    """
    height, width = colours.shape
    blue_plane = height * width
    red_plane = blue_plane + blue_plane // 4
    for row in range(0, height, 2):
        for left in range(0, width, 2 * WIDTH):
            # The last ones are done twice where the width is no multiple of them.
            column = min(left, width - 2 * WIDTH)
            upper = row * width + column
            lower = upper + width
            a, b = load(colours, upper), load(colours, upper + WIDTH)
            c, d = load(colours, lower), load(colours, lower + WIDTH)
            store(planes, upper, _luma(a))
            store(planes, upper + WIDTH, _luma(b))
            store(planes, lower, _luma(c))
            store(planes, lower + WIDTH, _luma(d))
            # Sums of four: of red and blue, side by side in one integer, and of green.
            red_blue = pairwise_add(
                (a & 0xFF00FF) + (c & 0xFF00FF), (b & 0xFF00FF) + (d & 0xFF00FF)
            )
            green = pairwise_add(
                (a >> 8 & 0xFF) + (c >> 8 & 0xFF), (b >> 8 & 0xFF) + (d >> 8 & 0xFF)
            )
            reds, blues = to_f32(red_blue & 0xFFFF) * 0.25, to_f32(red_blue >> 16) * 0.25
            luminance = _luminance(reds, to_f32(green) * 0.25, blues)
            square = (row // 2) * (width // 2) + column // 2
            store(planes, blue_plane + square, to_i32((blues - luminance) * _CHROMA_BLUE + 128.5))
            store(planes, red_plane + square, to_i32((reds - luminance) * _CHROMA_RED + 128.5))


@inlined
def _luma(colours: Any) -> Any:
    red, green, blue = colours & 0xFF, colours >> 8 & 0xFF, colours >> 16 & 0xFF
    return to_i32(_luminance(to_f32(red), to_f32(green), to_f32(blue)) * _LUMA + 16.5)


@inlined
def _luminance(red: Any, green: Any, blue: Any) -> Any:
    return red * _RED + green * _GREEN + blue * _BLUE
