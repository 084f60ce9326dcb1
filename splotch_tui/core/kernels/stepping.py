"""The descent's inner loop: noise, move, evaluation, record; the move is the rule's.

Waves are computed eight at a time, each in a lane of a vector, and lanes are added up in one fixed
order, so the bits do not depend on the processor. Two layouts: with few dims all waves of all
splotches stand in one row; with many, a lane is a splotch, and the rows are its waves.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core import recipe
from splotch_tui.core.kernels.elementary import LARGEST_ANGLE, sin_cos, small_angle
from splotch_tui.core.kernels.jit import bind, inlined, kernel
from splotch_tui.core.kernels.normals import (
    StreamState,
    fill_paired,
    fill_step_noise,
    words_for_noise,
)
from splotch_tui.core.kernels.simd import WIDTH, horizontal_sum, splat_f64
from splotch_tui.core.kernels.simd_memory import aligned_zeros, load, load_f64, store
from splotch_tui.core.rules import load_rule
from splotch_tui.core.rules.rule import squared_norm
from splotch_tui.core.types import Doubles, Integers, Words

# x0 stands at this index of a padded point, so that x1 starts a vector.
ORIGIN = WIDTH - 1
# No normal of the stream is larger: √(2·53·ln 2) = 8.57.
_LARGEST_NORMAL = 8.6
# Wavenumbers that take more bytes than this as doubles are held as float32, which is exact for
# them: they no longer fit the fastest cache, and reading them becomes the cost.
_FAST_CACHE = 24_000
# How many normals of noise are drawn together.
_NOISE_AT_ONCE = 1024
# How many sums over the waves go on side by side, with many dims.
_SUMS = 4


# The live parameters of a run as kernels read them, by name. (To mypy a tuple of unknown names.)
_named: Any = namedtuple
LiveParameters: Any = _named(
    "LiveParameters", [parameter.name for parameter in recipe.PARAMETERS if parameter.live]
)


class Surface(NamedTuple):
    """A landscape's numbers as the kernels read them.

    Attributes
    ----------
    wavenumbers : ndarray
        Few dims: shape (1+D, N), for each coordinate those of all N waves, x0 first.
        Many: shape (rows, 1+D padded to `_SUMS`, 8).
    membership : ndarray of float64
        Few dims: shape (D, N), 1 where a wave is of that splotch. Many: empty.
    s, c : ndarray of float64
        Amplitudes, in the order of the waves; zero where there is no wave.
    """

    wavenumbers: NDArray[Any]
    membership: Doubles
    s: Doubles
    c: Doubles


class Workspace(NamedTuple):
    """The point and room to work in.

    Attributes
    ----------
    x, gradient : ndarray of float64, shape (8+D, padded)
        The point, and the loss's gradient there; padded: x0 at `ORIGIN`, the others after it.
    value, slope : ndarray of float64
        Of each wave: its value, and its derivative by its phase times the weight of its splotch.
    splotch : ndarray of float64
        The value of each splotch.
    noise : ndarray of float64
        Normals of the next steps, times noise/√(1+D).
    drawn : ndarray of uint32
        The words they are made of.
    state : ndarray of float64
        What the rule remembers from step to step.
    """

    x: Doubles
    gradient: Doubles
    value: Doubles
    slope: Doubles
    splotch: Doubles
    noise: Doubles
    drawn: Words
    state: Doubles


def _padded(size: int, unit: int = WIDTH) -> int:
    return -(-size // unit) * unit


def lay_out(
    k: Integers, k0: Integers, s: Doubles, c: Doubles, state_size: int
) -> tuple[Surface, Workspace]:
    """Arrange a landscape for `steps_kernel`, and make the room that it needs.

    Parameters
    ----------
    k, k0, s, c : ndarray, shapes (D, W, D), (D, W), (D, W), (D, W)
        As in `splotch_tui.core.landscape.Landscape`.
    state_size : int
        How many numbers the rule remembers.
    """
    dims, waves = k0.shape
    wavenumbers = np.concatenate((k0[:, :, None], k), axis=2)
    if dims < WIDTH:
        count = _padded(dims * waves)
        surface = Surface(
            aligned_zeros((1 + dims, count)),
            aligned_zeros((dims, count)),
            aligned_zeros((count,)),
            aligned_zeros((count,)),
        )
        surface.wavenumbers[:, : dims * waves] = wavenumbers.reshape(dims * waves, 1 + dims).T
        surface.membership[:, : dims * waves] = np.repeat(np.eye(dims), waves, axis=1)
        surface.s[: dims * waves] = s.ravel()
        surface.c[: dims * waves] = c.ravel()
    else:
        columns = _padded(dims) // WIDTH
        count = waves * columns * WIDTH
        by_lane = np.zeros((waves, columns * WIDTH, _padded(1 + dims, _SUMS)))
        by_lane[:, :dims, : 1 + dims] = wavenumbers.transpose(1, 0, 2)
        by_lane = by_lane.reshape(waves * columns, WIDTH, -1).transpose(0, 2, 1)
        kind = np.float32 if by_lane.nbytes > _FAST_CACHE else np.float64
        surface = Surface(
            aligned_zeros(by_lane.shape, kind),
            aligned_zeros((0, 0)),
            aligned_zeros((count,)),
            aligned_zeros((count,)),
        )
        surface.wavenumbers[:] = by_lane
        for amplitudes, target in ((s, surface.s), (c, surface.c)):
            target.reshape(waves, -1)[:, :dims] = amplitudes.T
    at_once = max(8, _NOISE_AT_ONCE // (1 + dims))
    padded = ORIGIN + _padded(1 + dims, _SUMS) + WIDTH
    workspace = Workspace(
        x=aligned_zeros((padded,)),
        gradient=aligned_zeros((padded,)),
        value=aligned_zeros((count,)),
        slope=aligned_zeros((count,)),
        splotch=aligned_zeros((_padded(dims),)),
        # Vectors are read past the last normal.
        noise=aligned_zeros((at_once * (1 + dims) + WIDTH,)),
        drawn=aligned_zeros((words_for_noise(dims, at_once),), np.uint32),
        state=aligned_zeros((state_size,)),
    )
    return surface, workspace


@inlined
def _evaluate_few(
    surface: Surface, work: Workspace, dims: int, epsilon: float, large: bool
) -> float:
    """Put the loss's gradient at x into the workspace, and return the loss."""
    wavenumbers, membership = surface.wavenumbers, surface.membership
    x, count = work.x, surface.s.size
    weighted = splat_f64(0.0)
    for i in range(0, count, WIDTH):
        phase = load_f64(wavenumbers, i) * x[ORIGIN]
        weight = splat_f64(0.0)
        for m in range(1, 1 + dims):
            phase = phase + load_f64(wavenumbers, m * count + i) * x[ORIGIN + m]
            weight = weight + load(membership, (m - 1) * count + i) * x[ORIGIN + m]
        if large:
            phase = small_angle(phase)
        sine, cosine = sin_cos(phase)
        s, c = load(surface.s, i), load(surface.c, i)
        value = s * sine + c * cosine
        weighted = weighted + weight * value
        store(work.value, i, value)
        store(work.slope, i, weight * (s * cosine - c * sine))
    along = splat_f64(0.0)
    for i in range(0, count, WIDTH):
        along = along + load(work.slope, i) * load_f64(wavenumbers, i)
    work.gradient[ORIGIN] = epsilon * horizontal_sum(along) - 1.0
    for m in range(1, 1 + dims):
        along = splat_f64(0.0)
        for i in range(0, count, WIDTH):
            along = along + load(work.slope, i) * load_f64(wavenumbers, m * count + i)
            along = along + load(work.value, i) * load(membership, (m - 1) * count + i)
        work.gradient[ORIGIN + m] = epsilon * horizontal_sum(along)
    result: float = epsilon * horizontal_sum(weighted) - x[ORIGIN]
    return result


@inlined
def _evaluate_many(
    surface: Surface,
    work: Workspace,
    dims: int,  # noqa: ARG001 - as `_evaluate_few` takes it
    epsilon: float,
    large: bool,
) -> float:
    """Do what `_evaluate_few` does, in the layout of many dims."""
    wavenumbers = surface.wavenumbers
    rows, width = wavenumbers.shape[0], wavenumbers.shape[1]
    x, columns = work.x, work.splotch.size // WIDTH
    work.splotch[:] = 0.0
    column = 0
    for row in range(rows):
        start = row * width * WIDTH
        first, second, third, fourth = (
            splat_f64(0.0),
            splat_f64(0.0),
            splat_f64(0.0),
            splat_f64(0.0),
        )
        for m in range(0, width, _SUMS):
            here = start + m * WIDTH
            first = first + load_f64(wavenumbers, here) * x[ORIGIN + m]
            second = second + load_f64(wavenumbers, here + WIDTH) * x[ORIGIN + m + 1]
            third = third + load_f64(wavenumbers, here + 2 * WIDTH) * x[ORIGIN + m + 2]
            fourth = fourth + load_f64(wavenumbers, here + 3 * WIDTH) * x[ORIGIN + m + 3]
        phase = (first + second) + (third + fourth)
        if large:
            phase = small_angle(phase)
        sine, cosine = sin_cos(phase)
        s, c = load(surface.s, row * WIDTH), load(surface.c, row * WIDTH)
        weight = load(x, ORIGIN + 1 + column * WIDTH)
        store(work.slope, row * WIDTH, weight * (s * cosine - c * sine))
        so_far = load(work.splotch, column * WIDTH)
        store(work.splotch, column * WIDTH, so_far + (s * sine + c * cosine))
        column = column + 1 if column + 1 < columns else 0
    for m in range(0, width, _SUMS):
        first, second, third, fourth = (
            splat_f64(0.0),
            splat_f64(0.0),
            splat_f64(0.0),
            splat_f64(0.0),
        )
        for row in range(rows):
            slope = load(work.slope, row * WIDTH)
            start = (row * width + m) * WIDTH
            first = first + slope * load_f64(wavenumbers, start)
            second = second + slope * load_f64(wavenumbers, start + WIDTH)
            third = third + slope * load_f64(wavenumbers, start + 2 * WIDTH)
            fourth = fourth + slope * load_f64(wavenumbers, start + 3 * WIDTH)
        work.gradient[ORIGIN + m] = horizontal_sum(first)
        work.gradient[ORIGIN + m + 1] = horizontal_sum(second)
        work.gradient[ORIGIN + m + 2] = horizontal_sum(third)
        work.gradient[ORIGIN + m + 3] = horizontal_sum(fourth)
    weighted = splat_f64(0.0)
    for i in range(0, work.splotch.size, WIDTH):
        splotch = load(work.splotch, i)
        weighted = weighted + load(x, ORIGIN + 1 + i) * splotch
        along = (load(work.gradient, ORIGIN + 1 + i) + splotch) * epsilon
        store(work.gradient, ORIGIN + 1 + i, along)
    work.gradient[ORIGIN] = epsilon * work.gradient[ORIGIN] - 1.0
    result: float = epsilon * horizontal_sum(weighted) - x[ORIGIN]
    return result


@inlined
def _squared_norm_many(vector: Doubles) -> float:
    """Do what `splotch_tui.core.rules.rule.squared_norm` does, for what is padded with zeros."""
    others = splat_f64(0.0)
    for m in range(1, vector.size, WIDTH):
        some = load(vector, m)
        others = others + some * some
    result: float = vector[0] * vector[0] + horizontal_sum(others)
    return result


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
_evaluate, _fill_noise, _move = _evaluate_few, _fill_noise_few, load_rule("normalised").move


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


@cache
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
    move = load_rule(rule).move
    rules = Path(move.__code__.co_filename).parent
    if dims < WIDTH:
        parts = {"_evaluate": _evaluate_few, "_fill_noise": _fill_noise_few}
        move = bind(move, "few", squared_norm=inlined(squared_norm))
    else:
        parts = {"_evaluate": _evaluate_many, "_fill_noise": fill_step_noise}
        move = bind(move, "many", squared_norm=_squared_norm_many)
    name = f"{rule}_{'few' if dims < WIDTH else 'many'}"
    # The order of the live parameters is that of the recipe.
    take_steps = bind(_take_steps, name, _move=inlined(move), **parts)
    return kernel(take_steps, rules, Path(recipe.__file__))
