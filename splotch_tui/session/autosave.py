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
# Of runs that were kept unasked, so many stay.
_MOST_AUTOSAVED = 10
# The terminal may be gone, and then putting it in order may never come to an end.
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
    left : Path or None
        What was saved when a signal came.
    """

    def __init__(self, session: Session, folder: Path) -> None:
        self._session = session
        self.folder = folder
        # The state that was saved last: it decides the run.
        self._saved: tuple[Recipe, int] | None = None
        # Whether a signal's handler has seen to all there was.
        self._over = False
        self.left: Path | None = None

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
        if seen.longest == 0 or seen.played or self._over or self._saved == state:
            return None
        history = seen.longest_history()
        name = PREFIX + short_name(history.recipe)
        try:
            path = save_next(history, self.folder, name)
        except SplotchError as error:
            path = _saved_anywhere(history, name, error)
        self._saved = state
        for old in autosaved_runs(self.folder)[_MOST_AUTOSAVED:]:
            # One too many does no harm.
            with suppress(OSError):
                old.unlink()
        return path

    def save_on_signals(self, leave: Callable[[int], object]) -> None:
        """Save when the session is to end from outside, then call `leave` with the exit code."""

        def handle(number: int, _frame: FrameType | None) -> None:
            # Told twice, it saves once.
            for other in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(other, signal.SIG_IGN)
            # If that fails, it is tried and told again when the terminal is in order.
            with suppress(SplotchError):
                self.left = self.save()
                self._over = True
            signal.alarm(_SECONDS_TO_LEAVE)
            leave(128 + number)

        for number in (signal.SIGTERM, signal.SIGHUP):
            # A signal that the caller ignores, as under nohup, stays ignored.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, handle)


def _saved_anywhere(history: History, name: str, problem: SplotchError) -> Path:
    """Save a run in the folder for temporary files: any place is better than none."""
    try:
        return save_next(history, Path(tempfile.gettempdir()), name)
    except (SplotchError, OSError):
        raise problem from None


def autosaved_runs(folder: Path) -> list[Path]:
    """Return the runs kept unasked, the newest first."""
    return newest_first(folder, f"{PREFIX}*.npz")


def newest_unannounced(folder: Path) -> Path | None:
    """Return the newest run kept unasked, if it was kept after this was last asked."""
    path = next(iter(autosaved_runs(folder)), None)
    told = folder / ".told"
    with suppress(OSError):
        if path is None or told.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            return None
    # Where that cannot be noted, it is told again.
    with suppress(OSError):
        told.touch()
    return path
