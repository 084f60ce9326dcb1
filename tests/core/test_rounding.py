"""Round numbers for ticks."""

import math

from hypothesis import given
from hypothesis import strategies as st

from splotch_tui.core.rounding import round_below


@given(st.floats(1e-200, 1e200))
def test_it_is_1_2_or_5_times_a_power_of_ten_next_below(value):
    result = round_below(value)
    digit = round(result / 10.0 ** math.floor(math.log10(result * (1 + 1e-9))))
    assert digit in (1, 2, 5)
    assert result <= value * (1 + 1e-9) < 2.5 * (1 + 1e-6) * result


def test_the_last_bits_do_not_count():
    assert round_below(999.9999999999999) == 1000.0
    assert round_below(0.1 + 0.2 + 0.2) == 0.5
