"""Losses and gradients of eight descents side by side in few dims.

Bit for bit those of single runs: each lane goes through the operations of `evaluation_few` in the
same order, and adds up its waves in the tree of eight that a single run's vector is added up in.
"""

from __future__ import annotations

from typing import Any

from splotch_tui.core.kernels.elementary import sin_cos, small_angle
from splotch_tui.core.kernels.jit import inlined
from splotch_tui.core.kernels.lane_layout import Lanes
from splotch_tui.core.kernels.simd import WIDTH, add_exact_product, splat_f64
from splotch_tui.core.kernels.simd_memory import as_vectors


@inlined
def evaluate(lanes: Lanes, x: Any, epsilon: Any, large: bool, own_weights: bool) -> Any:
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
