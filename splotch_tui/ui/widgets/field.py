"""Field: a line of text, typed."""

from __future__ import annotations

from textual.events import Key
from textual.widgets import Input

from splotch_tui.ui.terminal.key_order import act_at_once


class Field(Input):
    """An input for text."""

    async def on_key(self, event: Key) -> None:
        """Act on a key in its turn."""
        await act_at_once(self, event)
