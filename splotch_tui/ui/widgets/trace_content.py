"""TraceContent: what the traces of a run are to show."""

from __future__ import annotations

from dataclasses import dataclass

from splotch_tui.core.history import History
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.record import Record
from splotch_tui.ui.plotting import plot
from splotch_tui.ui.plotting.parts import LogWindow, Part, Window
from splotch_tui.ui.widgets.marks import Mark


@dataclass(frozen=True, eq=False, slots=True)
class Compared:
    """A run that is shown behind the present one.

    Attributes
    ----------
    record : Record
        Its points.
    recipe : Recipe
        What makes it.
    name : str
        What tells it from the present one.
    colour : int, optional
        The number of its colour; None: grey.
    marks : tuple of Mark
        What happened in it when, for the step axis.
    landscape : Landscape, optional
        What it runs on; None: no film is to be made of it.
    """

    record: Record
    recipe: Recipe
    name: str
    colour: int | None
    marks: tuple[Mark, ...] = ()
    landscape: Landscape | None = None

    def history(self) -> History:
        """Return it as a history."""
        assert self.landscape is not None
        return self.record.history(self.recipe, self.landscape)

    @property
    def style(self) -> str:
        """The component class of its colour."""
        return "trace--pinned" if self.colour is None else f"trace--series-{self.colour}"


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
    ahead : Record, optional
        Its own future, where that is known; shown in grey behind it.
    compared : tuple of Compared
        Other runs that are shown behind it.
    solo : int, optional
        The number of the xn that is shown alone; None: all are.
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
    compared: tuple[Compared, ...]
    solo: int | None

    @property
    def behind(self) -> tuple[Compared, ...]:
        """What is shown behind the run."""
        if self.ahead is None:
            return self.compared
        return Compared(self.ahead, self.recipe, "ahead", None), *self.compared

    @property
    def records(self) -> tuple[Record, ...]:
        """The run, and what is behind it."""
        return self.record, *(one.record for one in self.behind)

    @property
    def last(self) -> int:
        """The last step that there will be."""
        points = self.recipe.steps + 1
        return max((points, *(record.length for record in self.records[1:]))) - 1

    @property
    def stride(self) -> int:
        """How far kept points lie apart, at most."""
        return max(record.stride for record in self.records)

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
            length = max(record.length for record in self.records)
            window = plot.whole_run(length, points, columns, stride)
        if self.log:
            return LogWindow(window.start, min(window.stop, points), columns, stride)
        return window
