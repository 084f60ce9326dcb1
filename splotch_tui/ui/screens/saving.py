"""Saving: the run so far into the runs folder, and what the journal has to say."""

from __future__ import annotations

from textual.screen import Screen

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.text import printable
from splotch_tui.session.autosave import Autosave
from splotch_tui.session.run_files import location_text, save_next
from splotch_tui.session.snapshot import Snapshot
from splotch_tui.ui.widgets.notice import Notice


class Saving:
    """Saves runs in a thread of its own: a disk may be slow.

    Parameters
    ----------
    screen : Screen
        Where it says what it did: it has a `Notice`.
    autosave : Autosave
        Knows the folder, and notes what is saved.
    """

    def __init__(self, screen: Screen[None], autosave: Autosave) -> None:
        self._screen = screen
        self._autosave = autosave
        self._said = ""

    def save(self, snapshot: Snapshot) -> None:
        """Save a run as far as it has come."""
        self._screen.run_worker(lambda: self._save(snapshot), thread=True)

    def announce(self) -> None:
        """Say so if the last session was ended from outside; and put the runs folder in order."""
        self._screen.run_worker(self._announce, thread=True)

    def check(self) -> None:
        """Say so, once, where runs cannot be noted."""
        problem = self._autosave.problem
        if problem != self._said:
            self._said = problem
            if problem:
                self._show(printable(problem), True)

    def _save(self, snapshot: Snapshot) -> None:
        known = self._autosave.saved_as(snapshot)
        if known is not None:
            self._say(f"this run is saved already, as {printable(known)}")
            return
        try:
            history = snapshot.history()
            path = save_next(history, self._autosave.folder)
        except SplotchError as error:
            self._say(printable(str(error)), bad=True)
            return
        self._autosave.note_saved(snapshot, path)
        self._say(f"saved {history.recipe.steps:,} steps: {location_text(path)}")

    def _announce(self) -> None:
        if self._autosave.take_interruption():
            self._say("the last session was cut off; its run is noted: o lists it")
        try:
            taken = self._autosave.tidy()
        except SplotchError as error:
            self._say(printable(str(error)), bad=True)
            return
        if taken:
            runs = "a run that was" if taken == 1 else f"{taken} runs that were"
            self._say(f"took in {runs} noted elsewhere: o lists all")

    def _say(self, text: str, *, bad: bool = False) -> None:
        self._screen.app.call_from_thread(self._show, text, bad)

    def _show(self, text: str, bad: bool) -> None:
        self._screen.query_one(Notice).say(text, bad=bad)
