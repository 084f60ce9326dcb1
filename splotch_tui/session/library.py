"""The library: what is in the runs folder but not in the journal, and how a noted run is opened."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.phases import find_phases
from splotch_tui.session.autosave import entry_of_file
from splotch_tui.session.journal import Entry, Journal, key_of
from splotch_tui.session.run_files import newest_first
from splotch_tui.session.start import Start

_KEPT = re.compile(rb'"kept": ("(?:[^"\\]|\\.)*")')
# What earlier versions, which had no journal, called the runs that a session left behind.
_LEFT = "left-"


def take_in_files(journal: Journal) -> list[str]:
    """Note every history in the runs folder that the journal does not name yet.

    Returns
    -------
    list of str
        The names of files that cannot be read.

    Raises
    ------
    SplotchError
        The journal cannot be read or written.
    """
    known = set()
    for line in journal.lines():
        for name in _KEPT.findall(line):
            with suppress(ValueError):
                known.add(json.loads(name))
    unreadable = []
    for path in reversed(newest_first(journal.folder, "*.npz")):
        if path.name in known:
            continue
        try:
            history, when = History.load(path), path.stat().st_mtime
        except OSError:  # deleted meanwhile
            continue
        except SplotchError:
            unreadable.append(path.name)
            continue
        # What was left behind has no name of the user's.
        name = "" if path.name.startswith(_LEFT) else None
        journal.add(entry_of_file(path, history, find_phases(history), when, name))
    return unreadable


def start_of(entry: Entry, folder: Path) -> Start:
    """Return how to open a noted run: at the step that it had reached, to go on from there.

    Its points are read where they were saved and all of them are there; else it is made again.
    """
    history = _read_points(entry, folder)
    if history is None:
        return Start(entry.recipe, step=entry.step)
    steps = max(entry.recipe.steps, history.recipe.steps)
    return Start(replace(entry.recipe, steps=steps), history, step=history.recipe.steps)


def kept_file(entry: Entry, folder: Path) -> Path | None:
    """Return the file with a run's points, if it is one of the folder."""
    if entry.kept is None or Path(entry.kept).name != entry.kept:
        return None
    path = folder / entry.kept
    # Of a name that is none Path.is_file raises what it finds wrong with it.
    return path if os.path.isfile(path) else None  # noqa: PTH113


def _read_points(entry: Entry, folder: Path) -> History | None:
    path = kept_file(entry, folder)
    if path is None:
        return None
    try:
        history = History.load(path)
    except SplotchError:
        return None
    same = key_of(history.recipe) == key_of(entry.recipe)
    return history if same and history.stride == 1 and history.recipe.steps >= entry.step else None
