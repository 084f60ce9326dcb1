"""Eight descents side by side in few dims, a lane each: every one the run of its recipe.

Bit for bit: each lane goes through the operations of `evaluation_few` in the same order, and adds
up its waves in the tree of eight that a single run's vector is added up in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba.np.unsafe.ndarray import to_fixed_tuple

from splotch_tui.core import recipe
from splotch_tui.core.kernels.elementary import LARGEST_ANGLE, sin_cos, small_angle
from splotch_tui.core.kernels.jit import bind, inlined, kernel
from splotch_tui.core.kernels.lane_streams import (
    LaneStreams,
    fill_rows,
    fill_tensor,
    next_words,
    seed_streams,
)
from splotch_tui.core.kernels.rule_parts import LiveParameters, compile_few, compile_lanes, stay
from splotch_tui.core.kernels.simd import (
    WIDTH,
    absolute,
    add_exact_product,
    select,
    splat_f64,
    to_bitmask,
)
from splotch_tui.core.kernels.simd_memory import aligned_zeros, as_vectors, store
from splotch_tui.core.kernels.stepping import FARTHEST, LARGEST_NORMAL
from splotch_tui.core.rules import load_rule
from splotch_tui.core.rules.rule import Rule
from splotch_tui.core.types import LARGEST_VALUE, Doubles, Integers, Words

# For how many steps noise is drawn together.
_AT_ONCE = 32


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
        noise=room(_AT_ONCE * (point + rule.extra_normals)),
        scale=room(1),
        memory=room(rule.rows, 16),
        live=room(len(LiveParameters._fields)),
        own=room(len(rule.parameters)),
        streams=LaneStreams.make(),
        words=aligned_zeros((WIDTH,), np.uint32),
        ended=aligned_zeros((WIDTH,), np.int64),
        end=room(1 + point),
    )


@kernel
def start_lanes(lanes: Lanes, seeds: Words, noise_seeds: Words) -> None:
    """Draw the landscapes of eight seeds, and put the descents at the origin.

    Where there are `noise_seeds`, eight or none, the noise has streams of its own.
    """
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
    for lane in range(WIDTH):
        lanes.scale[0, lane] = lanes.live[2, lane] / np.sqrt(float(k.shape[0]))


@inlined
def _draw_wavenumbers(streams: LaneStreams, words: Words, out: Doubles) -> None:
    store(words, 0, next_words(streams))
    for lane in range(WIDTH):
        out[lane] = np.float64(words[lane] % np.uint32(5)) - 2.0


@inlined
def _evaluate(lanes: Lanes, x: Any, epsilon: Any, large: bool, own_weights: bool) -> Any:
    """Put the gradients at x into the lanes, and return the losses."""
    k, s, c = as_vectors(lanes.k), as_vectors(lanes.s), as_vectors(lanes.c)
    value, slope, weighted = (
        as_vectors(lanes.value),
        as_vectors(lanes.slope),
        as_vectors(lanes.weighted),
    )
    gradient, weights = as_vectors(lanes.gradient), as_vectors(lanes.weights)
    dims = x.size - 1
    waves = k.shape[1] // dims
    for j in range(dims):
        weight = weights[1 + j]
        for n in range(j * waves, (j + 1) * waves):
            phase = k[0, n] * x[0]
            for m in range(1, 1 + dims):
                phase = add_exact_product(phase, k[m, n], x[m])
            if large:
                phase = small_angle(phase)
            sine, cosine = sin_cos(phase)
            here = s[n] * sine + c[n] * cosine
            value[n] = here
            weighted[n] = weight * here
            slope[n] = weight * (s[n] * cosine - c[n] * sine)
    for m in range(1 + dims):
        first, last = (m * waves - waves, m * waves) if own_weights else (0, 0)
        gradient[m] = epsilon * _add_slopes(slope, k[m], value, first, last)
    gradient[0] = gradient[0] - 1.0
    return epsilon * _add_values(weighted) - x[0]


@inlined
def _add_slopes(slope: Any, k: Any, value: Any, first: int, last: int) -> Any:
    """Add up what all waves say about a coordinate, and the values of its own splotch's."""
    # What stands at the same place of a single run's vectors is added up first, in order.
    zero = splat_f64(0.0)
    a, b, c, d, e, f, g, h = zero, zero, zero, zero, zero, zero, zero, zero
    for n in range(0, slope.size, WIDTH):
        a = _with_slope(a, slope, k, value, n, first, last)
        b = _with_slope(b, slope, k, value, n + 1, first, last)
        c = _with_slope(c, slope, k, value, n + 2, first, last)
        d = _with_slope(d, slope, k, value, n + 3, first, last)
        e = _with_slope(e, slope, k, value, n + 4, first, last)
        f = _with_slope(f, slope, k, value, n + 5, first, last)
        g = _with_slope(g, slope, k, value, n + 6, first, last)
        h = _with_slope(h, slope, k, value, n + 7, first, last)
    return _in_a_tree(a, b, c, d, e, f, g, h)


@inlined
def _with_slope(total: Any, slope: Any, k: Any, value: Any, n: int, first: int, last: int) -> Any:
    if n < slope.size:
        total = add_exact_product(total, slope[n], k[n])
        if first <= n < last:
            total = total + value[n]
    return total


@inlined
def _add_values(weighted: Any) -> Any:
    """Add up the values of all waves, each times its weight."""
    zero = splat_f64(0.0)
    a, b, c, d, e, f, g, h = zero, zero, zero, zero, zero, zero, zero, zero
    for n in range(0, weighted.size, WIDTH):
        a = _with_value(a, weighted, n)
        b = _with_value(b, weighted, n + 1)
        c = _with_value(c, weighted, n + 2)
        d = _with_value(d, weighted, n + 3)
        e = _with_value(e, weighted, n + 4)
        f = _with_value(f, weighted, n + 5)
        g = _with_value(g, weighted, n + 6)
        h = _with_value(h, weighted, n + 7)
    return _in_a_tree(a, b, c, d, e, f, g, h)


@inlined
def _with_value(total: Any, weighted: Any, n: int) -> Any:
    return total + weighted[n] if n < weighted.size else total


@inlined
def _in_a_tree(a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any, h: Any) -> Any:
    """Add up the eight places of a single run's vector, as `horizontal_sum` does."""
    return ((a + e) + (c + g)) + ((b + f) + (d + h))


@inlined
def _reach(x: Any, farthest_move: Any) -> Any:
    """Return a bound of every phase until each coordinate has moved by `farthest_move`."""
    reach = splat_f64(0.0)
    for m in range(x.size):
        # Wavenumbers are at most 2.
        reach = reach + (absolute(x[m]) + farthest_move) * 2.0
    return reach


@inlined
def _any(mask: Any) -> bool:
    result: bool = to_bitmask(mask) != 0
    return result


@inlined
def _live_of(live: Doubles, lane: int) -> Any:
    return LiveParameters(live[0, lane], live[1, lane], live[2, lane])


# What the following call: `_bound` puts a rule's own part in its place.
_part: Any = None
_OWN = 0


def _move_together(lanes: Lanes, row: int, width: int) -> None:
    """Move all eight at once; the step's noise begins in `row`."""
    live = as_vectors(lanes.live)
    _part(
        as_vectors(lanes.x),
        as_vectors(lanes.gradient),
        as_vectors(lanes.loss)[0],
        as_vectors(lanes.noise)[row : row + width],
        as_vectors(lanes.memory),
        LiveParameters(live[0], live[1], live[2]),
        to_fixed_tuple(as_vectors(lanes.own), _OWN),
    )


def _settle_together(lanes: Lanes, row: int, width: int) -> None:
    """Settle all eight at once."""
    live, loss = as_vectors(lanes.live), as_vectors(lanes.loss)
    loss[0] = _part(
        as_vectors(lanes.x),
        as_vectors(lanes.gradient),
        loss[0],
        as_vectors(lanes.noise)[row : row + width],
        as_vectors(lanes.memory),
        LiveParameters(live[0], live[1], live[2]),
        to_fixed_tuple(as_vectors(lanes.own), _OWN),
    )


def _move_each(lanes: Lanes, row: int, width: int) -> None:
    """Move one after the other."""
    for lane in range(WIDTH):
        _part(
            lanes.x[:, lane],
            lanes.gradient[:, lane],
            lanes.loss[0, lane],
            lanes.noise[row : row + width, lane],
            lanes.memory[:, :, lane],
            _live_of(lanes.live, lane),
            to_fixed_tuple(lanes.own[:, lane], _OWN),
        )


def _settle_each(lanes: Lanes, row: int, width: int) -> None:
    """Settle one after the other."""
    for lane in range(WIDTH):
        lanes.loss[0, lane] = _part(
            lanes.x[:, lane],
            lanes.gradient[:, lane],
            lanes.loss[0, lane],
            lanes.noise[row : row + width, lane],
            lanes.memory[:, :, lane],
            _live_of(lanes.live, lane),
            to_fixed_tuple(lanes.own[:, lane], _OWN),
        )


# What `_take_steps` calls and goes by: `lanes_kernel` puts the rule's own in their place.
_move: Any = inlined(_move_together)
_settle: Any = inlined(_settle_together)
_BOUNDED, _EXTRA = True, 0


def _take_steps(
    lanes: Lanes, points: Doubles, every: int, weights: Doubles, begun: int, steps: int
) -> None:
    """Take `steps` steps after `begun`; see `lanes_kernel`."""
    x, loss, marks = as_vectors(lanes.x), as_vectors(lanes.loss), as_vectors(points)
    epsilon, learning_rate = as_vectors(lanes.live)[0], as_vectors(lanes.live)[1]
    scale = as_vectors(lanes.scale)[0]
    width = x.size + _EXTRA
    farthest_move = learning_rate * _AT_ONCE * (1.0 + scale * LARGEST_NORMAL)
    for start in range(0, steps, _AT_ONCE):
        end = min(start + _AT_ONCE, steps)
        reach = _reach(x, farthest_move if _BOUNDED else splat_f64(0.0))
        fill_rows(lanes.streams, as_vectors(lanes.noise), (end - start) * width, scale)
        # The gradient of each point is found with its loss, so the first one's comes extra.
        for step in range(start - 1, end):
            if step >= start:
                if not _BOUNDED:
                    _remember(lanes)
                _move(lanes, (step - start) * width, width)
                if not _BOUNDED:
                    reach = _reach(x, splat_f64(0.0))
            if step >= start or begun + start == 0:
                # Row 0 is for where the first step begins.
                _take_weights(lanes, weights, step + 1)
                far = _any(reach > LARGEST_ANGLE)
                loss[0] = _evaluate(lanes, x, epsilon, far, len(weights) == 0)
                if not _BOUNDED:
                    loss[0] = select(reach <= FARTHEST, loss[0], np.inf)
            if step >= start:
                _settle(lanes, (step - start) * width, width)
                if not _BOUNDED and to_bitmask(absolute(loss[0]) < LARGEST_VALUE) != _ALL:
                    _end_lanes(lanes, begun + step)
                if (begun + step + 1) % every == 0:
                    mark = (begun + step + 1) // every - begun // every - 1
                    for m in range(x.size):
                        marks[mark, m] = x[m]


@inlined
def _take_weights(lanes: Lanes, weights: Doubles, row: int) -> None:
    if len(weights) > 0:
        for m in range(lanes.x.shape[0]):
            as_vectors(lanes.weights)[m] = as_vectors(weights)[row, m]


@inlined
def _remember(lanes: Lanes) -> None:
    """Note where the step under way begins, for those that it leads too far."""
    x, before = as_vectors(lanes.x), as_vectors(lanes.before)
    as_vectors(lanes.loss_before)[0] = as_vectors(lanes.loss)[0]
    for m in range(x.size):
        before[m] = x[m]


# The mask of eight that are true.
_ALL = 2**WIDTH - 1


@inlined
def _end_lanes(lanes: Lanes, taken: int) -> None:
    """Note where those were that the step under way has led out of the range of numbers.

    They go on from the origin, so that no number is met that takes long to compute with.
    """
    x, memory = lanes.x, lanes.memory
    for lane in range(WIDTH):
        if abs(lanes.loss[0, lane]) < LARGEST_VALUE:
            continue
        if lanes.ended[lane] < 0:
            lanes.ended[lane] = taken
            for m in range(x.shape[0]):
                lanes.end[m, lane] = lanes.before[m, lane]
            lanes.end[x.shape[0], lane] = lanes.loss_before[0, lane]
        lanes.loss[0, lane] = 0.0
        for m in range(x.shape[0]):
            x[m, lane] = 0.0
            lanes.gradient[m, lane] = 0.0
        for row in range(memory.shape[0]):
            for m in range(memory.shape[1]):
                memory[row, m, lane] = 0.0


@cache
def lanes_kernel(rule_name: str) -> Callable[..., None]:
    """Return the kernel that takes steps of eight descents by a rule, in fewer than 8 dims.

    Returns
    -------
    callable
        Takes `Lanes`; where to put the points of every n-th step, shape (marks, 1+D, 8); that n;
        what weighs the splotches at the present points and after each step, shape (steps+1, 1+D, 8)
        of which the first coordinate means nothing, or (0, 1+D, 8) where the points themselves do;
        how many steps were taken before; and how many to take.
    """
    rule = load_rule(rule_name)
    take_steps = bind(
        _take_steps,
        rule_name,
        _move=_bound(rule, rule.move, _move_together, _move_each),
        _settle=_bound(rule, rule.settle or stay, _settle_together, _settle_each),
        _BOUNDED=rule.bounded,
        _EXTRA=rule.extra_normals,
    )
    rules = Path(rule.move.__code__.co_filename).parent
    return kernel(take_steps, rules, Path(recipe.__file__))


def _bound(
    rule: Rule,
    part: Callable[..., Any],
    together: Callable[..., None],
    each: Callable[..., None],
) -> Callable[..., None]:
    """Return what does a part of a rule for all eight: at once, or if it branches one by one."""
    vectors = compile_lanes(part)
    does, what = (each, compile_few(part)) if vectors is None else (together, vectors)
    return inlined(bind(does, part.__module__, _part=what, _OWN=len(rule.parameters)))
