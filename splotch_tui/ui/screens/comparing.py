"""ComparingScreen: what keys do to compare lines of a run, and runs, in the traces."""

from __future__ import annotations

from textual import on

from splotch_tui.core.errors import SplotchError
from splotch_tui.ui.screens.reading import ReadingScreen
from splotch_tui.ui.widgets.landscape_panel import LandscapePanel
from splotch_tui.ui.widgets.trace import Trace
from splotch_tui.ui.widgets.trace_mouse import TraceMouse


class ComparingScreen(ReadingScreen):
    """A reading screen with a `LandscapePanel`, whose keys pin runs and show an xn alone."""

    # What the landscape was looking along when an xn was last shown alone.
    _axis: int | None = None

    def draw_traces(self) -> bool:
        """Draw traces and cursor; return whether there was anything to draw."""
        axis = self.query_one(LandscapePanel).axis
        if axis != self._axis:
            self._axis = axis
            if self._traces.solo is not None:
                self._traces.solo = axis or self._widest
        return super().draw_traces()

    def action_pin(self) -> None:
        """Keep the present run in sight behind those to come."""
        comparison, release = self._traces.comparison, self._key_of("unpin")
        seen = self.session.snapshot
        if seen.record is None:
            self.say("there is no run yet")
            return
        try:
            if comparison.pin(seen):
                self.say(f"pinned: runs to come are drawn over this one; {release} lets it go")
            else:
                self.say(f"this run is pinned: {release} lets the last one go")
        except SplotchError as error:
            self.say(f"{error}: {release} lets the last one go", bad=True)
        self.draw_traces()

    def action_unpin(self) -> None:
        """Let go the run that was pinned last."""
        name = self._traces.comparison.unpin(self.session.snapshot.recipe)
        self.say(f"no longer pinned: {name}" if name else "no run is pinned")
        self.draw_traces()

    @property
    def _widest(self) -> int:
        """The number of the xn that spans most in what is shown."""
        dims = self.session.snapshot.recipe.dims
        return self.query_one("#xn", Trace).widest(dims)[0] + 1

    def action_solo(self) -> None:
        """Show the xn that the landscape looks along alone, or all."""
        traces = self._traces
        if self.session.snapshot.recipe.dims == 1:
            self.say("there is but one xn, and it is shown alone")
            return
        if traces.solo is not None:
            traces.solo = None
            self._say_view("all xn")
            return
        self._axis = self.query_one(LandscapePanel).axis
        traces.solo = min(self._axis or self._widest, self.session.snapshot.recipe.dims)
        out = self._key_of("solo")
        self._say_view(f"x{traces.solo} alone, on its own scale; {out} shows all xn")

    @on(TraceMouse.AxisChosen)
    def show_alone(self, event: TraceMouse.AxisChosen) -> None:
        """Show the xn that was clicked in the place of the one that is shown alone."""
        if self._traces.solo is not None:
            self._traces.solo = event.number
