"""Phases: on the golden histories, on made-up traces, and while a run goes on."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splotch_tui import PRESETS, History, Landscape, Recipe, run
from splotch_tui.core.phases import (
    PhaseKind,
    PhaseTracker,
    find_phases,
    track_phases,
    window_length,
)

WINDOW = window_length(Recipe())
FREE, DEMON, SNAG = PhaseKind.FREE, PhaseKind.DEMON, PhaseKind.SNAG


def kinds(phases):
    return [phase.kind for phase in phases]


def history_of(points, recipe):
    landscape = Landscape.from_seed(recipe.seed, dims=recipe.dims, waves=recipe.waves)
    return History(points[:, 0], points[:, 1:], np.zeros(len(points)), recipe, landscape)


def golden_history(golden, preset):
    recorded = golden[preset]
    points = np.column_stack((recorded["x0"], recorded["xn"])).astype(np.float64)
    return history_of(np.vstack((0 * points[:1], points)), PRESETS[preset])


def test_the_original_runs_free_then_meets_a_demon_then_a_snag(golden):
    free, demon, snag = find_phases(golden_history(golden, "original"))
    assert kinds((free, demon, snag)) == [FREE, DEMON, SNAG]
    assert free.start == 0
    assert demon.start == pytest.approx(2500, abs=400)
    assert snag.start == pytest.approx(4000, abs=500)


def test_the_comment_is_snagged_by_a_thousand(golden):
    phases = find_phases(golden_history(golden, "comment"))
    assert phases[-1].kind is SNAG
    assert phases[-1].start < 1000


def test_the_orthogonal_landscape_runs_free_to_the_end(golden):
    assert kinds(find_phases(golden_history(golden, "orthogonal"))) == [FREE]


def made_up(speeds, dims=1, drift=None, noise=1.0, seed=0):
    """A run whose x0 climbs at the given fractions of η, step by step, with the usual noise."""
    recipe = Recipe(dims=dims, steps=len(speeds), noise=noise)
    random = np.random.default_rng(seed)
    steps = random.normal(scale=noise / np.sqrt(1 + dims), size=(len(speeds), 1 + dims))
    steps[:, 0] += speeds
    if drift is not None:
        steps[:, 1] += drift
    points = np.vstack((np.zeros(1 + dims), recipe.learning_rate * steps.cumsum(axis=0)))
    return history_of(points, recipe)


@pytest.mark.parametrize("dims", [1, 3, 16])
@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_makes_neither_demon_nor_snag(dims, seed):
    assert kinds(find_phases(made_up(np.full(20_000, 0.6), dims, seed=seed))) == [FREE]


@pytest.mark.parametrize("start", [1000, 1500, 7777])
def test_a_stall_is_dated_to_within_half_a_window(start):
    speeds = np.where(np.arange(10_000) < start, 1.0, 0.0)
    free, snag = find_phases(made_up(speeds))
    assert kinds((free, snag)) == [FREE, SNAG]
    assert abs(snag.start - start) <= WINDOW // 2 + 32


def test_a_short_rest_is_no_snag():
    time = np.arange(10_000)
    rest = (time > 4000) & (time < 4000 + 2 * WINDOW)
    assert kinds(find_phases(made_up(np.where(rest, 0.0, 1.0)))) == [FREE]


def test_a_long_snag_may_end():
    time = np.arange(10_000)
    rest = (time > 3000) & (time < 6000)
    free, snag, again = find_phases(made_up(np.where(rest, 0.0, 1.0)))
    assert kinds((free, snag, again)) == [FREE, SNAG, FREE]
    assert abs(again.start - 6000) <= WINDOW


def test_coordinates_that_race_apart_are_a_demon():
    time = np.arange(6000)
    drift = np.where(time > 3000, 0.6, 0.0)
    speeds = np.where(time > 3000, 0.4, 1.0)
    free, demon = find_phases(made_up(speeds, dims=4, drift=drift))
    assert kinds((free, demon)) == [FREE, DEMON]
    assert abs(demon.start - 3000) <= WINDOW // 2 + 32


def test_without_noise_too():
    time = np.arange(3000)
    phases = find_phases(made_up(np.where(time < 1000, 1.0, 0.0), noise=0.0))
    assert kinds(phases) == [FREE, SNAG]


@cache
def changed_by_hand():
    recipe = Recipe(seed=3, dims=16, epsilon=0.0025, steps=8000)
    recipe = recipe.changed(1000, "learning_rate", 0.1).changed(3000, "noise", 2.0)
    return recipe, run(recipe)


@settings(max_examples=30, deadline=None)
@given(cuts=st.lists(st.integers(1, 8000), max_size=10))
def test_told_live_and_told_afterwards_are_the_same(cuts):
    recipe, history = changed_by_hand()
    tracker = PhaseTracker(recipe)
    edges = [0, *sorted(cuts), recipe.steps]
    for start, end in pairwise(edges):
        tracker.follow(history.points[1 + start : 1 + end], recipe)
    assert tracker.phases == find_phases(history)


def test_a_learning_rate_changed_by_hand_is_reckoned_with():
    """A climb of a twentieth is no stall where the learning rate is a twentieth."""
    history = made_up(np.where(np.arange(8000) < 4000, 1.0, 0.05), noise=0.0)
    assert kinds(find_phases(history)) == [FREE, SNAG]
    changed = replace(history, recipe=history.recipe.changed(4000, "learning_rate", 0.01))
    assert kinds(find_phases(changed)) == [FREE]


@pytest.mark.parametrize("learning_rate", [0.01, 0.05, 0.2])
def test_the_orthogonal_landscape_runs_free_at_lower_learning_rates(learning_rate):
    steps = int(500 / learning_rate)
    recipe = Recipe(seed=1725, learning_rate=learning_rate, steps=steps, noise=0.5)
    assert kinds(find_phases(run(recipe))) == [FREE]


@pytest.mark.parametrize("keep", [2000, 200, 64])
def test_a_thinned_history_tells_the_same_story(keep):
    recipe = replace(PRESETS["original"], steps=20_000)
    whole, thinned = find_phases(run(recipe)), find_phases(run(recipe, keep=keep))
    assert kinds(thinned)[:3] == kinds(whole)[:3] == [FREE, DEMON, SNAG]
    stride = run(recipe, keep=keep).stride
    for a, b in zip(whole[:3], thinned[:3], strict=True):
        assert abs(a.start - b.start) <= max(WINDOW, 8 * stride)


def caught(*places, seed=0):
    """Points of a run that climbs freely for 2,000 steps, and then stays at each place in turn."""
    random = np.random.default_rng(seed)
    climb = 0.2 * np.arange(1, 2001)
    stays = [np.full(steps, climb[-1] + x0) for x0, steps in places]
    x0 = np.concatenate((climb, *stays))
    return np.column_stack((x0, np.zeros(len(x0)))) + random.normal(0, 0.5, (len(x0), 2))


@pytest.mark.parametrize("cut", [1, 7, 256, 10**6])
def test_a_move_to_another_basin_is_a_hop_however_the_run_is_cut(cut):
    points = caught((0, 4000), (6, 4000), (1, 4000))
    tracker = PhaseTracker(Recipe(steps=len(points)))
    for start in range(0, len(points), cut):
        tracker.follow(points[start : start + cut], Recipe(steps=len(points)))
    assert [phase.kind for phase in tracker.phases] == [PhaseKind.FREE, PhaseKind.SNAG]
    there, back = tracker.hops
    assert there.step == pytest.approx(6000, abs=WINDOW)
    assert back.step == pytest.approx(10_000, abs=WINDOW)
    assert (there.before, there.after) == pytest.approx((400, 406), abs=1)
    assert (back.before, back.after) == pytest.approx((406, 401), abs=1)


def test_what_does_not_stay_or_does_not_go_far_is_no_hop():
    points = caught((0, 4000), (6, 2 * WINDOW), (0, 4000), (2, 4000))
    tracker = PhaseTracker(Recipe(steps=len(points)))
    tracker.follow(points, Recipe(steps=len(points)))
    assert tracker.hops == ()


def test_the_climb_is_that_of_the_last_window():
    tracker = PhaseTracker(Recipe(steps=4000))
    rates = np.where(np.arange(4000) < 2000, 0.2, 0.01)
    points = np.column_stack((np.cumsum(rates), np.zeros(4000)))
    tracker.follow(points[: WINDOW - 1], Recipe(steps=4000))
    assert tracker.climb is None
    tracker.follow(points[WINDOW - 1 : 2000], Recipe(steps=4000))
    assert tracker.climb == pytest.approx(1.0)
    tracker.follow(points[2000:], Recipe(steps=4000))
    assert tracker.climb == pytest.approx(0.05)


@pytest.mark.slow
def test_the_comments_run_hops_where_it_was_seen_to():
    (hop,) = track_phases(run(replace(PRESETS["comment"], steps=2_000_000))).hops
    assert hop.step == pytest.approx(1_854_640, abs=WINDOW)
