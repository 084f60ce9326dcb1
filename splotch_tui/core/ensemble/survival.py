"""Shares with their intervals, and survival where not all descents have snagged: from scipy."""

from __future__ import annotations

import math
import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.types import Doubles, Integers

# Of the normal distribution, 95% lie within so many standard deviations.
NORMAL_95 = 1.959963984540054


class Interval(NamedTuple):
    """A number and the 95% interval about it; an end that is not known is not a number."""

    value: float
    low: float
    high: float


def share_of(some: int, of: int) -> Interval:
    """Return a share with its Wilson interval."""
    # Scipy has it as well, but takes most of a second to be imported: too long for the app.
    share, spread = some / of, NORMAL_95**2 / of
    middle = (share + spread / 2.0) / (1.0 + spread)
    half = math.sqrt(share * (1.0 - share) * spread + spread**2 / 4.0) / (1.0 + spread)
    low = middle - half if some else 0.0
    return Interval(share, low, middle + half if some < of else 1.0)


def ratio_of(some: int, of: int, others: int, of_others: int) -> Interval:
    """Return how many times one share is another, two that are independent; Katz's interval.

    Where either has none there is no number.
    """
    from scipy.stats.contingency import relative_risk

    if not some or not others:
        return Interval(math.nan, math.nan, math.nan)
    ratio = relative_risk(some, of, others, of_others)
    interval = ratio.confidence_interval(0.95)
    return Interval(float(ratio.relative_risk), float(interval.low), float(interval.high))


class Survival(NamedTuple):
    """The share that has not snagged yet, by Kaplan and Meier.

    Attributes
    ----------
    steps : ndarray, shape (n,)
        When the share changes; ascending.
    share, low, high : ndarray, shape (n,)
        The share from then on, and its 95% interval (log-log), which is not a number before any has
        snagged, and after all have.
    """

    steps: Doubles
    share: Doubles
    low: Doubles
    high: Doubles

    @property
    def median(self) -> Interval:
        """The step by which half have snagged; not a number where half never do."""
        return Interval(*(self._when_half(shares) for shares in (self.share, self.low, self.high)))

    def _when_half(self, shares: Doubles) -> float:
        reached = np.flatnonzero(shares <= 0.5)
        return float(self.steps[reached[0]]) if len(reached) else np.nan


def survive(steps: Integers, snagged: NDArray[np.bool_]) -> Survival:
    """Return the survival of descents.

    Parameters
    ----------
    steps : ndarray of int64, shape (n,)
        When each snagged, or how long it was watched.
    snagged : ndarray of bool, shape (n,)
        Whether it did.
    """
    from scipy.stats import CensoredData, ecdf

    data = CensoredData(uncensored=steps[snagged], right=steps[~snagged])
    function = ecdf(data).sf
    # Where nothing has snagged yet, or all have, there is no variance to make an interval of.
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        interval = function.confidence_interval(0.95, method="log-log")
    return Survival(
        function.quantiles,
        function.probabilities,
        interval.low.probabilities,
        interval.high.probabilities,
    )


def rate_of(events: int, exposure: float) -> Interval:
    """Return a rate with its exact Poisson interval."""
    from scipy.stats import chi2

    low = chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    return Interval(
        events / exposure,
        float(low / exposure),
        float(chi2.ppf(0.975, 2 * events + 2) / 2 / exposure),
    )
