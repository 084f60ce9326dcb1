"""The statistics of claims, each found by another way, or from a sample of which it is known."""

import numpy as np
import pytest

from splotch_tui.core.claims.criterion import _auc
from splotch_tui.core.claims.log_binomial import fit_log_linear
from splotch_tui.core.claims.medians import median_snag, resampled_medians
from splotch_tui.core.claims.seed_1725 import _fit_once
from splotch_tui.core.ensemble.survival import rate_of, share_of, survive


def test_wilson_intervals():
    share = share_of(3, 20)
    z, p, n = 1.959963984540054, 0.15, 20
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    assert share == pytest.approx((p, middle - half, middle + half))
    assert share_of(0, 50).low == 0
    assert share_of(50, 50).high == pytest.approx(1)


def test_poisson_intervals():
    assert rate_of(0, 10.0) == pytest.approx((0, 0, 0.36889), abs=1e-5)
    assert rate_of(10, 10.0) == pytest.approx((1, 0.479539, 1.839036), abs=1e-5)


def product_limit(steps, snagged):
    """Kaplan and Meier's estimate, written down."""
    share, result = 1.0, {}
    for step in np.unique(steps[snagged]):
        at_risk = (steps >= step).sum()
        share *= 1 - ((steps == step) & snagged).sum() / at_risk
        result[step] = share
    return result


def test_survival_is_the_product_limit():
    random = np.random.default_rng(1)
    waits, ends = random.integers(1, 40, 300), random.integers(1, 60, 300)
    steps, snagged = np.minimum(waits, ends), waits <= ends
    curve = survive(steps, snagged)
    found = dict(zip(curve.steps, curve.share, strict=True))
    expected = product_limit(steps, snagged)
    assert {step: found[step] for step in expected} == pytest.approx(expected)
    median = next(step for step, share in expected.items() if share <= 0.5)
    assert curve.median.value == median
    assert curve.median.low <= median <= curve.median.high


def test_survival_of_none_and_of_all():
    free = survive(np.full(5, 100), np.zeros(5, bool))
    assert free.share.tolist() == [1.0]
    assert np.isnan(free.median.value)
    caught = survive(np.array([3, 3, 3]), np.ones(3, bool))
    assert caught.median.value == 3
    assert survive(np.array([7]), np.array([True])).median.value == 7


def test_medians_drawn_again_are_those_of_kaplan_and_meier():
    random = np.random.default_rng(2)
    table = {
        "snag_step": np.where(random.random(41) < 0.3, -1, random.integers(1, 900, 41)),
        "gradient_evaluations": np.full(41, 1000),
    }
    rows = random.integers(0, 41, (50, 41))
    medians = resampled_medians(table, 0, rows)
    for row, median in zip(rows, medians, strict=True):
        again = median_snag({name: column[row] for name, column in table.items()}).value
        assert median == again or (np.isinf(median) and np.isnan(again))


def test_a_share_that_falls_by_a_factor_is_found_to():
    random = np.random.default_rng(3)
    x, of = np.arange(1.0, 6), np.full(5, 200_000)
    some = random.binomial(of, 0.17 * 0.2 ** (x - 1))
    fit = fit_log_linear(x, some, of)
    assert fit.factor.low < 0.2 < fit.factor.high
    assert fit.curvature.low < 0 < fit.curvature.high
    assert fit.p > 0.01
    bent = random.binomial(of, 0.3 * 0.5 ** (x - 1) * 0.8 ** ((x - 1) ** 2))
    fit = fit_log_linear(x, bent, of)
    assert fit.curvature.low < np.log(0.8) < fit.curvature.high
    assert fit.p < 1e-6


@pytest.mark.parametrize("shape", [0.6, 1.0, 1.7])
def test_the_shape_of_a_wait_is_found_where_some_never_end(shape):
    from scipy.stats import CensoredData, weibull_min

    random = np.random.default_rng(4)
    waits = 1000 * random.weibull(shape, 4000)
    snagged = waits < 1500
    waits = np.minimum(waits, 1500)
    found, scale = _fit_once(waits, snagged)
    assert found == pytest.approx(shape, rel=0.06)
    assert scale == pytest.approx(1000, rel=0.06)
    data = CensoredData(uncensored=waits[snagged], right=waits[~snagged])
    other, _, other_scale = weibull_min.fit(data, floc=0)
    assert (found, scale) == pytest.approx((other, other_scale), rel=1e-3)


def test_auc_is_the_share_of_pairs_in_order():
    random = np.random.default_rng(5)
    score, hit = random.normal(size=60), random.random(60) < 0.4
    pairs = [(a > b) for a in score[hit] for b in score[~hit]]
    assert _auc(score, hit) == pytest.approx(np.mean(pairs))
