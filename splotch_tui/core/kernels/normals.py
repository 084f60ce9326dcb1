"""The random stream of torch's CPU generator, in bulk.

A stream's state is three arrays, changed in place:

- ``words``: uint32 (624,), the state of the Mersenne Twister MT19937;
- ``position``: int64 (1,), how many of those words are used up;
- ``kept``: float64 (2,), the second normal of a pair that has not been asked for yet, and whether
  there is one (1.0) or not (0.0).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.elementary import log, sin_cos
from splotch_tui.core.kernels.jit import kernel

Words = NDArray[np.uint32]
Doubles = NDArray[np.float64]

_LENGTH = 624
_SHIFT = 397
_TWO_PI = 6.283185307179586
_TWO_PI_SINGLE = 6.2831854820251465
# How many pairs are computed together: enough to vectorise over, few enough to stay in cache.
_PAIRS = 64


@kernel
def seed_words(seed: int, words: Words) -> None:
    """Fill `words` as MT19937's reference initialisation does."""
    value = np.uint64(seed & 0xFFFFFFFF)
    words[0] = value
    for i in range(1, _LENGTH):
        value = (
            np.uint64(1812433253) * (value ^ (value >> np.uint64(30))) + np.uint64(i)
        ) & np.uint64(0xFFFFFFFF)
        words[i] = value


@kernel
def _twisted(current: np.uint32, following: np.uint32, shifted: np.uint32) -> np.uint32:
    joined = (current & np.uint32(0x80000000)) | (following & np.uint32(0x7FFFFFFF))
    odd = np.uint32(0x9908B0DF) if joined & np.uint32(1) else np.uint32(0)
    return np.uint32(shifted ^ (joined >> np.uint32(1)) ^ odd)


@kernel
def _twist(words: Words) -> None:
    # Three loops instead of one with remainders: each reads only words that it does not write,
    # or wrote long before, so each vectorises.
    for i in range(_LENGTH - _SHIFT):
        words[i] = _twisted(words[i], words[i + 1], words[i + _SHIFT])
    for i in range(_LENGTH - _SHIFT, _LENGTH - 1):
        words[i] = _twisted(words[i], words[i + 1], words[i + _SHIFT - _LENGTH])
    words[_LENGTH - 1] = _twisted(words[_LENGTH - 1], words[0], words[_SHIFT - 1])


@kernel
def fill_words(words: Words, position: NDArray[np.int64], out: Words) -> None:
    """Fill `out` with the next 32-bit words of the stream."""
    done = 0
    while done < out.size:
        if position[0] == _LENGTH:
            _twist(words)
            position[0] = 0
        start = position[0]
        count = min(_LENGTH - start, out.size - done)
        for i in range(count):
            y = words[start + i]
            y ^= y >> np.uint32(11)
            y ^= (y << np.uint32(7)) & np.uint32(0x9D2C5680)
            y ^= (y << np.uint32(15)) & np.uint32(0xEFC60000)
            y ^= y >> np.uint32(18)
            out[done + i] = y
        position[0] = start + count
        done += count


@kernel
def fill_paired(
    words: Words, position: NDArray[np.int64], kept: Doubles, out: Doubles, start: int, count: int
) -> None:
    """Write `count` normals to ``out[start:]``, as torch draws them fewer than 16 at a time.

    Each pair takes two 53-bit uniforms of two words each; a pair's second normal is kept for the
    next draw. Every normal is rounded to float32, as torch rounds it.
    """
    if count == 0:
        return
    end = start + count
    i = start
    if kept[1] == 1.0:
        out[i] = kept[0]
        kept[1] = 0.0
        i += 1
    drawn = np.empty(4 * _PAIRS, np.uint32)
    first = np.empty(_PAIRS)
    second = np.empty(_PAIRS)
    while i < end:
        pairs = min(_PAIRS, (end - i + 1) // 2)
        fill_words(words, position, drawn[: 4 * pairs])
        for p in range(pairs):
            angle = (drawn[4 * p] & np.uint32(0x1FFFFF)) * 4294967296.0 + drawn[4 * p + 1]
            tail = (drawn[4 * p + 2] & np.uint32(0x1FFFFF)) * 4294967296.0 + drawn[4 * p + 3]
            radius = np.sqrt(-2.0 * log(1.0 - tail * 2.0**-53))
            sine, cosine = sin_cos(_TWO_PI * (angle * 2.0**-53))
            first[p] = np.float32(radius * cosine)
            second[p] = np.float32(radius * sine)
        for p in range(pairs - 1):
            out[i] = first[p]
            out[i + 1] = second[p]
            i += 2
        out[i] = first[pairs - 1]
        i += 1
        if i < end:
            out[i] = second[pairs - 1]
            i += 1
        else:
            kept[0] = second[pairs - 1]
            kept[1] = 1.0


@kernel
def fill_blocked(
    words: Words, position: NDArray[np.int64], out: Doubles, start: int, count: int
) -> None:
    """Write `count` ≥ 16 normals to ``out[start:]``, as torch fills a contiguous tensor.

    One word gives a 24-bit uniform, 16 uniforms make 16 normals: the first half under the
    logarithm, the second half as angles. Where `count` is no multiple of 16, the last 16 are
    drawn again. torch computes this path in float32 with the processor's vector library; here it
    is float64 rounded to float32, at most 6·10⁻⁸ away.
    """
    drawn = np.empty(count, np.uint32)
    fill_words(words, position, drawn)
    for block in range(0, count - 15, 16):
        _block(drawn[block : block + 16], out, start + block)
    if count % 16:
        fill_words(words, position, drawn[:16])
        _block(drawn[:16], out, start + count - 16)


@kernel
def _single(x: float) -> float:
    return np.float64(np.float32(x))


@kernel
def _block(drawn: Words, out: Doubles, start: int) -> None:
    for i in range(8):
        under_log = 1.0 - (drawn[i] & np.uint32(0xFFFFFF)) * 2.0**-24
        turn = (drawn[i + 8] & np.uint32(0xFFFFFF)) * 2.0**-24
        radius = _single(np.sqrt(_single(-2.0 * _single(log(under_log)))))
        sine, cosine = sin_cos(_single(_TWO_PI_SINGLE * turn))
        out[start + i] = _single(radius * _single(cosine))
        out[start + i + 8] = _single(radius * _single(sine))


@kernel
def fill_normals(
    words: Words, position: NDArray[np.int64], kept: Doubles, out: Doubles, start: int, count: int
) -> None:
    """Write `count` normals to ``out[start:]``, by the path that torch takes for that many."""
    if count < 16:
        fill_paired(words, position, kept, out, start, count)
    else:
        fill_blocked(words, position, out, start, count)


@kernel
def fill_step_noise(
    words: Words, position: NDArray[np.int64], kept: Doubles, dims: int, out: Doubles, steps: int
) -> None:
    """Write the noise of `steps` steps to `out`: for each, one normal for x0, then `dims` more."""
    if dims < 16:
        # All of these take the same path, so their order is all that matters: one bulk draw.
        fill_paired(words, position, kept, out, 0, steps * (1 + dims))
    else:
        for step in range(steps):
            row = step * (1 + dims)
            fill_paired(words, position, kept, out, row, 1)
            fill_blocked(words, position, out, row + 1, dims)
