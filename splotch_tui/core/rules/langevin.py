"""`langevin`: underdamped Langevin dynamics at T, by the splitting BAOAB.

Kick, drift, friction with noise, drift, kick: one gradient a step, at its end. A step's 1+D normals
are the noise of the friction; the velocity is zero at the origin.

Free climb: (h²/2)·coth(γh/2), close to h/γ: the speed at which friction balances the slope of 1.
"""

from __future__ import annotations

from math import tanh
from typing import TYPE_CHECKING, Any

import numpy as np

from splotch_tui.core.parameters import Parameter
from splotch_tui.core.rules.arithmetic import exponential
from splotch_tui.core.rules.rule import Rule, fluctuating
from splotch_tui.core.types import Doubles

if TYPE_CHECKING:
    from splotch_tui.core.recipe import Recipe

_VELOCITY = 1


def move(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[float, float],
) -> None:
    """Take all of a step but its last kick; see `Rule`."""
    h, friction = own
    kept = exponential(-friction * h)
    # √(T·(1 − kept²)) of a normal; it stands there times noise/√(1+D).
    given = np.sqrt(0.5 * live.learning_rate * (1.0 - kept * kept))
    for m in range(x.size):
        velocity = memory[_VELOCITY, m] - 0.5 * h * gradient[m]
        after = kept * velocity + given * noise[m]
        memory[_VELOCITY, m] = after
        x[m] += 0.5 * h * (velocity + after)


def settle(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[float, float],
) -> float:
    """Give the last kick; see `Rule`."""
    for m in range(x.size):
        memory[_VELOCITY, m] -= 0.5 * own[0] * gradient[m]
    return loss


def free_climb(recipe: Recipe) -> float:
    """Return (h²/2)·coth(γh/2)."""
    h, friction = recipe.rule_parameters["step_size"], recipe.rule_parameters["friction"]
    return 0.5 * h * h / tanh(0.5 * friction * h)


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

RULE = Rule(
    move=move,
    settle=settle,
    formula="dx = v dt;  dv = −g dt − γv dt + √(2γT) dW",
    source="Leimkuhler & Matthews, 2013",
    checked_against="equipartition; quadrature",
    free_climb=free_climb,
    free_variance=fluctuating(free_climb),
    rows=2,
    parameters=(
        STEP_SIZE,
        Parameter(
            name="friction",
            kind=float,
            default=1.0,
            help="γ, the friction",
            symbol="γ",
            low=1e-3,
            high=1000,
            finest=1e-2,
            live=True,
        ),
    ),
)
