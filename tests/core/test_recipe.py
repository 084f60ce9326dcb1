"""Recipes and their parameters."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from splotch_tui import Change, Recipe, SplotchError
from splotch_tui.core.parameters import BY_NAME, PARAMETERS

changes = st.lists(
    st.builds(
        Change,
        st.integers(0, 100),
        st.sampled_from(["epsilon", "learning_rate", "noise"]),
        st.floats(1e-3, 1000),
    ),
    max_size=5,
).map(lambda made: tuple(sorted(made, key=lambda change: change.step)))

recipes = st.builds(
    Recipe,
    seed=st.integers(0, 2**32 - 1),
    dims=st.integers(1, 100),
    waves=st.integers(1, 100),
    epsilon=st.floats(0, 1000),
    learning_rate=st.floats(1e-6, 1000),
    noise=st.floats(0, 1000),
    noise_seed=st.none() | st.integers(0, 2**32 - 1),
    steps=st.integers(100, 10**10),
    changes=changes,
)


@given(recipes)
def test_json_and_back(recipe):
    assert Recipe.from_json(recipe.to_json()) == recipe


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        "[" * 100_000,
        '{"version": 2}',
        '{"version": true}',
        '{"version": 1}',
        Recipe().to_json().replace("1729", '"1729"'),
        Recipe().to_json().replace("1729", "1e400"),
        Recipe().to_json().replace("1729", "9" * 400),
        Recipe().changed(7, "noise", 3).to_json().replace("3.0", "9" * 400),
        Recipe().to_json().replace("1729", "NaN"),
        Recipe().to_json().replace("1729", "17.5"),
        Recipe().to_json().replace("1729", "-1"),
        Recipe().to_json().replace('"changes": []', '"changes": 3'),
        Recipe().to_json().replace('"changes": []', '"changes": [3]'),
        json.dumps(
            {**Recipe().to_dict(), "changes": [{"step": 1, "parameter": "dims", "value": 2}]}
        ),
        json.dumps(
            {**Recipe().to_dict(), "changes": [{"step": 9999, "parameter": "noise", "value": 2}]}
        ),
    ],
)
def test_what_is_no_recipe_is_refused_in_one_line(text):
    with pytest.raises(SplotchError) as caught:
        Recipe.from_json(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seed", -1),
        ("seed", 2**32),
        ("dims", 0),
        ("dims", 1.5),
        ("waves", True),
        ("epsilon", float("inf")),
        ("epsilon", float("nan")),
        ("epsilon", 10**400),
        ("learning_rate", 0),
        ("noise", "1"),
        ("steps", 0),
    ],
)
def test_values_out_of_range_are_refused_by_name(name, value):
    with pytest.raises(SplotchError, match=BY_NAME[name].label):
        Recipe(**{name: value})


def test_a_landscape_too_large_for_memory_is_refused():
    with pytest.raises(SplotchError, match="take fewer"):
        Recipe(dims=1024, waves=1000)


def test_a_change_replaces_what_was_noted_later():
    recipe = Recipe().changed(10, "epsilon", 0.2).changed(20, "noise", 2)
    assert recipe.changed(15, "epsilon", 0.3).changes == (
        Change(10, "epsilon", 0.2),
        Change(15, "epsilon", 0.3),
    )
    assert recipe.changed(20, "noise", 3).changes[-1] == Change(20, "noise", 3.0)
    assert recipe.shortened(15).changes == (Change(10, "epsilon", 0.2),)
    assert recipe.live_at(9).epsilon == 0.1
    assert recipe.live_at(10).epsilon == 0.2


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


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda parameter: parameter.name)
def test_steps_stop_at_the_ends_of_the_range(parameter):
    for direction, end in ((+1, parameter.high), (-1, parameter.low)):
        value = end
        assert parameter.stepped(value, direction, 10) == end


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


def test_numbers_of_numpy_are_numbers():
    recipe = Recipe(seed=np.int64(5), epsilon=np.float32(0.25), steps=np.float64(7.0))
    assert recipe == Recipe(seed=5, epsilon=0.25, steps=7)
    assert Recipe.from_json(recipe.to_json()) == recipe
    for value in (True, np.True_, "5", 10**400, np.nan):
        with pytest.raises(SplotchError, match="seed must be"):
            Recipe(seed=value)
