"""Live ensembles, against the whole histories of the same runs."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest

from splotch_tui import PRESETS, Recipe, run
from splotch_tui.core.ensemble import live
from splotch_tui.core.ensemble.hazard import bins_of_u, hazard_by_u
from splotch_tui.core.ensemble.live import LiveEnsemble, Over, fitting_count, recipes_over
from splotch_tui.core.ensemble.survival import share_of
from splotch_tui.core.ensemble.watching import watch
from splotch_tui.core.phases import PhaseKind, find_phases, window_length

SETS = {
    "few dims": [Recipe(steps=3_000, seed=seed) for seed in range(11)],
    "many dims": [Recipe(steps=2_500, dims=9, epsilon=0.01, noise_seed=n) for n in range(3)],
    "another rule": [Recipe(steps=2_000, rule="adam", dims=2, seed=seed) for seed in range(9)],
    "diverging": [Recipe(steps=300, rule="plain", epsilon=20.0, seed=s) for s in range(9)],
    "led": [
        Recipe(steps=400, rule="plain", epsilon=3.0, weights="yoked:3", seed=s) for s in range(5)
    ],
    "slow": [Recipe(steps=700, learning_rate=1e-5, seed=seed) for seed in range(3)],
}


def advanced(ensemble, step, at_once=777):
    while ensemble.step < step:
        before = ensemble.step
        while not ensemble.work(min(at_once, step - ensemble.step)):
            assert ensemble.step == before
    return ensemble.state()


def first_snag(history):
    """The start of the first snag that is one for sure, by the phases of the whole run; or −1."""
    phases = find_phases(history)
    ends = [phase.start for phase in phases[1:]] + [history.recipe.steps]
    for phase, end in zip(phases, ends, strict=True):
        sure = phase is not phases[-1] or end - phase.start >= 4 * window_length(history.recipe)
        if phase.kind is PhaseKind.SNAG and sure:
            return phase.start
    return -1


@pytest.mark.parametrize("kind", SETS)
@pytest.mark.parametrize("most", [512, 5])
def test_descents_are_the_runs_of_their_recipes_at_every_moment(monkeypatch, kind, most):
    monkeypatch.setattr(live, "MOST_MARKS", most)
    recipes = SETS[kind]
    ensemble = LiveEnsemble(recipes)
    for step in (100, recipes[0].steps // 2, recipes[0].steps):
        state = advanced(ensemble, step)
        assert state.step == step
        assert len(state.steps) <= most + 2
        assert state.steps[0] == 0
        assert state.steps[-1] == step
        for place, recipe in enumerate(recipes):
            history = run(recipe.shortened(step))
            taken = history.recipe.steps
            there = state.steps <= taken
            assert np.array_equal(state.x0[place, there], history.x0[state.steps[there]])
            assert np.isnan(state.x0[place, ~there]).all()
            assert state.results.x0[place] == history.x0[-1]
            assert state.results.gradient_evaluations[place] == taken
            assert state.results.snag_step[place] == first_snag(history)
    assert ensemble.is_over


def test_u_and_the_hazard_are_those_of_watched_descents():
    recipes = SETS["few dims"]
    state = advanced(LiveEnsemble(recipes), recipes[0].steps)
    watched = watch(recipes, lambda _: None)
    hazard = hazard_by_u(watched, bins_of_u(watched))
    assert np.array_equal(state.edges, bins_of_u(watched))
    assert np.array_equal(state.snags, hazard.snags)
    assert np.array_equal(state.at_risk, hazard.steps)
    assert state.snags.sum() > 5


def test_thinned_marks_lose_no_snag_and_hardly_a_step(monkeypatch):
    recipes = SETS["few dims"]
    exact = advanced(LiveEnsemble(recipes), recipes[0].steps)
    monkeypatch.setattr(live, "MOST_MARKS", 30)
    thinned = advanced(LiveEnsemble(recipes), recipes[0].steps)
    assert thinned.snags.sum() == exact.snags.sum()
    assert thinned.at_risk.sum() == pytest.approx(exact.at_risk.sum(), rel=0.1)


def test_the_fan_has_the_quantiles_of_those_that_go_on():
    state = advanced(LiveEnsemble(SETS["diverging"]), 300)
    for column, x0 in enumerate(state.x0.T):
        there = x0[~np.isnan(x0)]
        expected = np.quantile(there, live.QUANTILES) if len(there) else np.full(4, np.nan)
        assert state.fan[:, column] == pytest.approx(expected, nan_ok=True)


def test_a_state_does_not_change():
    ensemble = LiveEnsemble(SETS["few dims"])
    state = advanced(ensemble, 500)
    x0, results = state.x0.copy(), [one.copy() for one in state.results]
    advanced(ensemble, 3_000)
    assert np.array_equal(state.x0, x0)
    assert all(map(np.array_equal, state.results, results))


def test_noise_seeds_begin_at_none_and_landscapes_at_the_recipes_own():
    recipe = replace(PRESETS["comment"], seed=2**32 - 2, noise_seed=7)
    noise = recipes_over(Over.NOISE, recipe)
    assert noise == [replace(recipe, noise_seed=n) for n in range(256)]
    seeds = [each.seed for each in recipes_over(Over.LANDSCAPES, recipe)]
    assert seeds == [2**32 - 2, 2**32 - 1, *range(254)]


def test_of_many_dims_there_are_fewer():
    counts = [
        fitting_count(Recipe(dims=dims, epsilon=0.001)) for dims in (1, 16, 64, 128, 256, 512)
    ]
    assert counts[:2] == [256, 256]
    assert sorted(counts, reverse=True) == counts
    assert all(count % 8 == 0 for count in counts[:-1])
    assert counts[-1] == 2


@pytest.mark.parametrize(("some", "of"), [(0, 1), (0, 256), (3, 10), (128, 256), (256, 256)])
def test_shares_have_the_interval_that_scipy_gives(some, of):
    share = share_of(some, of)
    interval = binomtest(some, of).proportion_ci(0.95, "wilson")
    assert share.value == some / of
    assert (share.low, share.high) == pytest.approx((interval.low, interval.high), abs=1e-15)
