"""What a rule's `move` may call: plain Python, which numba compiles into it.

Sums over the coordinates go through `dot` and `squared_norm`: compiled for many dims they add eight
at a time, in one fixed order, and read what they are given beyond its end, up to a multiple of
eight coordinates. So they take `x`, `gradient` and rows of the rule's memory, and nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from splotch_tui.core.types import Doubles

LOG2_E = 1.44269504088896338700
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10


def squared_norm(vector: Doubles) -> float:
    """Return Σ v², added up from first to last."""
    total = 0.0
    for m in range(vector.size):
        total += vector[m] * vector[m]
    return total


def inverse_norm(vector: Doubles) -> float:
    """Return 1/‖v‖, or 0 where v vanishes: there is no direction then."""
    squares = squared_norm(vector)
    result: float = 1.0 / np.sqrt(squares) if squares > 0.0 else 0.0
    return result


def dot(a: Doubles, b: Doubles) -> float:
    """Return Σ a·b, added up from first to last."""
    total = 0.0
    for m in range(a.size):
        total += a[m] * b[m]
    return total


def exponential(v: float) -> float:
    """Return eᵛ within 1 unit in the last place, the same bits on every machine.

    0 below e⁻⁷⁰⁰, and no more than e⁷⁰⁰. The polynomial is that of Sun's fdlibm (e_exp.c).
    """
    if not v > -700.0:
        return 0.0
    v = min(v, 700.0)
    n = np.floor(v * LOG2_E + 0.5)
    y = exponential_series(v - n * LN2_HIGH, n * LN2_LOW)
    power = np.int64((np.int64(n) + 1023) << 52).view(np.float64)
    result: float = y * power
    return result


def exponential_series(high: float, low: float) -> float:
    """Return the exponential of ``high - low``, which is at most ½·ln 2."""
    r = high - low
    z = r * r
    c = r - z * (
        1.66666666666666019037e-01
        + z
        * (
            -2.77777777770155933842e-03
            + z
            * (
                6.61375632143793436117e-05
                + z * (-1.65339022054652515390e-06 + z * 4.13813679705723846039e-08)
            )
        )
    )
    return 1.0 - ((low - (r * c) / (2.0 - c)) - high)


def temperature(live: Any, dims: int) -> float:
    """Return T = η·noise²/(2(1+D)), at which steps of η with this noise hold a point."""
    result: float = live.learning_rate * live.noise * live.noise / (2.0 * (1.0 + dims))
    return result
