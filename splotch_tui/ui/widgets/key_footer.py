"""KeyFooter: the line of keys, there from the start."""

from __future__ import annotations

from textual.screen import Screen
from textual.widgets import Footer


class KeyFooter(Footer):
    """A footer that is made anew only where it is to show other keys.

    Textual's is whenever a dialog opens or closes, and holds all that it was made of before, as
    what its keys are bound to. And it waits for the focus: in a browser it stays empty until a
    click.
    """

    _shown: object = None

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Show other keys."""
        shown = [
            (binding.key, binding.description, enabled)
            for _, binding, enabled, _ in screen.active_bindings.values()
            if binding.show
        ]
        if self.is_attached and screen is self.screen and shown != self._shown:
            self._shown = shown
            super().bindings_changed(screen)
            if not self.app.app_focus:
                self.call_after_refresh(self.recompose)
