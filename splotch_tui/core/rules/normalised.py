"""`normalised`: a step of fixed length down the gradient, and noise.

    x ← x − η·(g/‖g‖ + noise·z/√(1+D)),   z ~ N(0, I)

The rule of the original program (DaemonicSigil, "Tessellating Hills", 2020), and the same bits as
in every version of this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from splotch_tui.core.rules.rule import Rule, squared_norm
from splotch_tui.core.types import Doubles

if TYPE_CHECKING:
    from splotch_tui.core.recipe import Recipe


def move(
    x: Doubles,
    gradient: Doubles,
    noise: Doubles,
    state: Doubles,  # noqa: ARG001 - it needs no memory
    live: Any,
    own: tuple[()],  # noqa: ARG001 - it has no parameters of its own
) -> None:
    """Take one step; see `Rule`."""
    squares = squared_norm(gradient)
    # Where the gradient vanishes there is no direction: the noise alone moves the point.
    scale = 1.0 / np.sqrt(squares) if squares > 0.0 else 0.0
    for m in range(x.size):
        x[m] -= live.learning_rate * (gradient[m] * scale + noise[m])


def free_climb(recipe: Recipe) -> float:
    """Return η: without hills the gradient points along x0, and its length does not matter."""
    return recipe.learning_rate


def free_variance(recipe: Recipe) -> float:
    """Return (η·noise)²: 1+D normals of variance (η·noise)²/(1+D)."""
    return (recipe.learning_rate * recipe.noise) ** 2


RULE = Rule(move=move, free_climb=free_climb, free_variance=free_variance)
