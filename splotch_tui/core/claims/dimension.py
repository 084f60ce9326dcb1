"""How long it takes to be caught, against the number of dimensions."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.claims.chart import Chart, Series
from splotch_tui.core.claims.claim import Claim, Found, Verdict
from splotch_tui.core.claims.medians import median_snag, resampled_medians
from splotch_tui.core.claims.sample import Sample
from splotch_tui.core.ensemble.survival import Interval

# How many steps, by D: several times as many as half of the runs take.
_STEPS = {2: 60_000, 4: 30_000, 8: 20_000, 16: 12_000, 32: 9_000, 64: 6_000, 128: 4_000}
_COUNT, _EPSILON = 160, 0.0025
_FIRST_SEED = 130_000_000


def _measure(sample: Sample) -> Found:
    numbers: dict[str, Interval | float | int] = {}
    medians, resampled = [], []
    for dims, steps in _STEPS.items():
        seeds = range(
            _FIRST_SEED + 1000 * dims, _FIRST_SEED + 1000 * dims + sample.size(_COUNT, 16)
        )
        axes = {"seed": seeds, "dims": dims, "epsilon": _EPSILON, "steps": steps}
        table = sample.table(axes)
        medians.append(median_snag(table))
        # One that half never reach is beyond all that was watched.
        resampled.append(np.minimum(resampled_medians(table, seed=dims), steps))
        numbers[f"half have snagged by, D = {dims}"] = medians[-1]
    logs = np.log(list(_STEPS))
    slope = _slope(logs, np.array([median.value for median in medians]))
    slopes = [_slope(logs, row) for row in np.array(resampled).T]
    low, high = np.quantile(slopes, (0.025, 0.975))
    found = Interval(slope, float(low), float(high))
    numbers["slope of log median against log D"] = found
    verdict = Verdict.UNDECIDED
    if found.high < 0.0:
        verdict = Verdict.REFUTED
    elif found.low > 0.0:
        verdict = Verdict.UPHELD
    why = f"the median falls as D to the power {slope:.3f} [{low:.3f}, {high:.3f}]"
    chart = Chart(
        f"by when half of the runs have snagged, ε = {_EPSILON:g}",
        "D",
        "steps",
        [Series("median, Kaplan–Meier", list(_STEPS), medians, line=True)],
        log_x=True,
        log_y=True,
    )
    return Found(numbers, verdict, why, chart)


def _slope(x: np.ndarray, medians: np.ndarray) -> float:
    return float(np.polyfit(x, np.log(medians), 1)[0])


CLAIM = Claim(
    words='It is "harder to get caught in more dimensions" (in the discussion of the post).',
    hypothesis="At a fixed ε the median step of the snag grows with D.",
    statistic="The median snag step by Kaplan and Meier, and the slope of its logarithm against "
    "that of D, with a bootstrap interval over landscapes.",
    sample="160 landscapes each of D = 2, 4, 8, 16, 32, 64, 128, W = 5, ε = 0.0025, of 60,000 to "
    "4,000 steps; seeds from 130,000,000 + 1000·D on.",
    rule="Upheld if the interval of the slope lies above 0, refuted if below, undecided otherwise.",
    limits="At a fixed ε more dimensions are more splotches, and a lower temperature: η·noise² / "
    "(2(1 + D)).",
    measure=_measure,
    descent_steps=_COUNT * sum(_STEPS.values()),
)
