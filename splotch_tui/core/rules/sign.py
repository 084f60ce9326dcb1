"""`sign`: every coordinate moves by the same length, down or up.

q = g/‖g‖ + noise·z/√(1+D), with 1+D normals z a step, as in `normalised`.

Free climb: η/√(1+D) times the chance of a step up less that of a step down, erf(√((1+D)/2)/noise).
"""

from __future__ import annotations

from math import erf, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from splotch_tui.core.rules.arithmetic import inverse_norm
from splotch_tui.core.rules.rule import Rule
from splotch_tui.core.types import Doubles

if TYPE_CHECKING:
    from splotch_tui.core.recipe import Recipe


def move(
    x: Doubles,
    gradient: Doubles,
    loss: float,
    noise: Doubles,
    memory: Doubles,
    live: Any,
    own: tuple[()],
) -> None:
    """Take one step; see `Rule`."""
    scale = inverse_norm(gradient)
    length = live.learning_rate / np.sqrt(1.0 * x.size)
    for m in range(x.size):
        q = gradient[m] * scale + noise[m]
        if q > 0.0:
            x[m] -= length
        elif q < 0.0:
            x[m] += length


def _lead(recipe: Recipe) -> float:
    """Return the chance of a step up less that of a step down, without hills."""
    return erf(sqrt((1 + recipe.dims) / 2) / recipe.noise) if recipe.noise > 0.0 else 1.0


def free_climb(recipe: Recipe) -> float:
    """Return (η/√(1+D))·erf(√((1+D)/2)/noise)."""
    return recipe.learning_rate / sqrt(1 + recipe.dims) * _lead(recipe)


def free_variance(recipe: Recipe) -> float:
    """Return what the D coordinates that go either way bring, and what x0 does."""
    if recipe.noise == 0.0:
        return 0.0
    return recipe.learning_rate**2 / (1 + recipe.dims) * (recipe.dims + 1 - _lead(recipe) ** 2)


RULE = Rule(
    move=move,
    formula="x ← x − η·sign(q)/√(1+D)",
    source="Bernstein et al. (signSGD), 2018",
    checked_against="its own definition in NumPy",
    free_climb=free_climb,
    free_variance=free_variance,
    bounded=True,
)
