"""Playback: a kept history, advanced like a descent."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.descent import Descent, Doubles
from splotch_tui.core.history import History


class Playback:
    """Goes through the points of a history, from the origin on.

    Parameters
    ----------
    history : History
        What to play; every point of it must be there.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        self.recipe = history.recipe
        self.landscape = history.landscape
        self.engine = history.engine
        self.step = 0

    @property
    def remaining(self) -> int:
        """How many steps are still to come."""
        return self.recipe.steps - self.step

    def advance(self, n: int) -> tuple[Doubles, Doubles]:
        """Return the next `n` points, or as many as are left, and their losses."""
        part = slice(self.step + 1, self.step + 1 + min(n, self.remaining))
        self.step = part.stop - 1
        history = self.history
        return np.column_stack((history.x0[part], history.xn[part])), history.loss[part]

    def taken_over(self) -> Descent:
        """Return a descent that stands where this stands, for going on with other parameters."""
        descent = Descent(self.recipe, self.engine)
        while descent.step < self.step:
            descent.advance(min(100_000, self.step - descent.step))
        return descent
