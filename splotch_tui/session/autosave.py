"""Autosave: the run of a session is never lost, however the session ends."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.recipe import Recipe
from splotch_tui.session.run_files import newest_first, save_next, short_name
from splotch_tui.session.session import Session
from splotch_tui.session.snapshot import Snapshot

PREFIX = "left-"
# How many autosaved runs stay.
_MAX_AUTOSAVED = 10
# If the terminal is gone, restoring it may never come to an end.
_SECONDS_TO_LEAVE = 3


class Autosave:
    """Saves the run that a session leaves behind, once.

    Parameters
    ----------
    session : Session
        Whose.
    folder : Path
        Where runs are saved.

    Attributes
    ----------
    saved_on_signal : Path or None
        What was saved when a signal came.
    """

    def __init__(self, session: Session, folder: Path) -> None:
        self._session = session
        self.folder = folder
        # The state that was saved last: it decides the run.
        self._saved: tuple[Recipe, int] | None = None
        # Whether a signal's handler has saved all there was.
        self._done = False
        self.saved_on_signal: Path | None = None

    def note_saved(self, seen: Snapshot) -> None:
        """Note that the user has saved this state."""
        self._saved = (seen.recipe, seen.step)

    def save(self) -> Path | None:
        """Save the run, unless there is none or this state of it was saved before.

        Raises
        ------
        SplotchError
            It cannot be written.
        """
        seen = self._session.snapshot
        state = (seen.recipe, seen.longest)
        if seen.longest == 0 or seen.played or self._done or self._saved == state:
            return None
        history = seen.longest_history()
        name = PREFIX + short_name(history.recipe)
        try:
            path = save_next(history, self.folder, name)
        except SplotchError as error:
            path = _save_in_temporary_folder(history, name, error)
        self._saved = state
        for old in autosaved_runs(self.folder)[_MAX_AUTOSAVED:]:
            # One too many does no harm.
            with suppress(OSError):
                old.unlink()
        return path

    def save_on_signals(self, leave: Callable[[int], object]) -> None:
        """Save when the session is to end from outside, then call `leave` with the exit code."""

        def handle(number: int, _frame: FrameType | None) -> None:
            # However many signals come, it saves once.
            for other in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(other, signal.SIG_IGN)
            # If that fails, the app tries again, and reports it, when it has restored the terminal.
            with suppress(SplotchError):
                self.saved_on_signal = self.save()
                self._done = True
            signal.alarm(_SECONDS_TO_LEAVE)
            leave(128 + number)

        for number in (signal.SIGTERM, signal.SIGHUP):
            # A signal that the caller ignores, as under nohup, stays ignored.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, handle)


def _save_in_temporary_folder(history: History, name: str, problem: SplotchError) -> Path:
    """Save a run where `problem` does not reach; raise it if that fails, too."""
    try:
        return save_next(history, Path(tempfile.gettempdir()), name)
    except (SplotchError, OSError):
        raise problem from None


def autosaved_runs(folder: Path) -> list[Path]:
    """Return the autosaved runs, the newest first."""
    return newest_first(folder, f"{PREFIX}*.npz")


def newest_unannounced(folder: Path) -> Path | None:
    """Return the newest autosaved run, unless an earlier call has returned it."""
    path = next(iter(autosaved_runs(folder)), None)
    note = folder / ".told"
    with suppress(OSError):
        if path is None or note.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            return None
    # Where that cannot be noted, it is announced again.
    with suppress(OSError):
        note.touch()
    return path
