"""Notice: one line for what has just happened, in the place of the footer."""

from __future__ import annotations

from textual.timer import Timer
from textual.widgets import Static

from splotch_tui.core.text import printable


class Notice(Static):
    """Shows a line for a while. Its text is data: never markup."""

    def __init__(self) -> None:
        super().__init__("", markup=False, id="notice")
        self._timer: Timer | None = None

    def say(self, text: str, *, bad: bool = False, seconds: float = 8.0) -> None:
        """Show a line until the next one, or for `seconds`; made printable, whatever is in it."""
        self.set_class(bad, "-bad")
        self.update(printable(text))
        self._show(True)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(seconds, lambda: self._show(False))

    def _show(self, shown: bool) -> None:
        if self.parent is not None:
            self.screen.set_class(shown, "-notice")
