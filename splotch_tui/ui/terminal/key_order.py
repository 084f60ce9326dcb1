"""Keys act in the order in which they are typed.

Textual runs bound keys only when the app has seen them, after the widget and all around it. When
many keys arrive at once, as they do over a slow link, a backspace would delete a letter typed after
it. So the widgets that one types into act on their own keys themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from textual.binding import Binding
from textual.events import Key
from textual.widget import Widget


async def act_at_once(widget: Widget, event: Key) -> None:
    """Do what a widget has a key for, as soon as the key reaches it."""
    action = _actions(type(widget)).get(event.key)
    if action is not None:
        event.stop()
        event.prevent_default()
        await widget.app.run_action(action, widget)


@cache
def _actions(kind: type[Widget]) -> Mapping[str, str]:
    """Return the actions of a class of widgets by key; its own come before those of its bases."""
    return {
        binding.key: binding.action
        for base in reversed(kind.__mro__)
        for binding in Binding.make_bindings(vars(base).get("BINDINGS", ()))
    }
