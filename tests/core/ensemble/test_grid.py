"""Grids: which descents there are, in which order."""

import numpy as np
import pytest

from splotch_tui import Recipe, SplotchError
from splotch_tui.core.ensemble.grid import Grid


def test_rows_are_all_combinations_seeds_fastest():
    grid = Grid({"seed": range(5, 8), "dims": [1, 2], "epsilon": [0.1, 0.2], "steps": 100})
    assert len(grid) == 12
    assert grid.varied == ["dims", "epsilon", "seed"]
    recipes = [grid.recipe(row) for row in range(12)]
    assert recipes == [
        Recipe(seed=seed, dims=dims, epsilon=epsilon, steps=100)
        for dims in (1, 2)
        for epsilon in (0.1, 0.2)
        for seed in (5, 6, 7)
    ]
    assert grid.steps == 1200


def test_noise_seeds_are_replicates_of_each_landscape():
    grid = Grid({"seed": [1, 2], "noise_seed": range(3)})
    assert [(r.seed, r.noise_seed) for r in map(grid.recipe, range(6))] == [
        (seed, noise) for seed in (1, 2) for noise in (0, 1, 2)
    ]
    assert Grid({"seed": [1, 2]}).recipe(1).noise_seed is None


def test_rules_bring_their_own_parameters():
    grid = Grid({"rule": ["adam:beta1=0.5", "mala", "adam"]})
    assert [grid.recipe(row).rule for row in range(3)] == ["adam", "mala", "adam"]
    assert grid.recipe(0).rule_parameters["beta1"] == 0.5
    assert grid.recipe(2).rule_parameters["beta1"] == 0.9


@pytest.mark.parametrize("axes", [{"seed": range(1_000_003)}, {"dims": [1, 300], "steps": 10}, {}])
def test_blocks_cover_all_rows_once(axes):
    grid = Grid(axes)
    rows = [grid.rows_of(block) for block in range(grid.blocks)]
    assert [row.start for row in rows] == [0, *(row.stop for row in rows[:-1])]
    assert rows[-1].stop == len(grid)
    assert max(map(len, rows)) <= 65_536


def test_a_huge_grid_is_made_at_once():
    grid = Grid({"seed": range(10_000_000), "steps": 5000})
    assert grid.recipe(9_999_999).seed == 9_999_999
    assert len(grid.batch(grid.rows_of(3)).seeds) == len(grid.rows_of(3))


def test_keys_tell_grids_apart():
    keys = {
        Grid(axes).key
        for axes in (
            {},
            {"seed": 3},
            {"seed": range(3)},
            {"seed": range(4)},
            {"seed": [0, 2, 1]},
            {"steps": 3},
            {"rule": "adam"},
            {"rule": "adam:beta1=0.5"},
            {"noise_seed": 1},
        )
    }
    assert len(keys) == 9
    assert Grid({"seed": range(3)}).key == Grid({"seed": range(3), "dims": 1}).key
    assert Grid({"seed": np.arange(3)}).key == Grid({"seed": [0, 1, 2]}).key


@pytest.mark.parametrize(
    ("axes", "problem"),
    [
        ({"sede": 3}, "an ensemble has no sede"),
        ({"engine": "torch"}, "an ensemble has no engine"),
        ({"seed": []}, "seed has no value"),
        ({"seed": range(0)}, "seed has no value"),
        ({"seed": range(-1, 5)}, "seed must be from 0"),
        ({"seed": range(2**32 - 1, 2**32 + 5)}, "seed must be from 0"),
        ({"dims": [1, 2, 1]}, "dims has 1 value twice"),
        ({"dims": "two"}, "dims must be a number"),
        ({"epsilon": [0.1, float("nan")]}, "epsilon must be from 0"),
        ({"rule": "newton"}, "rule must be one of"),
        ({"rule": ["adam:beta3=1"]}, "adam has no parameter beta3"),
        ({"noise_seed": [None, 3]}, "noise_seed is none for all"),
        ({"dims": [1, 1024], "waves": [5, 1000]}, "take fewer dims or waves"),
        ({"seed": range(100_000_001)}, "of at most 100,000,000"),
        ({"seed": range(20_000), "noise_seed": range(20_000)}, "400,000,000 descents"),
        ({"steps": range(1, 1000), "waves": range(1, 200)}, "combinations beside the seeds"),
    ],
    ids=str,
)
def test_what_is_no_grid_is_refused(axes, problem):
    with pytest.raises(SplotchError, match=problem):
        Grid(axes)
