"""TraceMouse: what the mouse does on the traces of a run."""

from __future__ import annotations

from dataclasses import dataclass

from textual.containers import Vertical
from textual.events import MouseDown, MouseEvent, MouseMove, MouseScrollDown, MouseScrollUp, MouseUp
from textual.message import Message

from splotch_tui.ui.widgets.trace import Trace


class TraceMouse(Vertical):
    """A column of traces that says where the mouse points."""

    _dragging = False

    @dataclass
    class Pointed(Message):
        """The button is held down on a step.

        Attributes
        ----------
        step : int
            The step.
        """

        step: int

    @dataclass
    class SeekChosen(Message):
        """The button was let go on a step.

        Attributes
        ----------
        step : int
            The step.
        """

        step: int

    @dataclass
    class AxisChosen(Message):
        """The name of an xn was clicked.

        Attributes
        ----------
        number : int
            Which: 1 to D.
        """

        number: int

    @dataclass
    class ZoomWanted(Message):
        """The wheel was turned.

        Attributes
        ----------
        step : int
            Where.
        direction : int
            1: nearer; −1: farther away.
        """

        step: int
        direction: int

    def on_mouse_down(self, event: MouseDown) -> None:
        """Point at a step, or choose the xn whose name is there."""
        trace = self._trace_at(event)
        if event.button != 1 or trace is None:
            return
        x = event.screen_x - trace.region.x
        number = trace.name_at(x) if event.screen_y == trace.region.y else None
        if number is not None:
            self.post_message(self.AxisChosen(number))
        elif event.screen_y > trace.region.y and (step := trace.step_at(x)) is not None:
            self._dragging = True
            self.capture_mouse()
            self.post_message(self.Pointed(step))

    def on_mouse_move(self, event: MouseMove) -> None:
        """Point at another step."""
        if self._dragging:
            self.post_message(self.Pointed(self._nearest_step(event)))

    def on_mouse_up(self, event: MouseUp) -> None:
        """Choose the step that is pointed at."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()
            self.post_message(self.SeekChosen(self._nearest_step(event)))

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Look nearer."""
        self._zoom(event, 1)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Look from farther away."""
        self._zoom(event, -1)

    def _zoom(self, event: MouseEvent, direction: int) -> None:
        event.stop()
        if self._trace_at(event) is not None:
            self.post_message(self.ZoomWanted(self._nearest_step(event), direction))

    def _trace_at(self, event: MouseEvent) -> Trace | None:
        """Return the trace that the mouse is on."""
        place = event.screen_offset
        return next((one for one in self.query(Trace) if one.region.contains_point(place)), None)

    def _nearest_step(self, event: MouseEvent) -> int:
        """Return the step at the mouse; beyond the plots, that at their edge."""
        trace = self.query(Trace).first()
        x = event.screen_x - trace.region.x
        return trace.step_at(min(max(x, trace.first_cell), trace.size.width - 1)) or 0
