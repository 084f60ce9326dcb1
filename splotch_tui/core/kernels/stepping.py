"""The descent's inner loop.

Waves are computed eight at a time, each in a lane of a vector, and lanes are added up in one fixed
order, so the bits do not depend on the processor. Two layouts: with few dims all waves of all
splotches stand in one row; with many, a lane is a splotch, and the rows are its waves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.elementary import LARGEST_ANGLE, sin_cos, small_angle
from splotch_tui.core.kernels.jit import inlined, kernel
from splotch_tui.core.kernels.normals import (
    StreamState,
    fill_paired,
    fill_step_noise,
    words_for_noise,
)
from splotch_tui.core.kernels.simd import WIDTH, horizontal_sum, splat_f64
from splotch_tui.core.kernels.simd_memory import aligned_zeros, load, load_f64, store

Doubles = NDArray[np.float64]

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
        Padded points: x0 at `ORIGIN`, the others after it.
    value, slope : ndarray of float64
        Of each wave: its value, and its derivative by its phase times the weight of its splotch.
    splotch : ndarray of float64
        The value of each splotch.
    noise : ndarray of float64
        Normals of the next steps.
    drawn : ndarray of uint32
        The words they are made of.
    """

    x: Doubles
    gradient: Doubles
    value: Doubles
    slope: Doubles
    splotch: Doubles
    noise: Doubles
    drawn: NDArray[np.uint32]


def _padded(size: int, unit: int = WIDTH) -> int:
    return -(-size // unit) * unit


def lay_out(
    k: NDArray[np.int64], k0: NDArray[np.int64], s: Doubles, c: Doubles
) -> tuple[Surface, Workspace]:
    """Arrange a landscape for `take_steps`, and make the room that it needs.

    Parameters
    ----------
    k, k0, s, c : ndarray, shapes (D, W, D), (D, W), (D, W), (D, W)
        As in `splotch_tui.core.landscape.Landscape`.
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
    )
    return surface, workspace


@inlined
def _evaluate_few(surface: Surface, work: Workspace, dims: int, large: bool) -> float:
    """Put Σ_j ∂(x_j·splotch_j)/∂x into the gradient and return Σ_j x_j·splotch_j."""
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
    for m in range(1 + dims):
        along = splat_f64(0.0)
        for i in range(0, count, WIDTH):
            along = along + load(work.slope, i) * load_f64(wavenumbers, m * count + i)
            if m > 0:
                along = along + load(work.value, i) * load(membership, (m - 1) * count + i)
        work.gradient[ORIGIN + m] = horizontal_sum(along)
    result: float = horizontal_sum(weighted)
    return result


@inlined
def _evaluate_many(surface: Surface, work: Workspace, large: bool) -> float:
    """Do what `_evaluate_few` does, in the layout of many dims."""
    wavenumbers = surface.wavenumbers
    rows, width = wavenumbers.shape[0], wavenumbers.shape[1]
    x, columns = work.x, work.splotch.size // WIDTH
    work.splotch[:] = 0.0
    column = 0
    for row in range(rows):
        start = row * width * WIDTH
        first = second = third = fourth = splat_f64(0.0)
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
        first = second = third = fourth = splat_f64(0.0)
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
        store(work.gradient, ORIGIN + 1 + i, load(work.gradient, ORIGIN + 1 + i) + splotch)
    result: float = horizontal_sum(weighted)
    return result


@inlined
def _move_few(
    work: Workspace, dims: int, drawn: int, epsilon: float, learning_rate: float, random: float
) -> None:
    """Take one step: x ← x − η·(g/‖g‖ + random·z)."""
    x, gradient, noise = work.x, work.gradient, work.noise
    gradient[ORIGIN] = epsilon * gradient[ORIGIN] - 1.0
    squares = gradient[ORIGIN] * gradient[ORIGIN]
    for m in range(ORIGIN + 1, ORIGIN + 1 + dims):
        gradient[m] *= epsilon
        squares += gradient[m] * gradient[m]
    # Where the gradient vanishes there is no direction: the noise alone moves the point.
    scale = 1.0 / np.sqrt(squares) if squares > 0.0 else 0.0
    for m in range(1 + dims):
        x[ORIGIN + m] -= learning_rate * (gradient[ORIGIN + m] * scale + random * noise[drawn + m])


@inlined
def _move_many(
    work: Workspace, dims: int, drawn: int, epsilon: float, learning_rate: float, random: float
) -> None:
    """Do what `_move_few` does, in the layout of many dims."""
    x, gradient, noise = work.x, work.gradient, work.noise
    slope = epsilon * gradient[ORIGIN] - 1.0
    others = splat_f64(0.0)
    for m in range(ORIGIN + 1, ORIGIN + 1 + dims, WIDTH):
        along = load(gradient, m) * epsilon
        store(gradient, m, along)
        others = others + along * along
    squares = slope * slope + horizontal_sum(others)
    scale = 1.0 / np.sqrt(squares) if squares > 0.0 else 0.0
    x[ORIGIN] -= learning_rate * (slope * scale + random * noise[drawn])
    # Lanes past the last dimension move too, by whatever stands there; their waves weigh 0.
    for m in range(1, 1 + dims, WIDTH):
        pull = load(gradient, ORIGIN + m) * scale + load(noise, drawn + m) * random
        store(x, ORIGIN + m, load(x, ORIGIN + m) - pull * learning_rate)


@inlined
def _farthest_phase(work: Workspace, dims: int, farthest_move: float) -> float:
    """Return a bound of every phase until each coordinate has moved by `farthest_move`."""
    reach = 0.0
    for m in range(1 + dims):
        # Wavenumbers are at most 2.
        reach += 2.0 * (abs(work.x[ORIGIN + m]) + farthest_move)
    return reach


@kernel
def take_steps_few(
    surface: Surface,
    work: Workspace,
    stream: StreamState,
    points: Doubles,
    losses: Doubles,
    epsilon: float,
    learning_rate: float,
    noise: float,
) -> None:
    """Take ``len(points)`` steps of x ← x − η·(g/‖g‖ + noise·z/√(1+D)) from the workspace's x.

    For fewer than 8 dims.
    """
    dims = points.shape[1] - 1
    at_once = (work.noise.size - WIDTH) // (1 + dims)
    random = noise / np.sqrt(1.0 + dims)
    farthest_move = at_once * learning_rate * (1.0 + random * _LARGEST_NORMAL)
    for start in range(0, len(points), at_once):
        end = min(start + at_once, len(points))
        large = _farthest_phase(work, dims, farthest_move) > LARGEST_ANGLE
        fill_paired(stream, work.noise, 0, (end - start) * (1 + dims))
        # The gradient of each point is found with its loss, so the first one's comes extra.
        for step in range(start - 1, end):
            if step >= start:
                drawn = (step - start) * (1 + dims)
                _move_few(work, dims, drawn, epsilon, learning_rate, random)
            if step >= start or start == 0:
                loss = epsilon * _evaluate_few(surface, work, dims, large) - work.x[ORIGIN]
            if step >= start:
                losses[step] = loss
                for m in range(1 + dims):
                    points[step, m] = work.x[ORIGIN + m]


@kernel
def take_steps_many(
    surface: Surface,
    work: Workspace,
    stream: StreamState,
    points: Doubles,
    losses: Doubles,
    epsilon: float,
    learning_rate: float,
    noise: float,
) -> None:
    """Do what `take_steps_few` does, for 8 dims and more."""
    dims = points.shape[1] - 1
    at_once = (work.noise.size - WIDTH) // (1 + dims)
    random = noise / np.sqrt(1.0 + dims)
    farthest_move = at_once * learning_rate * (1.0 + random * _LARGEST_NORMAL)
    for start in range(0, len(points), at_once):
        end = min(start + at_once, len(points))
        large = _farthest_phase(work, dims, farthest_move) > LARGEST_ANGLE
        fill_step_noise(stream, dims, work.drawn, work.noise, end - start)
        for step in range(start - 1, end):
            if step >= start:
                drawn = (step - start) * (1 + dims)
                _move_many(work, dims, drawn, epsilon, learning_rate, random)
            if step >= start or start == 0:
                loss = epsilon * _evaluate_many(surface, work, large) - work.x[ORIGIN]
            if step >= start:
                losses[step] = loss
                for m in range(1 + dims):
                    points[step, m] = work.x[ORIGIN + m]


def steps_kernel(dims: int) -> Callable[..., None]:
    """Return the kernel for that many dims."""
    return take_steps_few if dims < WIDTH else take_steps_many
