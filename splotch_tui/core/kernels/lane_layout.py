"""Eight descents side by side in few dims, a lane each: where their numbers lie, and begin."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from splotch_tui.core.kernels.jit import inlined, kernel
from splotch_tui.core.kernels.lane_streams import (
    LaneStreams,
    fill_tensor,
    next_words,
    seed_streams,
)
from splotch_tui.core.kernels.rule_parts import LiveParameters
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.kernels.simd_memory import aligned_zeros, as_vectors, store
from splotch_tui.core.rules.rule import Rule
from splotch_tui.core.types import Doubles, Integers, Words

# For how many steps noise is drawn together.
STEPS_AT_ONCE = 32
# Which row of the live parameters is the noise's scale.
_NOISE = LiveParameters._fields.index("noise")


class Lanes(NamedTuple):
    """Eight descents and the room to work in; the last axis is theirs.

    Attributes
    ----------
    k : ndarray, shape (1+D, N, 8)
        Wavenumbers along each coordinate of the N = D·W waves.
    s, c : ndarray, shape (N, 8)
        Amplitudes.
    weights : ndarray, shape (1+D, 8)
        What weighs the splotches, where the points have the xn: the points themselves, as a rule.
    x, gradient, before : ndarray, shape (1+D, 8)
        The points, the gradients there, and the points before the step under way.
    loss, loss_before : ndarray, shape (1, 8)
        The losses there.
    value, slope, weighted : ndarray, shape (N, 8)
        Of each wave: its value; its derivative by its phase and its value, both times its weight.
    noise : ndarray, shape (n, 8)
        Normals of the next steps, times `scale`.
    scale : ndarray, shape (1, 8)
        noise/√(1+D).
    memory : ndarray, shape (rows, 16 or more, 8)
        What the rule remembers.
    live, own : ndarray, shape (n, 8)
        The live parameters in their order, and the rule's own.
    streams : LaneStreams
        Where the random numbers come from.
    words : ndarray of uint32, shape (8,)
        Room for a word of each.
    ended : ndarray of int64, shape (8,)
        How many steps were taken by those that diverged; −1 for those that did not.
    end : ndarray, shape (2+D, 8)
        Where those were, and the loss there.
    """

    k: Doubles
    s: Doubles
    c: Doubles
    weights: Doubles
    x: Doubles
    gradient: Doubles
    before: Doubles
    loss: Doubles
    loss_before: Doubles
    value: Doubles
    slope: Doubles
    weighted: Doubles
    noise: Doubles
    scale: Doubles
    memory: Doubles
    live: Doubles
    own: Doubles
    streams: LaneStreams
    words: Words
    ended: Integers
    end: Doubles


def make_lanes(rule: Rule, dims: int, waves: int, *, own_weights: bool = True) -> Lanes:
    """Return room for eight descents by a rule; `start_lanes` starts some in it."""

    def room(*shape: int) -> Doubles:
        return aligned_zeros((*shape, WIDTH))

    point, count = 1 + dims, dims * waves
    x = room(point)
    return Lanes(
        k=room(point, count),
        s=room(count),
        c=room(count),
        weights=x if own_weights else room(point),
        x=x,
        gradient=room(point),
        before=room(point),
        loss=room(1),
        loss_before=room(1),
        value=room(count),
        slope=room(count),
        weighted=room(count),
        noise=room(STEPS_AT_ONCE * (point + rule.extra_normals)),
        scale=room(1),
        memory=room(rule.rows, 16),
        live=room(len(LiveParameters._fields)),
        own=room(len(rule.parameters)),
        streams=LaneStreams.make(),
        words=aligned_zeros((WIDTH,), np.uint32),
        ended=aligned_zeros((WIDTH,), np.int64),
        end=room(1 + point),
    )


def start_lanes(lanes: Lanes, seeds: Words, noise_seeds: Words) -> None:
    """Draw the landscapes of eight seeds, and put the descents at the origin.

    Where there are `noise_seeds`, eight or none, the noise has streams of its own.
    """
    _start(lanes, seeds, noise_seeds)
    # Not in the kernel: its machine code is kept, whatever the order of live parameters may be.
    lanes.scale[0] = lanes.live[_NOISE] / np.sqrt(float(len(lanes.k)))


@kernel
def _start(lanes: Lanes, seeds: Words, noise_seeds: Words) -> None:
    streams, words, k = lanes.streams, lanes.words, lanes.k
    seed_streams(streams, seeds)
    for n in range(k.shape[1]):
        for m in range(1, k.shape[0]):
            _draw_wavenumbers(streams, words, k[m, n])
    for n in range(k.shape[1]):
        _draw_wavenumbers(streams, words, k[0, n])
    fill_tensor(streams, as_vectors(lanes.s))
    fill_tensor(streams, as_vectors(lanes.c))
    if len(noise_seeds):
        seed_streams(streams, noise_seeds)
    lanes.x[:] = 0.0
    lanes.memory[:] = 0.0
    lanes.ended[:] = -1


@inlined
def _draw_wavenumbers(streams: LaneStreams, words: Words, out: Doubles) -> None:
    store(words, 0, next_words(streams))
    for lane in range(WIDTH):
        out[lane] = np.float64(words[lane] % np.uint32(5)) - 2.0
