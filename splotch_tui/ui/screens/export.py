"""ExportScreen: what film to make, and where."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Vertical
from textual.widgets import Input, Label, Static

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.recipe import BY_NAME
from splotch_tui.core.storage import check_target
from splotch_tui.session.film_queue import FilmJob
from splotch_tui.session.run_files import display_path, expand_path, free_path, short_name
from splotch_tui.ui.screens.dialog import Dialog
from splotch_tui.ui.widgets.choice import Choice
from splotch_tui.ui.widgets.field import Field


class ExportScreen(Dialog[FilmJob | None]):
    """A form; dismissed with the job, or with nothing.

    Parameters
    ----------
    history : History
        The run to show.
    pending : collection of Path
        Films that will be there, though they are not yet.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "cancel"),
        # Before the field gets them: what comes after them in a heap of keys is for the next one.
        Binding("up", "app.focus_previous", "up", show=False, priority=True),
        Binding("down", "app.focus_next", "down", show=False, priority=True),
        Binding("enter", "submit", "make it"),
    ]

    def __init__(self, history: History, pending: Collection[Path]) -> None:
        super().__init__()
        self._history = history
        self._pending = pending

    def compose(self) -> ComposeResult:
        """Lay out the form."""
        import render

        recipe = self._history.recipe
        formats = [ending.lstrip(".") for ending in render.FORMATS]
        axes = ["auto", *(f"x{axis}" for axis in range(1, recipe.dims + 1))]
        self._proposed = self._next_path(formats[0])
        rows: tuple[tuple[str, Choice | Input], ...] = (
            ("format", Choice(formats, formats[0], id="format")),
            ("view", _choice("view", render.VIEWS)),
            ("quality", Choice(list(render.QUALITIES), render.DEFAULT_QUALITY, id="quality")),
            ("theme", _choice("theme", render.THEMES)),
            ("timing", _choice("timing", render.TIMINGS)),
            ("beside x0", Choice(axes, axes[0], id="axis")),
            ("steps", _input("part", f"0:{recipe.steps}")),
            ("step", _input("step", str(recipe.steps))),
            ("title", _input("title", "")),
            ("file", _input("path", self._proposed)),
        )
        with Vertical(id="export", classes="dialog -film") as box:
            box.border_title = "export"
            box.border_subtitle = "enter makes it, esc cancels"
            with Grid():
                for label, field in rows:
                    yield Label(label, classes=f"-{field.id}")
                    yield field
            yield Static("", classes="problem", markup=False)

    def _next_path(self, kind: str) -> str:
        """Return a name for a file of that format that is free."""
        name = short_name(self._history.recipe)
        return display_path(free_path(Path.cwd(), name, f".{kind}", self._pending))

    @on(Choice.Changed, "#format")
    def _rename(self, event: Choice.Changed) -> None:
        """Ask for what the format needs, and give the file its ending."""
        box = self.query_one("#export")
        box.set_class(self._moving, "-film")
        box.set_class(not self._moving, "-picture")
        path = self.query_one("#path", Input)
        if path.value == self._proposed:
            path.value = self._proposed = self._next_path(event.value)
        elif Path(path.value).name:
            path.value = str(Path(path.value).with_suffix(f".{event.value}"))

    @on(Input.Submitted)
    def action_submit(self) -> None:
        """Submit the job, if it can be made and written."""
        try:
            path = expand_path(self._text("path")).absolute()
            options = self._options()
            check_target(path, force=False)
            if path in self._pending:
                raise SplotchError(f"{path.name} is being made: take another name")
            if path.suffix != f".{self._word('format')}":
                raise SplotchError(f"end the file's name in .{self._word('format')}")
        except SplotchError as error:
            self.query_one(".problem", Static).update(str(error))
            return
        self.dismiss(FilmJob(self._history, path, options))

    def _options(self) -> dict[str, Any]:
        """Return the form as `render` takes it."""
        from render.overlays.title import read_title
        from render.scene.step_range import parse_step_range, played_rows

        axis = self._word("axis")
        options: dict[str, Any] = {
            "view": self._word("view"),
            "quality": self._word("quality"),
            "theme": self._word("theme"),
            "axis": None if axis == "auto" else int(axis[1:]),
            "title": read_title(self._text("title")),
        }
        if self._moving:
            part = parse_step_range(self._text("part"))
            played_rows(self._history, part)
            return {**options, "timing": self._word("timing"), "part": part}
        step = replace(BY_NAME["steps"], name="step", low=0, high=self._history.recipe.steps)
        return {**options, "step": step.parse(self._text("step"))}

    @property
    def _moving(self) -> bool:
        """Whether it will be a film and not a picture."""
        import render

        return render.FORMATS[f".{self._word('format')}"].moving

    def _word(self, choice: str) -> str:
        return self.query_one(f"#{choice}", Choice).value

    def _text(self, field: str) -> str:
        return self.query_one(f"#{field}", Input).value


def _choice(name: str, known: dict[str, Any]) -> Choice:
    """Return a choice of names, the first to begin with."""
    return Choice(list(known), next(iter(known)), id=name)


def _input(name: str, value: str) -> Input:
    return Field(value, compact=True, id=name, select_on_focus=False)
