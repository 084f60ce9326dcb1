"""Notice: a line for what has just happened, above the footer."""

from __future__ import annotations

from textual.timer import Timer
from textual.widgets import Static

from splotch_tui.core.text import printable
from splotch_tui.ui.widgets.lines import as_shown


class Notice(Static):
    """Shows a line for a while, over the last one of the traces: their step axis is there thrice.

    Its text is data: never markup.
    """

    def __init__(self) -> None:
        super().__init__("", markup=False, id="notice")
        self._timer: Timer | None = None

    def say(self, text: str, *, bad: bool = False, seconds: float = 8.0) -> None:
        """Show a line until the next one, or for `seconds`; made printable, whatever is in it."""
        self.set_class(bad, "-bad")
        self.update(as_shown(printable(text), self))
        self._show(True)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(seconds, lambda: self._show(False))

    def clear(self) -> None:
        """Show nothing more of what was said."""
        if self._timer is not None:
            self._timer.stop()
        self._show(False)

    def _show(self, shown: bool) -> None:
        if self.parent is not None:
            self.screen.set_class(shown, "-notice")
