"""Shares against each other."""

import numpy as np
import pytest

from splotch_tui.core.ensemble.survival import ratio_of


def test_a_ratio_has_the_interval_of_its_logarithm():
    ratio = ratio_of(431, 20_000, 529, 20_000)
    spread = np.sqrt(1 / 431 - 1 / 20_000 + 1 / 529 - 1 / 20_000)
    assert ratio.value == pytest.approx(431 / 529)
    assert ratio.low == pytest.approx(ratio.value * np.exp(-1.96 * spread), rel=1e-4)
    assert ratio.high == pytest.approx(ratio.value * np.exp(1.96 * spread), rel=1e-4)
    assert np.isnan(ratio_of(0, 10, 3, 10)).all()
    assert np.isnan(ratio_of(3, 10, 0, 10)).all()
