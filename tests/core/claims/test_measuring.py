"""Every claim measures what its plan says, on as few descents as there may be."""

import math

import pytest

from splotch_tui.core.claims import CLAIMS, load_claim
from splotch_tui.core.claims.claim import Verdict
from splotch_tui.core.claims.sample import Sample
from splotch_tui.core.ensemble.survival import Interval


@pytest.mark.parametrize("name", [name for name in CLAIMS if name != "choice"])
def test_a_thousandth_of_every_plan_is_measured(name):
    taken = []
    found = load_claim(name).measure(Sample(0.005 if name == "odds" else 0.001, taken.append))
    assert sum(taken) > 0
    assert found.verdict in Verdict
    assert found.why
    for label, value in found.numbers.items():
        if isinstance(value, Interval):
            assert not value.low > value.value + 1e-12, label
            assert not value.value > value.high + 1e-12, label
        else:
            assert not math.isinf(value), label
    for series in found.chart.series:
        assert len(series.x) == len(series.y) > 0
