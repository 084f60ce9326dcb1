"""What rules share that propose a point and accept or refuse it.

A uniform u in a Metropolis test enters by −ln u alone, and half the sum of two squared normals is
distributed as −ln u is. So two more normals a step do, without a logarithm.
"""

from __future__ import annotations

from typing import Any

from splotch_tui.core.parameters import Parameter
from splotch_tui.core.types import Doubles

# Energies may rise by this many temperatures before a trajectory is given up, as is usual.
DIVERGENT = 1000.0


def allowance(noise: Doubles, dims: int, live: Any) -> float:
    """Return how much the energy may rise in a proposal that is accepted: T·(−ln u)."""
    # The normals stand there times noise/√(1+D), so this is T/2 of their squares, without division.
    first, second = noise[1 + dims], noise[2 + dims]
    result: float = 0.25 * live.learning_rate * (first * first + second * second)
    return result


def copy(source: Doubles, target: Doubles, dims: int) -> None:
    """Copy a point or a gradient."""
    for m in range(1 + dims):
        target[m] = source[m]


STEP_SIZE = Parameter(
    name="step_size",
    kind=float,
    default=0.2,
    help="h, how much time a step takes",
    symbol="h",
    low=1e-6,
    high=1000,
    finest=1e-3,
    live=True,
)
