"""ExportScreen: what film to make, and where."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Vertical
from textual.widgets import Input, Label, Static

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.storage import check_target
from splotch_tui.ui.choice import Choice
from splotch_tui.ui.dialog import Dialog
from splotch_tui.ui.runs import free_path, stem
from splotch_tui.ui.studio import Order


class ExportScreen(Dialog[Order | None]):
    """A form; dismissed with the order, or with nothing.

    Parameters
    ----------
    history : History
        The run to show.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "cancel"),
        Binding("up", "app.focus_previous", "up", show=False),
        Binding("down", "app.focus_next", "down", show=False),
        Binding("enter", "order", "make it"),
    ]

    def __init__(self, history: History) -> None:
        super().__init__()
        self._history = history

    def compose(self) -> ComposeResult:
        """Lay out the form."""
        import render

        formats = [ending.lstrip(".") for ending in render.FORMATS]
        path = free_path(Path.cwd(), stem(self._history.recipe), f".{formats[0]}")
        axes = ["auto", *(f"x{axis}" for axis in range(1, self._history.recipe.dims + 1))]
        with Vertical(id="export", classes="dialog") as box:
            box.border_title = "export"
            box.border_subtitle = "enter makes it · esc cancels"
            with Grid():
                yield Label("format")
                yield Choice(formats, formats[0], id="format")
                yield Label("view")
                yield Choice(list(render.VIEWS), next(iter(render.VIEWS)), id="view")
                yield Label("quality")
                yield Choice(list(render.QUALITIES), "medium", id="quality")
                yield Label("beside x0")
                yield Choice(axes, "auto", id="axis")
                yield Label("file")
                yield Input(str(path), id="path", compact=True)
            yield Static("", classes="problem", markup=False)

    @on(Choice.Changed, "#format")
    def _rename(self, event: Choice.Changed) -> None:
        """Give the file the ending of the format."""
        path = self.query_one("#path", Input)
        path.value = str(Path(path.value).with_suffix(f".{event.value}"))

    @on(Input.Submitted)
    def action_order(self) -> None:
        """Order the film, if it can be written."""
        path = Path(self.query_one("#path", Input).value).expanduser().absolute()
        axis = self._value("axis")
        try:
            check_target(path, force=False)
            if path.suffix != f".{self._value('format')}":
                raise SplotchError(f"end the file's name in .{self._value('format')}")
        except SplotchError as error:
            self.query_one(".problem", Static).update(str(error))
            return
        self.dismiss(
            Order(
                self._history,
                path,
                self._value("view"),
                self._value("quality"),
                None if axis == "auto" else int(axis[1:]),
            )
        )

    def _value(self, choice: str) -> str:
        return self.query_one(f"#{choice}", Choice).value
