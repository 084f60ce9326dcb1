"""The random stream of torch's CPU generator, in bulk."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from splotch_tui.core.kernels.elementary import log, sin_cos
from splotch_tui.core.kernels.jit import inlined, kernel
from splotch_tui.core.kernels.simd import WIDTH, round_to_f32, sqrt, to_f64
from splotch_tui.core.kernels.simd_memory import aligned_zeros, load, store
from splotch_tui.core.types import Doubles, Integers, Words

LENGTH = 624
SHIFT = 397
TWO_PI = 6.283185307179586
TWO_PI_SINGLE = 6.2831854820251465
_TWO_32 = 4294967296.0
# The uniforms' units. As powers in a kernel they would have numba compile its power of integers.
_UNIT_53, _UNIT_24 = 2.0**-53, 2.0**-24
# How many pairs of normals are computed together; a multiple of a vector's width.
_PAIRS = 128


class StreamState(NamedTuple):
    """Where a stream stands. Kernels change it in place.

    Attributes
    ----------
    words : ndarray of uint32, shape (624,)
        The state of the Mersenne Twister MT19937.
    position : ndarray of int64, shape (1,)
        How many of those words are used up.
    spare : ndarray of float64, shape (2,)
        The second normal of a pair that has not been asked for yet, and whether there is one.
    drawn, turns, tails, last : ndarray
        Room to work in: words; the two uniforms of each pair, which become its two normals; and
        the latest of the second ones.
    """

    words: Words
    position: Integers
    spare: Doubles
    drawn: Words
    turns: Doubles
    tails: Doubles
    last: Doubles

    @classmethod
    def seeded(cls, seed: int) -> StreamState:
        """Return the start of the stream of `seed`, 0 to 2³²−1."""
        words = np.empty(LENGTH, np.uint32)
        _seed(words, np.uint32(seed))
        return cls(
            words=words,
            position=np.array([LENGTH], np.int64),
            spare=np.zeros(2),
            drawn=aligned_zeros((4 * _PAIRS,), np.uint32),
            turns=aligned_zeros((_PAIRS,)),
            tails=aligned_zeros((_PAIRS,)),
            last=aligned_zeros((WIDTH,)),
        )


@kernel
def _seed(words: Words, seed: np.uint32) -> None:
    """Make the first state of MT19937, by its reference initialisation."""
    words[0] = seed
    for i in range(1, LENGTH):
        before = words[i - 1]
        words[i] = np.uint32(1812433253) * (before ^ (before >> np.uint32(30))) + np.uint32(i)


@inlined
def twisted(current: np.uint32, following: np.uint32, shifted: np.uint32) -> np.uint32:
    """Return the Mersenne Twister's next word from its recurrence's three."""
    joined = (current & np.uint32(0x80000000)) | (following & np.uint32(0x7FFFFFFF))
    odd = np.uint32(0x9908B0DF) if joined & np.uint32(1) else np.uint32(0)
    return np.uint32(shifted ^ (joined >> np.uint32(1)) ^ odd)


@inlined
def _twist(words: Words) -> None:
    # Three loops instead of one with remainders: each reads only words that it does not write,
    # or wrote long before, so each vectorises.
    for i in range(LENGTH - SHIFT):
        words[i] = twisted(words[i], words[i + 1], words[i + SHIFT])
    for i in range(LENGTH - SHIFT, LENGTH - 1):
        words[i] = twisted(words[i], words[i + 1], words[i + SHIFT - LENGTH])
    words[LENGTH - 1] = twisted(words[LENGTH - 1], words[0], words[SHIFT - 1])


@kernel
def fill_words(state: StreamState, out: Words) -> None:
    """Fill `out` with the next 32-bit words of the stream."""
    words, position = state.words, state.position
    done = 0
    while done < out.size:
        if position[0] == LENGTH:
            _twist(words)
            position[0] = 0
        start = position[0]
        count = min(LENGTH - start, out.size - done)
        for i in range(count):
            y = words[start + i]
            y ^= y >> np.uint32(11)
            y ^= (y << np.uint32(7)) & np.uint32(0x9D2C5680)
            y ^= (y << np.uint32(15)) & np.uint32(0xEFC60000)
            y ^= y >> np.uint32(18)
            out[done + i] = y
        position[0] = start + count
        done += count


@inlined
def _uniforms(state: StreamState, pair: int, drawn: Words, start: int) -> None:
    """Make the two 53-bit uniforms of a pair, as integers, from four words."""
    low_bits = np.uint32(0x1FFFFF)
    state.turns[pair] = (drawn[start] & low_bits) * _TWO_32 + drawn[start + 1]
    state.tails[pair] = (drawn[start + 2] & low_bits) * _TWO_32 + drawn[start + 3]


@inlined
def _pair_up(state: StreamState, pairs: int, scale: float) -> None:
    """Turn `pairs` pairs of uniforms into normals: the first in `turns`, the second in `tails`.

    Each is rounded to float32, as torch rounds it, and multiplied by `scale`; the last eight of
    `tails` are in `last` without that.
    """
    for p in range(0, pairs, WIDTH):
        # 1 − u is exact, so its logarithm is torch's log1p(−u).
        under_log = 1.0 - load(state.tails, p) * _UNIT_53
        radius = sqrt(log(under_log) * -2.0)
        sine, cosine = sin_cos((load(state.turns, p) * _UNIT_53) * TWO_PI)
        tail = round_to_f32(radius * sine)
        store(state.turns, p, round_to_f32(radius * cosine) * scale)
        store(state.tails, p, tail * scale)
        store(state.last, 0, tail)


@kernel
def fill_paired(state: StreamState, out: Doubles, start: int, count: int, scale: float) -> None:
    """Write `count` normals, times `scale`, to ``out[start:]``, as torch draws fewer than 16.

    Each pair takes two 53-bit uniforms of two words each; a pair's second normal is kept for the
    next draw.
    """
    spare, drawn = state.spare, state.drawn
    end = start + count
    i = start
    if count > 0 and spare[1] == 1.0:
        out[i] = spare[0] * scale
        spare[1] = 0.0
        i += 1
    while i < end:
        pairs = min(_PAIRS, (end - i + 1) // 2)
        fill_words(state, drawn[: 4 * pairs])
        for p in range(pairs):
            _uniforms(state, p, drawn, 4 * p)
        _pair_up(state, pairs, scale)
        whole = min(pairs, (end - i) // 2)
        for p in range(whole):
            out[i + 2 * p] = state.turns[p]
            out[i + 2 * p + 1] = state.tails[p]
        i += 2 * whole
        if whole < pairs:
            out[i] = state.turns[whole]
            i += 1
            spare[0] = state.last[whole % WIDTH]
            spare[1] = 1.0


@inlined
def _words_of_blocked(count: int) -> int:
    return count + 16 if count % 16 else count


@inlined
def _block(drawn: Words, first: int, out: Doubles, start: int, scale: float) -> None:
    """Make 16 normals of 16 words, with torch's roundings to float32 in between, times `scale`."""
    under_log = 1.0 - to_f64(load(drawn, first) & 0xFFFFFF) * _UNIT_24
    turn = to_f64(load(drawn, first + WIDTH) & 0xFFFFFF) * _UNIT_24
    radius = round_to_f32(sqrt(round_to_f32(round_to_f32(log(under_log)) * -2.0)))
    sine, cosine = sin_cos(round_to_f32(turn * TWO_PI_SINGLE))
    store(out, start, round_to_f32(radius * round_to_f32(cosine)) * scale)
    store(out, start + WIDTH, round_to_f32(radius * round_to_f32(sine)) * scale)


@inlined
def _blocked(drawn: Words, first: int, out: Doubles, start: int, count: int, scale: float) -> None:
    """Write `count` ≥ 16 normals to ``out[start:]``, as torch fills a contiguous tensor.

    Each is multiplied by `scale`.

    One word gives a 24-bit uniform, 16 uniforms make 16 normals: the first half under the
    logarithm, the second half as angles. Where `count` is no multiple of 16, the last 16 are
    drawn again. torch computes this path in float32 with the processor's vector library; here it
    is float64 rounded to float32 at the same places, at most two units in the last place away.
    """
    for block in range(0, count - 15, 16):
        _block(drawn, first + block, out, start + block, scale)
    if count % 16:
        _block(drawn, first + count, out, start + count - 16, scale)


@kernel
def fill_blocked(state: StreamState, drawn: Words, out: Doubles) -> None:
    """Fill `out` with 16 normals or more, as torch fills a contiguous tensor.

    `drawn` is room for 16 words more than that.
    """
    fill_words(state, drawn[: _words_of_blocked(out.size)])
    _blocked(drawn, 0, out, 0, out.size, 1.0)


@inlined
def fill_step_noise(
    state: StreamState, dims: int, drawn: Words, out: Doubles, steps: int, scale: float, extra: int
) -> None:
    """Write the noise of `steps` steps to `out`: for each, a normal for x0, `dims`, `extra` more.

    Each is multiplied by `scale`. The extra ones are drawn as x0's is: after those of the others,
    or, with 16 dims or more, where those are drawn another way, before them.

    `drawn` is room for the words of that many steps, see `words_for_noise`.
    """
    if dims < 16:
        # All of these take the same path, so their order is all that matters: one bulk draw.
        fill_paired(state, out, 0, steps * (1 + dims + extra), scale)
        return
    spare = state.spare
    each = 1 + extra
    width = dims + each
    blocked = _words_of_blocked(dims)
    # Where a normal is left from before, the first step takes that for x0.
    offset = 1 if spare[1] == 1.0 else 0
    pairs = (steps * each - offset + 1) // 2
    fill_words(state, drawn[: steps * blocked + 4 * pairs])
    for start in range(0, max(pairs, 1), _PAIRS):
        count = min(_PAIRS, pairs - start)
        for p in range(count):
            step = (offset + 2 * (start + p)) // each
            _uniforms(state, p, drawn, step * blocked + 4 * (start + p))
        _pair_up(state, count, scale)
        if start == 0 and offset == 1:
            out[0] = spare[0] * scale
            spare[1] = 0.0
        for p in range(count):
            normal = offset + 2 * (start + p)
            out[_place(normal, each, width)] = state.turns[p]
            if normal + 1 < steps * each:
                out[_place(normal + 1, each, width)] = state.tails[p]
            else:
                spare[0] = state.last[p % WIDTH]
                spare[1] = 1.0
    for step in range(steps):
        pairs_before = ((step + 1) * each - offset + 1) // 2
        _blocked(drawn, step * blocked + 4 * pairs_before, out, step * width + 1, dims, scale)


@inlined
def _place(normal: int, each: int, width: int) -> int:
    """Return where a normal goes that is drawn as x0's is: of `each` a step the first is x0's."""
    step, number = normal // each, normal % each
    return step * width + (0 if number == 0 else width - each + number)


def words_for_noise(dims: int, extra: int, steps: int) -> int:
    """Return how many words `fill_step_noise` may need for that many steps."""
    return 0 if dims < 16 else steps * (dims + 16) + 2 * ((1 + extra) * steps + 1)
