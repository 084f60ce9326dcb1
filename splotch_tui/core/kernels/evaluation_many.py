"""The loss and its gradient with many dims: a lane is a splotch, and the rows are its waves."""

from __future__ import annotations

from splotch_tui.core.kernels.elementary import sin_cos, small_angle
from splotch_tui.core.kernels.jit import inlined
from splotch_tui.core.kernels.layout import ORIGIN, SUMS, Surface, Workspace
from splotch_tui.core.kernels.simd import WIDTH, horizontal_sum, splat_f64
from splotch_tui.core.kernels.simd_memory import load, load_f64, store
from splotch_tui.core.types import Doubles


@inlined
def evaluate_many(
    surface: Surface,
    work: Workspace,
    dims: int,  # noqa: ARG001 - as `evaluate_few` takes it
    epsilon: float,
    large: bool,
) -> float:
    """Do what `evaluate_few` does, in the layout of many dims."""
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
        for m in range(0, width, SUMS):
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
    for m in range(0, width, SUMS):
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
def squared_norm_many(vector: Doubles) -> float:
    """Do what `splotch_tui.core.rules.rule.squared_norm` does, for what is padded with zeros."""
    others = splat_f64(0.0)
    for m in range(1, vector.size, WIDTH):
        some = load(vector, m)
        others = others + some * some
    result: float = vector[0] * vector[0] + horizontal_sum(others)
    return result
