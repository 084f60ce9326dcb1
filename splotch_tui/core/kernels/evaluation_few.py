"""The loss and its gradient with few dims: all waves of all splotches stand in one row."""

from __future__ import annotations

from splotch_tui.core.kernels.elementary import sin_cos, small_angle
from splotch_tui.core.kernels.jit import inlined
from splotch_tui.core.kernels.layout import ORIGIN, Surface, Workspace
from splotch_tui.core.kernels.simd import WIDTH, add_exact_product, horizontal_sum, splat_f64
from splotch_tui.core.kernels.simd_memory import load, load_f64, load_splat, store


@inlined
def evaluate_few(
    surface: Surface, work: Workspace, dims: int, epsilon: float, large: bool
) -> float:
    """Put the loss's gradient at x into the workspace, and return the loss."""
    wavenumbers, membership, feedback = surface.wavenumbers, surface.membership, surface.feedback
    x, weights, count = work.x, work.weights, surface.s.size
    weighted = splat_f64(0.0)
    for i in range(0, count, WIDTH):
        phase = load_f64(wavenumbers, i) * x[ORIGIN]
        weight = splat_f64(0.0)
        for m in range(1, 1 + dims):
            some, other = load_splat(x, ORIGIN + m), load_splat(weights, ORIGIN + m)
            phase = add_exact_product(phase, load_f64(wavenumbers, m * count + i), some)
            weight = add_exact_product(weight, load(membership, (m - 1) * count + i), other)
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
        along = add_exact_product(along, load(work.slope, i), load_f64(wavenumbers, i))
    work.gradient[ORIGIN] = epsilon * horizontal_sum(along) - 1.0
    for m in range(1, 1 + dims):
        along = splat_f64(0.0)
        for i in range(0, count, WIDTH):
            along = add_exact_product(
                along, load(work.slope, i), load_f64(wavenumbers, m * count + i)
            )
            along = add_exact_product(
                along, load(work.value, i), load(feedback, (m - 1) * count + i)
            )
        work.gradient[ORIGIN + m] = epsilon * horizontal_sum(along)
    result: float = epsilon * horizontal_sum(weighted) - x[ORIGIN]
    return result
