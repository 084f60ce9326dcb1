"""Weights: what weighs the splotches in the loss, ε·Σ w_j·splotch_j(x) − x0.

- **own**: the coordinates themselves, w = (x1 … xD), as in the post.
- **decoupled**: what the coordinates of the same run would be without hills: those of the run of
  the same recipe at ε = 0, with the same noise. By the normalised rule that is a random walk of the
  noise alone, w_m(t) = −η·noise·Σ z_m/√(1+D).
- **frozen:U**: always the same, each U/(ε·√D), so that ε·‖w‖ = U.
- **yoked:SEED**: the coordinates of another run, that of the same recipe with this seed.

With other weights than their own the coordinates feel the hills, and do not make them: the gradient
is taken with w fixed, so splotch_m does not push x_m by its own value any more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from splotch_tui.core.types import Doubles

if TYPE_CHECKING:
    from splotch_tui.core.recipe import Recipe

OWN, DECOUPLED, FROZEN, YOKED = "own", "decoupled", "frozen", "yoked"


def find_leader(recipe: Recipe) -> Recipe | None:
    """Return the recipe of the run whose coordinates are the weights, if they are any's."""
    kind, _, told = recipe.weights.partition(":")
    if kind == DECOUPLED:
        # What is changed of ε while it runs changes nothing there.
        changes = tuple(change for change in recipe.changes if change.parameter != "epsilon")
        return replace(recipe, weights=OWN, epsilon=0.0, changes=changes)
    if kind == YOKED:
        return replace(recipe, weights=OWN, seed=int(told))
    return None


def frozen_weights(recipe: Recipe) -> Doubles | None:
    """Return the weights that are always the same, shape (D,), if they are."""
    kind, _, told = recipe.weights.partition(":")
    if kind != FROZEN:
        return None
    scale = recipe.epsilon * np.sqrt(recipe.dims)
    return np.full(recipe.dims, float(told) / scale if scale > 0.0 else 0.0)


def weights_at_origin(recipe: Recipe) -> Doubles | None:
    """Return the weights at the origin, shape (D,); None: the coordinates themselves."""
    if recipe.weights == OWN:
        return None
    frozen = frozen_weights(recipe)
    return np.zeros(recipe.dims) if frozen is None else frozen
