"""What compared runs are called, and which are pinned."""

from dataclasses import replace

import numpy as np
import pytest

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.recipe import PRESETS, Recipe
from splotch_tui.core.record import Record
from splotch_tui.session.snapshot import Snapshot
from splotch_tui.ui.widgets.comparison import MOST_PINNED, Comparison, difference

PRESENT = PRESETS["comment"]


def seen(recipe=PRESENT, step=3, **more):
    record = Record.started(np.zeros(1 + recipe.dims), 0.0)
    record = record.extended(np.zeros((step, 1 + recipe.dims)), np.zeros(step))
    return Snapshot(1, recipe, record, step=step, **more)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({}, "the same run"),
        ({"steps": 70}, "the same run"),
        ({"seed": 1730}, "seed 1730"),
        ({"rule": "adam"}, "rule adam"),
        ({"epsilon": 0.2}, "ε 0.2"),
        ({"noise_seed": 3}, "noise seed 3"),
        ({"dims": 16, "silence": "channels"}, "D 16, silenced channels"),
        # The first two of several.
        ({"rule": "adam", "seed": 3, "epsilon": 0.2, "waves": 7}, "seed 3, waves 7"),
    ],
)
def test_a_run_is_called_by_what_differs(values, name):
    assert difference(replace(PRESENT, **values), PRESENT) == name


def test_parameters_of_the_same_rule_are_told():
    quick, slow = (Recipe(rule="momentum", rule_parameters={"mu": value}) for value in (0.9, 0.99))
    assert difference(quick, slow).endswith(" 0.9")
    assert difference(quick, PRESENT.with_value("epsilon", 0.1)) == "rule momentum"


def test_changes_by_hand_are_told():
    once = PRESENT.changed(300, "epsilon", 0.2)
    twice = once.changed(4000, "noise", 0.5)
    assert difference(PRESENT, once) == "without the change"
    assert difference(PRESENT, twice) == "without the changes"
    assert difference(once, twice) == "without the change"
    assert difference(once, PRESENT) == "ε 0.2 at 300"
    assert difference(twice, once) == "noise 0.5 at 4,000"
    assert difference(replace(once, seed=2), PRESENT) == "seed 2, ε 0.2 at 300"


def test_a_run_keeps_its_colour_and_its_name_follows_the_present_one():
    comparison = Comparison()
    recipes = [PRESENT.with_value("seed", seed) for seed in (1, 2, 3)]
    for recipe in recipes:
        assert comparison.pin(seen(recipe))
    colours = [one.colour for one in comparison.runs(seen())]
    assert [one.name for one in comparison.runs(seen())] == ["seed 1", "seed 2", "seed 3"]
    assert len(set(colours)) == 3 and None not in colours
    assert comparison.unpin(PRESENT) == "seed 3"
    other = seen(PRESENT.with_value("epsilon", 0.2))
    assert [one.name for one in comparison.runs(other)] == ["seed 1, ε 0.1", "seed 2, ε 0.1"]
    assert [one.colour for one in comparison.runs(other)] == colours[:2]
    assert comparison.pin(seen(recipes[2]))
    assert [one.colour for one in comparison.runs(seen())] == colours


def test_a_run_that_went_on_is_pinned_once_as_far_as_it_is():
    comparison = Comparison()
    assert comparison.pin(seen(step=3))
    assert not comparison.pin(seen(step=9))
    assert not comparison.pin(seen(step=5))
    (one,) = comparison.runs(seen())
    assert one.record.length == 10
    # A change makes another of it.
    assert comparison.pin(seen(PRESENT.changed(5, "epsilon", 0.2)))


def test_more_than_five_are_not_pinned():
    comparison = Comparison()
    for seed in range(MOST_PINNED):
        comparison.pin(seen(PRESENT.with_value("seed", seed)))
    with pytest.raises(SplotchError, match="5 runs are pinned already"):
        comparison.pin(seen())
    assert len(comparison.runs(seen())) == MOST_PINNED == 5
    for _ in range(MOST_PINNED):
        assert comparison.unpin(PRESENT)
    assert comparison.unpin(PRESENT) == ""


def test_a_pinned_run_holds_no_other():
    comparison = Comparison()
    others = {"ahead": seen().record, "ghost": seen().record, "ghost_recipe": PRESENT}
    comparison.pin(seen(PRESENT.with_value("seed", 4), **others))
    (one,) = comparison.runs(seen())
    assert all(getattr(one, name, None) is None for name in others)


def test_what_would_have_been_is_the_last_and_grey():
    comparison = Comparison()
    comparison.pin(seen(PRESENT.with_value("seed", 4)))
    changed = PRESENT.changed(2, "epsilon", 0.2)
    present = seen(changed, ghost=seen().record, ghost_recipe=PRESENT)
    assert [one.name for one in comparison.runs(present)][1:] == ["without the change"]
    assert comparison.runs(present)[1].colour is None
