"""TraceContent: what the traces of a run are to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from splotch_tui.core.recipe import Recipe
from splotch_tui.core.record import Record
from splotch_tui.ui.plotting import plot
from splotch_tui.ui.plotting.parts import LogWindow, Part, Window


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened in a run.

    Attributes
    ----------
    step : int
        When.
    kind : str
        "change", of a parameter, "hop", or the kind of the phase that began.
    word : str
        What stands beside its sign where there is room.
    ahead : bool
        Whether it has happened before, further on than the run is now.
    """

    step: int
    kind: str
    word: str
    ahead: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class TraceContent:
    """What the traces are to show.

    Attributes
    ----------
    run : int
        The number of the run: another number is another run.
    recipe : Recipe
        What makes it.
    record : Record
        Its points so far.
    following : int, optional
        How many points a column of dots covers, in a window that follows the newest; None: the
        whole run.
    part : Part, optional
        What to show instead of either.
    log : bool
        Whether columns are evenly spaced in log(step + 1).
    cursor : int, optional
        The step of the cursor, where there is one.
    marks : tuple of Mark
        What happened when, for the step axis.
    ahead, ghost, pinned : Record, optional
        What is shown in grey behind this run: its own future, where that is known, what it would
        have been without its changes, and another run.
    """

    run: int
    recipe: Recipe
    record: Record
    following: int | None
    part: Part | None
    log: bool
    cursor: int | None
    marks: tuple[Mark, ...]
    ahead: Record | None
    ghost: Record | None
    pinned: Record | None

    @property
    def behind(self) -> tuple[Record, ...]:
        """What is shown behind the run."""
        others = (self.ahead, self.ghost, self.pinned)
        return tuple(record for record in others if record is not None)

    @property
    def known(self) -> Iterator[tuple[Record, Recipe | None]]:
        """Return the run and what is behind it, with the recipe of each, where that is known."""
        yield self.record, self.recipe
        for record in self.behind:
            yield record, self.recipe if record is self.ahead else None

    @property
    def last(self) -> int:
        """The last step that there will be."""
        points = self.recipe.steps + 1
        return max((points, *(record.length for record in self.behind))) - 1

    @property
    def stride(self) -> int:
        """How far kept points lie apart, at most."""
        return max(record.stride for record, _ in self.known)

    def window(self, columns: int) -> Window:
        """Return the stretch of the run that `columns` columns of dots show."""
        points, stride = self.last + 1, self.stride
        if self.part is not None and self.part.start < points:
            window = self.part.window(columns, stride)
        elif self.following is not None:
            width = self.following
            window = plot.last_window(self.record.length, points, columns, width, stride)
        elif self.log:
            # It has room for all of the run from the start, and still shows the first steps.
            return LogWindow(0, points, columns, stride)
        else:
            length = max(record.length for record, _ in self.known)
            window = plot.whole_run(length, points, columns, stride)
        if self.log:
            return LogWindow(window.start, min(window.stop, points), columns, stride)
        return window
