"""The descent's inner loop: noise, move, evaluation, record; the move is the rule's.

Waves are computed eight at a time, and lanes are added up in one fixed order, so the bits do not
depend on the processor.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from splotch_tui.core import recipe
from splotch_tui.core.kernels.elementary import LARGEST_ANGLE
from splotch_tui.core.kernels.evaluation_few import evaluate_few
from splotch_tui.core.kernels.evaluation_many import evaluate_many
from splotch_tui.core.kernels.jit import bind, inlined, kernel
from splotch_tui.core.kernels.layout import ORIGIN, Surface, Workspace
from splotch_tui.core.kernels.normals import StreamState, fill_paired, fill_step_noise
from splotch_tui.core.kernels.rule_parts import compile_few, compile_many, stay
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.rules import load_rule
from splotch_tui.core.types import LARGEST_VALUE, Doubles, Words

# No normal of the stream is larger: √(2·53·ln 2) = 8.57.
LARGEST_NORMAL = 8.6
# Where phases may lie beyond this, or the loss beyond `LARGEST_VALUE`, is no run any more.
FARTHEST = 1e14


@inlined
def _fill_noise_few(
    stream: StreamState,
    dims: int,
    drawn: Words,  # noqa: ARG001 - as `fill_step_noise` takes it
    out: Doubles,
    steps: int,
    scale: float,
    extra: int,
) -> None:
    """Do what `fill_step_noise` does, for fewer than 16 dims."""
    fill_paired(stream, out, 0, steps * (1 + dims + extra), scale)


@inlined
def _farthest_phase(work: Workspace, dims: int, farthest_move: float) -> float:
    """Return a bound of every phase until each coordinate has moved by `farthest_move`."""
    reach = 0.0
    for m in range(1 + dims):
        # Wavenumbers are at most 2.
        reach += 2.0 * (abs(work.x[ORIGIN + m]) + farthest_move)
    return reach


# What `_take_steps` calls and goes by: `steps_kernel` puts the rule's and the layout's own in their
# place.
_evaluate, _fill_noise, _move, _settle = (
    evaluate_few,
    _fill_noise_few,
    load_rule("normalised").move,
    stay,
)
_BOUNDED, _EXTRA = True, 0


def _take_steps(
    surface: Surface,
    work: Workspace,
    stream: StreamState,
    points: Doubles,
    losses: Doubles,
    weights: Doubles,
    live: Any,
    own: tuple[float, ...],
) -> int:
    """Take ``len(points)`` steps from the workspace's x; see `steps_kernel`."""
    dims = points.shape[1] - 1
    width = 1 + dims + _EXTRA
    at_once = (work.noise.size - WIDTH) // width
    random = live.noise / np.sqrt(1.0 + dims)
    farthest_move = at_once * live.learning_rate * (1.0 + random * LARGEST_NORMAL)
    x, gradient = work.x[ORIGIN : ORIGIN + 1 + dims], work.gradient[ORIGIN : ORIGIN + 1 + dims]
    noise = work.noise[: at_once * width].reshape(at_once, width)
    loss = 0.0
    for start in range(0, len(points), at_once):
        end = min(start + at_once, len(points))
        reach = _farthest_phase(work, dims, farthest_move if _BOUNDED else 0.0)
        _fill_noise(stream, dims, work.drawn, work.noise, end - start, random, _EXTRA)
        # The gradient of each point is found with its loss, so the first one's comes extra.
        for step in range(start - 1, end):
            if step >= start:
                _move(x, gradient, loss, noise[step - start], work.memory, live, own)
                if not _BOUNDED:
                    reach = _farthest_phase(work, dims, 0.0)
            if step >= start or start == 0:
                # Row 0 is for where the first step begins.
                if len(weights) > 0:
                    for m in range(dims):
                        work.weights[ORIGIN + 1 + m] = weights[step + 1, m]
                # Not a number counts as too far, too.
                if _BOUNDED or reach <= FARTHEST:
                    loss = _evaluate(surface, work, dims, live.epsilon, reach > LARGEST_ANGLE)
                else:
                    loss = np.inf
            if step >= start:
                loss = _settle(x, gradient, loss, noise[step - start], work.memory, live, own)
                if not _BOUNDED and not abs(loss) < LARGEST_VALUE:
                    return step
                losses[step] = loss
                for m in range(1 + dims):
                    points[step, m] = x[m]
    return len(points)


def steps_kernel(rule: str, dims: int) -> Callable[..., int]:
    """Return the kernel that takes steps by a rule in that many dims.

    numba caches no kernel that is handed its inner functions. So each kernel is `_take_steps` with
    other globals: the rule's move, and what suits the layout of that many dims.

    Parameters
    ----------
    rule : str
        A name in `splotch_tui.core.rules.RULES`.
    dims : int
        D.

    Returns
    -------
    callable
        Takes a `Surface`, a `Workspace`, a `StreamState`, where to put points, shape (n, 1+D), and
        losses, shape (n,), what weighs the splotches at the present point and at each of those,
        shape (n+1, D), or (0, D) where the coordinates do, the `LiveParameters`, and a tuple of the
        rule's own parameters. Returns how many steps were taken: fewer than n where the next one
        led out of the range of numbers.
    """
    return _kernel_of(rule, few=dims < WIDTH)


# One for all dims of a layout: its machine code stays for as long as the process does.
@cache
def _kernel_of(rule_name: str, *, few: bool) -> Callable[..., int]:
    rule = load_rule(rule_name)
    compile_part = compile_few if few else compile_many
    take_steps = bind(
        _take_steps,
        f"{rule_name}_{'few' if few else 'many'}",
        _move=compile_part(rule.move),
        _settle=compile_part(rule.settle or stay),
        _evaluate=evaluate_few if few else evaluate_many,
        _fill_noise=_fill_noise_few if few else fill_step_noise,
        _BOUNDED=rule.bounded,
        _EXTRA=rule.extra_normals,
    )
    # The order of the live parameters is that of the recipe.
    rules = Path(rule.move.__code__.co_filename).parent
    return kernel(take_steps, rules, Path(recipe.__file__))
