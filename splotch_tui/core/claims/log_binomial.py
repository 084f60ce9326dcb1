"""A binomial fit of a share whose logarithm is linear, or quadratic, in a number."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from splotch_tui.core.ensemble.survival import NORMAL_95, Interval
from splotch_tui.core.types import Doubles, Integers


class LogLinear(NamedTuple):
    """A share that falls by a factor with each unit.

    Attributes
    ----------
    factor : Interval
        That factor.
    curvature : Interval
        Of the logarithm, in a fit that has one: the coefficient of the square.
    p : float
        Of a likelihood ratio as large, if there is no curvature.
    """

    factor: Interval
    curvature: Interval
    p: float


def fit_log_linear(x: Doubles, some: Integers, of: Integers) -> LogLinear:
    """Fit shares ``some / of`` at `x` by maximum likelihood; intervals are Wald's of 95%."""
    from scipy.stats import chi2

    line, spread, straight = _fit(x, some, of, 1)
    bent, bent_spread, curved = _fit(x, some, of, 2)
    ends = (0.0, -NORMAL_95, NORMAL_95)
    factor = Interval(*(float(np.exp(line[1] + z * spread[1])) for z in ends))
    curvature = Interval(*(float(bent[2] + z * bent_spread[2]) for z in ends))
    return LogLinear(factor, curvature, float(chi2.sf(2.0 * (curved - straight), 1)))


def _fit(x: Doubles, some: Integers, of: Integers, degree: int) -> tuple[Doubles, Doubles, float]:
    """Return coefficients, their standard errors and the log likelihood."""
    from scipy.optimize import minimize

    powers = np.vander(x, degree + 1, increasing=True)

    def loss(coefficients: Doubles) -> float:
        # A share is below 1; the logarithm's slope at the edge leads back.
        logs = np.minimum(powers @ coefficients, -1e-9)
        return -float((some * logs + (of - some) * np.log(-np.expm1(logs))).sum())

    shares = np.maximum(some, 0.5) / of
    start = np.polyfit(x, np.log(shares), degree, w=np.sqrt(np.maximum(some, 0.5)))[::-1]
    found = minimize(loss, start, method="Nelder-Mead", options=_CLOSELY)
    logs = np.minimum(powers @ found.x, -1e-9)
    share = np.exp(logs)
    # Fisher's information of a binomial share with a logarithmic link.
    information = powers.T @ ((of * share / (1.0 - share))[:, None] * powers)
    # Too few to know how well: then no number says so.
    with np.errstate(invalid="ignore"):
        errors = np.sqrt(np.diag(np.linalg.inv(information)))
    return found.x, errors, -float(found.fun)


_CLOSELY = {"xatol": 1e-9, "fatol": 1e-10, "maxiter": 20_000, "maxfev": 20_000}
