"""The torch engine against the compiled one: a few of every claim's descents, and the check itself.

`benchmarks/claims_by_torch.py` takes 200 of each.
"""

from dataclasses import replace

import numpy as np
import pytest
from claim_cells import CELLS, choose
from claims_by_torch import (
    STATISTICS,
    TOLERANCE,
    Compared,
    Outcome,
    agreement,
    compare,
    outcome_of,
    p_of_swaps,
    step_by_step,
)
from scipy.stats import binomtest

from splotch_tui import Recipe, run
from splotch_tui.core.claims import CLAIMS
from splotch_tui.core.ensemble.recipes import run_recipes

SHORT = 80


@pytest.mark.parametrize("name", CLAIMS)
def test_one_descent_of_every_cell_goes_the_same_way_step_by_step(name):
    cells = list(CELLS[name]())
    for recipe in choose(cells, len(cells), SHORT):
        found = compare(recipe)
        if recipe.weights.startswith("yoked"):
            assert found.parted is None
        else:
            assert len(found.off) == SHORT
            assert found.off.max() < TOLERANCE, recipe


@pytest.mark.parametrize(
    "other",
    [
        {"epsilon": 0.101},
        {"learning_rate": 0.201},
        {"noise_seed": 1},
        {"seed": 8},
        {"rule": "plain"},
    ],
)
def test_steps_of_another_run_are_off(other):
    recipe = Recipe(seed=7, steps=500)
    torch = run(replace(recipe, engine="torch"))
    assert step_by_step(recipe, torch.points).max() < TOLERANCE
    assert np.median(step_by_step(replace(recipe, **other), torch.points)) > TOLERANCE


def row_of(recipe):
    return recipe.seed if recipe.noise_seed is None else recipe.noise_seed


@pytest.mark.parametrize("name", CLAIMS)
def test_descents_are_spread_evenly_and_none_comes_twice(name):
    cells = list(CELLS[name]())
    chosen = choose(cells, 200, 5_000)
    assert len(set(chosen)) == 200
    assert max(recipe.steps for recipe in chosen) == 5_000
    for number, cell in enumerate(cells):
        part = chosen[number :: len(cells)]
        assert len(part) in (200 // len(cells), 200 // len(cells) + 1)
        rows = [row_of(recipe) - row_of(cell.recipe(0)) for recipe in part]
        assert rows == sorted(rows)
        assert 0 == rows[0] < rows[-1] < cell.count
        assert np.ptp(np.diff(rows)) <= 1


def test_what_a_run_came_to_is_what_a_table_says_of_it():
    random = np.random.default_rng(1)
    recipes = [
        replace(recipe, steps=int(random.integers(300, 4_000)))
        for name in ("odds", "rules")
        for recipe in choose(list(CELLS[name]()), 48, 5_000)
    ]
    table, kinds = run_recipes(recipes, lambda _: None), set()
    for row, recipe in enumerate(recipes):
        found = outcome_of(run(recipe))
        kinds.add((found.free, found.snag_step is None))
        assert found.free == (table["phase"][row] != "snag")
        assert (-1 if found.snag_step is None else found.snag_step) == table["snag_step"][row]
        assert found.end[0] == table["x0"][row]
    # One whose snag is too young to be one for sure is among them.
    assert kinds >= {(True, True), (False, True), (False, False)}


@pytest.mark.parametrize(("more", "less"), [(3, 3), (9, 2), (14, 1)])
def test_of_shares_the_p_of_swaps_is_that_of_mcnemar(more, less):
    one = np.array([1] * more + [0] * less + [1] * 30 + [0] * 60, float)
    other = np.array([0] * more + [1] * less + [1] * 30 + [0] * 60, float)
    exact = binomtest(more, more + less).pvalue
    assert p_of_swaps(np.mean, one, other) == pytest.approx(exact, abs=0.02, rel=0.2)


def made_up(snag_steps, off=1e-6):
    ends = np.random.default_rng(3).normal(size=(len(snag_steps), 5))
    return [
        Compared(Outcome(a is None, a, end), Outcome(b is None, b, end), 100, np.full(50, off))
        for (a, b), end in zip(snag_steps, ends, strict=True)
    ]


def told(name, found):
    recipes = [Recipe(steps=5_000)] * len(found)
    return agreement(name, recipes, [number % 4 for number in range(len(found))], found)


@pytest.mark.parametrize("name", STATISTICS)
def test_engines_that_do_the_same_agree(name):
    waits = np.random.default_rng(4).integers(200, 9_000, 24)
    same = [(None, None) if wait > 5_000 else (int(wait),) * 2 for wait in waits]
    found = told(name, made_up(same))
    assert found.agree
    assert found.torch == found.compiled
    assert found.difference == (0, 0, 0)
    assert found.p == 1
    assert found.same_phase == 24
    assert not told(name, made_up(same, off=3e-4)).agree


@pytest.mark.parametrize("name", ["odds", "rules", "dimension"])
def test_an_engine_that_snags_later_disagrees(name):
    random = np.random.default_rng(5)
    waits = random.integers(200, 4_500, 200)
    later = [(None if wait > 4_000 else int(wait * 1.1), int(wait)) for wait in waits]
    found = told(name, made_up(later))
    assert found.p < 0.001
    assert not found.agree
    assert found.difference.low > 0 or found.difference.high < 0
    assert found.same_phase == (waits <= 4_000).sum()


def test_an_engine_of_other_directions_disagrees():
    random = np.random.default_rng(6)
    demons = random.normal(size=(4, 5))
    found = []
    for number in range(40):
        near = np.array([0, *demons[number % 4] + random.normal(size=5) / 4])
        far = random.normal(size=6)
        found.append(Compared(Outcome(True, None, far), Outcome(True, None, near), 9, np.zeros(50)))
    disagreement = told("choice", found)
    assert disagreement.difference.high < 0
    assert not disagreement.agree
