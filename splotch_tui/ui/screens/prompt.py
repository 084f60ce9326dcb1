"""PromptScreen: one value, typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.text import printable
from splotch_tui.ui.screens.dialog import Dialog
from splotch_tui.ui.widgets.field import Field
from splotch_tui.ui.widgets.lines import as_shown


class PromptScreen(Dialog[None]):
    """Asks for a value until it gets one that is accepted.

    Parameters
    ----------
    title : str
        What is asked for.
    about : str
        One line on it, with its range.
    value : str
        What stands there to begin with.
    accept : callable
        Takes what was typed; raises `SplotchError` where that is invalid.
    typed : dict of str
        What was typed before without being set, by title; changed by escape.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "cancel")]

    def __init__(
        self,
        title: str,
        about: str,
        value: str,
        accept: Callable[[str], None],
        typed: dict[str, str],
    ) -> None:
        super().__init__()
        self._typed = typed
        self._title, self._about, self._value = title, about, value
        self._accept = accept

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(id="prompt", classes="dialog") as box:
            box.border_title = self._title
            box.border_subtitle = "enter sets it, esc cancels"
            yield Static(as_shown(self._about, self), markup=False, classes="about")
            yield Field(self._typed.get(self._title, self._value), compact=True)
            yield Static("", classes="problem", markup=False)

    def action_close(self) -> None:
        """Close the question; what was typed is there the next time."""
        value = self.query_one(Field).value
        if value not in {self._value, ""}:
            self._typed[self._title] = value
        else:
            self._typed.pop(self._title, None)
        self.dismiss()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        if not self.is_active:
            return
        try:
            self._accept(event.value)
        except SplotchError as error:
            self.query_one(".problem", Static).update(printable(str(error)))
        else:
            self._typed.pop(self._title, None)
            self.dismiss()
