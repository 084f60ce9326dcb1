"""Traces: x0, x1 … xD and a measure of a run, one above the other, over the same steps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np
from textual.app import ComposeResult
from textual.events import Resize

from splotch_tui.core.parameters import Parameter
from splotch_tui.core.phases import track_phases
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.record import Record
from splotch_tui.session.snapshot import Snapshot
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.plotting.measures import (
    CLIMB,
    HEIGHT_OF_HILLS,
    LOSS,
    X0,
    XN,
    MeanXn,
    Measure,
)
from splotch_tui.ui.plotting.parts import Part, Window
from splotch_tui.ui.widgets.trace import Trace
from splotch_tui.ui.widgets.trace_content import Compared, Mark, TraceContent
from splotch_tui.ui.widgets.trace_mouse import TraceMouse

# How much of a run the window that follows its end shows, in frames.
_FRAMES_IN_WINDOW = 400
# From so many rows on there is room for a fourth trace.
_TALL = 50


class Traces(TraceMouse):
    """Three traces of the same run, over the same steps; in a tall terminal four.

    The fourth is the climb: the phases are judged by it, so that it explains the marks of all, and
    the height of the hills is what the landscape shows beside the traces.

    Parameters
    ----------
    glyphs : Glyphs
        What to draw with.

    Attributes
    ----------
    follow : bool
        Whether the last part of the run is shown, and not all of it.
    part : Part or None
        The part that is shown instead of either.
    logarithmic : bool
        Whether the step axis is logarithmic.
    cursor : int or None
        The step of the cursor, where there is one.
    solo : int or None
        The number of the xn that is shown alone; None: all are.
    pinned : Snapshot or None
        Another run, shown behind this one.
    """

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._glyphs = glyphs
        self.follow = False
        self.part: Part | None = None
        self.logarithmic = False
        self.cursor: int | None = None
        self.solo: int | None = None
        self.pinned: Snapshot | None = None
        self._content: TraceContent | None = None
        self._known_ahead: Record | None = None
        self._all_ahead: tuple[Mark, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the traces."""
        yield Trace(X0, self._glyphs, id="x0")
        yield Trace(XN, self._glyphs, id="xn")
        yield Trace(LOSS, self._glyphs, id="loss")
        yield Trace(CLIMB, self._glyphs, id="climb")

    def on_resize(self, _event: Resize) -> None:
        """Show the fourth trace where there is room for it."""
        self.set_class(self.app.size.height >= _TALL, "-tall")
        if self.has_class("-tall") and self.measure is CLIMB:
            self.show_next_measure()

    def use(self, glyphs: Glyphs) -> None:
        """Draw with other characters from the next time on."""
        for trace in self.query(Trace):
            trace.use(glyphs)

    @property
    def measure(self) -> Measure:
        """What the third trace plots."""
        return self.query_one("#loss", Trace).measure

    def show_next_measure(self) -> str:
        """Plot another measure in the third trace, and return what people call it."""
        measures: list[Measure] = [
            LOSS,
            HEIGHT_OF_HILLS,
            *(() if self.has_class("-tall") else (CLIMB,)),
        ]
        place = measures.index(self.measure) + 1 if self.measure in measures else 0
        following = measures[place % len(measures)]
        self.query_one("#loss", Trace).plot(following)
        return following.words

    @property
    def smoothing(self) -> int:
        """Over how many steps the xn are means; 0: they are not."""
        measure = self.query_one("#xn", Trace).measure
        return measure.steps if isinstance(measure, MeanXn) else 0

    def smooth(self, steps: int) -> None:
        """Plot the means of the xn over so many steps; 0: the xn themselves."""
        self.query_one("#xn", Trace).plot(MeanXn(steps) if steps else XN)

    def draw(self, snapshot: Snapshot, speed: int | None) -> bool:
        """Show a run at `speed` steps a frame; return whether there was anything to draw."""
        if snapshot.record is None:
            return False
        dims = snapshot.recipe.dims
        self._content = TraceContent(
            snapshot.run,
            snapshot.recipe,
            snapshot.record,
            self._following(speed),
            self.part,
            self.logarithmic,
            self.cursor,
            self._marks(snapshot),
            snapshot.ahead,
            self._compared(snapshot),
            None if self.solo is None or dims == 1 else min(self.solo, dims),
        )
        drawn = [trace.draw(self._content) for trace in self.query(Trace)]
        return any(drawn)

    @property
    def content(self) -> TraceContent | None:
        """What was drawn last."""
        return self._content

    @property
    def window(self) -> Window:
        """The steps that were drawn last."""
        return self.query_one("#x0", Trace).window

    @property
    def shown(self) -> Part:
        """The part of the run that was drawn last."""
        edges = self.window.edges
        last = self._content.last if self._content else 0
        return Part(int(edges[0]), max(min(int(edges[-1]), last + 1), int(edges[0]) + 1))

    @property
    def newest(self) -> int:
        """The last step that is known, of the run or of what is ahead of it."""
        if self._content is None:
            return 0
        ahead = self._content.ahead
        return max(self._content.record.length, ahead.length if ahead else 0) - 1

    def step_beyond(self, step: int, cells: int) -> int:
        """Return the step so many cells of the plot further on, or back if it is negative."""
        edges = self.window.edges
        column = self.window.column_of(step) // self._glyphs.columns * self._glyphs.columns
        wanted = edges[int(np.clip(column + cells * self._glyphs.columns, 0, len(edges) - 1))]
        # On a logarithmic axis there are columns without a step of their own.
        if cells > 0:
            after = bisect_right(edges, step)
            return int(max(wanted, edges[min(after, len(edges) - 1)], step))
        before = bisect_left(edges, step) - 1
        return int(min(wanted, edges[max(before, 0)], step))

    def reveal(self, step: int) -> None:
        """Have a part that is shown moved to where a step is, if that is not in it."""
        if self.part is not None and not self.part.start <= step < self.part.stop:
            start = step - self.part.points // 2
            self.part = self.part.moved_to(start, (self._content.last if self._content else 0) + 1)

    def _compared(self, snapshot: Snapshot) -> tuple[Compared, ...]:
        """Return the runs that are shown behind this one."""
        ghost, pinned = snapshot.ghost, self.pinned
        compared = []
        if ghost is not None:
            compared.append(Compared(ghost, snapshot.recipe, "without the change", None))
        if pinned is not None and pinned.record is not None:
            compared.append(Compared(pinned.record, pinned.recipe, "pinned", None))
        return tuple(compared)

    def _marks(self, snapshot: Snapshot) -> tuple[Mark, ...]:
        """Return what happened, and what is known to lie ahead."""
        return (
            *self._marks_ahead(snapshot),
            *(Mark(phase.start, phase.kind, phase.kind) for phase in snapshot.phases[1:]),
            *(Mark(hop.step, "hop", "hop") for hop in snapshot.hops),
            *_changes(snapshot.recipe),
        )

    def _marks_ahead(self, snapshot: Snapshot) -> tuple[Mark, ...]:
        """Return what is known to lie ahead: in a run that went back, or in one that is played."""
        ahead, recipe, landscape = snapshot.ahead, snapshot.recipe, snapshot.landscape
        if ahead is None or landscape is None:
            self._known_ahead = None
            return ()
        if ahead is not self._known_ahead:
            # The same as long as the run is: it is looked through once.
            self._known_ahead = ahead
            found = track_phases(ahead.history(recipe, landscape))
            self._all_ahead = (
                *(Mark(one.start, one.kind, one.kind, ahead=True) for one in found.phases[1:]),
                *(Mark(hop.step, "hop", "hop", ahead=True) for hop in found.hops),
                *_changes(recipe, ahead=True),
            )
        return tuple(mark for mark in self._all_ahead if mark.step > snapshot.step)

    def _following(self, speed: int | None) -> int | None:
        """Return how many points a column of a following window holds: more at a higher speed."""
        if not self.follow or speed is None:
            return None
        width = max(1, speed * _FRAMES_IN_WINDOW // max(1, 2 * self.app.size.width))
        return 1 << (width.bit_length() - 1)


def _changes(recipe: Recipe, *, ahead: bool = False) -> tuple[Mark, ...]:
    """Return the marks of what was changed by hand."""
    return tuple(
        Mark(
            change.step,
            "change",
            _change_text(recipe.parameters[change.parameter], change.value),
            ahead=ahead,
        )
        for change in recipe.changes
    )


def _change_text(parameter: Parameter, value: float) -> str:
    return f"{parameter.label} {parameter.text(value)}"
