"""A run under way: a descent, or a saved history that is played like one."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.climbing import newest_climb
from splotch_tui.core.descent import Descent
from splotch_tui.core.history import History
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.phases import Hop, Phase, PhaseTracker
from splotch_tui.core.proposals import Proposals
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.record import Record
from splotch_tui.core.types import Doubles
from splotch_tui.core.weighing import weights_along
from splotch_tui.core.weights import weights_at_origin
from splotch_tui.session.rehearsal import rehearsing_beside

_CATCHING_UP = 50_000


class Playback:
    """Goes through the points of a history, from the origin on.

    What became of proposals is known of the whole alone.

    Parameters
    ----------
    history : History
        What to play; every point of it must be there.
    recipe : Recipe
        Of the run, which may be longer than what is there to play.
    """

    proposals = None
    diverged = False

    def __init__(self, history: History, recipe: Recipe) -> None:
        self._history = history
        self.recipe = recipe
        self.landscape = history.landscape
        self.step = 0
        self._weights = weights_along(history)

    @property
    def remaining(self) -> int:
        """How many steps are still to come."""
        return self.recipe.steps - self.step

    @property
    def weights(self) -> Doubles | None:
        """What weighs the splotches at the present point; None: its coordinates."""
        return None if self._weights is None else self._weights[self.step]

    @property
    def is_over(self) -> bool:
        """Whether all that is there has been played."""
        return self.step >= self._history.recipe.steps

    def advance(self, n: int) -> tuple[Doubles, Doubles]:
        """Return the next `n` points, or as many as are there, and their losses."""
        left = self._history.recipe.steps - self.step
        part = slice(self.step + 1, self.step + 1 + min(n, left))
        self.step = part.stop - 1
        return self._part(part)

    def rest(self) -> tuple[Doubles, Doubles, Proposals | None]:
        """Return what is to come, and what became of all proposals, and stay at this step."""
        return *self._part(slice(self.step + 1, None)), self._history.proposals

    def _part(self, part: slice) -> tuple[Doubles, Doubles]:
        history = self._history
        return np.column_stack((history.x0[part], history.xn[part])), history.loss[part]

    def take_over(self) -> Descent:
        """Run a descent to the step of this one, from where it can go on with other parameters."""
        descent = Descent(self.recipe)
        while descent.step < self.step:
            descent.advance(min(_CATCHING_UP, self.step - descent.step))
        return descent


class ActiveRun:
    """A run, its record and its phases, as far as it has come.

    Parameters
    ----------
    source : Descent or Playback
        Where the points come from.
    record : Record
        Of the origin.
    """

    def __init__(self, source: Descent | Playback, record: Record) -> None:
        self._source = source
        self.record = record
        self._tracker = PhaseTracker(source.recipe)

    @classmethod
    def started(cls, recipe: Recipe, history: History | None) -> ActiveRun:
        """Return a run at the origin, of a recipe or of a saved history of it."""
        source: Descent | Playback
        with rehearsing_beside():
            # A history that does not hold every point is run again.
            if history is None or history.stride > 1:
                source = Descent(recipe)
                source.prepare()
            else:
                source = Playback(history, recipe)
        origin, live = np.zeros(1 + recipe.dims), recipe.acting_at(0)
        loss = float(source.landscape.loss(origin, live.epsilon, weights_at_origin(live)))
        return cls(source, Record.started(origin, loss))

    @property
    def whole(self) -> Record | None:
        """All of what is played, if a history is."""
        if not isinstance(self._source, Playback):
            return None
        return self.record.extended(*self._source.rest())

    @property
    def recipe(self) -> Recipe:
        """What makes the run."""
        return self._source.recipe

    @property
    def landscape(self) -> Landscape:
        """The surface it runs on."""
        return self._source.landscape

    @property
    def weights(self) -> Doubles | None:
        """What weighs the splotches at the present point, shape (D,); None: its coordinates."""
        return self._source.weights

    @property
    def played(self) -> bool:
        """Whether it is a history that is played."""
        return isinstance(self._source, Playback)

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases so far."""
        return self._tracker.phases

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The hops so far."""
        return self._tracker.hops

    @property
    def climb(self) -> float | None:
        """How far x0 climbed over the last window, of its free climb; None: there is none yet."""
        return newest_climb(self.record, self.recipe)

    @property
    def step(self) -> int:
        """Steps taken."""
        return self._source.step

    @property
    def remaining(self) -> int:
        """Steps to come."""
        return self._source.remaining

    def advance(self, n: int) -> bool:
        """Take at most `n` steps; False: the next one leads out of the range of numbers."""
        if isinstance(self._source, Playback) and self._source.is_over:
            self._take_over()
        points, losses = self._source.advance(n)
        if len(losses):
            self.record = self.record.extended(points, losses, self._source.proposals)
            self._tracker.follow(points, self._source.recipe)
        return not self._source.diverged

    def change(self, name: str, value: float) -> bool:
        """Set a live parameter from the next step on; False: no step is left to act on."""
        if not self.remaining:
            return False
        self._take_over().change(name, value)
        return True

    def extend(self, steps: int) -> None:
        """Go on to `steps` steps instead of those that the recipe had."""
        self._take_over().extend(steps)

    def _take_over(self) -> Descent:
        """Return the descent under way; where a history was played, it takes the next steps."""
        if isinstance(self._source, Playback):
            self._source = self._source.take_over()
        return self._source
