"""Both engines draw their outcomes from one distribution. Minutes long: `pytest -m slow`."""

from dataclasses import replace

import pytest
from scipy.stats import ks_2samp

from splotch_tui import PRESETS, run

SEEDS = 300


@pytest.mark.slow
@pytest.mark.parametrize("dims", [1, 2])
def test_final_x0_over_many_seeds(dims):
    base = replace(PRESETS["comment"], dims=dims, steps=2000)
    final = {
        engine: [run(replace(base, seed=seed, engine=engine)).x0[-1] for seed in range(SEEDS)]
        for engine in ("compiled", "torch")
    }
    assert ks_2samp(final["compiled"], final["torch"], method="asymp").pvalue > 0.01
