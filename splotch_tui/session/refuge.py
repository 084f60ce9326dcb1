"""Refuge: where a session notes its runs while the runs folder cannot be written.

It is a folder among the temporary files, closed to all others, and locked as long as the session
lives. The next one takes in what those that have ended noted there.
"""

from __future__ import annotations

import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from splotch_tui.core.temporaries import abandoned, lock_for_good
from splotch_tui.session.journal import Entry, Journal, read_entry

_PREFIX = "splotch-runs-"


class Refuge:
    """The refuge of a session; its folder is made when something is noted."""

    def __init__(self) -> None:
        self._journal: Journal | None = None

    def add(self, entry: Entry) -> Path:
        """Note a run and return the folder.

        Raises
        ------
        OSError, SplotchError
            That cannot be written either.
        """
        if self._journal is None or not self._journal.folder.is_dir():
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
            lock_for_good(folder)
            self._journal = Journal(folder)
        self._journal.add(entry)
        return self._journal.folder


def take_in_refuges(journal: Journal) -> int:
    """Move into a journal what sessions of this user that have ended noted elsewhere.

    Returns
    -------
    int
        How many runs.

    Raises
    ------
    SplotchError
        The journal cannot be read or written; what was elsewhere is still there.
    """
    taken = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # What is another's, or in use, is none of our business.
        with suppress(OSError), abandoned(folder):
            # Where others may write, anybody may have written.
            if not folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                taken += _take_in(Journal(folder), journal)
    return taken


def _take_in(refuge: Journal, journal: Journal) -> int:
    """Move the runs of a refuge, but for those that the journal knows to have come as far."""
    entries = {entry.run: entry for entry in map(read_entry, refuge.lines()) if entry is not None}
    beginnings = tuple(f'{{"run": "{run}"'.encode() for run in entries)
    for line in journal.lines():
        known = read_entry(line) if line.startswith(beginnings) else None
        if known is not None and known.step >= entries[known.run].step:
            del entries[known.run]
    for entry in reversed(entries.values()):
        journal.add(entry)
    shutil.rmtree(refuge.folder)
    return len(entries)
