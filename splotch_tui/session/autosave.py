"""Autosave: every run of a session is noted in the journal, however it ends.

A run is its recipe, so noting that is enough: it is made again when it is wanted. Only what takes
long to make again, or comes out otherwise (torch's), is saved as points as well.
"""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import RLock
from types import FrameType

import numpy as np

from splotch_tui.core.cost import estimate_seconds
from splotch_tui.core.engines import ENGINES
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.phases import Phase, find_phases
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.temporaries import remove_leftovers
from splotch_tui.session.journal import (
    KEPT_PREFIX,
    Entry,
    Journal,
    new_run_id,
    plain_phases,
)
from splotch_tui.session.refuge import Refuge, take_in_refuges
from splotch_tui.session.run_files import ensure_dir, newest_first
from splotch_tui.session.snapshot import Snapshot

# Points of runs that take longer than this to make again are saved, seconds.
_LONG = 5.0
# The most that these files may take together, bytes; the oldest are given up.
MAX_KEPT_BYTES = 1_000_000_000
# x0 along a run is noted in so many numbers.
_TRACE = 32
# If the terminal is gone, restoring it may never come to an end; if the machine is busy, it lasts.
_SECONDS_TO_LEAVE = 4
_INTERRUPTED = ".interrupted"


class Autosave:
    """Notes the runs of a session.

    Parameters
    ----------
    folder : Path
        The runs folder.

    Attributes
    ----------
    journal : Journal
        Where runs are noted.
    problem : str
        Why that failed last, and where they are noted instead; empty when it worked.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = Journal(folder)
        self._refuge = Refuge()
        self.problem = ""
        self._lock = RLock()
        # The entry of the run under way, the number that the session gives it, and its state when
        # it was noted.
        self._entry: Entry | None = None
        self._number = 0
        self._noted: tuple[Recipe, int] | None = None
        # Its state when its points were saved.
        self._kept: tuple[Recipe, int] | None = None
        # The state that the user has saved last, and the file.
        self._saved: tuple[Recipe, int, str] | None = None
        self._done = False

    def note(self, seen: Snapshot, *, final: bool = False) -> None:
        """Note how far a run has come; nothing happens where nothing is new.

        What fails is in `problem`: it is no reason to stop the run.

        Parameters
        ----------
        seen : Snapshot
            The run.
        final : bool
            Whether it is left: then its points may be saved as well.
        """
        with self._lock:
            if seen.longest == 0 or seen.played or self._done:
                return
            if seen.run != self._number or self._entry is None:
                self._number, self._noted, self._kept = seen.run, None, None
                self._entry = Entry(new_run_id(), seen.recipe, 0)
            state = (seen.recipe, seen.longest)
            keep = final and self._kept != state and is_worth_keeping(*state)
            if self._noted == state and not keep:
                return
            history = seen.longest_history()
            phases = seen.phases if seen.longest == seen.step else find_phases(history)
            self._entry = replace(
                self._entry,
                recipe=seen.recipe,
                step=seen.longest,
                phases=plain_phases(phases),
                x0=float(history.x0[-1]),
                when=time.time(),
                trace=sample_trace(history),
            )
            if keep:
                self._keep_points(history)
            if self._write(self._entry):
                self._noted = state

    def note_saved(self, seen: Snapshot, path: Path) -> None:
        """Note that the user has saved a run as a file of the runs folder."""
        with self._lock:
            self.note(seen)
            self._saved = (seen.recipe, seen.step, path.name)
            # The run may go on: the file is listed by itself.
            self._write(entry_of_file(path, seen.history(), seen.phases, time.time()))

    def saved_as(self, seen: Snapshot) -> str | None:
        """Return the file that holds this very state of a run, if the user has saved it."""
        saved = self._saved
        return saved[2] if saved is not None and saved[:2] == (seen.recipe, seen.step) else None

    def save_on_signals(
        self, latest: Callable[[], Snapshot], leave: Callable[[int], object]
    ) -> None:
        """Note the run when the session is to end from outside, then call `leave`.

        Parameters
        ----------
        latest : callable
            Returns the run as it is then.
        leave : callable
            Given the exit code.
        """

        def handle(number: int, _frame: FrameType | None) -> None:
            # However many signals come, it is noted once.
            for other in _SIGNALS:
                signal.signal(other, signal.SIG_IGN)
            self.note(latest(), final=True)
            self._done = True
            # The next start says so. Where that cannot be written, the list of runs has it still.
            with suppress(OSError):
                (self.folder / _INTERRUPTED).touch()
            if hasattr(signal, "alarm"):
                signal.signal(signal.SIGALRM, lambda *_: os._exit(128 + number))
                signal.alarm(_SECONDS_TO_LEAVE)
            leave(128 + number)

        for number in _SIGNALS:
            # A signal that the caller ignores, as under nohup, stays ignored.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, handle)

    def end_haste(self) -> None:
        """Give what is left to do, after the terminal, the time it takes."""
        if hasattr(signal, "alarm"):
            signal.alarm(0)

    def take_interruption(self) -> bool:
        """Return whether the last session was ended from outside; the next call returns False."""
        try:
            (self.folder / _INTERRUPTED).unlink()
        except OSError:
            return False
        return True

    def tidy(self) -> int:
        """Put the runs folder in order, and take in runs that were noted elsewhere.

        Returns
        -------
        int
            How many these are.

        Raises
        ------
        SplotchError
            The journal cannot be read or written.
        """
        for folder in (self.folder, Path(tempfile.gettempdir())):
            remove_leftovers(folder)
        self.journal.compact()
        return take_in_refuges(self.journal)

    def _write(self, entry: Entry) -> bool:
        """Add an entry to the journal, or where that cannot be written, to that of the refuge."""
        try:
            self.journal.add(entry)
        except SplotchError as error:
            try:
                elsewhere = self._refuge.add(entry)
            except (SplotchError, OSError):
                self.problem = str(error)
                return False
            self.problem = f"{error}: it is noted in {elsewhere}"
        else:
            self.problem = ""
        return True

    def _keep_points(self, history: History) -> None:
        assert self._entry is not None
        path = self.folder / f"{KEPT_PREFIX}{self._entry.run}.npz"
        try:
            ensure_dir(self.folder)
            history.save(path, force=True)
        except (SplotchError, OSError) as error:
            self.problem = str(error)
            return
        self._entry = replace(self._entry, kept=path.name)
        self._kept = (self._entry.recipe, self._entry.step)
        total = 0
        for kept in newest_first(self.folder, f"{KEPT_PREFIX}*.npz"):
            # One too many does no harm.
            with suppress(OSError):
                total += kept.stat().st_size
                if total > MAX_KEPT_BYTES and kept != path:
                    kept.unlink()


# Windows has no SIGHUP.
_SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def is_worth_keeping(recipe: Recipe, step: int) -> bool:
    """Return whether a run's points are saved: where it takes long, or comes out otherwise."""
    return not ENGINES[recipe.engine].same_bits or estimate_seconds(recipe, step) > _LONG


def entry_of_file(
    path: Path, history: History, phases: tuple[Phase, ...], when: float, name: str | None = None
) -> Entry:
    """Return what the journal says of a file of the runs folder; it has the file's name."""
    return Entry(
        new_run_id(),
        history.recipe,
        history.recipe.steps,
        plain_phases(phases),
        float(history.x0[-1]),
        path.name,
        path.stem if name is None else name,
        when=when,
        trace=sample_trace(history),
    )


def sample_trace(history: History) -> tuple[float, ...]:
    """Return x0 along a run, in a few numbers."""
    rows = np.linspace(0, len(history.x0) - 1, min(_TRACE, len(history.x0))).astype(int)
    return tuple(float(f"{value:.5g}") for value in history.x0[rows])
