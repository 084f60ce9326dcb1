"""Descent: a run in progress, to be advanced and changed; and `run`, which runs one whole."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from splotch_tui.core.cost import estimate_bytes
from splotch_tui.core.engines import make_engine
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.memory import check_memory
from splotch_tui.core.proposals import Proposals
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.record import Record
from splotch_tui.core.types import Doubles
from splotch_tui.core.weights import weights_at_origin


class Descent:
    """A run in progress, at the origin to begin with.

    Parameters
    ----------
    recipe : Recipe
        What to run. The changes in it are made at their steps.

    Attributes
    ----------
    recipe : Recipe
        What has been run so far and is to come; `change` adds to it.
    step : int
        How many steps have been taken.
    live : Recipe
        What holds on the next step, without changes.
    diverged : bool
        Whether the next step would lead out of the range of numbers: then none is to come.
    """

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.step = 0
        self.diverged = False
        self._engine = make_engine(recipe)
        self._restate()

    def _restate(self) -> None:
        """Find out what holds now, and what is to come."""
        self.live = self.recipe.restated_at(0)
        self._changes = self.recipe.restatements()
        self._next_change = next(self._changes, None)
        self._pass_changes()

    def _pass_changes(self) -> None:
        """Have in force what changes at the present step."""
        while self._next_change is not None and self._next_change[0] <= self.step:
            self.live = self._next_change[1]
            self._next_change = next(self._changes, None)

    @property
    def landscape(self) -> Landscape:
        """The surface it runs on."""
        return self._engine.landscape

    @property
    def x(self) -> Doubles:
        """A copy of the present point, shape (1+D,)."""
        return self._engine.x.copy()

    @property
    def weights(self) -> Doubles | None:
        """What weighs the splotches at the present point, shape (D,); None: its coordinates."""
        return self._engine.weights

    @property
    def remaining(self) -> int:
        """How many steps of the recipe are still to come."""
        return 0 if self.diverged else self.recipe.steps - self.step

    @property
    def proposals(self) -> Proposals | None:
        """What became of the rule's proposals so far; None where it makes none."""
        return self._engine.proposals

    def change(self, parameter: str, value: float) -> None:
        """Set a live parameter from the next step on, and note that in the recipe.

        Raises
        ------
        SplotchError
            The parameter is not a live one, or the value is out of range.
        """
        if parameter not in self.recipe.live_parameters:
            raise SplotchError(f"{parameter} cannot change while a run goes on")
        self.recipe = self.recipe.changed(self.step, parameter, value)
        self._restate()

    def extend(self, steps: int) -> None:
        """Set how many steps the run has in all: more than the recipe had, or fewer.

        Changes that were to come after them are dropped.

        Raises
        ------
        SplotchError
            That many have been taken already, or it is out of range.
        """
        if steps < self.step:
            raise SplotchError(f"{self.step:,} steps have been taken already: take more")
        self.recipe = self.recipe.shortened(steps)
        self._restate()

    def prepare(self) -> None:
        """Have compiled what takes the steps, and take none."""
        self._engine.advance(np.empty((0, 1 + self.recipe.dims)), np.empty(0), self.live)

    def advance(self, n: int) -> tuple[Doubles, Doubles]:
        """Take `n` steps, or as many as are left of the recipe, or as it can before it diverges.

        The result does not depend on how a run is cut into calls. The GIL is released meanwhile
        by the compiled engine.

        Parameters
        ----------
        n : int
            How many steps.

        Returns
        -------
        points : ndarray, shape (n, 1+D)
            The points reached, x0 first.
        losses : ndarray, shape (n,)
            The loss at each of them.
        """
        n = min(n, self.remaining)
        points = np.empty((n, 1 + self.recipe.dims))
        losses = np.empty(n)
        done = 0
        while done < n:
            count = n - done
            if self._next_change is not None:
                count = min(self._next_change[0] - self.step, count)
            part = slice(done, done + count)
            taken = self._engine.advance(points[part], losses[part], self.live)
            self.step += taken
            done += taken
            self._pass_changes()
            if taken < count:
                self.diverged = True
                break
        return points[:done], losses[:done]


# Steps are taken in chunks of about this length; between them progress is reported.
_CHUNK_SECONDS = 0.05
_LARGEST_CHUNK = 1 << 17


def run(
    recipe: Recipe,
    progress: Callable[[int], object] | None = None,
    keep: int | None = None,
) -> History:
    """Run a recipe from the origin to its last step.

    Parameters
    ----------
    recipe : Recipe
        What to run.
    progress : callable, optional
        Called now and then with the number of steps done. If it returns False, the run ends there,
        and the history is of the part done.
    keep : int, optional
        How many points to keep at most; a longer run keeps every 2ᵏ-th. By default 2²⁰, or
        2²² numbers if that is fewer.

    Returns
    -------
    History
        Of all steps; of fewer where it ends before, as a run does that diverges: by the plain rule,
        where the hills are so steep that its steps grow without bound.

    Raises
    ------
    SplotchError
        It would not fit into memory.
    """
    check_memory(
        estimate_bytes(recipe, keep), "this run", "keep fewer points, or take fewer dims or waves"
    )
    descent = Descent(recipe)
    x, live = descent.x, descent.live
    loss = descent.landscape.loss(x, live.epsilon, weights_at_origin(live))
    record = Record.started(x, float(loss), keep)
    chunk = 64
    while descent.remaining:
        began = time.perf_counter()
        record = record.extended(*descent.advance(chunk), descent.proposals)
        took = time.perf_counter() - began
        chunk = int(min(max(1, chunk * _CHUNK_SECONDS / took), 2 * chunk, _LARGEST_CHUNK))
        if progress is not None and progress(descent.step) is False:
            break
    history = record.history(descent.recipe, descent.landscape)
    return replace(history, diverged=descent.diverged)
