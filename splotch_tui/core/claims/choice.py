"""Whether the landscape chooses the demon, or the noise does."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.claims.chart import Chart, Series
from splotch_tui.core.claims.claim import Claim, Found, Verdict
from splotch_tui.core.claims.sample import Sample
from splotch_tui.core.ensemble.survival import Interval
from splotch_tui.core.recipe import PRESETS, Recipe
from splotch_tui.core.types import Doubles, Integers

_LANDSCAPES, _DRAWS = 12, 48
_FIRST_SEED, _FIRST_NOISE = 150_000_000, 151_000_000
_DIMS, _STEPS = 16, 5_000
_PERMUTATIONS, _SEED, _LEVEL = 9_999, 11, 0.01


def _measure(sample: Sample) -> Found:
    # Of a smaller sample, fewer draws of each landscape's noise.
    draws = sample.size(_DRAWS, 4)
    plain = PRESETS["original"]
    recipes = [
        Recipe(
            seed=_FIRST_SEED + landscape,
            noise_seed=_FIRST_NOISE + landscape * _DRAWS + draw,
            dims=_DIMS,
            epsilon=plain.epsilon,
            steps=_STEPS,
        )
        for landscape in range(_LANDSCAPES)
        for draw in range(draws)
    ]
    ends = sample.ends_of(recipes)[:, 1:]
    directions = ends / np.linalg.norm(ends, axis=1, keepdims=True)
    cosines = directions @ directions.T
    of = np.repeat(np.arange(_LANDSCAPES), draws)
    within, between = _means(cosines, of)
    random = np.random.default_rng(_SEED)
    as_large = sum(
        _means(cosines, random.permutation(of))[0] >= within for _ in range(_PERMUTATIONS)
    )
    p = (1 + as_large) / (1 + _PERMUTATIONS)
    each = [_mean_within(cosines[np.ix_(of == n, of == n)]) for n in range(_LANDSCAPES)]
    numbers: dict[str, Interval | float | int] = {
        "mean cosine within a landscape": within,
        "mean cosine between landscapes": between,
        "p of a difference as large by chance": p,
        "smallest mean cosine within a landscape": min(each),
    }
    verdict = Verdict.UPHELD if p < _LEVEL else Verdict.UNDECIDED
    why = f"the mean cosine is {within:.3f} within landscapes, {between:.3f} between; p = {p:.2g}"
    boxes = []
    for n in range(_LANDSCAPES):
        values = cosines[np.ix_(of == n, of == n)][np.triu_indices(draws, 1)]
        low, middle, high = np.quantile(values, (0.25, 0.5, 0.75))
        boxes.append(Interval(float(middle), float(low), float(high)))
    others = cosines[of[:, None] != of[None, :]]
    low, middle, high = np.quantile(others, (0.25, 0.5, 0.75))
    chart = Chart(
        "cosine of two runs' directions: median and quartiles",
        "landscape",
        "cosine",
        [
            Series("within a landscape", list(range(1, _LANDSCAPES + 1)), boxes),
            Series(
                "between landscapes",
                [_LANDSCAPES + 2.0],
                [Interval(float(middle), float(low), float(high))],
            ),
        ],
        ticks=[*((n, str(n)) for n in range(1, _LANDSCAPES + 1)), (_LANDSCAPES + 2.0, "all")],
        level=0.0,
    )
    return Found(numbers, verdict, why, chart)


def _means(cosines: Doubles, of: Integers) -> tuple[float, float]:
    """Return the mean cosine of pairs from one landscape, and from two."""
    same = of[:, None] == of[None, :]
    pairs = same & ~np.eye(len(of), dtype=bool)
    return float(cosines[pairs].mean()), float(cosines[~same].mean())


def _mean_within(cosines: Doubles) -> float:
    return float(cosines[np.triu_indices(len(cosines), 1)].mean())


CLAIM = Claim(
    words="Demons form where a self-reinforcing combination of splotches is selected (the post); "
    "others doubt that anything is.",
    hypothesis="The landscape has its demon: whatever the noise, runs on one landscape are carried "
    "away in directions more alike than on two.",
    statistic="The mean cosine between the xn of two runs at 5,000 steps, within a landscape and "
    "between landscapes; the p of a permutation test over 9,999 shuffles of the landscapes.",
    sample="12 landscapes of D = 16, ε = 0.0025 (seeds from 150,000,000 on) with 48 draws of the "
    "noise each (from 151,000,000 on).",
    rule="Upheld if p < 0.01, undecided otherwise.",
    limits="It shows that directions are the landscape's, not that what wins is the fittest of "
    "several.",
    measure=_measure,
    descent_steps=_LANDSCAPES * _DRAWS * _STEPS,
)
