"""Saving: the run so far into the runs folder, and the notice of an autosaved one."""

from __future__ import annotations

from textual.screen import Screen

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.text import printable
from splotch_tui.session.autosave import Autosave, newest_unannounced
from splotch_tui.session.run_files import display_path, save_next, short_name
from splotch_tui.session.snapshot import Snapshot
from splotch_tui.ui.widgets.notice import Notice


class Saving:
    """Saves runs in a thread of its own: a disk may be slow.

    Parameters
    ----------
    screen : Screen
        Where it says what it did: it has a `Notice`.
    autosave : Autosave
        Knows the folder, and notes what need not be saved again.
    """

    def __init__(self, screen: Screen[None], autosave: Autosave) -> None:
        self._screen = screen
        self._autosave = autosave

    def save(self, snapshot: Snapshot) -> None:
        """Save a run as far as it has come."""
        self._screen.run_worker(lambda: self._save(snapshot), thread=True)

    def announce(self) -> None:
        """Say so if the last session has left a run behind."""
        self._screen.run_worker(self._announce, thread=True)

    def _save(self, snapshot: Snapshot) -> None:
        try:
            history = snapshot.history()
            path = save_next(history, self._autosave.folder, short_name(history.recipe))
        except SplotchError as error:
            self._say(str(error), bad=True)
            return
        self._autosave.note_saved(snapshot)
        steps = f"{history.recipe.steps:,} steps"
        self._say(f"saved {steps} as {path.name} in {display_path(path.parent)}")

    def _announce(self) -> None:
        path = newest_unannounced(self._autosave.folder)
        if path is not None:
            self._say(f"a run was kept when it was left: o opens {printable(path.name)}")

    def _say(self, text: str, *, bad: bool = False) -> None:
        self._screen.app.call_from_thread(self._show, text, bad)

    def _show(self, text: str, bad: bool) -> None:
        self._screen.query_one(Notice).say(text, bad=bad)
