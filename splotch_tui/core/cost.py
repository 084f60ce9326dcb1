"""What a run takes, roughly: time to compute it, and memory."""

from __future__ import annotations

from splotch_tui.core.engines import ENGINES
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.record import usual_keep

# Where there are more wavenumbers than the processor's cache holds, each takes so many seconds.
_CACHED, _FAR = 1_000_000, 3e-9
# Bytes of a number that is kept, which is copied once as the array grows, and of a wavenumber.
_KEPT, _DRAWN = 17, 26


def estimate_seconds(recipe: Recipe, steps: int | None = None) -> float:
    """Return about how many seconds a run takes on a slow machine.

    Parameters
    ----------
    recipe : Recipe
        What to run.
    steps : int, optional
        How far; by default to its end.
    """
    waves = recipe.waves * recipe.dims
    wavenumbers = waves * (1 + recipe.dims)
    engine = ENGINES[recipe.engine]
    each = engine.wavenumber_seconds
    if wavenumbers > _CACHED:
        each = max(each, _FAR)
    step = engine.step_seconds + engine.wave_seconds * waves + each * wavenumbers
    return (recipe.steps if steps is None else steps) * step


def estimate_bytes(recipe: Recipe, keep: int | None = None) -> float:
    """Return about how much memory a run takes.

    Parameters
    ----------
    recipe : Recipe
        What to run.
    keep : int, optional
        How many points to keep at most; by default as many as `run` does.
    """
    points = min(recipe.steps + 1, usual_keep(recipe.dims) if keep is None else keep)
    return _KEPT * points * (2 + recipe.dims) + _DRAWN * recipe.dims**2 * recipe.waves
