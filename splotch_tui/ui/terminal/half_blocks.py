"""Pictures in half blocks: from pixels to as few bytes for the terminal as they take.

A cell is two pixels, one above the other: ▀ in the colour of the upper one, on that of the lower. A
cell whose two colours are told takes forty bytes, and over ssh each of them counts. So only cells
that have changed are sent, and colours that hardly differ count as the same: a cell whose colours
are near to those of the cell before it takes one byte or three.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from splotch_tui.core.kernels.jit import inlined, kernel
from splotch_tui.core.types import Bytes, Integers, PackedPixels

# No cell takes more: two colours and a block. Before a row there may be, and after it there is,
# some more.
_MOST_BYTES, _ROW_BYTES = 48, 64
# A pixel that is not known.
UNKNOWN = -1
_UNLIMITED = 1 << 40
# How eyes weigh red, green and blue.
_RED, _GREEN, _BLUE = 2, 4, 3


def encode(
    pixels: PackedPixels,
    shown: PackedPixels,
    tolerance: float,
    numbers: Bytes | None,
    first: int = 0,
    most: int = _UNLIMITED,
) -> tuple[bytes, PackedPixels, Integers]:
    """Return what makes a picture on the screen of another one.

    Parameters
    ----------
    pixels : ndarray of int32, shape (2·rows, columns)
        The picture.
    shown : ndarray of int32, same shape
        What the terminal shows there, or `UNKNOWN`; of another shape: nothing of it is known.
    tolerance : float
        Colours no farther apart than this count as the same: the root mean square of their
        channels' differences, weighed as eyes do.
    numbers : ndarray of uint8, shape (32768,), optional
        For terminals of 256 colours: the number of each colour, by five bits of each channel.
    first : int
        The row of cells to begin with; after the last row comes the first one.
    most : int
        Once there are so many bytes, the rows that follow stay as they are.

    Returns
    -------
    data : bytes
        What to send, row after row, in UTF-8.
    shown : ndarray of int32
        What the terminal shows then.
    spans : ndarray of int64, shape (rows, 4)
        Of each row the first cell that is sent and the one after the last, and where its part of
        `data` begins and ends; where nothing is sent, all are 0.
    """
    rows, columns = len(pixels) // 2, pixels.shape[1]
    # No colour is near to what is not known.
    after = (
        shown.copy() if shown.shape == pixels.shape else np.full(pixels.shape, UNKNOWN, np.int32)
    )
    data = np.empty(rows * (columns * _MOST_BYTES + _ROW_BYTES), np.uint8)
    spans = np.zeros((rows, 4), np.int64)
    table = np.zeros(1, np.uint8) if numbers is None else numbers
    limit = int((_RED + _GREEN + _BLUE) * tolerance * tolerance)
    size = _encode(np.ascontiguousarray(pixels), after, limit, table, first, most, data, spans)
    return data[:size].tobytes(), after, spans


@kernel
def _encode(  # noqa: PLR0912, PLR0915 — every way to send a cell, the cheapest first
    pixels: PackedPixels,
    shown: PackedPixels,
    limit: int,
    numbers: Bytes,
    first: int,
    most: int,
    data: Bytes,
    spans: Integers,
) -> int:
    """Do what `encode` does, and return how many bytes there are."""
    at = 0
    rows = spans.shape[0]
    for number in range(rows):
        if at >= most:
            break
        row = (first + number) % rows
        spans[row, 2] = at
        # What the terminal was told in this row.
        front: Any = UNKNOWN
        back: Any = UNKNOWN
        skipped = 0
        for column in range(pixels.shape[1]):
            upper: Any = np.int64(pixels[2 * row, column])
            lower: Any = np.int64(pixels[2 * row + 1, column])
            if (
                _distance(upper, np.int64(shown[2 * row, column])) <= limit
                and _distance(lower, np.int64(shown[2 * row + 1, column])) <= limit
            ):
                skipped += 1
                continue
            if spans[row, 1] == 0:
                spans[row, 0] = column
            elif skipped > 0:
                at = _put_skip(data, at, skipped)
            skipped = 0
            spans[row, 1] = column + 1
            in_front = _distance(upper, front) <= limit, _distance(lower, front) <= limit
            behind = _distance(upper, back) <= limit, _distance(lower, back) <= limit
            if behind[0] and behind[1]:
                at = _put(data, at, 0x20)
                upper = lower = back
            elif in_front[0] and in_front[1]:
                at = _put_block(data, at, 0x88)
                upper = lower = front
            elif in_front[1] and behind[0]:
                at = _put_block(data, at, 0x84)
                upper, lower = back, front
            elif _distance(upper, lower) <= limit:
                back = _mean(upper, lower)
                at = _put_colour(data, at, 0x34, back, numbers)
                at = _put(data, at, 0x20)
                upper = lower = back
            elif in_front[1]:
                back = upper
                at = _put_colour(data, at, 0x34, back, numbers)
                at = _put_block(data, at, 0x84)
                lower = front
            elif behind[0]:
                front = lower
                at = _put_colour(data, at, 0x33, front, numbers)
                at = _put_block(data, at, 0x84)
                upper = back
            else:
                if not in_front[0]:
                    front = upper
                    at = _put_colour(data, at, 0x33, front, numbers)
                if not behind[1]:
                    back = lower
                    at = _put_colour(data, at, 0x34, back, numbers)
                at = _put_block(data, at, 0x80)
                upper, lower = front, back
            shown[2 * row, column], shown[2 * row + 1, column] = upper, lower
        if spans[row, 1] > 0:
            # What is drawn next has colours of its own.
            at = _put(data, _put(data, _put_start(data, at), 0x30), 0x6D)
            spans[row, 3] = at
        else:
            spans[row, 2] = 0
    return at


@inlined
def _distance(one: Any, other: Any) -> Any:
    """Return how far apart two colours are, squared; none is near to `UNKNOWN`."""
    if other < 0:
        return 1 << 40
    red = (one & 0xFF) - (other & 0xFF)
    green = (one >> 8 & 0xFF) - (other >> 8 & 0xFF)
    blue = (one >> 16 & 0xFF) - (other >> 16 & 0xFF)
    return _RED * red * red + _GREEN * green * green + _BLUE * blue * blue


@inlined
def _mean(one: Any, other: Any) -> Any:
    """Return the colour halfway between two that hardly differ; of equal ones, the same."""
    # The lowest bit of no channel may run into the next one.
    return (one & other) + (((one ^ other) & 0xFEFEFE) >> 1)


@inlined
def _put(data: Bytes, at: int, value: int) -> int:
    data[at] = value
    return at + 1


@inlined
def _put_start(data: Bytes, at: int) -> int:
    """Put what a control sequence begins with."""
    return _put(data, _put(data, at, 0x1B), 0x5B)


@inlined
def _put_number(data: Bytes, at: int, number: Any) -> int:
    if number >= 100:
        at = _put(data, at, 0x30 + number // 100)
    if number >= 10:
        at = _put(data, at, 0x30 + number // 10 % 10)
    return _put(data, at, 0x30 + number % 10)


@inlined
def _put_block(data: Bytes, at: int, last: int) -> int:
    """Put ▀ (0x80), ▄ (0x84) or █ (0x88), whose codes differ in the last byte."""
    return _put(data, _put(data, _put(data, at, 0xE2), 0x96), last)


@inlined
def _put_skip(data: Bytes, at: int, cells: int) -> int:
    """Put what moves the cursor to the right."""
    return _put(data, _put_number(data, _put_start(data, at), cells), 0x43)


@inlined
def _put_colour(data: Bytes, at: int, ground: int, colour: Any, numbers: Bytes) -> int:
    """Put what tells the colour in front (0x33) or behind (0x34)."""
    at = _put(data, _put(data, _put_start(data, at), ground), 0x38)
    red, green, blue = colour & 0xFF, colour >> 8 & 0xFF, colour >> 16 & 0xFF
    at = _put(data, at, 0x3B)
    if numbers.size > 1:
        at = _put(data, _put(data, at, 0x35), 0x3B)
        number = np.int64(numbers[(red >> 3 << 10) | (green >> 3 << 5) | (blue >> 3)])
        return _put(data, _put_number(data, at, number), 0x6D)
    at = _put(data, _put(data, at, 0x32), 0x3B)
    at = _put(data, _put_number(data, at, red), 0x3B)
    at = _put(data, _put_number(data, at, green), 0x3B)
    return _put(data, _put_number(data, at, blue), 0x6D)
