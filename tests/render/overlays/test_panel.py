"""Tests of what plates say."""

import pytest

from render.overlays.panel import short


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.5, "0.5"),
        (-2.0, "−2"),
        (4_000.0, "4,000"),
        (-5_000.0, "−5,000"),
        (40_000.0, "40k"),
        (150_000.0, "150k"),
        (3_000_000.0, "3M"),
        (-2_500_000.0, "−2.5M"),
        (2e9, "2G"),
    ],
)
def test_numbers_of_ticks_are_short(value, text):
    assert short(value) == text
