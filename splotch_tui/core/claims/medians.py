"""The step by which half of some descents have snagged, and its interval by bootstrap."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.ensemble.columns import Columns
from splotch_tui.core.ensemble.survival import Interval, survive
from splotch_tui.core.types import Doubles, Integers, Truths

RESAMPLES = 1000


def waits(table: Columns) -> tuple[Integers, Truths]:
    """Return when each descent snagged, or how long it was watched; and whether it snagged."""
    snagged = table["snag_step"] >= 0
    return np.where(snagged, table["snag_step"], table["gradient_evaluations"]), snagged


def median_snag(table: Columns) -> Interval:
    """Return the median snag step by Kaplan and Meier."""
    return survive(*waits(table)).median


def resampled_medians(table: Columns, seed: int, rows: Integers | None = None) -> Doubles:
    """Return medians of descents drawn again with replacement, shape (`RESAMPLES`,).

    Where all are watched for as long, Kaplan and Meier's median is that of the snag steps, with
    those that never snag beyond all others: infinite.

    Parameters
    ----------
    table : Columns
        The descents.
    seed : int
        Of the draws.
    rows : ndarray of int, shape (RESAMPLES, n), optional
        Which are drawn; by default any.
    """
    steps, snagged = waits(table)
    times = np.where(snagged, steps, np.inf)
    if rows is None:
        random = np.random.default_rng(seed)
        rows = random.integers(0, len(times), (RESAMPLES, len(times)))
    # The first step by which half or fewer are left.
    half = (len(times) + 1) // 2 - 1
    medians: Doubles = np.sort(times[rows], axis=1)[:, half]
    return medians
