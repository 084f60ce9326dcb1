"""EnsembleScreen: an ensemble of the present run's parameters, live."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from splotch_tui.core.ensemble.live import Over, ranked
from splotch_tui.session.ensemble_worker import EnsembleWorker
from splotch_tui.session.start import Start
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.terminal.compositor import SpanScreen
from splotch_tui.ui.widgets.ensemble_panel import EnsembleContent, EnsemblePanel, place_of

if TYPE_CHECKING:
    from splotch_tui.ui.screens.main import MainScreen

_FRAMES_A_SECOND = 5


class EnsembleScreen(SpanScreen):
    """Shows an ensemble that goes on whether it is shown or not.

    Parameters
    ----------
    main : MainScreen
        Whose run it is an ensemble of, and which opens descents.
    ensembles : EnsembleWorker
        Runs it.
    glyphs : Glyphs
        What plots are drawn with.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,Q,E", "close", "close"),
        Binding("left,h", "move(-1)", "less x0"),
        Binding("right,l", "move(1)", "more x0"),
        Binding("shift+left,H", "move(-10)", "much less x0"),
        Binding("shift+right,L", "move(10)", "much more x0"),
        Binding("tab,n,N", "turn", "other seeds", priority=True),
        Binding("enter", "open", "open"),
    ]

    def __init__(self, main: MainScreen, ensembles: EnsembleWorker, glyphs: Glyphs) -> None:
        super().__init__()
        self._main = main
        self._ensembles = ensembles
        self._glyphs = glyphs
        self._chosen: int | None = None
        self._note = ""
        self._drawn: object = None

    def compose(self) -> ComposeResult:
        """Lay out the panel."""
        yield EnsemblePanel(self._glyphs)

    def on_mount(self) -> None:
        """Start the ensemble, or show the one that is there."""
        seen = self._ensembles.snapshot
        self._show(Over.NOISE if seen is None else seen.over)
        self.set_interval(1 / _FRAMES_A_SECOND, self._frame)
        self.call_after_refresh(self.draw)

    def _show(self, over: Over) -> None:
        known = self._ensembles.show(self._main.session.recipe, over)
        self._note = (
            "the same parameters: this ensemble has gone on meanwhile"
            if known
            else "a new ensemble of the present run's parameters"
        )
        self._chosen = None

    def _frame(self) -> None:
        """Draw what is new, if the terminal has shown the last frame."""
        if self.is_active and self._main.gate.is_open:
            self.draw()

    def draw(self) -> None:
        """Show the newest state, if it is not shown yet."""
        seen, record = self._ensembles.snapshot, self._main.session.snapshot.record
        assert seen is not None
        known = (seen, record and record.length, self._chosen, self._note, self.size)
        if known != self._drawn:
            self._drawn = known
            content = EnsembleContent(seen, record, self._chosen, self._note)
            self.query_one(EnsemblePanel).draw(content)
            self.call_after_refresh(self._main.ask_for_answer)

    def action_move(self, distance: int) -> None:
        """Choose a descent so many ranks further on."""
        seen = self._ensembles.snapshot
        if seen is not None and seen.state is not None:
            order = ranked(seen.state.results.x0).tolist()
            rank = order.index(place_of(seen.state, self._chosen)) + distance
            self._chosen = order[min(max(rank, 0), len(order) - 1)]
            self._note = ""
            self.draw()

    def action_turn(self) -> None:
        """Show the ensemble over the other seeds."""
        seen = self._ensembles.snapshot
        noise = seen is not None and seen.over is Over.NOISE
        self._show(Over.LANDSCAPES if noise else Over.NOISE)
        self.draw()

    def action_open(self) -> None:
        """Open the chosen descent as the present run, at the step that it has come to."""
        seen = self._ensembles.snapshot
        if not self.is_active or seen is None or seen.state is None:
            return
        place = place_of(seen.state, self._chosen)
        step = int(seen.state.results.gradient_evaluations[place])
        self._main.open_descent(Start(seen.recipes[place], step=step))
        self.dismiss()

    def action_close(self) -> None:
        """Leave the ensemble to itself."""
        if self.is_active:
            self.dismiss()
