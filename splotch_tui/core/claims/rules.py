"""Whether it matters which rule a run descends by."""

from __future__ import annotations

import math

import numpy as np

from splotch_tui.core.claims.chart import Chart, Series
from splotch_tui.core.claims.claim import Claim, Found, Verdict
from splotch_tui.core.claims.medians import median_snag
from splotch_tui.core.claims.sample import Sample
from splotch_tui.core.ensemble.survival import Interval, share_of
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.rules import RULES, load_rule

# By dims: how many, ε, and steps of a rule that climbs η a step without hills.
_PLANS = {1: (960, 0.1, 20_000), 16: (64, 0.0025, 12_000)}
_FIRST_SEED = 141_000_000
_HALF = 0.5


def _measure(sample: Sample) -> Found:
    numbers: dict[str, Interval | float | int] = {}
    shares: dict[tuple[int, str], Interval] = {}
    for dims, (count, epsilon, _) in _PLANS.items():
        seeds = range(_FIRST_SEED + 1000 * dims, _FIRST_SEED + 1000 * dims + sample.size(count, 16))
        for rule in RULES:
            table = sample.table(
                {
                    "seed": seeds,
                    "dims": dims,
                    "epsilon": epsilon,
                    "steps": _steps(rule, dims),
                    "rule": rule,
                }
            )
            snagged = table["snag_step"] >= 0
            shares[dims, rule] = share_of(int(snagged.sum()), len(seeds))
            numbers[f"snagged, D = {dims}, {rule}"] = shares[dims, rule]
            numbers[f"half have snagged by, D = {dims}, {rule}"] = median_snag(table)
            at_end = snagged & (table["phase"] == "snag")
            if at_end.any():
                numbers[f"median x0 of the snagged, D = {dims}, {rule}"] = float(
                    np.median(table["x0"][at_end])
                )
            numbers[f"released of the snagged, D = {dims}, {rule}"] = share_of(
                int((table["releases"] > 0).sum()), max(int(snagged.sum()), 1)
            )
    below = [key for key, found in shares.items() if found.high < _HALF]
    above = all(found.low > _HALF for found in shares.values())
    verdict = Verdict.REFUTED if below else Verdict.UPHELD if above else Verdict.UNDECIDED
    (dims, rule), least = min(shares.items(), key=lambda item: item[1].low)
    why = (
        f"least are snagged by {rule} at D = {dims}: {least.value:.3f} "
        f"[{least.low:.3f}, {least.high:.3f}]"
    )
    series = [
        Series(f"D = {dims}", list(range(len(RULES))), [shares[dims, rule] for rule in RULES])
        for dims in _PLANS
    ]
    chart = Chart(
        "the share of runs that snag, by rule",
        "",
        "share snagged",
        series,
        ticks=list(enumerate(RULES)),
        level=_HALF,
    )
    return Found(numbers, verdict, why, chart)


def _steps(rule: str, dims: int) -> int:
    """Return how many steps take a rule as far, without hills, as the plan's take others."""
    _, epsilon, steps = _PLANS[dims]
    recipe = Recipe(dims=dims, epsilon=epsilon, rule=rule, steps=steps)
    climb = load_rule(rule).free_climb(recipe)
    return max(steps, math.ceil(steps * recipe.learning_rate / climb))


CLAIM = Claim(
    words="What would HMC, NUTS or ATMC do instead? (the comment's author, elsewhere)",
    hypothesis="The same: it is the landscape that catches a run, by whatever rule it descends.",
    statistic="The share snagged, the median snag step in gradient evaluations, x0 of the snagged, "
    "and the share of them released again, for each rule with its default parameters.",
    sample="960 landscapes of D = 1, ε = 0.1, 20,000 steps; 64 of D = 16, ε = 0.0025, 12,000 "
    "steps; of rules that climb slower without hills than η a step as many more as take them as "
    "far. (The first plan gave all as many steps: a look at 48 and 16 landscapes showed that "
    "`sign` and `atmc` had not come as far as the others snag.) Seeds from 141,000,000 + 1000·D "
    "on, which that look did not have; the same for all rules.",
    rule="Upheld if by every rule and at both D more than half are snagged (Wilson interval above "
    "1/2); refuted if by some rule fewer (below 1/2); undecided otherwise.",
    limits="Rules are compared at their defaults, with one η and one temperature.",
    measure=_measure,
    descent_steps=2 * len(RULES) * sum(count * steps for count, _, steps in _PLANS.values()),
)
