"""A swarm's descents are the runs of their recipes."""

from dataclasses import replace

import numpy as np
import pytest

from splotch_tui import PRESETS, Recipe, SplotchError, run
from splotch_tui.core.ensemble.swarm import run_swarm
from splotch_tui.core.phases import find_phases


@pytest.mark.parametrize(
    "recipe",
    [
        replace(PRESETS["comment"], steps=1500),
        replace(PRESETS["orthogonal"], steps=20_001),
        Recipe(rule="hmc", steps=300),
        replace(PRESETS["comment"], steps=700, silence="channels"),
    ],
)
@pytest.mark.parametrize("count", [1, 11])
def test_each_is_the_run_of_its_seed(recipe, count):
    swarm = run_swarm(recipe, count)
    every = int(swarm.steps[1])
    assert len(swarm.points) == len(swarm.phases) == len(swarm.noise_seeds) == count
    assert swarm.steps[-1] == recipe.steps // every * every
    for seed in {0, count - 1}:
        history = run(replace(recipe, noise_seed=seed))
        assert (history.points[::every] == swarm.points[seed]).all()
        assert find_phases(history)[:2] == swarm.phases[seed][:2]


def test_memory_does_not_grow_with_the_steps():
    swarm = run_swarm(Recipe(steps=100_000), 2)
    assert swarm.points.shape[1] <= 2**13 + 1
    assert np.diff(swarm.steps).max() == np.diff(swarm.steps).min()


def test_one_that_diverges_stays_where_it_was_last():
    recipe = Recipe(rule="plain", learning_rate=5.0, epsilon=10.0, steps=2000)
    swarm = run_swarm(recipe, 3)
    assert np.isfinite(swarm.points).all()
    for seed in range(3):
        history = run(replace(recipe, noise_seed=seed))
        assert history.diverged
        taken = history.recipe.steps
        assert (swarm.points[seed, : taken + 1] == history.points).all()
        assert (swarm.points[seed, taken:] == history.points[-1]).all()


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (PRESETS["original"], "with one xn, all on the same surface: this has 16"),
        (Recipe(engine="torch"), "compiled engine's runs: this is of the engine torch"),
        (Recipe(noise=0.0), "differ in their noise: this has none"),
        (Recipe(weights="frozen:1"), "weigh the hills by themselves: this takes weights frozen"),
        (Recipe(steps=100).changed(20, "epsilon", 0.2), "nobody steered: this was changed by hand"),
    ],
)
def test_where_there_can_be_none_it_says_why(recipe, words):
    with pytest.raises(SplotchError, match=words):
        run_swarm(recipe, 8)
