"""CopyScreen: what of a run can be sent to the terminal's clipboard, one of it chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from splotch_tui.core.recipe import Recipe
from splotch_tui.core.run_command import command_of
from splotch_tui.core.text import printable
from splotch_tui.session.run_files import file_name
from splotch_tui.ui.screens.dialog import Dialog
from splotch_tui.ui.widgets.lines import as_shown

# Numbers choose the first so many.
_NUMBERED = 9
# Longer texts are not shown: a part of one would be another.
_LONGEST_SHOWN = 400


@dataclass(frozen=True, slots=True)
class Copyable:
    """Something that can be copied.

    Attributes
    ----------
    label : str
        What it is.
    text : str
        What the clipboard gets.
    """

    label: str
    text: str


def run_command(recipe: Recipe) -> str:
    """Return the command that makes a run."""
    return f"{command_of(recipe)} -o {file_name(recipe)}.npz"


class CopyScreen(Dialog[Copyable | None]):
    """Asks what to copy; dismissed with that, or with nothing.

    Parameters
    ----------
    choices : sequence of Copyable
        What there is.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,Q,y,Y", "dismiss", "close"),
        Binding("k", "up", "up", show=False),
        Binding("j", "down", "down", show=False),
        *(
            Binding(str(number), f"copy({number})", show=False)
            for number in range(1, _NUMBERED + 1)
        ),
    ]

    def __init__(self, choices: Sequence[Copyable]) -> None:
        super().__init__()
        self._choices = choices

    def compose(self) -> ComposeResult:
        """Lay out the choices, and what the chosen one is."""
        with Vertical(id="copy", classes="dialog") as box:
            box.border_title = "copy"
            box.border_subtitle = "enter copies, esc closes"
            labels = [choice.label for choice in self._choices]
            yield OptionList(
                *(Option(f"{number} {label}") for number, label in enumerate(labels, 1)),
                markup=False,
                compact=True,
            )
            yield Static("", markup=False, classes="about")

    def action_up(self) -> None:
        """Choose the one above."""
        self.query_one(OptionList).action_cursor_up()

    def action_down(self) -> None:
        """Choose the one below."""
        self.query_one(OptionList).action_cursor_down()

    def action_copy(self, number: int) -> None:
        """Copy the choice with a number."""
        if number <= len(self._choices):
            self.dismiss(self._choices[number - 1])

    @on(OptionList.OptionHighlighted)
    def _show(self, event: OptionList.OptionHighlighted) -> None:
        text = self._choices[event.option_index].text
        shown = printable(text) if len(text) <= _LONGEST_SHOWN else f"{len(text):,} letters"
        self.query_one(".about", Static).update(as_shown(shown, self))

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index])
