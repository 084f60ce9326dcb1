"""Descents that are watched, against the whole histories of the same runs."""

from dataclasses import replace

import numpy as np
import pytest

from splotch_tui import Recipe, run
from splotch_tui.core.cost import estimate_seconds
from splotch_tui.core.ensemble.grid import Grid
from splotch_tui.core.ensemble.hazard import bins_of_u, hazard_by_u
from splotch_tui.core.ensemble.making import make_table
from splotch_tui.core.ensemble.watching import bounded, recipes_at, sample_rows, watch
from splotch_tui.core.phases import PhaseKind, find_phases, window_length

CELLS = [
    Recipe(steps=6_000),
    Recipe(steps=6_000, epsilon=0.05),
    Recipe(steps=5_001, dims=3, rule="hmc"),
    Recipe(steps=2_000, dims=9, epsilon=0.01),
    Recipe(steps=3_001, dims=2, learning_rate=0.05, noise_seed=5),
    Recipe(steps=200, rule="plain", epsilon=20.0),
    Recipe(steps=20),
    Recipe(steps=3_000, weights="decoupled"),
    Recipe(steps=3_000, weights="frozen:0.2", silence="channels"),
    Recipe(steps=400, rule="plain", epsilon=3.0, weights="yoked:3"),
]


def recipes_of(number):
    return [replace(CELLS[i % len(CELLS)], seed=40 + i) for i in range(number)]


@pytest.fixture(scope="module")
def recipes():
    return recipes_of(70)


@pytest.fixture(scope="module")
def watched(recipes):
    reported = []
    result = watch(recipes, reported.append)
    assert sum(reported) <= sum(recipe.steps for recipe in recipes)
    return result


@pytest.fixture(scope="module")
def histories(recipes):
    return {recipe: run(recipe) for recipe in recipes}


def each_of(watched):
    for some in watched:
        for place in range(len(some.batch)):
            yield some, place, some.batch.recipe(place)


def first_snag(history):
    """The start of the first snag that is one for sure, by the phases of the whole run; or −1."""
    phases = find_phases(history)
    ends = [phase.start for phase in phases[1:]] + [history.recipe.steps]
    for phase, end in zip(phases, ends, strict=True):
        sure = phase is not phases[-1] or end - phase.start >= 4 * window_length(history.recipe)
        if phase.kind is PhaseKind.SNAG and sure:
            return phase.start
    return -1


def test_marks_are_those_of_the_runs(recipes, watched, histories):
    met = []
    for some, place, recipe in each_of(watched):
        history = histories[recipe]
        met.append(recipe)
        every = window_length(recipe) // 8
        assert np.array_equal(some.steps, np.arange(0, recipe.steps + 1, every))
        # One that diverged has no more points.
        kept = some.steps[some.steps <= history.recipe.steps]
        assert np.array_equal(some.x0[place, : len(kept)], history.x0[kept])
        u = recipe.epsilon * np.linalg.norm(history.xn[kept], axis=1)
        assert some.u[place, : len(kept)] == pytest.approx(u, rel=1e-12)
        assert np.isnan(some.x0[place, len(kept) :]).all()
        assert np.isnan(some.u[place, len(kept) :]).all()
        assert some.snag_step[place] == first_snag(history)
    assert sorted(met, key=repr) == sorted(recipes, key=repr)
    # All that can happen did.
    assert any((some.snag_step >= 0).any() for some in watched)
    assert any(np.isnan(some.x0).any() for some in watched)
    assert any(len(some.steps) == 1 for some in watched)


def test_hazard_is_counted_as_over_the_whole_runs(watched, histories):
    from scipy.stats import poisson

    edges = bins_of_u(watched)
    hazard = hazard_by_u(watched, edges)
    snags, steps = np.zeros((2, len(edges) - 1), int)
    for _, _, recipe in each_of(watched):
        history, every = histories[recipe], window_length(recipe) // 8
        snag = first_snag(history)
        for mark in range(every, history.recipe.steps + 1, every):
            u = recipe.epsilon * np.linalg.norm(history.xn[mark])
            (place,) = np.flatnonzero((edges[:-1] <= u) & (u < edges[1:]))
            steps[place] += every
            if mark == snag:
                snags[place] += 1
                break
    assert np.array_equal(hazard.snags, snags)
    assert np.array_equal(hazard.steps, steps)
    assert snags.sum() > 20
    # At either end of an exact interval, what was seen or more extreme has a chance of 2.5%.
    for seen, over, rate, low, high in zip(*hazard, strict=True):
        if not over:
            assert np.isnan([rate, low, high]).all()
            continue
        assert rate == seen / over
        assert poisson.cdf(seen, high * over) == pytest.approx(0.025)
        if seen:
            assert poisson.sf(seen - 1, low * over) == pytest.approx(0.025)
        else:
            assert low == 0.0


def test_bins_hold_every_u(watched):
    edges = bins_of_u(watched)
    ratios = edges[2:] / edges[1:-1]
    assert ratios == pytest.approx(ratios[0])
    assert edges[0] == 0.0
    assert len(edges) <= 15
    assert hazard_by_u(watched, edges).steps.sum() == sum(
        some.every
        * np.count_nonzero(
            some.steps[1:] <= (step if step >= 0 else some.steps[~np.isnan(row)].max())
        )
        for some in watched
        for row, step in zip(some.u, some.snag_step, strict=True)
    )


def test_without_hills_there_is_one_bin():
    watched = watch(
        [Recipe(steps=500, epsilon=0.0, seed=seed) for seed in range(9)], lambda _: None
    )
    edges = bins_of_u(watched)
    assert edges.tolist() == [0.0, np.inf]
    assert hazard_by_u(watched, edges).steps.tolist() == [9 * 480]


@pytest.mark.parametrize("count", [1, 7, 1023, 1024, 1025, 1500, 2048, 10_000_000])
def test_rows_of_a_sample_are_spread_over_a_table(count):
    rows = sample_rows(count)
    assert len(rows) == min(count, 1024)
    assert rows[0] >= 0
    assert rows[-1] < count
    assert (np.diff(rows) > 0).all()
    assert np.diff(rows, append=count).max() <= 2 * -(-count // 1024)


def test_a_sample_does_not_meet_the_same_seed_in_every_cell():
    # 1,024 cells of 1,000 seeds each: one row of each cell.
    rows = sample_rows(1_024_000)
    assert np.array_equal(rows // 1000, np.arange(1024))
    assert len(np.unique(rows % 1000)) > 500


def test_a_sample_is_bounded():
    few = recipes_of(20)
    assert bounded(few) is few
    long = [Recipe(seed=seed, steps=10_000_000) for seed in range(100)]
    some = bounded(long)
    assert 8 < len(some) < 100
    assert {recipe.steps for recipe in some} == {10_000_000}
    longest = [Recipe(seed=seed, dims=dims, steps=10**9) for seed in range(50) for dims in (1, 20)]
    some = bounded(longest)
    assert len(some) == 8
    assert {recipe.dims for recipe in some} == {1, 20}
    (steps,) = {recipe.steps for recipe in some}
    assert sum(estimate_seconds(recipe) for recipe in some) < 40
    assert bounded(longest[:1]) == [replace(longest[0], steps=bounded(longest[:1])[0].steps)]
    assert steps < bounded(longest[:1])[0].steps < 10**9


def test_recipes_are_read_from_the_rows_of_a_table(tmp_path, monkeypatch):
    from splotch_tui.core.ensemble.formats import csv

    monkeypatch.setattr(csv, "ROWS_AT_ONCE", 7)
    grid = Grid({"seed": range(20), "rule": ["adam", "mala"], "steps": 9})
    path = tmp_path / "a.csv"
    make_table(grid, path, lambda _: None)
    rows = np.array([0, 6, 7, 13, 22, 39])
    assert recipes_at(path, rows) == [grid.recipe(row) for row in rows.tolist()]


def test_what_the_report_raises_ends_the_watching():
    def refuse(_steps):
        raise KeyError

    with pytest.raises(KeyError):
        watch(recipes_of(200), refuse)
