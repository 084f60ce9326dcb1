"""What held on the steps that led to the points of a run, which their losses are of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from splotch_tui.core.recipe import Recipe
from splotch_tui.core.types import Doubles, Integers


def acting_along(recipe: Recipe, steps: Integers) -> tuple[Sequence[Recipe], Integers]:
    """Return the recipes that held in turn, and which of them led to each point.

    Parameters
    ----------
    recipe : Recipe
        With its changes.
    steps : ndarray of int, shape (n,)
        Numbers of points.

    Returns
    -------
    held : sequence of Recipe
        Without changes.
    which : ndarray of int, shape (n,)
        Which of those is `Recipe.acting_at` of each; found in linear time.
    """
    begins, held = [0], [recipe.acting_at(0)]
    for step, live in recipe.restatements():
        begins.append(step + 1)
        held.append(live)
    return held, np.searchsorted(begins, steps, side="right") - 1


def epsilons_along(recipe: Recipe, steps: Integers) -> Doubles:
    """Return the ε of the step that led to each point, shape (n,); see `acting_along`."""
    held, which = acting_along(recipe, steps)
    return np.array([one.epsilon for one in held])[which]
