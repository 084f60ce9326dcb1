"""What held on the step that led to a point is what its loss is of."""

import time
from dataclasses import replace

import numpy as np
import pytest

from splotch_tui import History, Recipe, SplotchError, run
from splotch_tui.core.acting import acting_along, epsilons_along
from splotch_tui.core.recipe import Change
from splotch_tui.core.weighing import weights_along

STEERED = Recipe(
    dims=2,
    steps=60,
    changes=(
        Change(0, "epsilon", 0.3),
        Change(17, "epsilon", 0.2),
        Change(17, "learning_rate", 0.1),
        Change(40, "noise", 0.5),
        Change(41, "epsilon", 0.05),
        Change(60, "epsilon", 0.9),
    ),
)


@pytest.mark.parametrize("weights", ["own", "frozen:0.5", "decoupled"])
def test_every_loss_is_of_what_held(weights):
    history = run(replace(STEERED, weights=weights))
    epsilons = epsilons_along(history.recipe, history.steps)
    weighing = weights_along(history)
    for row, epsilon in enumerate(epsilons):
        weighed = None if weighing is None else weighing[row]
        loss = history.landscape.loss(history.points[row], epsilon, weighed)
        assert loss == pytest.approx(history.loss[row], abs=1e-9)
    assert set(epsilons) == {0.3, 0.2, 0.05}


def test_at_each_point_it_is_what_a_recipe_says():
    steps = np.arange(61)
    held, which = acting_along(STEERED, steps)
    assert [held[place] for place in which] == [STEERED.acting_at(step) for step in steps]


def test_a_change_at_every_step_takes_moments_to_run_and_to_follow():
    steps = 4000
    changes = tuple(Change(step, "epsilon", 0.1 + step * 1e-6) for step in range(steps))
    recipe = Recipe(steps=steps, weights="frozen:0.2", changes=changes)
    began = time.process_time()
    history = run(recipe)
    assert weights_along(history).shape == (steps + 1, 1)
    # Quadratic in the changes it took 2.5 s, where nothing else ran.
    assert time.process_time() - began < 1.5
    assert history.loss[-1] == run(recipe.shortened(steps)).loss[-1]


def test_a_history_of_very_many_changes_is_read_again(tmp_path):
    changes = tuple(Change(2, "epsilon", 0.1 + step * 1e-6) for step in range(25_000))
    history = replace(run(Recipe(steps=3)), recipe=Recipe(steps=3, changes=changes))
    assert 1_000_000 < len(history.recipe.to_json()) < 4_000_000
    history.save(tmp_path / "a.npz")
    assert History.load(tmp_path / "a.npz").recipe == history.recipe
    many = replace(history, recipe=replace(history.recipe, changes=4 * changes))
    with pytest.raises(SplotchError, match="100,000 changes by hand are too many for a file"):
        many.save(tmp_path / "b.npz")
    assert not (tmp_path / "b.npz").exists()
