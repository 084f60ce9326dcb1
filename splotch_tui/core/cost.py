"""How long a run takes to compute, roughly."""

from __future__ import annotations

from splotch_tui.core.recipe import Recipe

# Seconds a step on a slow machine: what every step takes, and what each wavenumber adds.
# `benchmarks/engine.py` prints both for the machine it runs on.
_STEP = {"compiled": 2e-7, "torch": 4e-4}
_WAVENUMBER = {"compiled": 4e-10, "torch": 1e-8}


def estimate_seconds(recipe: Recipe, steps: int | None = None) -> float:
    """Return about how many seconds a run takes on a slow machine.

    Parameters
    ----------
    recipe : Recipe
        What to run.
    steps : int, optional
        How far; by default to its end.
    """
    wavenumbers = recipe.waves * recipe.dims * (1 + recipe.dims)
    step = _STEP[recipe.engine] + _WAVENUMBER[recipe.engine] * wavenumbers
    return (recipe.steps if steps is None else steps) * step
