"""Every descent of an ensemble is the run of its recipe: its end, and its phases."""

import numpy as np
import pytest

from splotch_tui import Recipe, run
from splotch_tui.core.ensemble.batch import Batch
from splotch_tui.core.ensemble.descents import run_batch
from splotch_tui.core.phases import KINDS, PhaseKind, find_phases, window_length

CELLS = [
    Recipe(steps=20_000),
    Recipe(steps=20_000, epsilon=0.05),
    Recipe(steps=6_000, dims=3, rule="hmc"),
    Recipe(steps=2_000, dims=9, epsilon=0.01),
    Recipe(steps=3_001, dims=2, learning_rate=0.05, noise_seed=1),
    Recipe(steps=2_000, rule="plain", epsilon=20.0),
    Recipe(steps=100),
    Recipe(steps=40, dims=12, learning_rate=1e-4),
    Recipe(steps=3_000, silence="channels", waves=7),
    Recipe(steps=3_000, silence="diagonals"),
    Recipe(steps=3_000, silence="random", dims=2),
    Recipe(steps=3_000, silence="random", dims=9, epsilon=0.01),
    Recipe(steps=3_000, weights="decoupled"),
    Recipe(steps=3_000, weights="frozen:0.2", dims=2),
    Recipe(steps=3_000, weights="frozen:0.3", dims=2),
    Recipe(steps=3_000, weights="yoked:7", dims=2, noise_seed=1),
    Recipe(steps=3_000, weights="yoked:8", dims=2, noise_seed=1, rule="momentum"),
    Recipe(steps=2_000, weights="decoupled", dims=9, epsilon=0.01),
    Recipe(steps=900, weights="yoked:3", rule="plain", epsilon=20.0),
]


def batch_of(n, cells=CELLS, seed=1):
    random = np.random.default_rng(seed)
    seeds = random.integers(0, 4000, (2, n)).astype(np.uint32)
    return Batch(cells, random.integers(0, len(cells), n), *seeds)


def told_by_its_phases(history):
    """What the phases of a whole run say, in the words of `Results`."""
    phases = find_phases(history)
    ends = [phase.start for phase in phases[1:]] + [history.recipe.steps]
    demons = [phase.start for phase in phases if phase.kind is PhaseKind.DEMON]
    snags = [
        (phase.start, end)
        for phase, end in zip(phases, ends, strict=True)
        if phase.kind is PhaseKind.SNAG
    ]
    least = 4 * window_length(history.recipe)
    sure = [start for start, end in snags if end - start >= least or start != phases[-1].start]
    return (
        phases[-1].kind,
        min(demons, default=-1),
        min(sure, default=-1),
        len(snags) - (phases[-1].kind is PhaseKind.SNAG),
    )


def test_results_are_those_of_the_runs():
    batch = batch_of(160)
    results = run_batch(batch, lambda _: None)
    for i in range(len(batch)):
        history = run(batch.recipe(i))
        assert results.x0[i] == history.x0[-1]
        assert results.loss[i] == history.loss[-1]
        assert results.gradient_evaluations[i] == history.recipe.steps
        assert results.xn_norm[i] == pytest.approx(np.linalg.norm(history.xn[-1]), rel=1e-12)
        told = (
            KINDS[results.phase[i]],
            results.demon_step[i],
            results.snag_step[i],
            results.releases[i],
        )
        assert told == told_by_its_phases(history), batch.recipe(i)
    # All that can happen did.
    assert (results.snag_step >= 0).any()
    assert (results.demon_step >= 0).any()
    assert (results.releases > 0).any()
    assert (results.gradient_evaluations < 40).any()


def test_results_do_not_depend_on_company():
    batch = batch_of(30, CELLS[:2])
    together = run_batch(batch, lambda _: None)
    for i in (0, 7, 8, 29):
        alone = run_batch(batch.part(np.array([i])), lambda _: None)
        assert [column[0] for column in alone] == [column[i] for column in together]


def test_steps_are_reported_as_they_are_taken():
    batch, reported = batch_of(13, CELLS[:1]), []
    run_batch(batch, reported.append)
    assert sum(reported) == 13 * 20_000
    assert len(reported) > 1


def test_what_the_report_raises_ends_the_work():
    def refuse(_steps):
        raise KeyError

    with pytest.raises(KeyError):
        run_batch(batch_of(13), refuse)
