"""What rules share that propose a point and accept or refuse it.

Where a proposal began is in the same places of their memory.

A uniform u in a Metropolis test enters by −ln u alone, and half the sum of two squared normals is
distributed as −ln u is. So two more normals a step do, without a logarithm.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from splotch_tui.core.rules.rule import OWN
from splotch_tui.core.types import Doubles

# Energies may rise by this many temperatures before a trajectory is given up, as is usual.
DIVERGENT = 1000.0
# Where a proposal began: the loss there, in the first row of the memory; the point; the gradient.
LOSS = OWN
FROM, GRADIENT = 1, 2


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


def remember(x: Doubles, gradient: Doubles, loss: float, memory: Doubles, dims: int) -> None:
    """Note where a proposal begins."""
    copy(x, memory[FROM], dims)
    copy(gradient, memory[GRADIENT], dims)
    memory[0, LOSS] = loss


def go_back(x: Doubles, gradient: Doubles, memory: Doubles, dims: int) -> float:
    """Return to where the proposal began; return the loss there."""
    copy(memory[FROM], x, dims)
    copy(memory[GRADIENT], gradient, dims)
    before: float = memory[0, LOSS]
    return before


def draw_momentum(noise: Doubles, momentum: Doubles, live: Any, dims: int) -> None:
    """Make a momentum of variance T from the first 1+D normals of a step."""
    # √T of a normal; it stands there times noise/√(1+D).
    scale = np.sqrt(0.5 * live.learning_rate)
    for m in range(1 + dims):
        momentum[m] = scale * noise[m]
