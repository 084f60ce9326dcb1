"""The loss and its gradient with many dims: a lane is a splotch, and the rows are its waves.

Rows are taken as many at a time as the fastest cache holds: first their phases, then their slopes,
then their share of the gradient, which reads their wavenumbers again. One after the other, because
rows do not wait for each other then: a processor works on several at once.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from splotch_tui.core.kernels.elementary import sin_cos, small_angle
from splotch_tui.core.kernels.jit import inlined
from splotch_tui.core.kernels.layout import FAST_CACHE, ORIGIN, SUMS, Surface, Workspace
from splotch_tui.core.kernels.simd import (
    WIDTH,
    add_exact_product,
    horizontal_sum,
    horizontal_sums,
    splat_f64,
)
from splotch_tui.core.kernels.simd_memory import load, load_f64, load_splat, store
from splotch_tui.core.types import Doubles

Wavenumbers = NDArray[Any]

# How many vectors of int32 that cache holds.
_VECTORS_AT_ONCE = FAST_CACHE // (4 * WIDTH)
# How many rows share what is read of the point.
_SHARING = 4


@inlined
def evaluate_many(
    surface: Surface,
    work: Workspace,
    dims: int,  # noqa: ARG001 - as `evaluate_few` takes it
    epsilon: float,
    large: bool,
) -> float:
    """Do what `evaluate_few` does, in the layout of many dims."""
    rows, width, x = surface.wavenumbers.shape[0], surface.wavenumbers.shape[1], work.x
    work.splotch[:] = 0.0
    work.along[:] = 0.0
    at_once = max(_SHARING, _VECTORS_AT_ONCE // width)
    for start in range(0, rows, at_once):
        end = min(start + at_once, rows)
        _find_phases(surface, work, start, end)
        _find_slopes(surface, work, start, end, large)
        _add_to_gradient(surface, work, start, end)
    weighted, feedback = splat_f64(0.0), surface.feedback[0, 0]
    for i in range(0, work.splotch.size, WIDTH):
        splotch = load(work.splotch, i)
        weighted = weighted + load(work.weights, ORIGIN + 1 + i) * splotch
        along = horizontal_sums(
            load(work.along, (i + 1) * WIDTH),
            load(work.along, (i + 2) * WIDTH),
            load(work.along, (i + 3) * WIDTH),
            load(work.along, (i + 4) * WIDTH),
            load(work.along, (i + 5) * WIDTH),
            load(work.along, (i + 6) * WIDTH),
            load(work.along, (i + 7) * WIDTH),
            load(work.along, (i + 8) * WIDTH),
        )
        store(work.gradient, ORIGIN + 1 + i, (along + splotch * feedback) * epsilon)
    work.gradient[ORIGIN] = epsilon * horizontal_sum(load(work.along, 0)) - 1.0
    result: float = epsilon * horizontal_sum(weighted) - x[ORIGIN]
    return result


@inlined
def _begun(wavenumbers: Wavenumbers, at: int, x0: Any) -> tuple[Any, ...]:
    """Return the four sums that make up a row's phase, with what x0 adds."""
    zero = splat_f64(0.0)
    return add_exact_product(zero, load_f64(wavenumbers, at), x0), zero, zero, zero


@inlined
def _continued(
    sums: tuple[Any, ...], wavenumbers: Wavenumbers, at: int, some: tuple[Any, ...]
) -> tuple[Any, ...]:
    """Return a row's sums with what four coordinates add; x4 goes where x0 is, and so on."""
    return (
        add_exact_product(sums[0], load_f64(wavenumbers, at + 3 * WIDTH), some[3]),
        add_exact_product(sums[1], load_f64(wavenumbers, at), some[0]),
        add_exact_product(sums[2], load_f64(wavenumbers, at + WIDTH), some[1]),
        add_exact_product(sums[3], load_f64(wavenumbers, at + 2 * WIDTH), some[2]),
    )


@inlined
def _four(x: Doubles, at: int) -> tuple[Any, ...]:
    """Return four coordinates, each in all lanes."""
    return load_splat(x, at), load_splat(x, at + 1), load_splat(x, at + 2), load_splat(x, at + 3)


@inlined
def _total(sums: tuple[Any, ...]) -> Any:
    return (sums[0] + sums[1]) + (sums[2] + sums[3])


@inlined
def _find_phases(surface: Surface, work: Workspace, start: int, end: int) -> None:
    """Put the phases of some rows where their slopes will be."""
    wavenumbers, x, slope = surface.wavenumbers, work.x, work.slope
    width = wavenumbers.shape[1]
    stride = width * WIDTH
    x0 = load_splat(x, ORIGIN)
    row = start
    while row + _SHARING <= end:
        at = row * stride
        first, second = _begun(wavenumbers, at, x0), _begun(wavenumbers, at + stride, x0)
        third = _begun(wavenumbers, at + 2 * stride, x0)
        fourth = _begun(wavenumbers, at + 3 * stride, x0)
        for m in range(1, width, SUMS):
            some, here = _four(x, ORIGIN + m), at + m * WIDTH
            first = _continued(first, wavenumbers, here, some)
            second = _continued(second, wavenumbers, here + stride, some)
            third = _continued(third, wavenumbers, here + 2 * stride, some)
            fourth = _continued(fourth, wavenumbers, here + 3 * stride, some)
        store(slope, row * WIDTH, _total(first))
        store(slope, (row + 1) * WIDTH, _total(second))
        store(slope, (row + 2) * WIDTH, _total(third))
        store(slope, (row + 3) * WIDTH, _total(fourth))
        row += _SHARING
    while row < end:
        first = _begun(wavenumbers, row * stride, x0)
        for m in range(1, width, SUMS):
            here = row * stride + m * WIDTH
            first = _continued(first, wavenumbers, here, _four(x, ORIGIN + m))
        store(slope, row * WIDTH, _total(first))
        row += 1


@inlined
def _find_slopes(surface: Surface, work: Workspace, start: int, end: int, large: bool) -> None:
    """Put the slopes of some rows where their phases are, and add to their splotches' values."""
    columns = work.splotch.size // WIDTH
    column = start % columns
    for row in range(start, end):
        phase = load(work.slope, row * WIDTH)
        if large:
            phase = small_angle(phase)
        sine, cosine = sin_cos(phase)
        s, c = load(surface.s, row * WIDTH), load(surface.c, row * WIDTH)
        weight = load(work.weights, ORIGIN + 1 + column * WIDTH)
        store(work.slope, row * WIDTH, weight * (s * cosine - c * sine))
        so_far = load(work.splotch, column * WIDTH)
        store(work.splotch, column * WIDTH, so_far + (s * sine + c * cosine))
        column = column + 1 if column + 1 < columns else 0


@inlined
def _add_to_gradient(surface: Surface, work: Workspace, start: int, end: int) -> None:
    """Add what some rows have to say about each coordinate, each lane by itself."""
    wavenumbers, along = surface.wavenumbers, work.along
    width = wavenumbers.shape[1]
    only = load(along, 0)
    for row in range(start, end):
        slope = load(work.slope, row * WIDTH)
        only = add_exact_product(only, load_f64(wavenumbers, row * width * WIDTH), slope)
    store(along, 0, only)
    for m in range(1, width, SUMS):
        here = m * WIDTH
        first, second = load(along, here), load(along, here + WIDTH)
        third, fourth = load(along, here + 2 * WIDTH), load(along, here + 3 * WIDTH)
        for row in range(start, end):
            slope = load(work.slope, row * WIDTH)
            at = row * width * WIDTH + here
            first = add_exact_product(first, load_f64(wavenumbers, at), slope)
            second = add_exact_product(second, load_f64(wavenumbers, at + WIDTH), slope)
            third = add_exact_product(third, load_f64(wavenumbers, at + 2 * WIDTH), slope)
            fourth = add_exact_product(fourth, load_f64(wavenumbers, at + 3 * WIDTH), slope)
        store(along, here, first)
        store(along, here + WIDTH, second)
        store(along, here + 2 * WIDTH, third)
        store(along, here + 3 * WIDTH, fourth)


@inlined
def squared_norm_many(vector: Doubles) -> float:
    """Do what `splotch_tui.core.rules.arithmetic` has it do, for what is padded with zeros."""
    return dot_many(vector, vector)


@inlined
def dot_many(a: Doubles, b: Doubles) -> float:
    """Do what `splotch_tui.core.rules.arithmetic` has it do, for what is padded with zeros."""
    others = splat_f64(0.0)
    for m in range(1, a.size, WIDTH):
        others = others + load(a, m) * load(b, m)
    result: float = a[0] * b[0] + horizontal_sum(others)
    return result
