"""Round numbers, for ticks."""

from __future__ import annotations

import math


def round_below(value: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten that is at most a positive `value`."""
    power = 10.0 ** math.floor(math.log10(value))
    for factor in (5.0, 2.0):
        # What is one but for its last bits counts.
        if factor * power <= value * (1 + 1e-9):
            return factor * power
    return power


def round_step(about: float) -> float:
    """Return the 1, 2 or 5 times a power of ten nearest, by its ratio, to a positive value."""
    power = 10.0 ** math.floor(math.log10(about))
    return min((power * m for m in (1.0, 2.0, 5.0, 10.0)), key=lambda s: abs(math.log(s / about)))
