"""OpenScreen: every run that was, the newest first, to be found again, opened and continued."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from splotch_tui.core.errors import SplotchError, reason_of
from splotch_tui.core.text import printable
from splotch_tui.session.journal import Entry, Journal, read_entry
from splotch_tui.session.library import kept_file, start_of, take_in_files
from splotch_tui.session.run_files import display_path, location_text
from splotch_tui.session.run_table import save_table
from splotch_tui.session.start import Start
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.screens.dialog import Dialog
from splotch_tui.ui.screens.prompt import PromptScreen
from splotch_tui.ui.widgets.field import Field
from splotch_tui.ui.widgets.lines import as_shown
from splotch_tui.ui.widgets.run_list import RunList, seen_text


class OpenScreen(Dialog[Start | None]):
    """The list of runs; dismissed with how to open the one chosen, or with nothing.

    Parameters
    ----------
    journal : Journal
        Where runs are noted.
    glyphs : Glyphs
        What traces are drawn with.
    note : callable
        Notes the run under way, so that the list has it as it is.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close"),
        Binding("up", "move(-1)", "up", show=False, priority=True),
        Binding("down", "move(1)", "down", show=False, priority=True),
        Binding("pageup", "page(-1)", "page up", show=False, priority=True),
        Binding("pagedown", "page(1)", "page down", show=False, priority=True),
        # The field hands it on once it has taken in what was typed before.
        Binding("enter", "open", "open"),
        Binding("delete,ctrl+d", "delete", "delete", priority=True),
        Binding("ctrl+r", "rename", "rename", priority=True),
        Binding("ctrl+n", "note", "note", priority=True),
        Binding("ctrl+s", "save_table", "table", priority=True),
    ]

    def __init__(self, journal: Journal, glyphs: Glyphs, note: Callable[[], None]) -> None:
        super().__init__()
        self._note_present = note
        self._journal = journal
        self._glyphs = glyphs
        self._lines: list[bytes] = []
        # What people read of each, by line.
        self._seen: dict[bytes, str] = {}
        self._to_delete: Entry | None = None

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(id="open", classes="dialog") as box:
            box.border_title = "runs"
            keys = "enter opens, del deletes, ^r name, ^n note, ^s csv, esc"
            box.border_subtitle = keys
            yield Field(placeholder="type to find: a name, a seed, a phase", compact=True)
            yield RunList(self._glyphs, id="runs")
            yield Static("", classes="problem", markup=False)

    def on_mount(self) -> None:
        """Read the journal."""
        self._read()

    @work(thread=True, exclusive=True, group="read")
    def _read(self) -> None:
        worker = get_current_worker()
        call = self.app.call_from_thread
        self._note_present()
        try:
            lines = self._journal.lines()
            if not worker.is_cancelled:
                call(self._set_lines, lines)
            unreadable = take_in_files(self._journal)
            after = self._journal.lines()
        except SplotchError as error:
            call(self._say, str(error))
            return
        if worker.is_cancelled:
            return
        if after != lines:
            call(self._set_lines, after)
        if unreadable:
            others = f" and {len(unreadable) - 1} more" if len(unreadable) > 1 else ""
            call(self._say, f"{unreadable[0]}{others} in the runs folder cannot be read")
        elif self._journal.damaged:
            call(self._say, f"lines of the journal that cannot be read: {self._journal.damaged:,}")
        elif not after:
            folder = display_path(self._journal.folder)
            call(self._say, f"no run has been noted in {folder} yet")
        # What is typed is looked for at once then, in however many.
        for line in after:
            if worker.is_cancelled:
                return
            self._text_of(line)

    def _set_lines(self, lines: list[bytes]) -> None:
        self._lines = lines
        self._filter()

    @on(Input.Changed)
    def _filter(self) -> None:
        """Show the runs that have all of the words typed."""
        words = self.query_one(Field).value.lower().split()
        runs = self._lines
        if words:
            runs = [line for line in runs if all(word in self._text_of(line) for word in words)]
        self._to_delete = None
        self.query_one(RunList).set_runs(runs)
        self._say("no run has all of these words" if words and self._lines and not runs else "")

    def _text_of(self, line: bytes) -> str:
        """Return what people read of the run of a line, in small letters."""
        if line not in self._seen:
            entry = read_entry(line)
            self._seen[line] = "" if entry is None else seen_text(entry)
        return self._seen[line]

    def _say(self, text: str) -> None:
        self.query_one(".problem", Static).update(as_shown(printable(text), self))

    def action_close(self) -> None:
        """Withdraw the question, take the filter away, or close the list."""
        field = self.query_one(Field)
        if self._to_delete is not None:
            self.action_move(0)
        elif field.value:
            field.value = ""
        else:
            self.dismiss(None)

    def action_move(self, distance: int) -> None:
        """Choose another run."""
        self._to_delete = None
        self._say("")
        self.query_one(RunList).move(distance)

    def action_page(self, pages: int) -> None:
        """Choose the run a page further."""
        self.action_move(pages * self.query_one(RunList).page)

    @on(RunList.Opened)
    @on(Input.Submitted)
    def action_open(self) -> None:
        """Open the chosen run, to go on from where it was; not in answer to another question."""
        entry = self.query_one(RunList).chosen
        if self._to_delete is not None:
            self.action_move(0)
        elif entry is not None:
            self._load(entry)

    @work(thread=True, exclusive=True, group="load")
    def _load(self, entry: Entry) -> None:
        worker = get_current_worker()
        start = start_of(entry, self._journal.folder)
        # Meanwhile another may have been chosen.
        if not worker.is_cancelled:
            self.app.call_from_thread(self._finish, start)

    def _finish(self, start: Start) -> None:
        # It must not return what `dismiss` does: the thread would wait for the screen to close,
        # which waits for the thread.
        self.dismiss(start)

    def action_delete(self) -> None:
        """Delete the run, if asked twice."""
        entry = self.query_one(RunList).chosen
        if entry is None:
            return
        if self._to_delete != entry:
            self._to_delete = entry
            self._say(f"delete {entry.called} for good? del does it, any other key keeps it")
            return
        self._to_delete = None
        path = kept_file(entry, self._journal.folder)
        try:
            self._journal.delete(entry)
            if path is not None:
                path.unlink(missing_ok=True)
        except SplotchError as error:
            self._say(str(error))
        except OSError as error:
            self._say(
                f"cannot delete {display_path(path or self._journal.path)}: {reason_of(error)}"
            )
        else:
            self._read()
            self._say(f"deleted {entry.called}")

    def action_rename(self) -> None:
        """Ask for a name for the run."""
        entry = self.query_one(RunList).chosen
        if entry is not None:
            self._ask("name", "of this run", entry.name, lambda text: replace(entry, name=text))

    def action_note(self) -> None:
        """Ask for a note on the run."""
        entry = self.query_one(RunList).chosen
        if entry is not None:
            self._ask("note", "on this run", entry.note, lambda text: replace(entry, note=text))

    def action_save_table(self) -> None:
        """Write the runs that are shown into a table in the working directory."""
        self.action_move(0)
        if runs := self.query_one(RunList).runs:
            self._save_table(runs)

    @work(thread=True, exclusive=True, group="table")
    def _save_table(self, lines: Sequence[bytes]) -> None:
        try:
            text = f"saved {location_text(save_table(lines, Path.cwd()))}"
        except SplotchError as error:
            text = str(error)
        except OSError as error:  # the working directory is gone
            text = f"cannot write a table of the runs: {reason_of(error)}"
        self.app.call_from_thread(self._say, text)

    def _ask(self, title: str, about: str, text: str, changed: Callable[[str], Entry]) -> None:
        self.action_move(0)

        def accept(typed: str) -> None:
            entry = changed(" ".join(typed.split()))
            self._journal.name(entry, entry.name, entry.note)
            self._read()

        self.app.push_screen(PromptScreen(title, about, text, accept, {}))
