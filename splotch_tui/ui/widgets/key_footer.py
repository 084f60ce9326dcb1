"""KeyFooter: the line of keys, there from the start."""

from __future__ import annotations

from textual.screen import Screen
from textual.widgets import Footer


class KeyFooter(Footer):
    """A footer that shows its keys in an app that has not got the focus, too.

    Textual's waits for it: in a browser it stays empty until a click.
    """

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Show other keys."""
        super().bindings_changed(screen)
        if not screen.app.app_focus and self.is_attached and screen is self.screen:
            self.call_after_refresh(self.recompose)
