"""What holds of every rule; and the move of the original program."""

from itertools import pairwise, product

import numpy as np
import pytest

from splotch_tui import Descent, Recipe, run
from splotch_tui.core.phases import window_length
from splotch_tui.core.random_stream import RandomStream
from splotch_tui.core.rules import RULES, load_rule


def test_a_compiled_step_is_the_uncompiled_one():
    recipe = Recipe(seed=3, dims=3, noise_seed=8, noise=0.7, steps=1)
    history = run(recipe)
    x = np.zeros(4)
    gradient = history.landscape.gradient(x, recipe.epsilon)
    noise = RandomStream(8).normals((4,)) * (0.7 / np.sqrt(4.0))
    load_rule("normalised").move(x, gradient, 0.0, noise, np.empty((0, 0)), recipe, ())
    # numpy adds the gradient's waves up in another order.
    np.testing.assert_allclose(x, history.points[1], rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("name", RULES)
def test_without_hills_x0_climbs_and_noise_spreads_as_the_rule_says(name, dims=4):
    steps, apart = 100_000, 1000
    recipe = Recipe(seed=1, rule=name, epsilon=0.0, dims=dims, steps=steps, noise=0.5)
    points, _ = Descent(recipe).advance(steps)
    rule = load_rule(name)
    climb, variance = rule.free_climb(recipe), rule.free_variance(recipe)
    spread = np.sqrt(variance * steps / (1 + dims))
    # What is measured instead of known is known to a tenth.
    share = 0.1 if name == "nuts" else 0.02
    assert points[-1, 0] == pytest.approx(climb * steps, rel=share, abs=4 * spread)
    # Steps need not be independent: what they bring is seen over many of them.
    moves = np.diff(points[::apart], axis=0)
    assert moves.var(axis=0).sum() == pytest.approx(variance * apart, rel=0.4)


# Each rule is compiled once more for many dims: of those that are alike, one is.
MANY = ("adam", "mala", "nuts")


@pytest.mark.parametrize(
    ("name", "dims"), [*((name, 3) for name in RULES), *product(MANY, (9, 16))]
)
def test_any_cut_into_calls_gives_the_same_bits(name, dims):
    recipe = Recipe(seed=5, rule=name, dims=dims, epsilon=0.05, steps=2_000)
    whole, losses = Descent(recipe).advance(2_000)
    descent, cuts, done = Descent(recipe), np.random.default_rng(2), 0
    while descent.remaining:
        points, loss = descent.advance(int(cuts.integers(1, 300)))
        np.testing.assert_array_equal(points, whole[done : done + len(points)])
        np.testing.assert_array_equal(loss, losses[done : done + len(points)])
        done += len(points)
    assert done == 2_000


@pytest.mark.parametrize("name", RULES)
def test_every_point_has_its_own_loss(name):
    history = run(Recipe(seed=11, rule=name, dims=2, epsilon=0.05, steps=500))
    expected = history.landscape.loss(history.points, 0.05)
    np.testing.assert_allclose(history.loss, expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", [name for name in RULES if load_rule(name).proposes])
def test_refused_proposals_return_to_where_they_began(name):
    recipe = Recipe(seed=11, rule=name, dims=2, epsilon=0.3, steps=3_000)
    if name == "hmc":
        recipe = Recipe(
            seed=11, rule=name, dims=2, epsilon=0.3, steps=3_000, rule_parameters={"step_size": 0.8}
        )
    descent = Descent(recipe)
    ends, counts = [descent.x], [0]
    while descent.remaining:
        before = descent.proposals
        descent.advance(1)
        after = descent.proposals
        if after.made > before.made:
            ends.append(descent.x)
            counts.append(after.accepted)
    same = [np.array_equal(a, b) for a, b in pairwise(ends)]
    assert [not x for x in same] == [bool(x) for x in np.diff(counts)]
    assert any(same) and not all(same)
    assert run(recipe).proposals == descent.proposals


@pytest.mark.parametrize("name", RULES)
def test_every_rule_runs_at_the_ends_of_its_ranges(name):
    rule = load_rule(name)
    for parameter in rule.parameters:
        for value in (parameter.low, parameter.high):
            recipe = Recipe(rule=name, rule_parameters={parameter.name: value}, steps=300)
            history = run(recipe)
            assert np.isfinite(history.points).all()
            assert window_length(recipe) >= 256
    for noise in (0.0, 1e-6, 1000.0):
        recipe = Recipe(rule=name, noise=noise, steps=300)
        assert np.isfinite(run(recipe).points).all()
        assert rule.free_climb(recipe) > 0.0
        assert rule.free_variance(recipe) >= 0.0


def test_a_run_that_diverges_ends_before_it_does():
    recipe = Recipe(rule="plain", epsilon=100.0, learning_rate=1.0, steps=5_000)
    history = run(recipe)
    assert 0 < history.recipe.steps < 5_000
    assert np.abs(history.points).max() < 1e15
    descent = Descent(recipe)
    points, _ = descent.advance(5_000)
    assert descent.diverged
    assert descent.remaining == 0
    np.testing.assert_array_equal(descent.x, points[-1])
    np.testing.assert_array_equal(points, history.points[1:])
