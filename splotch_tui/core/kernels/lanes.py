"""Steps of eight descents side by side in few dims: each lane is the run of its recipe."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numba.np.unsafe.ndarray import to_fixed_tuple

from splotch_tui.core import recipe
from splotch_tui.core.kernels.elementary import LARGEST_ANGLE
from splotch_tui.core.kernels.evaluation_lanes import evaluate
from splotch_tui.core.kernels.jit import bind, inlined, kernel
from splotch_tui.core.kernels.lane_layout import STEPS_AT_ONCE, Lanes
from splotch_tui.core.kernels.lane_streams import fill_rows
from splotch_tui.core.kernels.rule_parts import LiveParameters, compile_few, compile_lanes, stay
from splotch_tui.core.kernels.simd import WIDTH, absolute, select, splat_f64, to_bitmask
from splotch_tui.core.kernels.simd_memory import as_vectors
from splotch_tui.core.kernels.stepping import FARTHEST, LARGEST_NORMAL
from splotch_tui.core.rules import load_rule
from splotch_tui.core.rules.rule import Rule
from splotch_tui.core.types import LARGEST_VALUE, Doubles

# How many live parameters there are, and which rows of them are ε and η.
_LIVE = len(LiveParameters._fields)
_EPSILON, _LEARNING_RATE = map(LiveParameters._fields.index, ("epsilon", "learning_rate"))


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


# What the following call: `_bound` puts a rule's own part in its place.
_part: Any = None
_OWN = 0


def _move_together(lanes: Lanes, row: int, width: int) -> None:
    """Move all eight at once; the step's noise begins in `row`."""
    _part(
        as_vectors(lanes.x),
        as_vectors(lanes.gradient),
        as_vectors(lanes.loss)[0],
        as_vectors(lanes.noise)[row : row + width],
        as_vectors(lanes.memory),
        LiveParameters(*to_fixed_tuple(as_vectors(lanes.live), _LIVE)),
        to_fixed_tuple(as_vectors(lanes.own), _OWN),
    )


def _settle_together(lanes: Lanes, row: int, width: int) -> None:
    """Settle all eight at once."""
    loss = as_vectors(lanes.loss)
    loss[0] = _part(
        as_vectors(lanes.x),
        as_vectors(lanes.gradient),
        loss[0],
        as_vectors(lanes.noise)[row : row + width],
        as_vectors(lanes.memory),
        LiveParameters(*to_fixed_tuple(as_vectors(lanes.live), _LIVE)),
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
            LiveParameters(*to_fixed_tuple(lanes.live[:, lane], _LIVE)),
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
            LiveParameters(*to_fixed_tuple(lanes.live[:, lane], _LIVE)),
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
    live = as_vectors(lanes.live)
    epsilon, learning_rate = live[_EPSILON], live[_LEARNING_RATE]
    scale = as_vectors(lanes.scale)[0]
    width = x.size + _EXTRA
    farthest_move = learning_rate * STEPS_AT_ONCE * (1.0 + scale * LARGEST_NORMAL)
    for start in range(0, steps, STEPS_AT_ONCE):
        end = min(start + STEPS_AT_ONCE, steps)
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
                loss[0] = evaluate(lanes, x, epsilon, far, len(weights) == 0)
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
