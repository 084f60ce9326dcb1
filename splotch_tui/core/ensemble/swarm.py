"""Swarms: descents of one landscape, each with noise of its own, kept point by point."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from splotch_tui.core.ensemble.batch import Batch
from splotch_tui.core.ensemble.lane_group import LaneGroup, lane_places
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.kernels.simd_memory import aligned_zeros
from splotch_tui.core.phases import MARKS, Phase, PhaseTracker, window_length
from splotch_tui.core.recipe import BY_NAME, Recipe
from splotch_tui.core.signals import check_stopped
from splotch_tui.core.types import Doubles, Integers
from splotch_tui.core.weights import OWN

# So many points are kept of each descent at most.
_MOST_POINTS = 1 << 13
# So many steps are taken at once: in between, a signal may end the work.
_STEPS_AT_ONCE = 1 << 18


@dataclass(frozen=True, eq=False, slots=True)
class Swarm:
    """What n descents did, that are alike in all but the noise.

    Attributes
    ----------
    recipe : Recipe
        Of them all, but for the noise seeds.
    noise_seeds : range
        Theirs.
    steps : ndarray of int64, shape (m,)
        At which they are kept: every so manieth, from 0 on.
    points : ndarray, shape (n, m, 2)
        x0 and x1 there. One that has diverged stays where it was last.
    phases : list of tuple of Phase
        Those of each, as of a run.
    """

    recipe: Recipe
    noise_seeds: range
    steps: Integers
    points: Doubles
    phases: list[tuple[Phase, ...]]


def check_swarm(recipe: Recipe) -> None:
    """Check that there can be a swarm of a recipe.

    Raises
    ------
    SplotchError
        There can be none.
    """
    if recipe.dims != 1:
        raise SplotchError(
            f"a swarm is of runs with one xn, all on the same surface: this has {recipe.dims}"
        )
    if recipe.engine != BY_NAME["engine"].default:
        raise SplotchError(
            f"a swarm is of the compiled engine's runs: this is of the engine {recipe.engine}"
        )
    if recipe.noise == 0.0:
        raise SplotchError("a swarm is of runs that differ in their noise: this has none")
    if recipe.changes:
        raise SplotchError("a swarm is of runs that nobody steered: this was changed by hand")
    if recipe.weights != OWN:
        raise SplotchError(
            f"a swarm's runs weigh the hills by themselves: this takes weights {recipe.weights}"
        )


def run_swarm(recipe: Recipe, count: int) -> Swarm:
    """Run descents of a recipe whose noise seeds are 0, 1, 2 and so on.

    Each is the run of its recipe, bit for bit.

    Parameters
    ----------
    recipe : Recipe
        With one xn.
    count : int
        How many, 1 or more.

    Raises
    ------
    SplotchError
        There can be no swarm of it.
    """
    check_swarm(recipe)
    every = 1
    while recipe.steps // every > _MOST_POINTS:
        every *= 2
    kept = recipe.steps // every
    at_once = max(_STEPS_AT_ONCE // every, 1) * every
    seeds = range(count)
    points = np.zeros((count, 1 + kept, 2))
    phases = []
    group = LaneGroup(replace(recipe, noise_seed=0))
    batch = Batch.of([replace(recipe, noise_seed=seed) for seed in seeds])
    for first in range(0, count, WIDTH):
        group.start(batch.part(lane_places(first, count)))
        marks = aligned_zeros((kept, 2, WIDTH))
        for begun in range(0, recipe.steps, at_once):
            check_stopped()
            taken = min(at_once, recipe.steps - begun)
            group.advance(marks[begun // every :], every, begun, taken)
        for lane in range(min(WIDTH, count - first)):
            end = int(group.ended[lane])
            taken = kept if end < 0 else end // every
            own = points[first + lane]
            own[1 : 1 + taken] = marks[:taken, :, lane]
            own[1 + taken :] = own[taken]
            phases.append(_phases(own[: 1 + taken], recipe, every))
    return Swarm(recipe, seeds, np.arange(1 + kept) * every, points, phases)


def _phases(points: Doubles, recipe: Recipe, every: int) -> tuple[Phase, ...]:
    """Return the phases of a descent, of which every so manieth point is kept."""
    looks = max(window_length(recipe) // MARKS, every)
    tracker = PhaseTracker(recipe, looks)
    tracker.follow_marks(points[looks // every :: looks // every], recipe)
    return tracker.phases
