"""ReadingScreen: what keys and mouse do to the traces: what they show, and the cursor."""

from __future__ import annotations

from collections.abc import Callable

from textual import on

from splotch_tui.core.phases import window_length
from splotch_tui.session.session import Session
from splotch_tui.ui.keys import KEYS, Key
from splotch_tui.ui.plotting.parts import Part
from splotch_tui.ui.screens.steering import SteeringScreen
from splotch_tui.ui.widgets.cursor_line import CursorLine, record_at
from splotch_tui.ui.widgets.marks import Mark
from splotch_tui.ui.widgets.trace import Trace
from splotch_tui.ui.widgets.trace_content import TraceContent
from splotch_tui.ui.widgets.trace_mouse import TraceMouse
from splotch_tui.ui.widgets.traces import Traces

# How much of what is shown a key zooms, the wheel zooms, and a key pans.
_ZOOM, _WHEEL, _PAN = 2.0, 1.4, 0.25
# On a logarithmic axis a part may have fewer points than columns.
_FEWEST_POINTS = 16
# Over which parts of the window of the phases the xn are smoothed; 0: not.
_SMOOTHING = (0.0, 0.25, 1.0, 4.0)
# The screen's class while the line of the cursor is in the place of the footer.
_CURSOR = "-cursor"


class ReadingScreen(SteeringScreen):
    """A screen with `Traces` and a `CursorLine`, whose keys show parts of a run and read it.

    Parameters
    ----------
    session : Session
        What is shown.
    key_text : callable
        Returns the keys of an action as people read them.
    """

    def __init__(self, session: Session, key_text: Callable[[Key], str]) -> None:
        super().__init__(session)
        self._key_text = key_text
        # Whether the mouse holds the cursor, and where it is to be after that.
        self._held = False
        self._cursor_after: int | None = None

    @property
    def _traces(self) -> Traces:
        return self.query_one(Traces)

    def draw_traces(self) -> bool:
        """Draw traces and cursor; return whether there was anything to draw."""
        traces = self._traces
        drawn = traces.draw(self.session.snapshot, self.session.speed)
        content = traces.content
        if content is not None and content.cursor is not None:
            record = record_at(content) or content.record
            order = self.query_one("#xn", Trace).widest(record.latest.size - 2)
            self.query_one(CursorLine).draw(content, order, self._mark_at(content.cursor))
        return drawn

    def _mark_at(self, step: int) -> Mark | None:
        """Return what happened at a step, or in the same cell of the plot."""
        content = self._traces.content
        marks = content.marks if content else ()
        after = self._traces.step_beyond(step, 1)
        exact = (mark for mark in marks if mark.step == step)
        return next(exact, next((mark for mark in marks if step <= mark.step < after), None))

    # What is shown.

    def action_follow(self) -> None:
        """Show the whole run, or the last part of it."""
        traces = self._traces
        traces.follow = traces.part is None and not traces.follow
        traces.part = None
        if not traces.follow:
            self._say_view("the whole run")
        elif self.session.speed is None:
            self._say_view("the last part of the run, once it is slower than full speed")
        else:
            self.draw_traces()
            content = traces.content
            whole = content is not None and traces.shown.points > content.last
            short = "the whole run: it is no longer than the part that this speed shows"
            self._say_view(short if whole else "the last part of the run")

    def show_whole_run(self) -> None:
        """Show all of the run, on an even axis, without the cursor."""
        traces = self._traces
        traces.follow = traces.logarithmic = False
        traces.part = None
        self.action_back()

    def action_zoom(self, direction: int) -> None:
        """Show half as much of the run around the cursor or the newest step, or twice as much."""
        traces = self._traces
        newest = self.session.snapshot.step
        middle = (traces.shown.start + traces.shown.stop) // 2
        inside = [
            step
            for step in (traces.cursor, newest)
            if step is not None and traces.shown.start <= step < traces.shown.stop
        ]
        self._zoom([*inside, middle][0], _ZOOM**-direction)

    def _zoom(self, centre: int, factor: float) -> None:
        traces = self._traces
        content = traces.content
        if content is None:
            return
        points, before = content.last + 1, traces.part or traces.shown
        least = self._fewest_points(content)
        if factor < 1 and before.points <= least:
            self.say("this is as near as it gets: a column of dots is a step that is kept")
            return
        part = before.zoomed(centre, factor, points, least, log=traces.logarithmic)
        self._show_part(part if part.points < points else None)

    def _fewest_points(self, content: TraceContent) -> int:
        """Return how many points a part has at least: a column of dots has one that is kept."""
        traces = self._traces
        return content.stride * (_FEWEST_POINTS if traces.logarithmic else traces.window.columns)

    def action_pan(self, direction: int) -> None:
        """Show what is a quarter of the plot further on, or back."""
        traces = self._traces
        content = traces.content
        if content is None:
            return
        points, shown = content.last + 1, traces.part or traces.shown
        if shown.points >= points:
            self._say_view("the whole run")
            return
        least, log = self._fewest_points(content), traces.logarithmic
        self._show_part(shown.panned(direction * _PAN, points, least, log=log))

    def action_end(self, direction: int) -> None:
        """Show the first part of the run, or the last that is there; the cursor goes along."""
        traces = self._traces
        content = traces.content
        if content is None:
            return
        points, shown = content.last + 1, traces.part or traces.shown
        newest = self.session.snapshot.step
        if traces.cursor is not None:
            traces.cursor = 0 if direction < 0 else newest
        if shown.points < points:
            start = 0 if direction < 0 else newest + 1 - shown.points
            self._show_part(shown.moved_to(start, points))
        else:
            self._say_view("the whole run")

    def _show_part(self, part: Part | None) -> None:
        traces = self._traces
        traces.follow = False
        traces.part = part
        self.draw_traces()
        if part is None:
            self._say_view("the whole run")
            return
        shown, last = traces.shown, traces.content.last if traces.content else 0
        out = self._key_of("zoom(-1)")
        steps = f"steps {shown.start:,} … {shown.stop - 1:,} of {last:,}"
        self._say_view(f"{steps}; {out} zooms out")

    def action_log(self) -> None:
        """Space the step axis evenly in the logarithm of the step, or evenly."""
        traces = self._traces
        traces.logarithmic = not traces.logarithmic
        self._say_view("steps on a log scale" if traces.logarithmic else "steps evenly spaced")

    def action_smooth(self) -> None:
        """Draw the xn as means over more steps, or as they are."""
        traces = self._traces
        window = window_length(self.session.recipe)
        choices = [int(window * share) for share in _SMOOTHING]
        steps = next((steps for steps in choices if steps > traces.smoothing), 0)
        traces.smooth(steps)
        if steps:
            self._say_view(f"xn as their mean over {steps:,} steps around each column")
        else:
            self._say_view("xn as they are")

    def action_measure(self) -> None:
        """Plot another measure in the third trace."""
        self._say_view(self._traces.show_next_measure(), "third trace")

    def _say_view(self, text: str, which: str = "traces") -> None:
        """Draw, and say what the traces show; under the cursor the traces say it themselves."""
        self.draw_traces()
        if self._traces.cursor is None:
            self.say(f"{which}: {text}")
        self.show_controls()

    def _key_of(self, action: str) -> str:
        return next(self._key_text(key) for key in KEYS if key.action == action)

    # The cursor.

    def action_cursor(self) -> None:
        """Show the cursor, or no longer."""
        if self._traces.cursor is not None:
            self._put_cursor(None)
            return
        traces = self._traces
        newest = self.session.snapshot.step
        shown = traces.shown
        inside = shown.start <= newest < shown.stop
        self._put_cursor(newest if inside else (shown.start + shown.stop) // 2)

    def action_back(self) -> None:
        """Leave the cursor."""
        if self._traces.cursor is not None:
            self._put_cursor(None)

    def action_mark(self, direction: int) -> None:
        """Put the cursor on the next or the previous mark."""
        traces = self._traces
        content = traces.content
        at = self.session.snapshot.step if traces.cursor is None else traces.cursor
        steps = sorted(mark.step for mark in content.marks) if content else []
        there = [step for step in steps if (step - at) * direction > 0]
        if not there:
            where = "after" if direction > 0 else "before"
            self.say(f"nothing is marked {where} step {at:,}")
            return
        self._put_cursor(min(there) if direction > 0 else max(there))

    def action_change(self, times: int) -> None:
        """Move the chosen parameter; the cursor, where there is one."""
        cursor = self._traces.cursor
        if cursor is None:
            super().action_change(times)
            return
        step = self._traces.step_beyond(cursor, times)
        self._put_cursor(min(step, max(self._traces.newest, 0)))

    def action_type(self) -> None:
        """Ask for a value of the chosen parameter; where there is a cursor, go to its step."""
        if self._traces.cursor is None:
            super().action_type()
        else:
            self.session.seek(self._traces.cursor)
            self.show_controls()

    def _put_cursor(self, step: int | None) -> None:
        traces = self._traces
        traces.cursor = step
        if step is not None:
            traces.reveal(step)
        # It is in the place of the last notice.
        self.remove_class("-notice")
        self.set_class(step is not None, _CURSOR)
        self.draw_traces()

    # The mouse.

    @on(TraceMouse.ZoomWanted)
    def zoom_there(self, event: TraceMouse.ZoomWanted) -> None:
        """Show more or less of the run around the mouse."""
        self._zoom(event.step, _WHEEL**-event.direction)

    @on(TraceMouse.Pointed)
    def point(self, event: TraceMouse.Pointed) -> None:
        """Read the step that the mouse is on, while its button is down."""
        if not self._held:
            self._held, self._cursor_after = True, self._traces.cursor
        self._put_cursor(event.step)

    @on(TraceMouse.SeekChosen)
    def seek_there(self, event: TraceMouse.SeekChosen) -> None:
        """Go to the step that the mouse was let go on."""
        self._held = False
        self._put_cursor(None if self._cursor_after is None else event.step)
        self.session.seek(event.step)
        self.show_controls()
