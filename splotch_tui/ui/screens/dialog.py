"""Dialogs: screens above another, which answer once.

Over a slow link many keys arrive at once. The second enter of two still reaches the screen that the
first has closed, and would close the one below it, which Textual takes for a mistake of the app's.
"""

from __future__ import annotations

from typing import ClassVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.command import CommandList, CommandPalette
from textual.screen import ModalScreen, ScreenResultType

from splotch_tui.ui.terminal.drawn_lines import forget_lines


class Dialog(ModalScreen[ScreenResultType]):
    """A screen that can be dismissed any number of times: the first one counts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "app.help_quit", "how to leave", show=False)
    ]

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close the screen with a result, if it is still open."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def on_unmount(self) -> None:
        """Give up what was drawn."""
        forget_lines()


class Palette(CommandPalette):
    """Textual's command palette, every action by name, for many keys at once."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close the palette, if it is still open."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def on_unmount(self) -> None:
        """Give up what was drawn."""
        forget_lines()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse to move in a list without room, or not laid out yet: it would fail to page."""
        lists = self.query(CommandList)
        if action == "command_list" and not any(one.scrollable_content_region for one in lists):
            return False
        return super().check_action(action, parameters)
