"""Random streams of eight descents side by side: each lane is `normals`' stream, bit for bit.

The descents of a group draw as many numbers as each other, in the same order; so their streams go
on together, and a row of words holds one word of each.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from splotch_tui.core.kernels.elementary import log, sin_cos
from splotch_tui.core.kernels.jit import inlined
from splotch_tui.core.kernels.normals import LENGTH, SHIFT, TWO_PI, TWO_PI_SINGLE, twisted
from splotch_tui.core.kernels.simd import WIDTH, round_to_f32, splat_f64, sqrt, to_f64
from splotch_tui.core.kernels.simd_memory import aligned_zeros, as_vectors, load
from splotch_tui.core.types import Doubles, Integers, Words

_TWO_31, _TWO_32 = 2147483648.0, 4294967296.0


class LaneStreams(NamedTuple):
    """Where the streams of a group stand. Kernels change it in place.

    Attributes
    ----------
    words : ndarray of uint32, shape (624 · 8,)
        The states of the Mersenne Twisters MT19937: a word of each lane, then the next of each.
    position : ndarray of int64, shape (2,)
        How many words of each lane are used up, and whether there is a spare normal.
    spare : ndarray of float64, shape (1, 8)
        The second normal of a pair that has not been asked for yet.
    drawn : ndarray of float64, shape (16, 8)
        Room for the uniforms of 16 normals.
    """

    words: Words
    position: Integers
    spare: Doubles
    drawn: Doubles

    @classmethod
    def make(cls) -> LaneStreams:
        """Return room for the streams of a group; `seed_streams` starts them."""
        return cls(
            words=aligned_zeros((LENGTH * WIDTH,), np.uint32),
            position=np.zeros(2, np.int64),
            spare=aligned_zeros((1, WIDTH)),
            drawn=aligned_zeros((16, WIDTH)),
        )


@inlined
def seed_streams(streams: LaneStreams, seeds: Words) -> None:
    """Start each lane's stream from its seed."""
    words = streams.words
    for lane in range(WIDTH):
        words[lane] = seeds[lane]
    for i in range(1, LENGTH):
        for lane in range(WIDTH):
            before = words[(i - 1) * WIDTH + lane]
            mixed = before ^ (before >> 30)
            words[i * WIDTH + lane] = 1812433253 * mixed + i
    streams.position[0] = LENGTH
    streams.position[1] = 0


@inlined
def _twist(words: Words) -> None:
    first, second = (LENGTH - SHIFT) * WIDTH, (LENGTH - 1) * WIDTH
    for i in range(first):
        words[i] = twisted(words[i], words[i + WIDTH], words[i + SHIFT * WIDTH])
    for i in range(first, second):
        words[i] = twisted(words[i], words[i + WIDTH], words[i - first])
    for lane in range(WIDTH):
        last = second + lane
        words[last] = twisted(words[last], words[lane], words[last - first])


@inlined
def next_words(streams: LaneStreams) -> Any:
    """Return the next 32-bit word of each lane, as int32 of the same bits."""
    position = streams.position
    if position[0] == LENGTH:
        _twist(streams.words)
        position[0] = 0
    y = load(streams.words, position[0] * WIDTH)
    position[0] += 1
    y = y ^ (y >> 11)
    y = y ^ ((y << 7) & 0x9D2C5680)
    y = y ^ ((y << 15) & 0xEFC60000)
    return y ^ (y >> 18)


@inlined
def _next_uniform(streams: LaneStreams) -> Any:
    """Return the next 53-bit uniform of each lane, from two words."""
    high = to_f64(next_words(streams) & 0x1FFFFF) * _TWO_32
    # Words are unsigned: with the highest bit turned over they are signed numbers, 2³¹ less.
    low = to_f64(next_words(streams) ^ 0x80000000) + _TWO_31
    return (high + low) * 2.0**-53


@inlined
def fill_rows(streams: LaneStreams, out: Any, rows: int, scale: Any) -> None:
    """Write `rows` normals of each lane, times its `scale`, as `normals.fill_paired` does.

    `out` is an array of vectors, and `scale` a vector.
    """
    spare, position = as_vectors(streams.spare), streams.position
    row = 0
    if rows > 0 and position[1] == 1:
        out[0] = spare[0] * scale
        position[1] = 0
        row = 1
    while row < rows:
        turn = _next_uniform(streams)
        # 1 − u is exact, so its logarithm is torch's log1p(−u).
        radius = sqrt(log(1.0 - _next_uniform(streams)) * -2.0)
        sine, cosine = sin_cos(turn * TWO_PI)
        out[row] = round_to_f32(radius * cosine) * scale
        tail = round_to_f32(radius * sine)
        if row + 1 < rows:
            out[row + 1] = tail * scale
        else:
            spare[0] = tail
            position[1] = 1
        row += 2


@inlined
def fill_tensor(streams: LaneStreams, out: Any) -> None:
    """Fill an array of vectors as ``torch.randn`` fills a tensor of each lane."""
    rows = out.size
    if rows < 16:
        fill_rows(streams, out, rows, splat_f64(1.0))
        return
    for row in range(0, rows - 15, 16):
        _fill_block(streams, out, row)
    if rows % 16:
        # The words of what is drawn again are used up all the same.
        for _ in range(rows % 16):
            next_words(streams)
        _fill_block(streams, out, rows - 16)


@inlined
def _fill_block(streams: LaneStreams, out: Any, row: int) -> None:
    """Write 16 normals of each lane, as `normals._block` makes them."""
    drawn = as_vectors(streams.drawn)
    for i in range(16):
        drawn[i] = to_f64(next_words(streams) & 0xFFFFFF) * 2.0**-24
    for i in range(8):
        under_log = 1.0 - drawn[i]
        radius = round_to_f32(sqrt(round_to_f32(round_to_f32(log(under_log)) * -2.0)))
        sine, cosine = sin_cos(round_to_f32(drawn[8 + i] * TWO_PI_SINGLE))
        out[row + i] = round_to_f32(radius * round_to_f32(cosine))
        out[row + 8 + i] = round_to_f32(radius * round_to_f32(sine))
