"""Hazard: how often descents snag, a step, by how far the xn have weighed the hills up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from splotch_tui.core.ensemble.results import NEVER
from splotch_tui.core.ensemble.survival import rate_of
from splotch_tui.core.ensemble.watching import Watched
from splotch_tui.core.types import Doubles, Integers, Truths

# Of the steps, the share at the lowest u that goes into the first bin, whatever their u is.
_LOWEST = 0.05
# Bins to an octave, fewer where that would be too many.
_BINS, _MOST_BINS = 2.0, 14


class Hazard(NamedTuple):
    """Snags by u = ε‖xn‖, in n bins.

    Attributes
    ----------
    snags, steps : ndarray of int64, shape (n,)
        First snags that began there; descent-steps there before a first snag.
    rate, low, high : ndarray, shape (n,)
        Snags a step, and the exact 95% interval of Poisson's distribution; no numbers where there
        were no steps.
    """

    snags: Integers
    steps: Integers
    rate: Doubles
    low: Doubles
    high: Doubles


def hazard_by_u(some: Sequence[Watched], edges: Doubles) -> Hazard:
    """Count first snags, and the steps that there were for them, by u.

    A snag counts where u was at the mark at which it began, or at the next where not all marks are
    kept, and steps where it was at the mark that they lead to.

    Parameters
    ----------
    some : sequence of Watched
        The descents.
    edges : ndarray, shape (n+1,)
        Of the bins, ascending; an upper edge is not in its bin.
    """
    snags, steps = count_by_u(some, edges)
    rates = [
        rate_of(count, over) if over else (np.nan, np.nan, np.nan)
        for count, over in zip(snags.tolist(), steps.tolist(), strict=True)
    ]
    return Hazard(snags, steps, *np.array(rates).T)


def count_by_u(some: Sequence[Watched], edges: Doubles) -> tuple[Integers, Integers]:
    """Return a `Hazard`'s snags and steps alone; see `hazard_by_u`."""
    snags, steps = np.zeros((2, len(edges) - 1), np.int64)
    for each in some:
        steps += each.every * np.histogram(each.u[at_risk(each)], edges)[0]
        marks = _snag_mark(each)
        snagged = np.flatnonzero((marks > 0) & (marks < len(each.steps)))
        snags += np.histogram(each.u[snagged, marks[snagged]], edges)[0]
    return snags, steps


def at_risk(watched: Watched) -> Truths:
    """Return at which marks a descent was on its way to a first snag: (n, m)."""
    marks, count = _snag_mark(watched), len(watched.steps)
    until = np.where(marks >= 0, marks, count - 1)
    number = np.arange(count)
    return (number > 0) & (number <= until[:, None]) & ~np.isnan(watched.u)


def _snag_mark(watched: Watched) -> Integers:
    """Return the number of the mark at which each first snag began, or the next; or −1."""
    marks = -(-watched.snag_step // watched.every)
    return np.where(watched.snag_step >= 0, marks, NEVER)


def bins_of_u(some: Sequence[Watched]) -> Doubles:
    """Return edges of bins that suit some descents, each a fixed factor from the one before.

    The first is 0, and what comes next is near the least u, so that the first bin holds what is
    below as well. Where u is always 0 there is one bin, which has no end.
    """
    values = np.concatenate([each.u[at_risk(each)] for each in some])
    values = values[values > 0.0]
    if not len(values):
        return np.array([0.0, np.inf])
    low, high = np.quantile(values, [_LOWEST, 1.0])
    bins = _BINS
    while True:
        first, last = np.floor(bins * np.log2([low, high]))
        if last - first < _MOST_BINS:
            return np.concatenate(([0.0], 2.0 ** (np.arange(first + 1, last + 2) / bins)))
        bins /= 2.0
