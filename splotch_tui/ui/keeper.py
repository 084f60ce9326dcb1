"""Keeper: the run of a session is never lost, however the session ends."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.ui.runs import free_path, made, newest_first, stem
from splotch_tui.ui.session import Session
from splotch_tui.ui.snapshot import Snapshot

PREFIX = "left-"
# Of runs that were kept unasked, so many stay.
_MOST_KEPT = 10
# The terminal may be gone, and then putting it in order may never come to an end.
_SECONDS_TO_LEAVE = 3


class Keeper:
    """Saves the run that a session leaves behind, once.

    Parameters
    ----------
    session : Session
        Whose.
    folder : Path
        Where runs are saved.
    """

    def __init__(self, session: Session, folder: Path) -> None:
        self._session = session
        self.folder = folder
        self._kept: tuple[int, int] | None = None
        self._left = False

    def note_saved(self, seen: Snapshot) -> None:
        """Note that the user has saved this state."""
        self._kept = (seen.run, seen.step)

    def keep(self) -> Path | None:
        """Save the run, unless there is none or this state of it was saved before.

        Raises
        ------
        SplotchError
            It cannot be written.
        """
        seen = self._session.snapshot
        known = self._left or self._kept == (seen.run, seen.longest)
        if seen.longest == 0 or seen.played or known:
            return None
        history = seen.longest_history()
        try:
            path = self._save(history, self.folder)
        except SplotchError:
            # Any place is better than none.
            path = self._save(history, Path(tempfile.gettempdir()))
        self._kept = (seen.run, seen.longest)
        return path

    def _save(self, history: History, folder: Path) -> Path:
        path = free_path(made(folder), f"{PREFIX}{stem(history.recipe)}", ".npz")
        history.save(path)
        for old in kept_runs(folder)[_MOST_KEPT:]:
            # One too many does no harm.
            with suppress(OSError):
                old.unlink()
        return path

    def keep_on_signals(self, leave: Callable[[int], object]) -> None:
        """Save when the session is to end from outside, then call `leave` with the exit code."""

        def handle(number: int, _frame: FrameType | None) -> None:
            # If that fails, it is tried and told again when the terminal is in order.
            with suppress(SplotchError):
                self.keep()
                self._left = True
            signal.alarm(_SECONDS_TO_LEAVE)
            leave(128 + number)

        for number in (signal.SIGTERM, signal.SIGHUP):
            # A signal that the caller ignores, as under nohup, stays ignored.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, handle)


def kept_runs(folder: Path) -> list[Path]:
    """Return the runs kept unasked, the newest first."""
    return newest_first(folder, f"{PREFIX}*.npz")


def news_of_kept(folder: Path) -> Path | None:
    """Return the newest run kept unasked, if it has not been told of before."""
    path = next(iter(kept_runs(folder)), None)
    told = folder / ".told"
    if path is None or (told.is_file() and told.read_text(errors="replace") == path.name):
        return None
    # Where that cannot be noted, it is told again.
    with suppress(OSError):
        told.write_text(path.name, errors="surrogateescape")
    return path
