"""What a rule does where there are no hills, measured: where its free climb has no formula."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from splotch_tui.core.recipe import Recipe

# Moves of so many steps count as independent of each other.
_APART = 256
_STEPS, _FEWEST = 400 * _APART, 4 * _APART


def measure_without_hills(recipe: Recipe) -> tuple[float, float]:
    """Return the climb of x0 and the variance of all coordinates that a step brings at ε = 0.

    The same for the same recipe, whenever it is measured: over about 100,000 steps, or over fewer
    where there are more than 8 dims.
    """
    plain = replace(
        recipe.restated_at(0), seed=0, noise_seed=None, waves=1, epsilon=0.0, steps=_STEPS
    )
    return _measure(plain.to_json())


@lru_cache(256)
def _measure(text: str) -> tuple[float, float]:
    from splotch_tui.core.descent import Descent
    from splotch_tui.core.recipe import Recipe

    recipe = Recipe.from_json(text)
    steps = max(_STEPS * 8 // max(recipe.dims, 8) // _APART * _APART, _FEWEST)
    points, _ = Descent(replace(recipe, engine="compiled")).advance(steps)
    reached = np.concatenate((np.zeros((1, 1 + recipe.dims)), points[_APART - 1 :: _APART]))
    moves = np.diff(reached, axis=0)
    return float(reached[-1, 0] / steps), float(moves.var(axis=0).sum() / _APART)
