"""Parameters: their ranges, what is typed, and what a press of a key reaches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from splotch_tui import Recipe, SplotchError
from splotch_tui.core.recipe import BY_NAME, PARAMETERS


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("seed", 0, 2**32 - 1),
        ("noise_seed", 0, 2**32 - 1),
        ("dims", 1, 1024),
        ("waves", 1, 1000),
        ("steps", 1, 10**10),
        ("epsilon", 0.0, 1000.0),
        ("learning_rate", 1e-6, 1000.0),
        ("noise", 0.0, 1000.0),
    ],
)
def test_both_ends_of_a_range_are_within_it(name, low, high):
    check = BY_NAME[name].check
    assert (check(low), check(high)) == (low, high)
    below, above = (
        (low - 1, high + 1)
        if isinstance(low, int)
        else (np.nextafter(low, -np.inf), np.nextafter(high, np.inf))
    )
    for outside in (below, above):
        with pytest.raises(SplotchError, match="must be from"):
            check(outside)


@pytest.mark.parametrize(
    ("name", "value", "next_up"),
    [
        ("epsilon", 0.0, 1e-5),
        ("learning_rate", 1e-6, 1e-4),
        ("noise", 0.0, 1e-3),
        ("seed", 1729, 1730),
        ("noise_seed", None, 1),
        ("dims", 1, 2),
        ("waves", 5, 6),
        ("steps", 5000, 5100),
    ],
)
def test_a_press_moves_by_the_finest_distance(name, value, next_up):
    assert BY_NAME[name].stepped(value, +1) == next_up


@given(st.sampled_from(["epsilon", "learning_rate", "noise"]), st.integers(0, 60))
def test_steps_up_are_undone_by_steps_down(name, presses):
    parameter = BY_NAME[name]
    start = value = getattr(Recipe(), name)
    met = [start]
    for _ in range(presses):
        value = parameter.stepped(value, +1)
        met.append(value)
    assert met == sorted(set(met))
    for _ in range(presses):
        value = parameter.stepped(value, -1)
    assert value == start


@pytest.mark.parametrize(
    "parameter",
    [parameter for parameter in PARAMETERS if not parameter.choices],
    ids=lambda parameter: parameter.name,
)
def test_steps_stop_at_the_ends_of_the_range(parameter):
    for direction, end in ((+1, parameter.high), (-1, parameter.low)):
        value = end
        assert parameter.stepped(value, direction, 10) == end


def test_choices_follow_each_other_in_a_circle():
    engine = BY_NAME["engine"]
    assert engine.stepped("compiled", 1) == engine.stepped("compiled", -1) == "torch"
    assert engine.stepped("torch", 1, 10) == "compiled"


def test_a_value_met_by_steps_is_a_short_decimal():
    value = 0.1
    for _ in range(20):
        value = BY_NAME["epsilon"].stepped(value, -1, 10)
        assert len(f"{value!r}") <= 8


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("epsilon", " 0.25 ", 0.25),
        ("epsilon", "1e-3", 0.001),
        ("steps", "1_000_000", 1_000_000),
        ("steps", "1e6", 1_000_000),
        ("steps", "1,000,000", 1_000_000),
        ("learning_rate", "1,000.", 1000.0),
        ("noise_seed", "", None),
        # What our own axes and status line print.
        ("steps", "10k", 10_000),
        ("steps", "3M", 3_000_000),
        ("steps", "1.5G", 1_500_000_000),
        ("steps", "10 000", 10_000),
        ("steps", "10\u202f000", 10_000),
        ("epsilon", "+.5", 0.5),
        ("engine", " torch ", "torch"),
    ],
)
def test_typed_values_are_read(name, text, value):
    assert BY_NAME[name].parse(text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("epsilon", "x"),
        ("epsilon", "nan"),
        ("dims", "2.5"),
        ("seed", ""),
        # A decimal comma is no other number.
        ("epsilon", "0,1"),
        ("epsilon", "0,0025"),
        ("epsilon", "0,025"),
        ("steps", "1,5"),
    ],
)
def test_typed_nonsense_is_refused_by_name(name, text):
    with pytest.raises(SplotchError, match=name):
        BY_NAME[name].parse(text)


def test_a_decimal_comma_is_answered_with_the_decimal_point():
    with pytest.raises(SplotchError, match=r"with a decimal point it is 0\.0025$"):
        BY_NAME["epsilon"].parse("0,0025")


@pytest.mark.parametrize("text", ["9" * 5000, "x" * 5000, "1" * 300 + "k"])
def test_values_in_messages_are_short(text):
    with pytest.raises(SplotchError) as caught:
        BY_NAME["seed"].parse(text)
    assert len(str(caught.value)) < 120
