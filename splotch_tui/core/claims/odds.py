"""The odds of a free run against the number of dimensions."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.claims.chart import Chart, Series
from splotch_tui.core.claims.claim import Claim, Found, Verdict
from splotch_tui.core.claims.log_binomial import fit_log_linear
from splotch_tui.core.claims.sample import Sample
from splotch_tui.core.ensemble.survival import Interval, share_of

# By dims; the last two bound the odds, and are too few to fit.
_COUNTS = {1: 20_000, 2: 20_000, 3: 40_000, 4: 100_000, 5: 60_000, 6: 2_000, 8: 2_000}
_FITTED = (1, 2, 3, 4, 5)
_STEPS = (5_000, 50_000)
_FIRST_SEED = 10_000_000
_LEVEL = 0.01


def _measure(sample: Sample) -> Found:
    numbers: dict[str, Interval | float | int] = {}
    series, p = [], {}
    for steps in _STEPS:
        free, of = {}, {}
        for dims, count in _COUNTS.items():
            of[dims] = sample.size(count)
            seeds = range(_FIRST_SEED * dims, _FIRST_SEED * dims + of[dims])
            table = sample.table({"seed": seeds, "dims": dims, "steps": steps})
            free[dims] = int((table["phase"] != "snag").sum())
            numbers[f"free at {steps:,} steps, D = {dims}"] = share_of(free[dims], of[dims])
        fit = fit_log_linear(
            np.array(_FITTED, float),
            np.array([free[dims] for dims in _FITTED]),
            np.array([of[dims] for dims in _FITTED]),
        )
        numbers[f"factor for each dimension, {steps:,} steps"] = fit.factor
        numbers[f"curvature of the logarithm, {steps:,} steps"] = fit.curvature
        numbers[f"p of no curvature, {steps:,} steps"] = p[steps] = fit.p
        shares = [share_of(free[dims], of[dims]) for dims in _COUNTS]
        series.append(Series(f"at {steps:,} steps", list(_COUNTS), shares, line=True))
    falls = all(
        numbers[f"factor for each dimension, {steps:,} steps"].high < 1.0  # type: ignore[union-attr]
        for steps in _STEPS
    )
    late = p[_STEPS[1]]
    verdict = Verdict.UPHELD if falls and late >= _LEVEL else Verdict.REFUTED
    why = (
        f"at {_STEPS[1]:,} steps a straight line of the logarithm has p = {late:.2g}, at "
        f"{_STEPS[0]:,} steps {p[_STEPS[0]]:.2g}"
    )
    chart = Chart("the share of runs that are free", "D", "share free", series, log_y=True)
    return Found(numbers, verdict, why, chart)


CLAIM = Claim(
    words='"The odds go down exponentially" with the number of dimensions (the comment).',
    hypothesis="The share of landscapes on which a run is free falls by the same factor with each "
    "dimension from D = 1 to 5.",
    statistic="The share not in a snag at 5,000 and at 50,000 steps, by D; a binomial fit of its "
    "logarithm, linear in D, and the likelihood ratio of a quadratic term.",
    sample="ε = 0.1, η = 0.2, noise 1, W = 5; 20,000 landscapes of D = 1 and 2, 40,000 of 3, "
    "100,000 of 4, 60,000 of 5; seeds from 10,000,000·D on. 2,000 of D = 6 and 8 for bounds.",
    rule="Upheld if the share falls and p of the quadratic term at 50,000 steps is 0.01 or more; "
    "refuted otherwise.",
    limits="It is of one ε and one η: the temperature falls as 1/(1 + D). What is free at 50,000 "
    "steps may be caught later.",
    measure=_measure,
    descent_steps=sum(_COUNTS.values()) * sum(_STEPS),
)
