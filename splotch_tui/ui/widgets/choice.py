"""Choice: one of a few words, on one line, changed with the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Key
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from splotch_tui.ui.terminal.key_order import act_at_once
from splotch_tui.ui.widgets.lines import as_shown


class Choice(Widget, can_focus=True):
    """Shows the chosen word between arrows.

    Parameters
    ----------
    options : sequence of str
        The words.
    chosen : str
        The one to begin with.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "previous"),
        Binding("right,l,space", "move(1)", "next"),
    ]

    value: reactive[str] = reactive("", layout=True)

    @dataclass
    class Changed(Message):
        """Another word was chosen."""

        choice: Choice
        value: str

        @property
        def control(self) -> Choice:
            """The choice it is about."""
            return self.choice

    def __init__(self, options: Sequence[str], chosen: str, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._options = list(options)
        self.set_reactive(Choice.value, chosen)

    def render(self) -> Content:
        """Return the line."""
        return Content(as_shown(f"‹ {self.value} ›", self))

    def watch_value(self) -> None:
        """Post the change."""
        self.post_message(self.Changed(self, self.value))

    async def on_key(self, event: Key) -> None:
        """Act on a key in its turn."""
        await act_at_once(self, event)

    def on_click(self, _event: Click) -> None:
        """Choose the next word."""
        self.action_move(1)

    def action_move(self, distance: int) -> None:
        """Choose another word."""
        place = self._options.index(self.value) + distance
        self.value = self._options[place % len(self._options)]
