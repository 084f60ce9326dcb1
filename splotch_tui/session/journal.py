"""The journal: every run that was, one line of JSON each, in the runs folder.

A run is its recipe, so a line of a few hundred bytes keeps it for ever. Lines are only ever added,
under a lock, so several apps may write at once; of the lines of one run the last holds. A line that
a crash has cut off is skipped, and the next one starts on a line of its own.

Every line begins with the same three keys, so that a hundred thousand of them can be sorted out
without reading any further.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from splotch_tui.core.errors import SplotchError, reason_of
from splotch_tui.core.phases import Phase
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.storage import atomic_write, check_source
from splotch_tui.session.run_files import ensure_dir, short_name

try:
    import fcntl
except ImportError:  # Windows has no such locks: there, one app at a time
    fcntl = None  # type: ignore[assignment]

FILE = "journal.jsonl"
# Of a longer journal, the newest part is read.
_MOST_BYTES = 256_000_000
_BEGINNING = re.compile(
    rb'{"run": "([0-9a-f]{16})", "key": "([0-9a-f]{16})", "step": ([0-9]{1,11}), '
)
_DELETED = b'"deleted": true}'
_NAMED = b'"named": true}'
# What files are called that the app has kept by itself; others are the user's.
KEPT_PREFIX = "kept-"
# Nothing of what a user types looks like this in JSON, which writes quotation marks otherwise.
_TIME_KEY = b'"when": '
# In the year 9892; what is beyond is no time that could be shown.
_LAST_TIME = 2.5e11
# It is written anew once so many of its lines are out of date, and these are most of them.
_MANY = 2000
# Another app has the lock for moments. Seconds.
_LOCK_SECONDS, _BETWEEN_TRIES = 3.0, 0.01


@dataclass(frozen=True, slots=True)
class Entry:
    """What the journal says of a run.

    Attributes
    ----------
    run : str
        Distinguishes it from all others.
    recipe : Recipe
        What made it, and how long it was to be.
    step : int
        How far it came.
    phases : tuple of tuple
        What it did: the name of each phase, and the step at which it began.
    x0 : float
        Where it was then.
    kept : str or None
        The file in the runs folder with its points, where there is one.
    name, note : str
        Given by the user.
    when : float
        Seconds since 1970, when this was noted.
    trace : tuple of float
        x0 along the run, in a few numbers.
    """

    run: str
    recipe: Recipe
    step: int
    phases: tuple[tuple[str, int], ...] = ()
    x0: float = 0.0
    kept: str | None = None
    name: str = ""
    note: str = ""
    when: float = 0.0
    trace: tuple[float, ...] = ()

    @property
    def called(self) -> str:
        """What the user calls it, or a name of its recipe's."""
        return self.name or short_name(self.recipe)

    @property
    def key(self) -> str:
        """What it has in common with equal runs; a file that the user has saved equals none."""
        own = self.kept is not None and not self.kept.startswith(KEPT_PREFIX)
        return key_of(self.recipe, self.kept if own else None)

    @property
    def line(self) -> bytes:
        """The entry as a line of the journal."""
        values = {
            "run": self.run,
            "key": self.key,
            "step": self.step,
            "recipe": json.loads(self.recipe.to_json()),
            "phases": [{"phase": phase, "start": start} for phase, start in self.phases],
            "x0": self.x0,
            "kept": self.kept,
            "name": self.name,
            "note": self.note,
            "when": self.when,
            "trace": list(self.trace),
        }
        return json.dumps(values).encode() + b"\n"


def new_run_id() -> str:
    """Return a name for a run that no other has."""
    return uuid.uuid4().hex[:16]


def key_of(recipe: Recipe, file: str | None = None) -> str:
    """Return what equal runs have in common: all of the recipe but how long it is to be.

    Where there is a `file` that is listed by itself, that too.
    """
    values = json.loads(recipe.to_json())
    values.pop("steps", None)
    if file is not None:
        values["file"] = file
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def plain_phases(phases: tuple[Phase, ...]) -> tuple[tuple[str, int], ...]:
    """Return phases as an entry has them."""
    return tuple((phase.kind.value, phase.start) for phase in phases)


def read_entry(line: bytes) -> Entry | None:
    """Return the entry of a line, or None where the line is damaged or of a later version."""
    try:
        values = json.loads(line)
        recipe, when = Recipe.from_dict(values["recipe"]), float(values["when"])
        if not 0 <= when < _LAST_TIME:
            return None
        return Entry(
            run=str(values["run"]),
            recipe=recipe,
            step=min(int(values["step"]), recipe.steps),
            phases=tuple((str(p["phase"]), int(p["start"])) for p in values["phases"]),
            x0=float(values["x0"]),
            kept=None if values["kept"] is None else str(values["kept"]),
            name=str(values["name"]),
            note=str(values["note"]),
            when=when,
            trace=tuple(float(value) for value in values["trace"]),
        )
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, SplotchError):
        return None


def _when(line: bytes) -> float:
    """Return when the run of a line was noted."""
    start = line.rfind(_TIME_KEY) + len(_TIME_KEY)
    try:
        when = float(line[start : line.find(b",", start)])
    except ValueError:
        return 0.0
    return when if 0 <= when < _LAST_TIME else 0.0


def _at(line: bytes, when: float) -> bytes:
    """Return a line with another time."""
    before, key, rest = line.rpartition(_TIME_KEY)
    return before + key + repr(when).encode() + rest[rest.find(b",") :]


def _beginning(entry: Entry) -> dict[str, Any]:
    """Return what a line on a run begins with."""
    return {"run": entry.run, "key": entry.key, "step": entry.step}


def _naming(entry: Entry) -> bytes:
    """Return the line that names a run."""
    values = {**_beginning(entry), "name": entry.name, "note": entry.note, "named": True}
    return json.dumps(values).encode()


def _called(line: bytes, named: bytes) -> bytes:
    """Return a line with the name and the note of another."""
    try:
        values, given = json.loads(line), json.loads(named)
        values |= {"name": str(given["name"]), "note": str(given["note"])}
    except (ValueError, TypeError, KeyError, RecursionError):  # damaged: it stays as it is
        return line
    return json.dumps(values).encode()


class Journal:
    """The journal of a runs folder.

    Parameters
    ----------
    folder : Path
        The runs folder; made when something is noted.

    Attributes
    ----------
    damaged : int
        How many lines were none of a journal when it was read last.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / FILE
        self.damaged = 0

    def add(self, entry: Entry) -> None:
        """Note a run, or what is new of one that was noted.

        Raises
        ------
        SplotchError
            The journal cannot be written.
        """
        self._append(entry.line)

    def delete(self, entry: Entry) -> None:
        """Note that a run, and all that equal it, are not wanted any more.

        Raises
        ------
        SplotchError
            The journal cannot be written.
        """
        self._append(json.dumps({**_beginning(entry), "deleted": True}).encode() + b"\n")

    def name(self, entry: Entry, name: str, note: str) -> None:
        """Note what the user calls a run, and what it is to remind of.

        It stays with the run, whatever is noted of that later, and with all that equal it.

        Raises
        ------
        SplotchError
            The journal cannot be written.
        """
        self._append(_naming(replace(entry, name=name, note=note)) + b"\n")

    def lines(self) -> list[bytes]:
        """Return a line for every run, the newest first.

        Of equal runs there is one, that which came farthest, at the time of the newest. What is no
        line of a journal is passed over.

        Raises
        ------
        SplotchError
            The journal cannot be read.
        """
        try:
            if not self.path.exists():
                return []
            lines, _, self.damaged = self._sorted_out(self._newest_part())
            return lines
        except OSError as error:
            raise SplotchError(f"cannot read {self.path}: {reason_of(error)}") from None

    def compact(self) -> None:
        """Write the journal anew without the lines that are out of date, if these are many.

        Raises
        ------
        SplotchError
            It cannot be read or written.
        """
        try:
            if not self.path.exists():
                return
            with self._locked():
                lines, outdated, _ = self._sorted_out(self._newest_part())
                if outdated < max(_MANY, len(lines)):
                    return
                # What was named keeps that when more is noted of it.
                named = [line for line in lines if b'"name": "", "note": "", ' not in line]
                namings = [_naming(entry) for entry in map(read_entry, named) if entry]
                with atomic_write(self.path, force=True) as temporary:
                    kept = (*reversed(lines), *reversed(namings))
                    temporary.write_bytes(b"".join(line + b"\n" for line in kept))
        except OSError as error:
            raise SplotchError(f"cannot write {self.path}: {reason_of(error)}") from None

    def _newest_part(self) -> bytes:
        check_source(self.path)
        with self.path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            if size > _MOST_BYTES:
                file.seek(size - _MOST_BYTES)
                # The first line is cut.
                file.readline()
            else:
                file.seek(0)
            return file.read()

    @staticmethod
    def _sorted_out(text: bytes) -> tuple[list[bytes], int, int]:
        """Return a line for every run, how many others there are, and how many are no lines."""
        seen: set[bytes] = set()
        gone: set[bytes] = set()
        by_key: dict[bytes, bytes] = {}
        steps: dict[bytes, int] = {}
        times: dict[bytes, float] = {}
        several: set[bytes] = set()
        # The newest names, by run and by key.
        names: dict[bytes, bytes] = {}
        raw, damaged = text.split(b"\n"), 0
        for line in reversed(raw):
            match = _BEGINNING.match(line)
            if match is None or not line.endswith(b"}"):
                damaged += match is None and bool(line)
                continue
            run, key, step = match.groups()
            if key in gone:
                continue
            if line.endswith(_NAMED):
                names.setdefault(run, line)
                names.setdefault(key, line)
                continue
            if run in seen:
                continue
            seen.add(run)
            if line.endswith(_DELETED):
                gone.add(key)
                continue
            when, reached = _when(line), int(step)
            if key not in times:
                by_key[key], steps[key], times[key] = line, reached, when
                continue
            several.add(key)
            times[key] = max(times[key], when)
            if steps[key] < reached:
                by_key[key], steps[key] = line, reached
        for key in several:
            by_key[key] = _at(by_key[key], times[key])
        if names:
            for key, line in by_key.items():
                match = _BEGINNING.match(line)
                named = names.get(match[1] if match else key) or names.get(key)
                if named is not None:
                    by_key[key] = _called(line, named)
        newest_first = sorted(times, key=times.__getitem__, reverse=True)
        return [by_key[key] for key in newest_first], len(raw) - len(by_key), damaged

    def _append(self, line: bytes) -> None:
        ensure_dir(self.folder)
        try:
            with self._locked():
                if self.path.exists():
                    check_source(self.path)
                with self.path.open("ab+") as file:
                    if file.seek(0, os.SEEK_END):
                        file.seek(-1, os.SEEK_END)
                        # A line that was cut off stays alone.
                        line = line if file.read(1) == b"\n" else b"\n" + line
                    file.write(line)
        except OSError as error:
            raise SplotchError(f"cannot note the run in {self.path}: {reason_of(error)}") from None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other apps from writing meanwhile.

        Raises
        ------
        TimeoutError
            Somebody else has the lock for long: a signal's handler may be called while the code
            that it interrupts has it, and over a network it may be lost.
        """
        # A file of its own: the journal itself may be replaced.
        # Opened for reading as well, which does not wait for the other end of a pipe in its place.
        with (self.folder / f".{FILE}.lock").open("ab+") as file:
            if fcntl is not None:
                _lock(file.fileno())
            yield


def _lock(file: int) -> None:
    """Lock a file; see `Journal._locked`."""
    until = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise TimeoutError(errno.ETIMEDOUT, "another program has locked it") from None
            time.sleep(_BETWEEN_TRIES)
        else:
            return
