"""The normalised rule: its move, uncompiled, is the compiled engine's step to the last bit."""

from collections import namedtuple

import numpy as np
import pytest

from splotch_tui import Recipe, run
from splotch_tui.core.random_stream import RandomStream
from splotch_tui.core.rules import RULES, load_rule

Live = namedtuple("Live", ["epsilon", "learning_rate", "noise"])


@pytest.mark.parametrize("seed", [3, 4])
def test_uncompiled_it_takes_the_same_step(seed):
    recipe = Recipe(seed=seed, dims=3, noise_seed=8, noise=0.7, steps=1)
    history = run(recipe)
    x = np.zeros(4)
    gradient = history.landscape.gradient(x, recipe.epsilon)
    noise = RandomStream(8).normals((4,)) * (0.7 / np.sqrt(4.0))
    load_rule("normalised").move(x, gradient, noise, np.empty(0), Live(0.1, 0.2, 0.7), ())
    # numpy adds the gradient's waves up in another order.
    np.testing.assert_allclose(x, history.points[1], rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("name", RULES)
def test_without_hills_x0_climbs_and_noise_spreads_as_the_rule_says(name):
    recipe = Recipe(seed=1, rule=name, epsilon=0.0, dims=4, steps=20_000, noise=0.5)
    history, rule = run(recipe), load_rule(name)
    climb, variance = rule.free_climb(recipe), rule.free_variance(recipe)
    spread = np.sqrt(variance * recipe.steps)
    assert history.x0[-1] == pytest.approx(climb * recipe.steps, abs=4 * spread / np.sqrt(5))
    moves = np.diff(history.points, axis=0)
    measured = moves.var(axis=0).sum()
    assert measured == pytest.approx(variance, rel=0.05)
