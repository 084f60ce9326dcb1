"""The weights along a saved run, where they are not its coordinates: found by running again."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.acting import acting_along
from splotch_tui.core.descent import Descent
from splotch_tui.core.history import History
from splotch_tui.core.types import Doubles
from splotch_tui.core.weights import OWN, find_leader, frozen_weights

_AT_ONCE = 1 << 14


def weights_along(history: History) -> Doubles | None:
    """Return what weighed the splotches at each point of a history.

    Returns
    -------
    ndarray, shape (points, D)
        None: the coordinates themselves.
    """
    recipe = history.recipe
    if recipe.weights == OWN:
        return None
    leader = find_leader(recipe)
    if leader is None:
        held, which = acting_along(recipe, history.steps)
        return np.array([frozen_weights(one) for one in held])[which]
    descent, steps = Descent(leader), history.steps
    # At the origin they are zero.
    result = np.zeros((len(steps), recipe.dims))
    for done in range(0, recipe.steps, _AT_ONCE):
        points, _ = descent.advance(_AT_ONCE)
        kept = slice(*np.searchsorted(steps, (done, done + len(points)), side="right"))
        result[kept] = points[steps[kept] - done - 1, 1:]
    return result
