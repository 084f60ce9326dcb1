"""Whether a run that snags has made its own hills grow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from splotch_tui.core.claims.chart import Chart, Series
from splotch_tui.core.claims.claim import Claim, Found, Verdict
from splotch_tui.core.claims.medians import RESAMPLES, median_snag, resampled_medians
from splotch_tui.core.claims.sample import Sample
from splotch_tui.core.ensemble.survival import Interval, share_of
from splotch_tui.core.recipe import Recipe

# By dims: how many, ε, steps.
_PLANS = {1: (320, 0.02, 200_000), 2: (320, 0.02, 60_000), 4: (160, 0.01, 60_000)}
_PLANS[16] = (96, 0.0025, 60_000)
_YOKED, _FROZEN = (1, 16), (0.05, 0.2)
_FROZEN_STEPS = 2_000
_FIRST_SEED = 160_000_000
# How much later decoupled runs have to snag.
_TWICE = 2.0


def _measure(sample: Sample) -> Found:
    numbers: dict[str, Interval | float | int] = {}
    ratios = {}
    for dims, (whole, epsilon, steps) in _PLANS.items():
        count = sample.size(whole, 16)
        first = _FIRST_SEED + 10_000 * dims
        own = [
            Recipe(seed=first + i, dims=dims, epsilon=epsilon, steps=steps) for i in range(count)
        ]
        table = sample.table_of(own)
        real = numbers[f"half have snagged by, D = {dims}"] = median_snag(table)
        decoupled = sample.table_of([replace(one, weights="decoupled") for one in own])
        free = median_snag(decoupled)
        numbers[f"half have snagged by, D = {dims}, decoupled"] = free
        # Both of the same landscapes, drawn together.
        rows = np.random.default_rng(dims).integers(0, count, (RESAMPLES, count))
        drawn = [resampled_medians(one, 0, rows) for one in (decoupled, table)]
        # One that half of never reach is beyond all that was watched.
        quotients = np.minimum(drawn[0], steps) / drawn[1]
        low, high = np.quantile(quotients, (0.025, 0.975))
        middle = (steps if np.isnan(free.value) else free.value) / real.value
        ratios[dims] = Interval(float(middle), float(low), float(high))
        numbers[f"how many times later, D = {dims}, decoupled"] = ratios[dims]
        if dims in _YOKED:
            yoked = [
                replace(one, weights=f"yoked:{first + 5_000 + i}") for i, one in enumerate(own)
            ]
            numbers[f"half have snagged by, D = {dims}, yoked"] = median_snag(
                sample.table_of(yoked)
            )
            for u in _FROZEN:
                frozen = [replace(one, weights=f"frozen:{u!r}", steps=_FROZEN_STEPS) for one in own]
                snagged = sample.table_of(frozen)["phase"] == "snag"
                numbers[f"snagged within 2,000 steps, D = {dims}, frozen at u = {u:g}"] = share_of(
                    int(snagged.sum()), count
                )
    if all(ratio.low > _TWICE for ratio in ratios.values()):
        verdict = Verdict.REFUTED
    elif all(ratio.low <= 1.0 <= ratio.high for ratio in ratios.values()):
        verdict = Verdict.UPHELD
    else:
        verdict = Verdict.UNDECIDED
    why = "decoupled runs snag later by a factor of " + ", ".join(
        f"{ratio.value:.1f} [{ratio.low:.1f}, {ratio.high:.1f}] at D = {dims}"
        for dims, ratio in ratios.items()
    )
    chart = Chart(
        "how many times later half have snagged, if the weights walk by themselves",
        "D",
        "ratio of medians",
        [Series("decoupled / own", list(ratios), list(ratios.values()))],
        log_x=True,
        log_y=True,
        level=1.0,
    )
    return Found(numbers, verdict, why, chart)


CLAIM = Claim(
    words='Runs are "snagged by the first non-orthogonal ridge, without selection" (the comment).',
    hypothesis="A run's own past does not matter: where the weights of the splotches walk by "
    "themselves, with the same noise, it snags as early.",
    statistic="The ratio of the median snag steps, decoupled to own weights, on the same "
    "landscapes, with a bootstrap interval; beside it the medians with weights yoked to another "
    "landscape's run, and the shares snagged within 2,000 steps with weights frozen at u = ε·‖w‖.",
    sample="D = 1 (320 landscapes, ε = 0.02, 200,000 steps), 2 (320, 0.02, 60,000), 4 (160, 0.01, "
    "60,000), 16 (96, 0.0025, 60,000); seeds from 160,000,000 + 10,000·D on; yoked and frozen at "
    "D = 1 and 16.",
    rule="Refuted if the interval of the ratio lies above 2 at every D; upheld if it holds 1 at "
    "every D; undecided otherwise.",
    limits="A median that half never reach counts as the last step: the ratio is then a bound. "
    "Growth alone is not selection: the yoked runs grow as much, on hills that are not theirs.",
    measure=_measure,
    descent_steps=sum(2 * count * steps for count, _, steps in _PLANS.values()),
)
