"""Traces: x0, x1 … xD and the loss of a run, one above the other."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from splotch_tui.core.phases import find_phases
from splotch_tui.core.record import Record
from splotch_tui.session.snapshot import Snapshot
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.widgets.trace import Mark, Trace, TraceContent

# How much of a run the window that follows its end shows, in frames.
_FRAMES_IN_WINDOW = 400


class Traces(Vertical):
    """Three traces of the same run, over the same steps.

    Parameters
    ----------
    glyphs : Glyphs
        What to draw with.

    Attributes
    ----------
    follow : bool
        Whether the last part of the run is shown, and not all of it.
    pinned : Record or None
        Another run, shown behind this one.
    """

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._glyphs = glyphs
        self.follow = False
        self.pinned: Record | None = None
        self._known_ahead: Record | None = None
        self._all_ahead: tuple[Mark, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the traces."""
        yield Trace("x0", slice(0, 1), self._glyphs, id="x0")
        yield Trace("xn", slice(1, -1), self._glyphs, id="xn")
        yield Trace("loss", slice(-1, None), self._glyphs, id="loss")

    def use(self, glyphs: Glyphs) -> None:
        """Draw with other characters from the next time on."""
        for trace in self.query(Trace):
            trace.use(glyphs)

    def draw(self, snapshot: Snapshot, speed: int | None) -> bool:
        """Show a run at `speed` steps a frame; return whether there was anything to draw."""
        if snapshot.record is None:
            return False
        marks = (
            *self._marks_ahead(snapshot),
            *(Mark(phase.start, phase.kind) for phase in snapshot.phases[1:]),
            *(Mark(change.step, "change") for change in snapshot.recipe.changes),
        )
        content = TraceContent(
            snapshot.run,
            snapshot.record,
            snapshot.recipe.steps + 1,
            self._following(speed),
            marks,
            tuple(
                record
                for record in (snapshot.ahead, snapshot.ghost, self.pinned)
                if record is not None
            ),
        )
        drawn = [trace.draw(content) for trace in self.query(Trace)]
        return any(drawn)

    def _marks_ahead(self, snapshot: Snapshot) -> tuple[Mark, ...]:
        """Return what is known to lie ahead: in a run that went back, or in one that is played."""
        ahead, recipe, landscape = snapshot.ahead, snapshot.recipe, snapshot.landscape
        if ahead is None or landscape is None:
            self._known_ahead = None
            return ()
        if ahead is not self._known_ahead:
            # The same as long as the run is: it is looked through once.
            self._known_ahead = ahead
            phases = find_phases(ahead.history(recipe, landscape))
            self._all_ahead = (
                *(Mark(phase.start, phase.kind, ahead=True) for phase in phases[1:]),
                *(Mark(change.step, "change", ahead=True) for change in recipe.changes),
            )
        return tuple(mark for mark in self._all_ahead if mark.step > snapshot.step)

    def _following(self, speed: int | None) -> int | None:
        """Return how many points a column of a following window holds: more at a higher speed."""
        if not self.follow or speed is None:
            return None
        width = max(1, speed * _FRAMES_IN_WINDOW // max(1, 2 * self.app.size.width))
        return 1 << (width.bit_length() - 1)
