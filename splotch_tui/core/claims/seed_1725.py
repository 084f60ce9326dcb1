"""The comment's free run, seed 1725, over other draws of its noise."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.claims.chart import Chart, Series, exact
from splotch_tui.core.claims.claim import Claim, Found, Verdict
from splotch_tui.core.claims.sample import Sample
from splotch_tui.core.ensemble.survival import Interval, rate_of, share_of, survive
from splotch_tui.core.types import Doubles, Truths

_SEED, _COUNT, _STEPS, _EARLY = 1725, 4_000, 400_000, 5_000
_FIRST_NOISE = 120_000_000
_LOW, _HIGH = 0.9, 1.1
# How far from the middle of all a snag may be and still be at the same place.
_PLACE = 1.0
_RESAMPLES, _BOOTSTRAP_SEED = 400, 7
_DRAWN = 400


def _measure(sample: Sample) -> Found:
    noise = range(_FIRST_NOISE, _FIRST_NOISE + sample.size(_COUNT, 400))
    axes = {"seed": _SEED, "noise_seed": noise, "steps": _EARLY}
    numbers: dict[str, Interval | float | int] = {}
    said = {"none": "as drawn", "channels": "channels silenced", "diagonals": "diagonals silenced"}
    for silence, told in said.items():
        early = sample.table({**axes, "silence": silence})
        free = int((early["phase"] != "snag").sum())
        numbers[f"free at 5,000 steps, {told}"] = share_of(free, len(noise))
    table = sample.table({**axes, "steps": _STEPS})
    snag = table["snag_step"]
    snagged = snag >= 0
    late = ~snagged | (snag > _EARLY)
    waits = np.where(snagged, snag, _STEPS)[late] - _EARLY
    shape, scale = _fit(waits, snagged[late])
    numbers["descents not snagged by 5,000 steps"] = int(late.sum())
    numbers["Weibull shape of the wait after 5,000 steps"] = shape
    numbers["mean wait, if it is exponential"] = _mean_wait(waits, snagged[late])
    at_end = table["phase"] == "snag"
    x1 = table["xn_norm"][at_end & snagged]
    middle = float(np.median(x1))
    numbers["median |x1| of the snagged at the end"] = middle
    numbers["of them within 1 of that"] = share_of(
        int((np.abs(x1 - middle) < _PLACE).sum()), len(x1)
    )
    exposure = float((_STEPS - snag[snagged]).sum())
    numbers["releases for each snagged step"] = rate_of(int(table["releases"].sum()), exposure)
    for step in (15_000, 30_000, 50_000, 100_000):
        numbers[f"not snagged by {step:,} steps"] = share_of(
            int((~snagged | (snag > step)).sum()), len(noise)
        )
    if shape.low >= _LOW and shape.high <= _HIGH:
        verdict = Verdict.UPHELD
    elif shape.high < _LOW or shape.low > _HIGH:
        verdict = Verdict.REFUTED
    else:
        verdict = Verdict.UNDECIDED
    why = (
        f"the Weibull shape after 5,000 steps is {shape.value:.3f} [{shape.low:.3f}, "
        f"{shape.high:.3f}]; an exponential wait has 1"
    )
    curve = survive(np.where(snagged, snag, _STEPS), snagged)
    pick = np.unique(np.linspace(0, len(curve.steps) - 1, _DRAWN).astype(int))
    bands = [Interval(*(float(part[i]) for part in curve[1:])) for i in pick]
    first = share_of(int(late.sum()), len(noise)).value
    steps = np.linspace(_EARLY, _STEPS, 100)
    fitted = first * np.exp(-(((steps - _EARLY) / scale) ** shape.value))
    chart = Chart(
        "seed 1725 over draws of the noise: not snagged yet",
        "steps",
        "share",
        [
            Series("runs", curve.steps[pick].tolist(), bands, step=True),
            Series("Weibull, from 5,000 on", steps.tolist(), list(map(exact, fitted)), line=True),
        ],
        log_y=True,
    )
    return Found(numbers, verdict, why, chart)


def _fit(waits: Doubles, snagged: Truths) -> tuple[Interval, float]:
    """Return the shape of a Weibull distribution of waits, by bootstrap, and its scale."""
    shape, scale = _fit_once(waits, snagged)
    random = np.random.default_rng(_BOOTSTRAP_SEED)
    shapes = []
    for _ in range(_RESAMPLES):
        chosen = random.integers(0, len(waits), len(waits))
        shapes.append(_fit_once(waits[chosen], snagged[chosen])[0])
    low, high = np.quantile(shapes, (0.025, 0.975))
    return Interval(shape, float(low), float(high)), scale


def _fit_once(waits: Doubles, snagged: Truths) -> tuple[float, float]:
    """Return the shape and the scale of greatest likelihood; those that never snag are censored."""
    from scipy.optimize import brentq

    logs, count = np.log(waits), int(snagged.sum())
    mean = logs[snagged].mean()

    def slope(shape: float) -> float:
        powers = np.exp(shape * (logs - mean))
        return float((powers * logs).sum() / powers.sum() - 1.0 / shape - mean)

    shape = float(brentq(slope, 0.05, 20.0))
    scale = np.exp(mean) * (np.exp(shape * (logs - mean)).sum() / count) ** (1.0 / shape)
    return shape, float(scale)


def _mean_wait(waits: Doubles, snagged: Truths) -> Interval:
    rate = rate_of(int(snagged.sum()), float(waits.sum()))
    return Interval(1.0 / rate.value, 1.0 / rate.high, 1.0 / rate.low)


CLAIM = Claim(
    words='On seed 1725 "the rate drops dramatically after ~15,000 steps, and may or may not do so '
    'again" (the comment).',
    hypothesis="That is one draw of a wait without memory: on this landscape a run that is free "
    "after 5,000 steps snags at a constant rate, at one place.",
    statistic="Over draws of the noise: the share free at 5,000 steps, as drawn and without its "
    "channels or diagonals; the shape of a Weibull distribution of the wait after 5,000 steps, "
    "those that never snag censored, with a bootstrap interval; |x1| of the snagged; releases for "
    "each snagged step.",
    sample="Seed 1725, D = 1, ε = 0.1; 4,000 noise seeds from 120,000,000 on, 400,000 steps.",
    rule="Upheld if the interval of the shape lies within 0.9 to 1.1, refuted if outside, "
    "undecided otherwise.",
    limits="It is of one landscape. A shape of 1 says that the wait has no memory, not why.",
    measure=_measure,
    descent_steps=_COUNT * (_STEPS + 3 * _EARLY),
)
