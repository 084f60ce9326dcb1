"""LaneGroup: eight descents of a batch side by side, with those whose coordinates weigh theirs."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.ensemble.batch import Batch
from splotch_tui.core.kernels.lane_layout import make_lanes, start_lanes
from splotch_tui.core.kernels.lanes import lanes_kernel
from splotch_tui.core.kernels.rule_parts import LiveParameters
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.kernels.simd_memory import aligned_zeros
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.rules import load_rule
from splotch_tui.core.silence import NONE, find_silent
from splotch_tui.core.types import Doubles, Integers
from splotch_tui.core.weights import OWN, find_leader, frozen_weights

# Weights are held for so many steps at once; more would not fit into a fast cache.
_WEIGHTS_AT_ONCE = 1024


def lane_places(start: int, count: int) -> Integers:
    """Return which of so many descents are in the lanes of the eight from `start` on.

    Lanes that are left over repeat the last descent.
    """
    return np.minimum(np.arange(start, start + WIDTH), count - 1)


class LaneGroup:
    """Eight descents that one kernel runs.

    Parameters
    ----------
    recipe : Recipe
        Of one of them; of the others the seeds and what kernels take as numbers may differ.
    """

    def __init__(self, recipe: Recipe) -> None:
        own = recipe.weights == OWN
        self._lanes = make_lanes(load_rule(recipe.rule), recipe.dims, recipe.waves, own_weights=own)
        self._take_steps = lanes_kernel(recipe.rule)
        leader = find_leader(recipe)
        self._leader = None if leader is None else LaneGroup(leader)
        # The weights at the present points and after each step to come.
        rows = 0 if own else 1 + _WEIGHTS_AT_ONCE
        self._weights = aligned_zeros((rows, 1 + recipe.dims, WIDTH))

    def start(self, batch: Batch) -> None:
        """Put eight descents at the origin."""
        lanes = self._lanes
        cells = [batch.cells[which] for which in batch.which]
        for lane, cell in enumerate(cells):
            lanes.live[:, lane] = [getattr(cell, name) for name in LiveParameters._fields]
            lanes.own[:, lane] = list(cell.rule_parameters.values())
        start_lanes(lanes, batch.seeds, batch.noise_seeds[: WIDTH * batch.has_noise_seeds])
        for lane, cell in enumerate(cells):
            self._silence(lane, cell, int(batch.seeds[lane]))
            frozen = frozen_weights(cell)
            if frozen is not None:
                self._weights[:, 1:, lane] = frozen
        if self._leader is not None:
            self._leader.start(batch.leaders())

    def _silence(self, lane: int, cell: Recipe, seed: int) -> None:
        if cell.silence == NONE:
            return
        lanes, shape = self._lanes, (cell.dims, cell.waves)
        k = lanes.k[1:, :, lane].T.reshape(*shape, cell.dims)
        silent = find_silent(cell.silence, k, lanes.k[0, :, lane].reshape(shape), seed)
        lanes.s[silent.ravel(), lane] = 0.0
        lanes.c[silent.ravel(), lane] = 0.0

    def advance(self, marks: Doubles, every: int, begun: int, steps: int) -> None:
        """Take steps.

        Parameters
        ----------
        marks : ndarray, shape (n, 1+D, 8)
            Receives the points of every n-th step.
        every : int
            That n.
        begun : int
            How many steps were taken before.
        steps : int
            How many to take.
        """
        end = begun + steps
        while begun < end:
            count = end - begun
            if len(self._weights):
                count = min(count, len(self._weights) - 1)
            weights = self._weights[: 1 + count]
            if self._leader is not None:
                weights[0] = self._leader.points
                self._leader.advance(weights[1:], 1, begun, count)
            after = (begun + count) // every - begun // every
            self._take_steps(self._lanes, marks, every, weights, begun, count)
            marks = marks[after:]
            begun += count

    @property
    def points(self) -> Doubles:
        """Where they are, shape (1+D, 8)."""
        return self._lanes.x

    @property
    def ended(self) -> Integers:
        """How many steps those took that have diverged, shape (8,); −1 for the others."""
        return self._lanes.ended

    @property
    def has_lost_leader(self) -> bool:
        """Whether a run that gives weights has diverged: then theirs end, and here do not."""
        leader = self._leader
        return leader is not None and (leader.has_lost_leader or bool((leader.ended >= 0).any()))

    def ends(self) -> Doubles:
        """Return where they are or were when they diverged, and the losses, shape (2+D, 8)."""
        result = np.concatenate((self._lanes.x, self._lanes.loss))
        diverged = self.ended >= 0
        result[:, diverged] = self._lanes.end[:, diverged]
        return result
