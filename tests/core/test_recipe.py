"""Recipes: values, checked, in one line of text."""

import json
import pickle
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from splotch_tui import Change, Recipe, SplotchError
from splotch_tui.core import recipe as recipe_module
from splotch_tui.core import rules as rules_module
from splotch_tui.core.parameters import Parameter
from splotch_tui.core.recipe import BY_NAME, LONGEST_TEXT
from splotch_tui.core.rules import RULES, load_rule

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
    rule=st.sampled_from(list(RULES)),
    engine=st.sampled_from(["compiled", "torch"]),
    changes=changes,
)
FULL = json.dumps(Recipe().to_dict())


@given(recipes)
def test_json_and_back(recipe):
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert Recipe.from_dict(json.loads(json.dumps(recipe.to_dict()))) == recipe
    assert pickle.loads(pickle.dumps(recipe)) == recipe
    assert "\n" not in recipe.to_json()


def test_the_text_of_a_recipe_is_as_short_as_can_be():
    assert json.loads(Recipe().to_json()) == {"version": 2}
    recipe = Recipe(seed=4, noise_seed=0, engine="torch", steps=100).changed(7, "noise", 2)
    assert json.loads(recipe.to_json()) == {
        "version": 2,
        "seed": 4,
        "noise_seed": 0,
        "steps": 100,
        "engine": "torch",
        "changes": [{"step": 7, "parameter": "noise", "value": 2.0}],
    }


def test_a_recipe_is_a_value():
    recipe = Recipe().changed(7, "noise", 2)
    assert {recipe, Recipe().changed(7, "noise", 2), Recipe()} == {Recipe(), recipe}
    for value, name in ((recipe, "seed"), (recipe.changes[0], "step")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, 3)
    with pytest.raises(TypeError):
        recipe.rule_parameters["beta1"] = 0.5


def test_what_a_text_leaves_out_means_the_same_for_ever():
    assert Recipe.from_json('{"version": 2}').to_dict() == {
        "version": 2,
        "seed": 1729,
        "dims": 1,
        "waves": 5,
        "epsilon": 0.1,
        "learning_rate": 0.2,
        "noise": 1.0,
        "noise_seed": None,
        "steps": 5000,
        "rule": "normalised",
        "rule_parameters": {},
        "silence": "none",
        "weights": "own",
        "engine": "compiled",
        "changes": [],
    }


@pytest.fixture
def heavy_ball(monkeypatch):
    """The rule `normalised`, as if it had a parameter that is live and one that is not."""
    about = {"kind": float, "help": "", "symbol": "", "low": 0, "high": 1}
    own = (
        Parameter(name="momentum", default=0.5, live=True, **about),
        Parameter(name="damping", default=0.0, **about),
    )
    rule = replace(load_rule("normalised"), parameters=own)
    for module in (recipe_module, rules_module):
        monkeypatch.setattr(module, "load_rule", lambda _: rule)


@pytest.mark.usefixtures("heavy_ball")
def test_a_rules_own_parameters_are_the_recipes():
    assert Recipe().rule_parameters == {"momentum": 0.5, "damping": 0.0}
    assert json.loads(Recipe().to_json()) == {"version": 2}
    recipe = Recipe(rule_parameters={"damping": 1}).changed(7, "momentum", 0.25)
    assert json.loads(recipe.to_json())["rule_parameters"] == {"damping": 1.0}
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert recipe.restated_at(6).rule_parameters == {"momentum": 0.5, "damping": 1.0}
    later = recipe.restated_at(7)
    assert later == Recipe(rule_parameters={"momentum": 0.25, "damping": 1.0})
    assert later.changes == ()


@pytest.mark.usefixtures("heavy_ball")
def test_a_rules_own_parameters_are_checked():
    with pytest.raises(SplotchError, match="has no parameter speed: it has momentum, damping"):
        Recipe(rule_parameters={"speed": 1})
    with pytest.raises(SplotchError, match="momentum must be from 0 to 1"):
        Recipe(rule_parameters={"momentum": 2})
    with pytest.raises(SplotchError, match="momentum must be from 0 to 1"):
        Recipe().changed(7, "momentum", 2)
    with pytest.raises(SplotchError, match="not of a live parameter"):
        Recipe().changed(7, "damping", 1)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"version": 3}, "version 3, later than this splotch reads: update"),
        ({"version": 10**40}, "later than this splotch reads"),
        ({"version": 0}, "version 0, which no splotch wrote"),
        ({"version": -1}, "version -1, which no splotch wrote"),
        ({"speed": 3}, "unknown key, speed"),
        ({"x" * 900_000: 3}, "unknown key, xxxx"),
        ({"rule": "newton"}, "atmc, not newton"),
        ({"rule": ["normalised"]}, "rule must be one of"),
        ({"rule_parameters": {"beta1": 0.9}}, "the rule normalised has no parameter beta1"),
        ({"rule_parameters": [1]}, "not names and values"),
        ({"silence": "half"}, "silence must be one of none, channels, diagonals, random, not half"),
        (
            {"weights": "mine"},
            "weights must be one of own, decoupled, frozen:U, yoked:SEED",
        ),
        ({"engine": "jax"}, "engine must be one of compiled, torch, not jax"),
        ({"engine": "x" * 900_000}, "engine must be one of compiled, torch, not xxxx"),
        ({"engine": None}, "engine must be one of"),
    ],
)
def test_what_this_version_does_not_know_is_refused_by_name(changed, said):
    with pytest.raises(SplotchError) as caught:
        Recipe.from_dict({**Recipe().to_dict(), **changed})
    assert said in str(caught.value)
    assert len(str(caught.value)) < 200


def test_version_1_says_everything_and_knows_no_rules():
    old = {name: getattr(Recipe(), name) for name in ("seed", "dims", "waves", "epsilon")}
    old |= {"learning_rate": 0.2, "noise": 1.0, "noise_seed": None, "steps": 300, "changes": []}
    old["version"] = 1
    assert Recipe.from_dict(old) == Recipe(steps=300)
    assert Recipe.from_dict({**old, "engine": "torch"}) == Recipe(steps=300, engine="torch")
    with pytest.raises(SplotchError, match="unknown key, rule"):
        Recipe.from_dict({**old, "rule": "normalised"})
    del old["steps"]
    with pytest.raises(SplotchError, match="lacks steps"):
        Recipe.from_dict(old)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"step": step} for step in (True, "1", 1.0, None)),
        {"parameter": 3},
        *({"value": value} for value in (True, "2", None, [2])),
        {"why": "to see"},
    ],
    ids=str,
)
def test_a_change_that_is_none_is_refused(wrong):
    change = {"step": 1, "parameter": "noise", "value": 2}
    assert Recipe.from_dict({"version": 2, "changes": [change]}).changes
    with pytest.raises(SplotchError, match="not a step, a parameter and a value"):
        Recipe.from_dict({"version": 2, "changes": [change | wrong]})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        "[" * 100_000,
        '{"version": 99}',
        '{"version": true}',
        '{"version": 1}',
        FULL.replace("1729", '"1729"'),
        FULL.replace("1729", "1e400"),
        FULL.replace("1729", "9" * 400),
        Recipe().changed(7, "noise", 3).to_json().replace("3.0", "9" * 400),
        FULL.replace("1729", "NaN"),
        FULL.replace("1729", "17.5"),
        FULL.replace("1729", "-1"),
        FULL.replace('"changes": []', '"changes": 3'),
        FULL.replace('"changes": []', '"changes": [3]'),
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
    with pytest.raises(SplotchError, match="at most 20,000,000, not 1,048,576,000: take fewer"):
        Recipe(dims=1024, waves=1000)
    assert Recipe(dims=1000, waves=20).waves == 20


def test_a_text_too_long_for_a_recipe_is_refused():
    text = Recipe(seed=3).to_json()
    assert Recipe.from_json(text.ljust(LONGEST_TEXT)).seed == 3
    with pytest.raises(SplotchError, match="no recipe"):
        Recipe.from_json(text.ljust(LONGEST_TEXT + 1))


def test_a_change_replaces_what_was_noted_later():
    recipe = Recipe().changed(10, "epsilon", 0.2).changed(20, "noise", 2)
    assert recipe.changed(15, "epsilon", 0.3).changes == (
        Change(10, "epsilon", 0.2),
        Change(15, "epsilon", 0.3),
    )
    assert recipe.changed(20, "noise", 3).changes[-1] == Change(20, "noise", 3.0)
    assert recipe.changed(20, "epsilon", 1).changed(20, "noise", 3).changes == (
        Change(10, "epsilon", 0.2),
        Change(20, "epsilon", 1.0),
        Change(20, "noise", 3.0),
    )
    assert recipe.shortened(15).changes == (Change(10, "epsilon", 0.2),)
    assert recipe.shortened(20).changes == recipe.changes
    assert recipe.restated_at(9) == Recipe()
    assert recipe.restated_at(10) == Recipe(epsilon=0.2)
    assert recipe.restated_at(4000) == Recipe(epsilon=0.2, noise=2)


def test_all_restatements_are_those_one_by_one():
    recipe = Recipe(seed=3)
    for step, name, value in [
        (5, "noise", 2),
        (5, "epsilon", 0.2),
        (9, "noise", 3),
        (12, "noise", 1),
    ]:
        recipe = recipe.changed(step, name, value)
    assert list(recipe.restatements()) == [(step, recipe.restated_at(step)) for step in (5, 9, 12)]
    assert list(Recipe().restatements()) == []


@pytest.mark.parametrize("steps", [[-1], [101], [7, 3]])
def test_changes_are_in_the_order_of_the_steps(steps):
    changes = tuple(Change(step, "noise", 2.0) for step in steps)
    with pytest.raises(SplotchError, match="not in the order of its steps"):
        Recipe(steps=100, changes=changes)


def test_captions_say_what_decides_a_run():
    assert Recipe().caption() == ["seed 1729", "D = 1", "waves 5", "ε = 0.1", "η = 0.2"]
    other = Recipe(noise=0.5, noise_seed=77, engine="torch", dims=3)
    assert other.caption()[1] == "D = 3"
    assert other.caption()[5:] == ["noise 0.5", "noise seed 77", "engine torch"]


def test_numbers_of_numpy_are_numbers():
    recipe = Recipe(seed=np.int64(5), epsilon=np.float32(0.25), steps=np.float64(7.0))
    assert recipe == Recipe(seed=5, epsilon=0.25, steps=7)
    assert Recipe.from_json(recipe.to_json()) == recipe
    for value in (True, np.True_, "5", 10**400, 10**5000, np.nan):
        with pytest.raises(SplotchError, match="seed must be"):
            Recipe(seed=value)
