"""The descent's inner loop: noise, move, evaluation, record; the move is the rule's.

Waves are computed eight at a time, and lanes are added up in one fixed order, so the bits do not
depend on the processor.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from splotch_tui.core import recipe
from splotch_tui.core.kernels.elementary import LARGEST_ANGLE
from splotch_tui.core.kernels.evaluation_few import evaluate_few
from splotch_tui.core.kernels.evaluation_many import evaluate_many, squared_norm_many
from splotch_tui.core.kernels.jit import bind, inlined, kernel
from splotch_tui.core.kernels.layout import ORIGIN, Surface, Workspace
from splotch_tui.core.kernels.normals import StreamState, fill_paired, fill_step_noise
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.rules import load_rule
from splotch_tui.core.rules.rule import squared_norm
from splotch_tui.core.types import Doubles, Words

# No normal of the stream is larger: √(2·53·ln 2) = 8.57.
_LARGEST_NORMAL = 8.6


# The live parameters of a run as kernels read them, by name. (To mypy a tuple of unknown names.)
_named: Any = namedtuple
LiveParameters: Any = _named(
    "LiveParameters", [parameter.name for parameter in recipe.PARAMETERS if parameter.live]
)


@inlined
def _fill_noise_few(
    stream: StreamState,
    dims: int,
    drawn: Words,  # noqa: ARG001 - as `fill_step_noise` takes it
    out: Doubles,
    steps: int,
    scale: float,
) -> None:
    """Do what `fill_step_noise` does, for fewer than 16 dims."""
    fill_paired(stream, out, 0, steps * (1 + dims), scale)


@inlined
def _farthest_phase(work: Workspace, dims: int, farthest_move: float) -> float:
    """Return a bound of every phase until each coordinate has moved by `farthest_move`."""
    reach = 0.0
    for m in range(1 + dims):
        # Wavenumbers are at most 2.
        reach += 2.0 * (abs(work.x[ORIGIN + m]) + farthest_move)
    return reach


# What `_take_steps` calls: `steps_kernel` puts the rule's and the layout's own in their place.
_evaluate, _fill_noise, _move = evaluate_few, _fill_noise_few, load_rule("normalised").move


def _take_steps(
    surface: Surface,
    work: Workspace,
    stream: StreamState,
    points: Doubles,
    losses: Doubles,
    live: Any,
    own: tuple[float, ...],
) -> None:
    """Take ``len(points)`` steps from the workspace's x; see `steps_kernel`."""
    dims = points.shape[1] - 1
    at_once = (work.noise.size - WIDTH) // (1 + dims)
    random = live.noise / np.sqrt(1.0 + dims)
    farthest_move = at_once * live.learning_rate * (1.0 + random * _LARGEST_NORMAL)
    x, gradient = work.x[ORIGIN : ORIGIN + 1 + dims], work.gradient[ORIGIN : ORIGIN + 1 + dims]
    noise = work.noise[: at_once * (1 + dims)].reshape(at_once, 1 + dims)
    for start in range(0, len(points), at_once):
        end = min(start + at_once, len(points))
        large = _farthest_phase(work, dims, farthest_move) > LARGEST_ANGLE
        _fill_noise(stream, dims, work.drawn, work.noise, end - start, random)
        # The gradient of each point is found with its loss, so the first one's comes extra.
        for step in range(start - 1, end):
            if step >= start:
                _move(x, gradient, noise[step - start], work.state, live, own)
            if step >= start or start == 0:
                loss = _evaluate(surface, work, dims, live.epsilon, large)
            if step >= start:
                losses[step] = loss
                for m in range(1 + dims):
                    points[step, m] = x[m]


def steps_kernel(rule: str, dims: int) -> Callable[..., None]:
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
        losses, shape (n,), the `LiveParameters`, and a tuple of the rule's own parameters.
    """
    return _kernel_of(rule, few=dims < WIDTH)


# One for all dims of a layout: its machine code stays for as long as the process does.
@cache
def _kernel_of(rule: str, *, few: bool) -> Callable[..., None]:
    move = load_rule(rule).move
    rules = Path(move.__code__.co_filename).parent
    if few:
        parts = {"_evaluate": evaluate_few, "_fill_noise": _fill_noise_few}
        move = bind(move, "few", squared_norm=inlined(squared_norm))
    else:
        parts = {"_evaluate": evaluate_many, "_fill_noise": fill_step_noise}
        move = bind(move, "many", squared_norm=squared_norm_many)
    name = f"{rule}_{'few' if few else 'many'}"
    # The order of the live parameters is that of the recipe.
    take_steps = bind(_take_steps, name, _move=inlined(move), **parts)
    return kernel(take_steps, rules, Path(recipe.__file__))
