"""Phases in figures: curves in their colours, and their names above."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from render.plot_part import PlottedPart
from render.theme import THEMES
from splotch_tui.core.phases import PhaseKind
from splotch_tui.core.types import Doubles, Integers

# Figures are on paper.
COLOURS = {
    kind: "#{:02x}{:02x}{:02x}".format(*colour) for kind, colour in THEMES["light"].phases.items()
}


def draw_by_phase(
    plot: Axes, part: PlottedPart, steps: Integers, x: NDArray[np.generic], y: Doubles
) -> None:
    """Draw a curve in the colours of what the run does there.

    Parameters
    ----------
    plot : Axes
        Where.
    part : PlottedPart
        What is plotted.
    steps : ndarray, shape (N,)
        The step of each point of the curve.
    x, y : ndarray, shape (N,)
        Where it is.
    """
    plot.plot(x, y, color=COLOURS[PhaseKind.FREE])
    starts = np.array([phase.start for phase in part.phases])
    kinds = np.array([phase.kind for phase in part.phases])
    now = kinds[np.searchsorted(starts, steps, side="right") - 1]
    for kind in dict.fromkeys(kinds.tolist()):
        if kind != PhaseKind.FREE and (now == kind).any():
            plot.plot(x, np.where(now == kind, y, np.nan), color=COLOURS[kind])
