"""Every claim measures what its plan says, on as few descents as there may be."""

import math
from dataclasses import replace

import pytest
from claim_cells import CELLS, torch_rules

from splotch_tui.core.claims import CLAIMS, load_claim
from splotch_tui.core.claims.claim import Verdict
from splotch_tui.core.claims.sample import Sample
from splotch_tui.core.ensemble.grid import Grid
from splotch_tui.core.ensemble.survival import Interval


@pytest.fixture
def asked(monkeypatch):
    """The recipes of the descents that a claim asks for."""
    recipes = []

    def noting(run):
        def run_noted(sample, given):
            grid = Grid(given) if isinstance(given, dict) else None
            recipes.extend(given if grid is None else map(grid.recipe, range(len(grid))))
            return run(sample, given)

        return run_noted

    for name in ("table", "table_of", "ends_of"):
        monkeypatch.setattr(Sample, name, noting(getattr(Sample, name)))
    return recipes


def without_seeds(recipe):
    """What tells a recipe's cell from others, but for how long it is."""
    weights = "yoked:0" if recipe.weights.startswith("yoked") else recipe.weights
    return replace(recipe, seed=0, noise_seed=None, steps=1, weights=weights)


@pytest.mark.parametrize("name", CLAIMS)
def test_a_thousandth_of_every_plan_is_measured(name, asked):
    taken = []
    found = load_claim(name).measure(Sample(0.005 if name == "odds" else 0.001, taken.append))
    assert sum(taken) > 0
    assert found.verdict in Verdict
    assert found.why
    for label, value in found.numbers.items():
        if isinstance(value, Interval):
            assert not value.low > value.value + 1e-12, label
            assert not value.value > value.high + 1e-12, label
        else:
            assert not math.isinf(value), label
    for series in found.chart.series:
        assert len(series.x) == len(series.y) > 0
    # What the torch engine is asked for is of the same sample, and of every part of it that it can.
    cells = [cell.recipe(0) for cell in CELLS[name]()]
    assert set(cells) <= set(asked)
    known = torch_rules()
    assert set(map(without_seeds, cells)) == {
        without_seeds(recipe) for recipe in asked if recipe.rule in known
    }
