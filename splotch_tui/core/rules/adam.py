"""`adam`: each coordinate's step by its own mean gradient over its own mean square.

q = g + noise·z/√(1+D), with 1+D normals z a step: the noise is part of the gradient that Adam sees.

Free climb: η/√(1 + noise²/(1+D)), the mean of q along x0 over the root of its mean square. Each of
the xn, where q is noise alone, diffuses by about η a step whatever the noise's scale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from splotch_tui.core.parameters import Parameter
from splotch_tui.core.rules.rule import OWN, Rule
from splotch_tui.core.types import Doubles

if TYPE_CHECKING:
    from splotch_tui.core.recipe import Recipe

# In the first row of the memory: 1 − β₁ᵗ and 1 − β₂ᵗ. Then the means.
_WEIGHT1, _WEIGHT2 = OWN, OWN + 1
_MEAN, _SQUARE = 1, 2


def move(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[float, float, float],
) -> None:
    """Take one step; see `Rule`."""
    beta1, beta2, eps = own
    # How much of the means has been filled: 1 − β₁ᵗ while β₁ stays as it is.
    weight1 = 1.0 - beta1 * (1.0 - memory[0, _WEIGHT1])
    weight2 = 1.0 - beta2 * (1.0 - memory[0, _WEIGHT2])
    memory[0, _WEIGHT1], memory[0, _WEIGHT2] = weight1, weight2
    rate, root = live.learning_rate / weight1, np.sqrt(weight2)
    for m in range(x.size):
        q = gradient[m] + noise[m]
        mean = beta1 * memory[_MEAN, m] + (1.0 - beta1) * q
        square = beta2 * memory[_SQUARE, m] + (1.0 - beta2) * (q * q)
        memory[_MEAN, m], memory[_SQUARE, m] = mean, square
        x[m] -= rate * mean / (np.sqrt(square) / root + eps)


def scaled_climb(recipe: Recipe) -> float:
    """Return η/√(1 + noise²/(1+D)), the mean of q along x0 over the root of its mean square."""
    return float(recipe.learning_rate / np.sqrt(1 + recipe.noise**2 / (1 + recipe.dims)))


def scaled_diffusion(recipe: Recipe) -> float:
    """Return what noise brings where each coordinate's is divided by its mean square's root."""
    if recipe.noise == 0.0:
        return 0.0
    share = recipe.noise**2 / (1 + recipe.dims)
    return float(recipe.learning_rate**2 * (recipe.dims + share / (1 + share)))


EPS = Parameter(
    name="eps",
    kind=float,
    default=1e-8,
    help="what keeps the divisor from zero",
    symbol="eps",
    low=1e-12,
    high=1000,
    finest=1e-12,
    live=True,
)

RULE = Rule(
    move=move,
    formula="m ← β₁m + (1−β₁)q;  v ← β₂v + (1−β₂)q²;  x ← x − η·m̂/(√v̂ + eps)",
    source="Kingma & Ba, 2015",
    checked_against="torch.optim.Adam",
    free_climb=scaled_climb,
    free_variance=scaled_diffusion,
    rows=3,
    parameters=(
        Parameter(
            name="beta1",
            kind=float,
            default=0.9,
            help="β₁, how much of the mean gradient a step keeps",
            symbol="β₁",
            low=0,
            high=0.9999,
            finest=1e-3,
            live=True,
        ),
        Parameter(
            name="beta2",
            kind=float,
            default=0.999,
            help="β₂, how much of the mean square a step keeps",
            symbol="β₂",
            low=0,
            high=0.999999,
            finest=1e-4,
            live=True,
        ),
        EPS,
    ),
)
