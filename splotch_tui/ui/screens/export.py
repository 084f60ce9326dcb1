"""ExportScreen: what film to make, and where."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Vertical
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from splotch_tui.core.errors import SplotchError, reason_of
from splotch_tui.core.history import History
from splotch_tui.core.storage import check_target
from splotch_tui.core.text import printable
from splotch_tui.session.film_queue import FilmJob
from splotch_tui.session.run_files import display_path, expand_path, file_name, free_path
from splotch_tui.ui.screens.dialog import Dialog
from splotch_tui.ui.widgets.choice import Choice
from splotch_tui.ui.widgets.field import Field
from splotch_tui.ui.widgets.trace_content import Compared

if TYPE_CHECKING:
    from render import FilmOptions

# What is beside the run: none of these is a run's name.
_NOTHING, _SLICE = "nothing", "slice along x"


class ExportScreen(Dialog[FilmJob | None]):
    """A form; dismissed with the job, or with nothing.

    Parameters
    ----------
    history : History
        The run to show.
    others : sequence of Compared
        Runs that may be shown beside it.
    pending : collection of Path
        Films that will be there, though they are not yet.
    typed : dict of str
        What was typed before without making a film, by field; changed by escape.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "cancel"),
        # Before the field gets them: what comes after them in a heap of keys is for the next one.
        Binding("up", "app.focus_previous", "up", show=False, priority=True),
        Binding("down", "app.focus_next", "down", show=False, priority=True),
        Binding("enter", "submit", "make it"),
    ]

    def __init__(
        self,
        history: History,
        others: Sequence[Compared],
        pending: Collection[Path],
        typed: dict[str, str],
    ) -> None:
        super().__init__()
        self._typed = typed
        self._proposals: dict[str, str] = {}
        self._history = history
        self._others = {
            f"run {one.name}": one for one in others if one.landscape and one.record.length > 1
        }
        self._pending = pending
        self._fields: dict[str, Choice | Input] = {}

    def compose(self) -> ComposeResult:
        """Lay out the form."""
        import render
        from render.options import OPTIONS

        recipe = self._history.recipe
        formats = [ending.lstrip(".") for ending in render.FORMATS]
        self._proposed = self._next_path(formats[0])
        with Vertical(id="export", classes="dialog -films") as box:
            box.border_title = "film or picture"
            box.border_subtitle = "enter makes it, esc cancels"
            with Grid():
                yield from self._row("format", "format", formats, formats[0])
                for option in OPTIONS:
                    if option.label and option.kind.suits(recipe):
                        words, proposal = option.kind.words(recipe), option.proposal(recipe)
                        yield from self._row(
                            option.name, option.label, words, proposal, option.only
                        )
                beside = self._beside()
                if len(beside) > 1:
                    yield from self._row("beside", "next to it", beside, beside[0])
                yield from self._row("path", "file", (), self._proposed)
            yield Static("", classes="problem", markup=False)

    def _beside(self) -> list[str]:
        """Return what may be shown beside the run: nothing, another run, another slice of it."""
        dims = self._history.recipe.dims
        slices = [f"{_SLICE}{number}" for number in range(1, dims + 1)] if dims > 1 else []
        return [_NOTHING, *self._others, *slices]

    def _row(
        self, name: str, label: str, words: Sequence[str], value: str, only: str = ""
    ) -> Iterator[Widget]:
        """Yield a label and a field: a choice of words, or a line where there are none.

        The stylesheet hides what is only for films, or only for pictures, when it is not one.
        """
        self._proposals[name] = value
        if not words:
            value = self._typed.get(name, value)
        field = self._fields[name] = (
            Choice(words, value, id=name)
            if words
            else Field(value, compact=True, id=name, select_on_focus=False)
        )
        for widget in (Label(label), field):
            if only:
                widget.add_class(f"-{only}-only")
            yield widget

    def _next_path(self, kind: str) -> str:
        """Return a name for a file of that format that is free."""
        name = file_name(self._history.recipe)
        return display_path(free_path(Path.cwd(), name, f".{kind}", self._pending))

    @on(Choice.Changed, "#format")
    def _rename(self, event: Choice.Changed) -> None:
        """Ask for what the format needs, and give the file its ending."""
        box = self.query_one("#export")
        box.set_class(self._moving, "-films")
        box.set_class(not self._moving, "-pictures")
        path = self._fields["path"]
        if path.value == self._proposed:
            path.value = self._proposed = self._next_path(event.value)
        elif Path(path.value).name:
            path.value = str(Path(path.value).with_suffix(f".{event.value}"))

    def action_close(self) -> None:
        """Close the form; what was typed is there the next time."""
        self._typed.clear()
        for name, field in self._fields.items():
            own = isinstance(field, Input) and name != "path"
            if own and field.value != self._proposals[name]:
                self._typed[name] = field.value
        self.dismiss()

    @on(Input.Submitted)
    def action_submit(self) -> None:
        """Submit the job, if it can be made and written."""
        from render.plan import plan_panes

        try:
            path = expand_path(self._text("path")).absolute()
            options = self._read_options()
            check_target(path, force=False)
            if path in self._pending:
                raise SplotchError(f"{path.name} is being made: take another name")
            if path.suffix != f".{self._text('format')}":
                raise SplotchError(f"end the file's name in .{self._text('format')}")
            histories = self._shown_runs()
            plan_panes(options, histories, path)
            _check_folder(path.parent)
        except SplotchError as error:
            self.query_one(".problem", Static).update(printable(str(error)))
            return
        self._typed.clear()
        self.dismiss(FilmJob(tuple(histories), path, options))

    def _read_options(self) -> FilmOptions:
        """Return what the form asks for; what is left empty is at its default."""
        from render.options import OPTIONS, FilmOptions

        given: dict[str, Any] = {}
        for option in OPTIONS:
            if option.name in self._fields and option.suits(self._moving):
                text = self._text(option.name)
                given[option.name] = option.read(text) if text.strip() else None
        slice_ = self._chosen_beside.removeprefix(_SLICE)
        if slice_.isdecimal():
            axes = given["axis"] or (self._history.farthest_axis,)
            given["axis"] = (*axes, int(slice_))
        return FilmOptions(**given)

    def _shown_runs(self) -> list[History]:
        """Return the run, and the one that is to be beside it."""
        other = self._others.get(self._chosen_beside)
        if other is None:
            return [self._history]
        return [self._history, other.history()]

    @property
    def _chosen_beside(self) -> str:
        return self._text("beside") if "beside" in self._fields else _NOTHING

    @property
    def _moving(self) -> bool:
        """Whether it will be a film and not a picture."""
        import render

        return render.FORMATS[f".{self._text('format')}"].moving

    def _text(self, name: str) -> str:
        """Return what is chosen or typed."""
        return self._fields[name].value


def _check_folder(folder: Path) -> None:
    """Say that no file can be made in a folder, before a film is.

    Raises
    ------
    SplotchError
        None can.
    """
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SplotchError(
            f"cannot make a file in {display_path(folder)}: {reason_of(error)}"
        ) from None
