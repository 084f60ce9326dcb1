"""Descents: against the original program's histories, and against themselves."""

import time

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from splotch_tui import PRESETS, Change, Descent, Landscape, Recipe, SplotchError, run
from splotch_tui.core.engines.compiled import CompiledEngine
from splotch_tui.core.engines.reference import TorchEngine


@pytest.mark.parametrize("preset", PRESETS)
def test_every_step_of_a_golden_history(golden, preset):
    recorded = golden[preset]
    recipe = PRESETS[preset]
    engine = CompiledEngine(recipe)
    x = np.column_stack((recorded["x0"], recorded["xn"])).astype(np.float64)
    x = np.vstack((np.zeros(1 + recipe.dims), x))
    point, loss = np.empty((1, 1 + recipe.dims)), np.empty(1)
    worst = 0.0
    for step in range(recipe.steps):
        engine.x[:] = x[step]
        engine.advance(point, loss, recipe.restated_at(step))
        worst = max(worst, np.abs(point[0] - x[step + 1]).max())
    assert worst < 2e-4
    losses = engine.landscape.loss(x[:-1], recipe.epsilon)
    np.testing.assert_allclose(losses, recorded["loss"], rtol=2e-6, atol=2e-4)


@pytest.mark.parametrize("preset", PRESETS)
def test_draws_of_a_golden_history(golden, preset):
    recorded, recipe = golden[preset], PRESETS[preset]
    landscape = Landscape.from_seed(recipe.seed, dims=recipe.dims, waves=recipe.waves)
    assert np.array_equal(landscape.k, recorded["kn"])
    assert np.array_equal(landscape.k0, recorded["k0"])
    tolerance = 0.0 if recipe.dims * recipe.waves < 16 else 4 * 2.0**-24
    np.testing.assert_allclose(landscape.s, recorded["s"], rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(landscape.c, recorded["c"], rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_run_stays_with_the_golden_history_until_chaos_parts_them(golden, preset):
    history = run(PRESETS[preset])
    np.testing.assert_allclose(history.x0[1:401], golden[preset]["x0"][:400], atol=1e-3)
    np.testing.assert_allclose(history.loss[:400], golden[preset]["loss"][:400], atol=1e-3)


def original_program(seed, dims, waves, epsilon, learning_rate, steps):
    """The loop of "Tessellating Hills", as torch's autograd runs it."""
    torch.random.manual_seed(seed)
    k = torch.randint(-2, 3, (dims, waves, dims))
    k0 = torch.randint(-2, 3, (dims, waves))
    s = torch.randn((dims, waves))
    c = torch.randn((dims, waves))
    x0 = torch.zeros(1, requires_grad=True)
    xn = torch.zeros(dims, requires_grad=True)
    path, losses = np.empty((steps, 1 + dims)), np.empty(steps)
    for t in range(steps):
        phase = torch.sum(k * xn, dim=2) + k0 * x0
        splotch = torch.sum((s * torch.sin(phase)) + (c * torch.cos(phase)), dim=1)
        loss = epsilon * torch.sum(xn * splotch) - x0
        loss.backward()
        with torch.no_grad():
            length = torch.sqrt(x0.grad * x0.grad + torch.sum(xn.grad * xn.grad))
            x0 -= learning_rate * (x0.grad / length + torch.randn(1) / np.sqrt(1.0 + dims))
            xn -= learning_rate * (xn.grad / length + torch.randn(dims) / np.sqrt(1.0 + dims))
        x0.grad.zero_()
        xn.grad.zero_()
        path[t, 0] = x0.item()
        path[t, 1:] = xn.detach().numpy()
        losses[t] = loss.item()
    return path, losses


@pytest.mark.parametrize(("dims", "epsilon"), [(1, 0.1), (3, 0.05), (16, 0.0025)])
def test_the_torch_engine_is_the_original_program(dims, epsilon):
    steps = 2000
    recipe = Recipe(seed=1729, dims=dims, epsilon=epsilon, steps=steps, engine="torch")
    path, losses = original_program(1729, dims, 5, epsilon, 0.2, steps)
    history = run(recipe)
    assert np.array_equal(history.points[1:], path)
    assert np.array_equal(history.loss[:-1], losses)


RECIPES = [
    Recipe(dims=1, steps=3000),
    Recipe(dims=2, waves=1, steps=1000),
    Recipe(dims=16, epsilon=0.0025, steps=1000),
    Recipe(dims=21, noise_seed=3, steps=300),
]


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("chunk", [1, 7, 999])
def test_chunks_of_any_size_give_the_same_bits(recipe, chunk):
    whole = run(recipe)
    descent = Descent(recipe)
    parts = []
    while descent.remaining:
        parts.append(descent.advance(chunk))
    assert np.array_equal(np.concatenate([points for points, _ in parts]), whole.points[1:])
    assert np.array_equal(np.concatenate([losses for _, losses in parts]), whole.loss[1:])


@settings(max_examples=25, deadline=None)
@given(
    cuts=st.lists(st.integers(1, 200), max_size=8),
    made=st.lists(
        st.tuples(
            st.integers(0, 7),
            st.sampled_from(["epsilon", "learning_rate", "noise"]),
            st.floats(0.001, 1.0),
        ),
        max_size=6,
    ),
    dims=st.sampled_from([1, 3, 17]),
)
def test_changes_by_hand_replay_from_the_recipe_to_the_same_bits(cuts, made, dims):
    descent = Descent(Recipe(dims=dims, steps=1000))
    parts = []
    for index, cut in enumerate([*cuts, 1000]):
        for at, parameter, value in made:
            if at == index:
                descent.change(parameter, value)
        parts.append(descent.advance(cut))
    replayed = run(descent.recipe)
    assert np.array_equal(np.concatenate([points for points, _ in parts]), replayed.points[1:])
    assert np.array_equal(np.concatenate([losses for _, losses in parts]), replayed.loss[1:])


def test_a_change_acts_from_the_next_step():
    plain = run(Recipe(steps=200))
    changed = run(Recipe(steps=200, changes=(Change(100, "learning_rate", 0.4),)))
    assert np.array_equal(changed.points[:101], plain.points[:101])
    stride = changed.points[101] - changed.points[100]
    np.testing.assert_allclose(stride, 2 * (plain.points[101] - plain.points[100]), rtol=1e-12)


def test_noise_of_zero_leaves_the_gradient_alone():
    recipe = Recipe(steps=50, noise=0.0)
    history = run(recipe)
    x = history.points
    gradient = history.landscape.gradient(x[:-1], recipe.epsilon)
    unit = gradient / np.linalg.norm(gradient, axis=1, keepdims=True)
    np.testing.assert_allclose(x[1:], x[:-1] - 0.2 * unit, atol=1e-12)


@pytest.mark.parametrize("waves", [1, 5, 12])
@pytest.mark.parametrize("dims", [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 64])
def test_a_compiled_step_is_one_along_the_landscapes_gradient(dims, waves):
    recipe = Recipe(seed=11, dims=dims, waves=waves, epsilon=0.05, noise=0.0)
    engine = CompiledEngine(recipe)
    point, loss = np.empty((1, 1 + dims)), np.empty(1)
    for x in np.random.default_rng(dims).uniform(-30, 30, (10, 1 + dims)):
        engine.x[:] = x
        engine.advance(point, loss, recipe.restated_at(0))
        gradient = engine.landscape.gradient(x, 0.05)
        step = (x - point[0]) / recipe.learning_rate
        np.testing.assert_allclose(step, gradient / np.linalg.norm(gradient), atol=2e-12)
        np.testing.assert_allclose(loss[0], engine.landscape.loss(point[0], 0.05), rtol=1e-11)


@pytest.mark.parametrize("far", [1e6, 1e9, 1e13])
def test_far_out_the_hills_are_still_the_landscapes(far):
    recipe = Recipe(seed=3, noise=0.0)
    engine = CompiledEngine(recipe)
    point, loss = np.empty((1, 2)), np.empty(1)
    for offset in range(10):
        x = np.array([far + offset, 7.0])
        engine.x[:] = x
        engine.advance(point, loss, recipe.restated_at(0))
        gradient = engine.landscape.gradient(x, recipe.epsilon)
        moved = (x[1] - point[0, 1]) / recipe.learning_rate
        assert moved == pytest.approx(gradient[1] / np.linalg.norm(gradient), abs=1e-9)


def test_the_loss_of_a_history_is_the_landscapes():
    recipe = Recipe(dims=3, steps=500)
    history = run(recipe)
    assert history.loss[0] == 0
    np.testing.assert_allclose(
        history.loss, history.landscape.loss(history.points, recipe.epsilon), atol=1e-11
    )


def saddle():
    """L = ε·x1·sin(x0) − x0, whose gradient at (0, 1/ε) is exactly zero."""
    one = np.ones((1, 1))
    return Landscape(np.zeros((1, 1, 1), np.int64), one.astype(np.int64), one, 0.0 * one)


@pytest.mark.parametrize("noise", [0.0, 1.0])
def test_a_zero_gradient_moves_by_the_noise_alone(monkeypatch, noise):
    monkeypatch.setattr(Landscape, "drawn_from", lambda *_, **__: saddle())
    recipe = Recipe(waves=1, epsilon=0.125, noise=noise)
    engine = CompiledEngine(recipe)
    assert not engine.landscape.gradient([0.0, 8.0], 0.125).any()
    engine.x[:] = 0.0, 8.0
    point, loss = np.empty((1, 2)), np.empty(1)
    engine.advance(point, loss, recipe.restated_at(0))
    assert np.isfinite(point).all()
    assert (point[0] == [0.0, 8.0]).all() == (noise == 0)


def test_a_zero_gradient_stops_the_torch_engine_neither(monkeypatch):
    # The saddle's k and k0, s and c, and a start at (0, 1/ε), in the order they are asked for.
    for name, values in {"randint": (0, 1), "randn": (1.0, 0.0), "zeros": (0.0, 8.0)}.items():
        given = iter(values)
        monkeypatch.setattr(
            torch,
            name,
            lambda *about, given=given, **kinds: torch.full(
                shape_of(about), next(given), requires_grad=kinds.get("requires_grad", False)
            ),
        )
    engine = TorchEngine(Recipe(waves=1, epsilon=0.125, noise=0.0))
    monkeypatch.undo()
    point, loss = np.empty((1, 2)), np.empty(1)
    engine.advance(point, loss, Recipe(epsilon=0.125, noise=0.0))
    assert np.array_equal(point[0], [0.0, 8.0])


def shape_of(arguments):
    """The shape that torch's randint, randn or zeros is asked for."""
    return arguments[-1] if isinstance(arguments[-1], tuple) else arguments


def test_a_descent_ends_with_its_recipe():
    descent = Descent(Recipe(steps=10))
    assert len(descent.advance(7)[0]) == 7
    assert len(descent.advance(7)[0]) == 3
    assert descent.remaining == 0
    assert len(descent.advance(7)[0]) == 0


def test_a_descent_is_extended_and_goes_on():
    descent = Descent(Recipe(steps=10))
    parts = [descent.advance(10)[0]]
    descent.extend(25)
    parts.append(descent.advance(100)[0])
    assert np.array_equal(np.concatenate(parts), run(Recipe(steps=25)).points[1:])
    descent.extend(25)
    with pytest.raises(SplotchError, match="25 steps have been taken already: take more"):
        descent.extend(24)
    assert descent.recipe == Recipe(steps=25)


@pytest.mark.parametrize(
    ("seconds", "steps", "chunks"),
    [
        # A twentieth of a second, and never less than a step.
        (2.0**-10, 1000, [64] + [51] * 18 + [18]),
        (1.0, 70, [64] + [1] * 6),
        # At most twice as many as before, and no more than 2¹⁷.
        (2.0**-40, 400_000, [64 * 2**i for i in range(12)] + [2**17, 6848]),
    ],
)
def test_progress_is_told_every_moment(monkeypatch, seconds, steps, chunks):
    """As long as `seconds` a step."""
    now = 0.0
    advance = Descent.advance

    def advance_slowly(self, n):
        nonlocal now
        now += n * seconds
        return advance(self, n)

    monkeypatch.setattr(Descent, "advance", advance_slowly)
    monkeypatch.setattr(time, "perf_counter", lambda: now)
    told = [0]
    run(Recipe(steps=steps), told.append)
    assert np.array_equal(np.diff(told), chunks)


def test_a_run_ends_where_progress_returns_false():
    told = []

    def go_on(step):
        told.append(step)
        return len(told) < 3

    part = run(Recipe(steps=10**6), go_on)
    assert len(told) == 3
    assert part.recipe.steps == told[-1] < 10**6
    assert np.array_equal(part.points, run(Recipe(steps=told[-1])).points)


def test_only_live_parameters_change_while_a_run_goes_on():
    descent = Descent(Recipe(steps=10))
    for name in ("dims", "speed"):
        with pytest.raises(SplotchError, match=name):
            descent.change(name, 3)
    with pytest.raises(SplotchError, match="epsilon"):
        descent.change("epsilon", float("nan"))
    assert descent.recipe == Recipe(steps=10)


def test_what_ran_it_is_part_of_a_history():
    assert run(Recipe(steps=3, engine="torch")).recipe.engine == "torch"
