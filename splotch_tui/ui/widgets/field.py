"""Field: a line of text, typed; and how keys act in the order in which they are typed."""

from __future__ import annotations

from textual.events import Key
from textual.widget import Widget
from textual.widgets import Input


async def act_at_once(widget: Widget, event: Key) -> None:
    """Do what a widget has a key for, as soon as the key reaches it.

    Textual runs bound keys only when the app has seen them, after the widget and all around it: in
    a heap of keys, as they come over a slow link, a backspace would delete a letter typed later.
    """
    for binding in widget._bindings.key_to_bindings.get(event.key, ()):
        event.stop()
        event.prevent_default()
        await widget.app.run_action(binding.action, widget)


class Field(Input):
    """An input for text."""

    async def _on_key(self, event: Key) -> None:
        await act_at_once(self, event)
