"""Pace: which step of a run each moment of a film shows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from render.curves import smoothed
from splotch_tui.core.history import History

Doubles = NDArray[np.float64]

# Distance is measured without the noise, which would count thousands of snagged steps.
_SIGMA = 25.0
# The part of a film that is shared out by step, so that a snagged point does not stop dead.
_BY_STEP = 0.12


def by_path(history: History) -> Doubles:
    """Return the part of the film that is over at each step, by distance travelled.

    Parameters
    ----------
    history : History
        The run.

    Returns
    -------
    ndarray, shape (T+1,)
        From 0 to 1, never falling.
    """
    way = smoothed(history.points, _SIGMA)
    travelled = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))))
    travelled /= max(travelled[-1], 1e-12)
    return np.asarray((1.0 - _BY_STEP) * travelled + _BY_STEP * by_steps(history))


def by_steps(history: History) -> Doubles:
    """Return the part of the film that is over at each step, all steps being equally long."""
    return np.linspace(0.0, 1.0, history.recipe.steps + 1)


PACES: dict[str, Callable[[History], Doubles]] = {"path": by_path, "steps": by_steps}


def frame_steps(history: History, pace: str, parts: Doubles) -> Doubles:
    """Return the step, fractional, that is shown when each of `parts` of the run is over.

    Parameters
    ----------
    history : History
        The run.
    pace : str
        A name in `PACES`.
    parts : ndarray, shape (frames,)
        From 0, the start of the run, to 1, its end.

    Returns
    -------
    ndarray, shape (frames,)
    """
    over = PACES[pace](history)
    return np.asarray(np.interp(parts * over[-1], over, np.arange(len(over), dtype=np.float64)))
