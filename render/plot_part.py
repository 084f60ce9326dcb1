"""PlottedPart: the steps of a run that plots show, as curves with all their extremes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from render.scene.step_range import StepRange, played_rows
from splotch_tui.core.curves import coordinate, curve, curve_of_hills
from splotch_tui.core.history import History
from splotch_tui.core.phases import Hop, Phase, track_phases
from splotch_tui.core.types import Doubles, Integers

# A curve of which the least and the greatest value is drawn in so many stretches looks the same in
# print as one with every point.
_MOST_STRETCHES = 900


@dataclass(frozen=True, eq=False, slots=True)
class PlottedPart:
    """Some steps of a run, one after the other.

    Attributes
    ----------
    history : History
        The run.
    rows : slice
        Which of its points, two or more; see `render.scene.step_range.played_rows`.
    phases : tuple of Phase
        The run's, those that are in the part; the first begins with it, or before.
    hops : tuple of Hop
        Those in the part.
    """

    history: History
    rows: slice
    phases: tuple[Phase, ...]
    hops: tuple[Hop, ...]

    @classmethod
    def of(cls, history: History, part: StepRange | None = None) -> PlottedPart:
        """Return a part of a run, or all of it, with what it does there.

        Raises
        ------
        SplotchError
            The run has no such part.
        """
        rows = played_rows(history, part or (None, None))
        first, last = (int(step) for step in history.steps[rows][[0, -1]])
        tracker = track_phases(history)
        ends = [phase.start for phase in tracker.phases[1:]] + [history.recipe.steps + 1]
        phases = zip(tracker.phases, ends, strict=True)
        return cls(
            history,
            rows,
            tuple(phase for phase, end in phases if phase.start < last and end > first),
            tuple(hop for hop in tracker.hops if first <= hop.step <= last),
        )

    @property
    def steps(self) -> Integers:
        """The step of each point."""
        return self.history.steps[self.rows]

    @property
    def first(self) -> int:
        """The first step."""
        return int(self.steps[0])

    @property
    def last(self) -> int:
        """The last step."""
        return int(self.steps[-1])

    @property
    def is_whole(self) -> bool:
        """Whether it is all of the run."""
        return (self.first, self.last) == (0, self.history.recipe.steps)

    @property
    def told_steps(self) -> str:
        """Which steps these are, in words."""
        return f"steps {self.first:,} to {self.last:,}"

    @property
    def last_epsilon(self) -> float:
        """The ε of the step that led to the last point, which its loss is of."""
        return self.history.recipe.acting_at(self.last).epsilon

    @property
    def hills(self) -> Doubles:
        """The height of the hills, L + x0, at each point."""
        return np.asarray((self.history.loss + self.history.x0)[self.rows])

    @property
    def spans(self) -> Doubles:
        """How far each of x1 … xD goes, shape (D,)."""
        return np.asarray(np.ptp(self.history.xn[self.rows], axis=0))

    def coordinate(self, number: int) -> Doubles:
        """Return x0, for 0, or one of x1 … xD, at each point."""
        return coordinate(self.history, number)[self.rows]

    def curve(self, number: int) -> tuple[Integers, Doubles]:
        """Return steps and values that draw a coordinate, or the loss, with all its extremes.

        Parameters
        ----------
        number : int
            0 to D for x0 to xD, D + 1 for the loss.
        """
        return curve(self.history, number, _MOST_STRETCHES, self.rows)

    def curve_of_hills(self) -> tuple[Integers, Doubles]:
        """Return steps and values that draw L + x0; between the points kept it is not known."""
        return curve_of_hills(self.history, _MOST_STRETCHES, self.rows)
