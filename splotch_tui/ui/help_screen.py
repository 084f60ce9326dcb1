"""HelpScreen: every key, told by the bindings themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static


class HelpScreen(ModalScreen[None]):
    """Lists keys and what they do.

    Parameters
    ----------
    bindings : sequence of Binding
        What to list.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "dismiss", "close"),
    ]

    def __init__(self, bindings: Sequence[BindingType]) -> None:
        super().__init__()
        self._listed = [binding for binding in bindings if isinstance(binding, Binding)]

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        rows = [
            (" ".join(self._names(binding)), binding.tooltip or binding.description)
            for binding in self._listed
        ]
        rows.append((self.app.get_key_display(Binding("ctrl+p", "", "")), "Every action, by name"))
        width = max(len(keys) for keys, _ in rows)
        with VerticalScroll(id="help") as box:
            box.border_title = "keys"
            box.border_subtitle = "esc closes"
            for keys, text in rows:
                yield Static(
                    Content.assemble((f"{keys:>{width}}", "$text-accent bold"), "  ", text)
                )

    def _names(self, binding: Binding) -> list[str]:
        return [
            self.app.get_key_display(Binding(key, binding.action, binding.description))
            for key in binding.key.split(",")
        ]
