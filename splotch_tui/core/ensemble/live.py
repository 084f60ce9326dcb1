"""LiveEnsemble: descents that advance together, and can be looked at on the way, in bounded memory.

Each is the run of its recipe, bit for bit, as `run_batch` gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.cost import estimate_bytes, estimate_seconds
from splotch_tui.core.ensemble.batch import Batch
from splotch_tui.core.ensemble.results import Results
from splotch_tui.core.phases import MARKS, window_length
from splotch_tui.core.recipe import BY_NAME, Recipe
from splotch_tui.core.types import Doubles, Integers
from splotch_tui.core.weights import find_leader

# What is compiled is imported where it is used: the app is painted before that.
if TYPE_CHECKING:
    from splotch_tui.core.ensemble.followed import FollowedDescent, FollowedLanes

# There are no more descents, and fewer where a step of all of them would take longer than this on a
# slow machine, seconds, or where they would take more memory, bytes.
_MOST, _FEWEST = 256, 2
_SECONDS_A_STEP, _BYTES = 2e-3, 2**27
# So many marks are kept of each.
MOST_MARKS = 512
# Shares of the descents that are below the lines of a fan.
QUANTILES = (0.05, 0.25, 0.75, 0.95)


class Over(StrEnum):
    """What is different in the descents of a live ensemble."""

    NOISE = "noise seeds"
    LANDSCAPES = "landscapes"


def fitting_count(recipe: Recipe) -> int:
    """Return how many descents of a recipe can be watched live."""
    from splotch_tui.core.kernels.simd import WIDTH

    by_time = _SECONDS_A_STEP / estimate_seconds(recipe, 1)
    by_room = _BYTES / estimate_bytes(recipe, keep=0)
    count = int(min(max(by_time, _FEWEST), max(by_room, _FEWEST), _MOST))
    return count // WIDTH * WIDTH or count


def recipes_over(over: Over, recipe: Recipe) -> list[Recipe]:
    """Return the recipes of a live ensemble.

    Over noise seeds: 0, 1, 2 …, on the recipe's landscape. Over landscapes: those of its seed, and
    of the seeds that follow.
    """
    count = fitting_count(recipe)
    if over is Over.NOISE:
        return [replace(recipe, noise_seed=seed) for seed in range(count)]
    high = int(BY_NAME["seed"].high)
    return [replace(recipe, seed=(recipe.seed + n) % (high + 1)) for n in range(count)]


@dataclass(frozen=True, eq=False, slots=True)
class LiveState:
    """A live ensemble of n descents at one moment.

    Attributes
    ----------
    step : int
        How many steps each has taken, but for those that diverged.
    steps : ndarray of int64, shape (m,)
        Steps, evenly spaced but for the last, which is the present one; the first is 0.
    x0 : ndarray, shape (n, m)
        x0 there; no number where a descent had diverged before.
    fan : ndarray, shape (4, m)
        Its `QUANTILES` over the descents that had not.
    results : Results
        What the descents came to, had they been to end here.
    edges : ndarray, shape (b+1,)
        Of bins of u = ε‖xn‖.
    snags, at_risk : ndarray of int64, shape (b,)
        First snags that began in each, and descent-steps there before a first snag.
    """

    step: int
    steps: Integers
    x0: Doubles
    fan: Doubles
    results: Results
    edges: Doubles
    snags: Integers
    at_risk: Integers


class LiveEnsemble:
    """Descents that are alike in all but their seeds.

    Parameters
    ----------
    recipes : sequence of Recipe
        Which, of the compiled engine and without changes.

    Attributes
    ----------
    recipes : sequence of Recipe
        As given.
    step : int
        How many steps all of them have taken.
    """

    def __init__(self, recipes: Sequence[Recipe]) -> None:
        from splotch_tui.core.ensemble.followed import Room
        from splotch_tui.core.kernels.simd import WIDTH

        self.recipes = recipes
        self.step = 0
        first = recipes[0]
        self._batch = Batch.of(recipes)
        self._every = window_length(first) // MARKS
        # Of every so many marks one is kept.
        self._thinned = 1
        most = min(MOST_MARKS, first.steps // self._every) + 1
        self._x0, self._u = np.full((2, len(recipes), most), np.nan)
        self._x0[:, 0] = self._u[:, 0] = 0.0
        # One whose weights are another run's may lose it: then it has to go on alone.
        self._in_lanes = first.dims < WIDTH and find_leader(first) is None
        size = WIDTH if self._in_lanes else 1
        starts = range(0, len(recipes), size)
        self._places = [np.arange(at, min(at + size, len(recipes))) for at in starts]
        # Made as they are come to: many take long.
        self._groups: list[FollowedLanes | FollowedDescent] = []
        self._room = Room.of(first)
        self._results = Results.empty(len(recipes))
        # Steps of the round under way, and how many groups have taken them.
        self._count = self._done = 0

    @property
    def is_over(self) -> bool:
        """Whether all descents are at their ends."""
        return self.step == self.recipes[0].steps

    def work(self, count: int) -> bool:
        """Have the next of the groups take steps; return whether now all have taken as many.

        Parameters
        ----------
        count : int
            How many steps, at most, where they are the first group's; the others follow it.
        """
        if self._done == len(self._groups) < len(self._places):
            self._groups.append(self._made(self._places[self._done]))
        group, places = self._groups[self._done], self._places[self._done]
        if not self._done:
            self._count = min(count, group.pace.at_once, self.recipes[0].steps - self.step)
            self._keep_room(self.step + self._count)

        def note(which: int, before: int, points: Doubles) -> None:
            # Lanes that are left over repeat the last descent.
            self._note(places[min(which, len(places) - 1)], before, points)

        group.advance(self._count, note)
        self._results.put(places, group.results().part(np.arange(len(places))))
        self._done += 1
        if self._done < len(self._places):
            return False
        self.step += self._count
        self._done = 0
        return True

    def _made(self, places: Integers) -> FollowedLanes | FollowedDescent:
        from splotch_tui.core.ensemble.followed import FollowedDescent, FollowedLanes
        from splotch_tui.core.ensemble.lane_group import lane_places

        if not self._in_lanes:
            return FollowedDescent(self.recipes[places[0]], self._room)
        lanes = FollowedLanes(self.recipes[0])
        lanes.start(self._batch.part(places[lane_places(0, len(places))]))
        return lanes

    def _keep_room(self, step: int) -> None:
        """Keep every other mark, as often as is needed to have room for those up to a step."""
        while step // (self._every * self._thinned) >= self._x0.shape[1]:
            for values in (self._x0, self._u):
                kept = values[:, ::2].copy()
                values[:] = np.nan
                values[:, : kept.shape[1]] = kept
            self._thinned *= 2

    def _note(self, place: int, before: int, points: Doubles) -> None:
        """Keep marks of a descent."""
        skipped = -(before + 1) % self._thinned
        kept = points[skipped :: self._thinned]
        first = (before + 1 + skipped) // self._thinned
        here = slice(first, first + len(kept))
        self._x0[place, here] = kept[:, 0]
        self._u[place, here] = self.recipes[0].epsilon * np.linalg.norm(kept[:, 1:], axis=1)

    def state(self) -> LiveState:
        """Return what there is to see, when all have taken as many steps; it never changes."""
        from splotch_tui.core.ensemble.hazard import bins_of_u, count_by_u
        from splotch_tui.core.ensemble.watching import Watched

        every = self._every * self._thinned
        steps = np.arange(self.step // every + 1) * every
        part = slice(0, len(steps))
        results = self._results.part(np.arange(len(self.recipes)))
        watched = Watched(
            self._batch, steps, self._x0[:, part], self._u[:, part], results.snag_step, every
        )
        edges = bins_of_u([watched])
        x0 = watched.x0.copy()
        if steps[-1] < self.step:
            there = results.gradient_evaluations == self.step
            steps = np.append(steps, self.step)
            x0 = np.column_stack((x0, np.where(there, results.x0, np.nan)))
        fan = _quantiles(x0)
        return LiveState(self.step, steps, x0, fan, results, edges, *count_by_u([watched], edges))


def _quantiles(x0: Doubles) -> Doubles:
    """Return the `QUANTILES` of each column, without what is no number; of none, no numbers."""
    # What is no number comes last.
    ordered = np.sort(x0, axis=0)
    counts = np.count_nonzero(~np.isnan(ordered), axis=0)
    columns = np.arange(x0.shape[1])
    lines = []
    for share in QUANTILES:
        place = share * np.maximum(counts - 1, 0)
        low = np.floor(place).astype(np.int64)
        high = np.minimum(low + 1, np.maximum(counts - 1, 0))
        below, above = ordered[low, columns], ordered[high, columns]
        lines.append(below + (place - low) * (above - below))
    return np.array(lines)


def ranked(x0: Doubles) -> NDArray[np.int64]:
    """Return the numbers of descents by x0, the least first; those without one are last."""
    return np.argsort(x0, kind="stable")
