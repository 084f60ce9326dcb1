from splotch_tui.ui.widgets.status import rate_text


def test_rates_are_short():
    rates = (0.0, 42.0, 999.0, 9_999.0, 12_345.0, 999_499.0, 999_700.0, 1.39e6)
    texts = ["0", "42", "999", "9999", "12.3 k", "999 k", "1 M", "1.39 M"]
    assert [rate_text(rate) for rate in rates] == texts
