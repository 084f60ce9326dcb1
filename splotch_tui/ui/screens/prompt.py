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
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "cancel")]

    def __init__(self, title: str, about: str, value: str, accept: Callable[[str], None]) -> None:
        super().__init__()
        self._title, self._about, self._value = title, about, value
        self._accept = accept

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(id="prompt", classes="dialog") as box:
            box.border_title = self._title
            box.border_subtitle = "enter sets it, esc cancels"
            yield Static(as_shown(self._about, self), markup=False, classes="about")
            yield Field(self._value, compact=True)
            yield Static("", classes="problem", markup=False)

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        if not self.is_active:
            return
        try:
            self._accept(event.value)
        except SplotchError as error:
            self.query_one(".problem", Static).update(str(error))
        else:
            self.dismiss()
