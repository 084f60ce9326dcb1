"""Field: a line of text, typed."""

from __future__ import annotations

from textual.events import Key
from textual.widgets import Input


class Field(Input):
    """An input whose keys act in the order in which they are typed.

    Textual's puts letters in at once, and runs the keys that edit only when the app has seen them:
    in a heap of keys, as they come over a slow link, a backspace would delete a later letter.
    """

    async def _on_key(self, event: Key) -> None:
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            event.stop()
            event.prevent_default()
            await self.app.run_action(binding.action, self)
