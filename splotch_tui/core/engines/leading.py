"""The weights of a run to come, for engines: they may be the coordinates of another run."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.engines import Engine
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.types import Doubles
from splotch_tui.core.weights import find_leader, frozen_weights


def weights_ahead(leader: Engine | None, steps: int, live: Recipe) -> Doubles:
    """Return the weights at the present point and after each of the next steps.

    Parameters
    ----------
    leader : Engine, optional
        What runs the recipe of `find_leader`; it takes these steps.
    steps : int
        How many.
    live : Recipe
        What holds during them.

    Returns
    -------
    ndarray, shape (steps + 1, D) or (0, D)
        No rows: the coordinates themselves weigh the splotches. Fewer than asked for: the leader
        has diverged, and what it leads ends with it.
    """
    frozen, leading = frozen_weights(live), find_leader(live)
    if frozen is not None:
        return np.tile(frozen, (steps + 1, 1))
    if leader is None or leading is None:
        return np.empty((0, live.dims))
    rows = np.empty((steps + 1, 1 + live.dims))
    rows[0] = leader.x
    taken = leader.advance(rows[1:], np.empty(steps), leading)
    return np.ascontiguousarray(rows[: 1 + taken, 1:])
