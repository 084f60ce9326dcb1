"""OpenScreen: the saved runs, the newest first, each with its trace and what it did."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

import numpy as np
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from splotch_tui.core.errors import SplotchError, reason_of
from splotch_tui.core.history import History
from splotch_tui.core.phases import find_phases
from splotch_tui.core.text import printable
from splotch_tui.session.run_files import display_path, ensure_dir, newest_first
from splotch_tui.ui.plotting import plot
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.plotting.ticks import value_text
from splotch_tui.ui.screens.dialog import Dialog

_CELLS = 16
# A terminal as wide as this has room for all of a run in one line.
_ONE_LINE = 110


@dataclass(frozen=True, slots=True)
class _Saved:
    """What the list shows of a file; the runs themselves would fill the memory."""

    path: Path
    when: datetime
    trace: str
    about: str
    damaged: bool = False


class _Runs(OptionList):
    """The list. It pages only where it has room: elsewhere Textual's fails."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"page_up", "page_down"} and not self.scrollable_content_region:
            return False
        return super().check_action(action, parameters)


class OpenScreen(Dialog[History | None]):
    """A list of the runs folder; dismissed with the history chosen, or with nothing.

    Parameters
    ----------
    folder : Path
        Where runs are saved.
    glyphs : Glyphs
        What traces are drawn with.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,o,q", "dismiss", "close"),
        Binding("j", "down", "down", show=False),
        Binding("k", "up", "up", show=False),
        Binding("d,delete", "delete", "delete"),
    ]

    def __init__(self, folder: Path, glyphs: Glyphs) -> None:
        super().__init__()
        self._folder = folder
        self._glyphs = glyphs
        self._saved: dict[str, _Saved] = {}
        self._to_delete: Path | None = None

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(id="open", classes="dialog") as box:
            box.border_title = "saved runs"
            box.border_subtitle = "enter plays it, d deletes it, esc closes"
            yield _Runs(markup=False)
            yield Static("", classes="problem", markup=False)

    def on_mount(self) -> None:
        """Read the folder."""
        self._read()

    @work(thread=True)
    def _read(self) -> None:
        worker = get_current_worker()
        try:
            folder = ensure_dir(self._folder)
        except SplotchError as error:
            self.app.call_from_thread(self._say, str(error))
            return
        paths = newest_first(folder, "*.npz")
        if not paths:
            self.app.call_from_thread(
                self._say, f"no runs in {display_path(folder)} yet: w saves one"
            )
        for path in paths:
            if worker.is_cancelled:
                return
            with suppress(FileNotFoundError):  # deleted meanwhile
                self.app.call_from_thread(self._add, self._describe(path))

    def _describe(self, path: Path) -> _Saved:
        when = datetime.fromtimestamp(path.stat().st_mtime)
        try:
            history = History.load(path)
        except SplotchError:
            return _Saved(path, when, " " * _CELLS, "cannot be read", damaged=True)
        return _Saved(path, when, small_trace(history, self._glyphs), about(history))

    def _say(self, text: str) -> None:
        self.query_one(".problem", Static).update(text)

    def _add(self, saved: _Saved) -> None:
        self._saved[saved.path.name] = saved
        narrow = self.app.size.width < _ONE_LINE
        line = Content.assemble(
            f"{printable(saved.path.stem):<26} ",
            (saved.trace, "$text-accent"),
            *(("\n", f"{saved.about}  ") if narrow else ("  ", f"{saved.about:<40} ")),
            (f"{saved.when:%d %b %H:%M}", "$text-muted"),
        )
        self.query_one(OptionList).add_option(Option(line, id=saved.path.name))
        if len(self._saved) == 1:
            self.query_one(OptionList).highlighted = 0

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        saved = self._saved[event.option_id or ""]
        if saved.damaged:
            self._say(f"{printable(saved.path.name)} {saved.about}")
        else:
            self._load(saved.path)

    @work(thread=True, exclusive=True, group="load")
    def _load(self, path: Path) -> None:
        worker = get_current_worker()
        try:
            history = History.load(path)
        except SplotchError as error:
            self.app.call_from_thread(self._say, str(error))
            return
        # Meanwhile another may have been chosen.
        if not worker.is_cancelled:
            self.app.call_from_thread(self._close, history)

    def _close(self, history: History) -> None:
        # It must not return what `dismiss` does: the thread would wait for the screen to close,
        # which waits for the thread.
        self.dismiss(history)

    @on(OptionList.OptionHighlighted)
    def _forget_deletion(self, event: OptionList.OptionHighlighted) -> None:
        if self._to_delete is not None and event.option_id != self._to_delete.name:
            self._to_delete = None
            self._say("")

    def action_down(self) -> None:
        """Go to the next run."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Go to the run before."""
        self.query_one(OptionList).action_cursor_up()

    def action_delete(self) -> None:
        """Delete the run, if asked twice."""
        runs = self.query_one(OptionList)
        if runs.highlighted_option is None or runs.highlighted_option.id is None:
            return
        path = self._saved[runs.highlighted_option.id].path
        if self._to_delete != path:
            self._to_delete = path
            self._say(f"delete {printable(path.name)}? d again deletes it for good")
            return
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            self._say(f"cannot delete {printable(path.name)}: {reason_of(error)}")
            return
        self._to_delete = None
        runs.remove_option(path.name)
        self._say(f"deleted {printable(path.name)}")


def about(history: History) -> str:
    """Return what a run did, in a few words."""
    last = find_phases(history)[-1]
    text = f"{history.recipe.steps:>7,}  x0 {value_text(float(history.x0[-1]))}  {last.kind}"
    return text + (f" since {last.start:,}" if last.start else "")


def small_trace(history: History, glyphs: Glyphs) -> str:
    """Return a run's x0 as one row of cells."""
    columns = _CELLS * glyphs.columns
    edges = np.linspace(0, len(history.x0), columns + 1).astype(int)[:-1]
    edges = np.minimum(edges, len(history.x0) - 1)
    low, high = np.minimum.reduceat(history.x0, edges), np.maximum.reduceat(history.x0, edges)
    span = max(float(high.max() - low.min()), 1e-12)
    rows = glyphs.rows - 1
    top = np.rint((high.max() - high) / span * rows).astype(np.int64)[None]
    bottom = np.rint((high.max() - low) / span * rows).astype(np.int64)[None]
    plot.join_columns(top, bottom)
    dots, _ = plot.rasterise(top, bottom, 1, glyphs)
    return glyphs.text(dots[0])
