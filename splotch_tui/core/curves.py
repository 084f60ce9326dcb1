"""Curves of a history by step, of any length, drawn by few points with all their extremes."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.history import History
from splotch_tui.core.types import Doubles, Integers


def curve(
    history: History, number: int, most: int, rows: slice | None = None
) -> tuple[Integers, Doubles]:
    """Return steps and values that draw a coordinate, or the loss, with all its extremes.

    Parameters
    ----------
    history : History
        The run.
    number : int
        0 to D for x0 to xD, D + 1 for the loss.
    most : int
        In how many stretches it has its least and its greatest value, if it has more points than
        twice as many.
    rows : slice, optional
        Which of its points; by default all.
    """
    rows = rows or slice(0, len(history.x0))
    is_loss = number > history.recipe.dims
    values = history.loss if is_loss else coordinate(history, number)
    steps, values = history.steps[rows], values[rows]
    if history.low is None or history.high is None:
        return _drawn(steps, values, values, values, most)
    stretches = slice(rows.start, rows.stop - 1)
    low, high = (ends[stretches, number].astype(np.float64) for ends in (history.low, history.high))
    return _drawn(steps, values, low, high, most, whole=False)


def curve_of_hills(
    history: History, most: int, rows: slice | None = None
) -> tuple[Integers, Doubles]:
    """Return steps and values that draw L + x0; between the points kept it is not known."""
    rows = rows or slice(0, len(history.x0))
    hills = (history.loss + history.x0)[rows]
    return _drawn(history.steps[rows], hills, hills, hills, most)


def coordinate(history: History, number: int) -> Doubles:
    """Return x0, for 0, or one of x1 … xD, at each point."""
    return history.x0 if number == 0 else history.xn[:, number - 1]


def _drawn(
    steps: Integers, values: Doubles, low: Doubles, high: Doubles, most: int, *, whole: bool = True
) -> tuple[Integers, Doubles]:
    """Return steps and values of a curve: its points if they are `whole` and few, or extremes."""
    if whole and len(values) <= 2 * most:
        return steps, values
    count = min(most, len(low))
    begins = np.arange(count) * len(low) // count
    extremes = (np.minimum.reduceat(low, begins), np.maximum.reduceat(high, begins))
    drawn = np.append(np.column_stack(extremes), values[-1])
    return np.append(np.repeat(steps[begins], 2), steps[-1]), drawn
