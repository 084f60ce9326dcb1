"""Descents that go on together, with their phases: eight in lanes, or one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from splotch_tui.core.engines.compiled import CompiledEngine
from splotch_tui.core.ensemble.batch import Batch
from splotch_tui.core.ensemble.lane_group import LaneGroup
from splotch_tui.core.ensemble.results import Results
from splotch_tui.core.kernels.phase_summary import (
    CODE,
    DEMON_STEP,
    RELEASES,
    SNAG_STEP,
    PhaseSummaries,
    conclude,
    follow_marks,
)
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.kernels.simd_memory import aligned_zeros
from splotch_tui.core.phases import MARKS, SNAG_WINDOWS, window_length
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.rules import load_rule
from splotch_tui.core.types import Doubles, Integers
from splotch_tui.core.weights import weights_at_origin

# Called with a descent's number, how many of its marks were told before, and the points at those
# that follow, shape (n, 1+D), which are changed afterwards. The origin is no mark. A descent may be
# told of more than once; what comes last holds, as far as the descent went.
Observer = Callable[[int, int, Doubles], object]

# At once, so many numbers are made.
_NUMBERS_AT_ONCE = 1 << 18


class Pace(NamedTuple):
    """When descents are looked at, and how many steps are taken at once."""

    every: int
    at_once: int
    least_snag: int

    @classmethod
    def of(cls, recipe: Recipe, numbers_a_step: int) -> Pace:
        """Return the pace of a recipe's descents, of which a step makes so many numbers."""
        window = window_length(recipe)
        at_once = max(64, _NUMBERS_AT_ONCE // numbers_a_step)
        return cls(window // MARKS, at_once, SNAG_WINDOWS * window)

    @property
    def most_marks(self) -> int:
        """How many marks there may be in the steps that are taken at once."""
        return self.at_once // self.every + 1


class FollowedLanes:
    """Eight descents of few dims in lanes, whose phases are followed.

    Parameters
    ----------
    recipe : Recipe
        Of one of them; see `LaneGroup`.

    Attributes
    ----------
    pace : Pace
        Of them all.
    step : int
        How many steps were taken.
    """

    def __init__(self, recipe: Recipe) -> None:
        self.pace = Pace.of(recipe, WIDTH * (1 + recipe.dims))
        self.step = 0
        self._group = LaneGroup(recipe)
        self._marks = aligned_zeros((self.pace.most_marks, 1 + recipe.dims, WIDTH))
        self._summaries = PhaseSummaries.make(WIDTH, recipe.dims, MARKS, len(self._marks))
        self._rates: list[tuple[float, float]] = []

    def start(self, batch: Batch) -> None:
        """Put eight descents at the origin."""
        self.step = 0
        self._rates = [_rates(batch.cells[which]) for which in batch.which]
        self._group.start(batch)
        self._summaries.start()

    def advance(self, count: int, observe: Observer) -> None:
        """Take at most `pace.at_once` steps, and tell of the marks among them, lane by lane."""
        every, done, ended = self.pace.every, self.step, self._group.ended
        self._group.advance(self._marks, every, done, count)
        self.step += count
        for lane in range(WIDTH):
            end = self.step if ended[lane] < 0 else ended[lane]
            new = self._marks[: max(end // every - done // every, 0), :, lane]
            follow_marks(
                self._summaries, lane, new, every, *self._rates[lane], self.pace.least_snag
            )
            observe(lane, done // every, new)

    @property
    def has_lost_leader(self) -> bool:
        """See `LaneGroup`."""
        return self._group.has_lost_leader

    def results(self) -> Results:
        """Return what the descents came to, had they been to end here."""
        taken = np.where(self._group.ended >= 0, self._group.ended, self.step)
        return _results(self._group.ends().T, taken, self._summaries, self.pace.least_snag)


class FollowedDescent:
    """One descent, whose phases are followed.

    Parameters
    ----------
    recipe : Recipe
        What it is of.
    room : Room
        Where its points are put; others may use it in between.

    Attributes
    ----------
    pace : Pace
        Of its dims and rule.
    step : int
        How many steps were asked for.
    """

    def __init__(self, recipe: Recipe, room: Room) -> None:
        self.pace = Pace.of(recipe, 2 + recipe.dims)
        self.step = 0
        self._recipe = recipe
        self._room = room
        self._engine = CompiledEngine(recipe)
        weights = weights_at_origin(recipe)
        landscape = self._engine.landscape
        self._loss = float(landscape.loss(self._engine.x, recipe.epsilon, weights))
        self._summaries = PhaseSummaries.make(1, recipe.dims, MARKS, self.pace.most_marks)
        self._summaries.start()
        self._rates = _rates(recipe)
        self._taken = 0

    @property
    def diverged(self) -> bool:
        """Whether it took fewer steps than it was asked for."""
        return self._taken < self.step

    def advance(self, count: int, observe: Observer) -> None:
        """Take at most `pace.at_once` steps, and tell of the marks among them, of descent 0."""
        if self.diverged:
            self.step += count
            return
        every, done = self.pace.every, self.step
        points, losses = self._room.points[:count], self._room.losses[:count]
        taken = self._engine.advance(points, losses, self._recipe)
        self._loss = float(losses[taken - 1]) if taken else self._loss
        new = points[every - done % every - 1 : taken : every]
        follow_marks(self._summaries, 0, new, every, *self._rates, self.pace.least_snag)
        observe(0, done // every, new)
        self.step += count
        self._taken += taken

    def results(self) -> Results:
        """Return what the descent came to, had it been to end here."""
        end = np.array([[*self._engine.x, self._loss]])
        return _results(end, np.array([self._taken]), self._summaries, self.pace.least_snag)


class Room(NamedTuple):
    """Room for the points of the steps that single descents take at once, and their losses."""

    points: Doubles
    losses: Doubles

    @classmethod
    def of(cls, recipe: Recipe) -> Room:
        """Return room for descents of a recipe's dims."""
        at_once = Pace.of(recipe, 2 + recipe.dims).at_once
        return cls(np.empty((at_once, 1 + recipe.dims)), np.empty(at_once))


def _rates(cell: Recipe) -> tuple[float, float]:
    rule = load_rule(cell.rule)
    return rule.free_climb(cell), rule.free_variance(cell)


def _results(ends: Doubles, taken: Integers, summaries: PhaseSummaries, least_snag: int) -> Results:
    """Return the results of descents that end at `ends`, shape (n, 2+D): coordinates and loss."""
    # The descents may go on: what they are counted by stays.
    counts = summaries.counts.copy()
    concluded = summaries._replace(counts=counts)
    for which in range(len(ends)):
        conclude(concluded, which, taken[which], least_snag)
    squares = np.zeros(len(ends))
    # Coordinate by coordinate: NumPy's own sums are of another order on another processor.
    for m in range(1, ends.shape[1] - 1):
        squares += ends[:, m] ** 2
    return Results(
        x0=ends[:, 0],
        xn_norm=np.sqrt(squares),
        loss=ends[:, -1],
        phase=counts[:, CODE].astype(np.int8),
        demon_step=counts[:, DEMON_STEP],
        snag_step=counts[:, SNAG_STEP],
        releases=counts[:, RELEASES],
        gradient_evaluations=taken,
    )
