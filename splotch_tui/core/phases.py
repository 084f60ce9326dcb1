"""Phases of a run: free, then perhaps a demon, then perhaps a snag.

Everything is judged over a window of n steps, by two yardsticks that need no tuning to a
landscape: what the run's own rule would do where the splotches do nothing. There x0 climbs by
the rule's free climb a step, η for the normalised one; n times that is the free climb of a window.
And there the noise makes the rest of the coordinates diffuse, by about η·noise·√n together for the
normalised rule. n is 256, or at a slower free climb than 0.2 a step as many times more as makes
the free climb of a window 51 or more: eight periods of the hills, so that no single hill is taken
for a phase.

- **snag**: x0 climbs by less than a tenth of the free climb. Over 256 steps noise alone moves x0
  by η·√(256/(1+D)), at D = 1 by 0.044 of the free climb, so a run that climbs is not taken for
  one that stalls. A snag ends when x0 climbs by more than a quarter of it again; if that happens
  within 4 windows, it was a rest and not a snag, and is taken back.
- **demon**: the xn move by more than 3 times their diffusion (at D = 1 beyond 4.2 standard
  deviations, at larger D farther out) and by more than a tenth of the free climb, and grow apart
  faster than x0 climbs: ‖xn‖ by a larger factor than x0. By diffusion alone ‖xn‖ grows as √steps
  while x0 grows as steps. It lasts until x0 climbs at half the free rate or more and the xn no
  longer drift, or until the snag.
- **free**: neither.
- **hop**: no phase, but something that happens in a snag: the mean of x0 over a window moves by
  more than π, half of the longest period of the hills, and stays there for 4 windows.

Demons, snags and hops are dated from the middle of the first window that shows them, so to within
half a window.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from splotch_tui.core.history import History
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.rules import load_rule
from splotch_tui.core.types import Doubles, Integers

_SHORTEST_WINDOW = 256
_FREE_CLIMB = 0.2 * 256
# Longer than any run.
_LONGEST_WINDOW = 2**34
# Marks in a window: a run is looked at from time to time, not at every step.
MARKS = 8
# The least length of a snag, in windows.
SNAG_WINDOWS = 4


def window_length(recipe: Recipe) -> int:
    """Return how many steps the phases of a run are judged over: a power of two."""
    steps = _SHORTEST_WINDOW
    climb = load_rule(recipe.rule).free_climb(recipe)
    while steps * climb < 0.999 * _FREE_CLIMB and steps < _LONGEST_WINDOW:
        steps *= 2
    return steps


class PhaseKind(StrEnum):
    """What a run is doing."""

    FREE = "free"
    DEMON = "demon"
    SNAG = "snag"


# In the order of the numbers that kernels have for them.
KINDS = (PhaseKind.FREE, PhaseKind.DEMON, PhaseKind.SNAG)


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase and the step at which it begins."""

    kind: PhaseKind
    start: int


@dataclass(frozen=True, slots=True)
class Hop:
    """A snagged run's way to another basin: when, and the mean x0 before and after."""

    step: int
    before: float
    after: float


class PhaseTracker:
    """Tracks a run's phases while it goes on, in constant time a step.

    The result does not depend on how the run is cut into calls.

    Parameters
    ----------
    recipe : Recipe
        Of the run; what is changed by hand later comes with `follow`.
    mark_every : int, optional
        How often the run is looked at, in steps: by default an eighth of the window.

    Attributes
    ----------
    phases : tuple of Phase
        Those so far, the first from step 0. The last may still be taken back if it is a snag
        of less than 4 windows.
    hops : tuple of Hop
        Those so far.
    climb : float or None
        How far x0 climbed over the last window, of what it would without hills; None before the
        end of the first window.
    """

    def __init__(self, recipe: Recipe, mark_every: int | None = None) -> None:
        self.phases: tuple[Phase, ...] = (Phase(PhaseKind.FREE, 0),)
        self._every = mark_every or window_length(recipe) // MARKS
        self._step = 0
        # A free run up to the last mark, and the last marks: see `classify_phases`.
        self._marks = np.zeros((1, 3 + recipe.dims))
        self._code = 0
        self._mark_number = 0
        self.hops: tuple[Hop, ...] = ()
        self.climb: float | None = None
        self._hop_state = np.zeros(6)

    @property
    def current(self) -> Phase:
        """The phase of the newest step."""
        return self.phases[-1]

    def follow(self, points: Doubles, recipe: Recipe) -> None:
        """Take in the points that follow.

        Parameters
        ----------
        points : ndarray, shape (n, 1+D)
            The points reached by the next n steps.
        recipe : Recipe
            With the changes made up to now.
        """
        first = self._every - self._step % self._every
        self._step += len(points)
        self.follow_marks(points[first - 1 :: self._every], recipe)

    def follow_marks(self, points: Doubles, recipe: Recipe) -> None:
        """Take in points that are `mark_every` steps apart, instead of all of them."""
        if not len(points):
            return
        from splotch_tui.core.kernels.phase_tracking import classify_phases, find_hops

        back = MARKS
        last = self._mark_number
        new = np.empty((len(points), self._marks.shape[1]))
        new[:, 2:] = points
        steps = np.arange(last, last + len(points) + 1) * self._every
        new[:, :2] = self._marks[-1, :2] + free_run(recipe, steps)
        marks = np.concatenate((self._marks, new))
        self._mark_number = last + len(points)
        if len(marks) > back:
            codes = np.empty(len(marks) - back, np.int8)
            classify_phases(marks, back, self._code, codes)
            hops = np.empty((len(codes) // MARKS + 1, 3))
            x0 = np.ascontiguousarray(marks[back:, 2])
            found = find_hops(x0, codes, MARKS, SNAG_WINDOWS, self._hop_state, hops)
            for mark, before, after in hops[:found].tolist():
                self._note_hop(self._mark_number - len(codes) + 1 + int(mark), before, after)
            changed = np.flatnonzero(np.diff(codes, prepend=np.int8(self._code)))
            for i in changed:
                mark = self._mark_number - len(codes) + 1 + int(i)
                self._note(KINDS[codes[i]], mark * self._every)
            self._code = int(codes[-1])
            free_climb, _, climb = (marks[-1] - marks[-1 - back])[:3].tolist()
            self.climb = climb / free_climb if free_climb else None
        self._marks = marks[-back:]

    def _note_hop(self, mark: int, before: float, after: float) -> None:
        # It happened in the middle of the first of the windows that it has stayed.
        step = max(mark - SNAG_WINDOWS * MARKS + MARKS // 2, 0) * self._every
        self.hops = (*self.hops, Hop(step, before, after))

    def _note(self, kind: PhaseKind, seen: int) -> None:
        before = self.current
        if (
            before.kind is PhaseKind.SNAG
            and seen - before.start < SNAG_WINDOWS * MARKS * self._every
        ):
            self.phases = self.phases[:-1]
        start = seen if kind is PhaseKind.FREE else seen - MARKS * self._every // 2
        # What began later than this was too short to be one.
        earlier = tuple(phase for phase in self.phases if phase.start < start)
        if earlier[-1].kind is kind:
            self.phases = earlier
        else:
            self.phases = (*earlier, Phase(kind, start))


def free_run(recipe: Recipe, steps: Integers) -> Doubles:
    """Return how far x0 would climb on a surface without hills, and the noise's variance there.

    Parameters
    ----------
    recipe : Recipe
        With its changes.
    steps : ndarray of int, shape (n+1,)
        Ascending.

    Returns
    -------
    ndarray, shape (n, 2)
        From ``steps[0]`` to each later one.
    """
    rule = load_rule(recipe.rule)
    first, last = int(steps[0]), int(steps[-1])
    live = {first: recipe.restated_at(first)}
    live.update(change for change in recipe.restatements() if first < change[0] < last)
    edges = np.array(list(live))
    rates = np.array([(rule.free_climb(each), rule.free_variance(each)) for each in live.values()])
    before = np.concatenate((np.zeros((1, 2)), np.cumsum(np.diff(edges)[:, None] * rates[:-1], 0)))
    stretch = np.searchsorted(edges, steps[1:], side="right") - 1
    return np.asarray(before[stretch] + (steps[1:] - edges[stretch])[:, None] * rates[stretch])


def track_phases(history: History) -> PhaseTracker:
    """Return the tracker of a whole run: its phases and hops.

    Where a history keeps fewer than 8 points to a window, its phases are those seen through a
    longer one.
    """
    every = max(window_length(history.recipe) // MARKS, history.stride)
    tracker = PhaseTracker(history.recipe, every)
    points = history.points
    kept = slice(every // history.stride, 1 + history.recipe.steps // history.stride)
    tracker.follow_marks(points[kept][:: every // history.stride], history.recipe)
    return tracker


def find_phases(history: History) -> tuple[Phase, ...]:
    """Return the phases of a whole run; see `track_phases`."""
    return track_phases(history).phases


class Climb(NamedTuple):
    """How fast x0 climbs at a run's end.

    Attributes
    ----------
    steps : int
        The last so many steps: a thousand, or about as many as points were kept of.
    per_step : float
        How far x0 climbed in each of them, in the mean.
    of_free : float
        That as a share of the free climb.
    """

    steps: int
    per_step: float
    of_free: float

    def text(self) -> str:
        """Return it in words."""
        # Rounded first: what is a little less than nothing is 0%, not -0%.
        share = round(self.of_free, 2) + 0.0
        each = f"{self.per_step:.3g} a step over the last {self.steps:,}"
        return f"{each}, {share:.0%} of its free climb"


def last_climb(history: History) -> Climb:
    """Return how fast x0 climbs at a run's end."""
    steps = history.recipe.steps
    since = int(np.searchsorted(history.steps, max(0, steps - 1000), side="right")) - 1
    tail = steps - int(history.steps[since])
    climbed = float(history.x0[-1] - history.x0[since])
    free_climb = float(free_run(history.recipe, np.array([steps - tail, steps]))[0, 0])
    return Climb(tail, climbed / tail, climbed / free_climb)


def kinds_at(phases: tuple[Phase, ...], steps: Doubles | Integers) -> Integers:
    """Return what a run is doing at each of some steps, as places in `KINDS`."""
    kinds = np.array([KINDS.index(phase.kind) for phase in phases])
    starts = [phase.start for phase in phases]
    return np.asarray(kinds[np.searchsorted(starts, steps, side="right") - 1])
