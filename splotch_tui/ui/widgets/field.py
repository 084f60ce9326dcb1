"""Field: a line of text, typed or pasted."""

from __future__ import annotations

from textual.events import Key, Paste
from textual.widgets import Input

from splotch_tui.ui.terminal.key_order import act_at_once

# As long as a path may be.
_LONGEST = 4096


class Field(Input):
    """An input for text."""

    async def on_key(self, event: Key) -> None:
        """Act on a key in its turn."""
        await act_at_once(self, event)

    def on_paste(self, event: Paste) -> None:
        """Take in the first line of what is pasted, as far as there is room."""
        event.stop()
        event.prevent_default()
        line = event.text.partition("\n")[0].partition("\r")[0]
        room = max(_LONGEST - len(self.value), 0)
        self.replace("".join(filter(str.isprintable, line[:room])), *self.selection)
