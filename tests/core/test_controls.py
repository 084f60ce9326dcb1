"""Controls: landscapes with silent waves, and splotches weighed by other than the coordinates."""

from dataclasses import replace

import numpy as np
import pytest

from splotch_tui import Descent, Landscape, Recipe, SplotchError, run
from splotch_tui.core.recipe import BY_NAME
from splotch_tui.core.silence import find_silent
from splotch_tui.core.weighing import weights_along
from splotch_tui.core.weights import find_leader

WEIGHTS = ["decoupled", "frozen:0.2", "yoked:7"]


@pytest.mark.parametrize("dims", [1, 2, 9])
def test_which_waves_are_silent(dims):
    for seed in range(30):
        land = Landscape.from_seed(seed, dims=dims, waves=6)
        silent = {
            kind: find_silent(kind, land.k, land.k0, seed)
            for kind in ("none", "channels", "diagonals", "random")
        }
        for j in range(dims):
            for w in range(6):
                across, along = land.k[j, w].any(), land.k0[j, w] != 0
                assert silent["channels"][j, w] == (across and not along)
                assert silent["diagonals"][j, w] == (across and along)
        assert not silent["none"].any()
        assert silent["random"].sum() == silent["channels"].sum()


def test_random_silence_takes_every_wave_as_often():
    count = np.zeros((1, 5))
    total = 0
    for seed in range(3000):
        land = Landscape.from_seed(seed, dims=1, waves=5)
        chosen = find_silent("random", land.k, land.k0, seed)
        count += chosen
        total += chosen.sum()
    share = count / total
    assert np.abs(share - 0.2).max() < 4 * np.sqrt(0.2 * 0.8 / total)


@pytest.mark.parametrize("silence", ["channels", "diagonals", "random"])
@pytest.mark.parametrize("engine", ["compiled", "torch"])
def test_a_run_is_on_the_silenced_landscape(silence, engine):
    history = run(Recipe(dims=2, steps=20, silence=silence, engine=engine))
    whole = Landscape.from_seed(1729, dims=2, waves=5)
    heard = ~find_silent(silence, whole.k, whole.k0, 1729)
    assert not heard.all()
    np.testing.assert_allclose(history.landscape.s, whole.s * heard, atol=1e-6)
    np.testing.assert_allclose(history.loss, history.landscape.loss(history.points, 0.1), atol=2e-5)


def weights_by_hand(recipe):
    """The weights at every point of a run, by their definitions."""
    kind, _, told = recipe.weights.partition(":")
    if kind == "frozen":
        weight = float(told) / (recipe.epsilon * np.sqrt(recipe.dims))
        return np.full((recipe.steps + 1, recipe.dims), weight)
    if kind == "yoked":
        return run(replace(recipe, weights="own", seed=int(told))).xn
    return run(replace(recipe, weights="own", epsilon=0.0)).xn


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("dims", [1, 3, 9])
def test_every_step_follows_from_loss_and_gradient_with_those_weights(weights, dims):
    recipe = Recipe(dims=dims, epsilon=0.05, steps=300, weights=weights)
    history, weighing = run(recipe), weights_by_hand(recipe)
    np.testing.assert_allclose(
        history.loss, history.landscape.loss(history.points, 0.05, weighing), atol=1e-9
    )
    # The noise is that of the run without hills.
    noise = run(replace(recipe, weights="own", epsilon=0.0))
    pushed = np.diff(noise.points, axis=0)
    pushed[:, 0] -= 0.2
    gradient = history.landscape.gradient(history.points[:-1], 0.05, weighing[:-1])
    direction = gradient / np.linalg.norm(gradient, axis=1, keepdims=True)
    np.testing.assert_allclose(np.diff(history.points, axis=0), pushed - 0.2 * direction, atol=1e-9)


@pytest.mark.parametrize("dims", [1, 9])
def test_gradients_are_those_of_the_loss_with_the_weights_fixed(dims):
    land, random = Landscape.from_seed(5, dims=dims, waves=4), np.random.default_rng(1)
    for x in random.normal(size=(5, 1 + dims)):
        weights = random.normal(size=dims)
        step = 1e-6 * np.eye(1 + dims)
        rise = land.loss(x + step, 0.3, weights) - land.loss(x - step, 0.3, weights)
        np.testing.assert_allclose(land.gradient(x, 0.3, weights), rise / 2e-6, atol=1e-7)
        mesh = land.mesh(x, 1, [x[0]], [x[1], x[1] + 1], 0.3, weights)
        beside = x + np.eye(1 + dims)[1]
        np.testing.assert_allclose(mesh[:, 0], land.loss(np.stack((x, beside)), 0.3, weights))


@pytest.mark.parametrize("weights", WEIGHTS)
def test_chunks_do_not_matter(weights):
    recipe = Recipe(dims=2, steps=500, weights=weights).changed(123, "epsilon", 0.2)
    whole, descent = run(recipe), Descent(recipe)
    points = np.concatenate([descent.advance(n)[0] for n in (1, 7, 200, 292)])
    np.testing.assert_array_equal(points, whole.points[1:])


def test_changes_of_the_run_are_changes_of_its_leader():
    recipe = Recipe(weights="yoked:7", steps=400).changed(100, "learning_rate", 0.1)
    assert find_leader(recipe).changes == recipe.changes
    decoupled = Recipe(weights="decoupled").changed(50, "epsilon", 0.2).changed(60, "noise", 0.5)
    assert [change.parameter for change in find_leader(decoupled).changes] == ["noise"]


@pytest.mark.parametrize("weights", WEIGHTS)
def test_the_torch_engine_weighs_alike(weights):
    recipe = Recipe(steps=60, weights=weights)
    a, b = run(recipe), run(replace(recipe, engine="torch"))
    np.testing.assert_allclose(a.points, b.points, atol=1e-3)


def test_one_whose_leader_diverges_ends_with_it():
    recipe = Recipe(steps=900, weights="yoked:3", rule="plain", epsilon=20.0)
    assert 0 < run(recipe).recipe.steps <= run(find_leader(recipe)).recipe.steps < 900


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("own", "own"),
        ("frozen:0.20", "frozen:0.2"),
        ("frozen:1", "frozen:1.0"),
        ("yoked:17", "yoked:17"),
        ("yoked:1,000", "yoked:1000"),
    ],
)
def test_weights_are_read(given, kept):
    assert BY_NAME["weights"].parse(given) == kept
    recipe = Recipe(weights=kept)
    assert Recipe.from_json(recipe.to_json()) == recipe


@pytest.mark.parametrize(
    ("weights", "problem"),
    [
        ("mine", "weights must be one of own, decoupled, frozen:U, yoked:SEED, not mine"),
        ("frozen", "weights must be one of"),
        ("frozen:", "frozen must be a number"),
        ("frozen:-1", "frozen must be from 0 to 1000, not -1"),
        ("frozen:nan", "frozen must be from 0 to 1000"),
        ("yoked:1.5", "yoked must be a whole number"),
        ("yoked:x", "yoked must be a number"),
        ("decoupled:3", "weights must be one of"),
        (3, "weights must be one of"),
    ],
)
def test_other_weights_are_refused(weights, problem):
    with pytest.raises(SplotchError, match=problem):
        Recipe(weights=weights)


def test_rules_that_go_by_the_loss_take_their_own_weights():
    with pytest.raises(SplotchError, match="the rule mala accepts and refuses by the loss"):
        Recipe(rule="mala", weights="decoupled")


def test_in_the_app_weights_follow_each_other():
    weights, seen = BY_NAME["weights"], ["own"]
    for _ in range(4):
        seen.append(weights.stepped(seen[-1], 1))
    assert seen == ["own", "decoupled", "frozen:0.2", "yoked:1729", "own"]
    assert weights.stepped("frozen:0.7", -1) == "decoupled"


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("keep", [None, 64])
def test_the_weights_along_a_saved_run_are_those_it_had(weights, keep):
    recipe = Recipe(dims=2, steps=501, weights=weights)
    history = run(recipe, keep=keep)
    assert (history.stride > 1) == (keep is not None)
    np.testing.assert_array_equal(weights_along(history), weights_by_hand(recipe)[history.steps])
    descent = Descent(recipe)
    descent.advance(77)
    np.testing.assert_array_equal(descent.weights, weights_by_hand(recipe)[77])
    assert weights_along(run(Recipe(steps=5))) is None
