"""Digest: what there is to say of an ensemble's table, taken in some rows at a time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.ensemble.columns import GIVEN, KINDS, Columns, recipe_of
from splotch_tui.core.ensemble.formats import read_table
from splotch_tui.core.ensemble.results import NEVER
from splotch_tui.core.ensemble.survival import Interval, Survival, ratio_of, share_of, survive
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.phases import PhaseKind, window_length
from splotch_tui.core.signals import check_stopped
from splotch_tui.core.types import Integers

# Seeds are replicates: of them nothing is told one by one.
_OPTIONS = tuple(name for name in GIVEN if name not in {"seed", "noise_seed"})
_NUMBERS = tuple(name for name in GIVEN if KINDS[name] is not str)
# Of an option with more values than these nothing is told by value.
_MOST_VALUES = 64
_UNKNOWN = Interval(math.nan, math.nan, math.nan)
# What decides how long the windows are over which phases are judged.
_OF_WINDOWS = ("dims", "epsilon", "learning_rate", "noise", "rule", "rule_parameters")


@dataclass(frozen=True, slots=True)
class Group:
    """Descents that have a value of an option in common, or all of them.

    Attributes
    ----------
    option, value
        Which; both empty for all.
    count : int
        How many they are.
    judged : int
        How many of them can be told to be free or not: those that did not diverge, and took the
        steps of a window or more.
    free_count : int
        How many of those are not in a snag at the end.
    young : int
        How many are in a first snag at the end that is not old enough yet to count as one.
    survival : Survival
        Of the first snag.
    releases : int
        How often a snag ended.
    free_ratio : Interval
        How many times the share that is free is that of the option's first value; no number for
        that itself, for all, and where none are free.
    """

    option: str
    value: Any
    count: int
    judged: int
    free_count: int
    young: int
    survival: Survival
    releases: int
    free_ratio: Interval = _UNKNOWN

    @property
    def free(self) -> Interval:
        """The share of those judged that is free; no number where there are none."""
        return share_of(self.free_count, self.judged) if self.judged else _UNKNOWN

    def against(self, first: Group) -> Group:
        """Return this group, with its ratio to another."""
        counts = self.free_count, self.judged, first.free_count, first.judged
        return replace(self, free_ratio=ratio_of(*counts))


class Digest:
    """Takes in a table, and tells of it.

    Attributes
    ----------
    rows, diverged : int
        How many descents there are, and how many of them diverged.
    descent_steps : int
        How many steps they took together.
    extremes : dict
        The least and the greatest value of each number that descents were given; −1 stands for a
        noise seed that is none.
    """

    def __init__(self) -> None:
        self.rows = 0
        self.descent_steps = 0
        self.diverged = 0
        self.extremes: dict[str, tuple[float, float]] = {}
        self._steps: list[Integers] = []
        self._snagged: list[NDArray[np.bool_]] = []
        self._free: list[NDArray[np.bool_]] = []
        self._judged: list[NDArray[np.bool_]] = []
        self._releases: list[Integers] = []
        self._values: dict[str, dict[Any, int]] = {name: {} for name in _OPTIONS}
        self._codes: dict[str, list[NDArray[np.int16]]] = {name: [] for name in _OPTIONS}

    def follow(self, parts: Iterable[Columns]) -> Iterator[Columns]:
        """Yield the parts of a table, and take them in."""
        for columns in parts:
            self.add(columns)
            yield columns

    def add(self, columns: Columns) -> None:
        """Take in some rows."""
        taken, snag = columns["gradient_evaluations"], columns["snag_step"]
        coded = {
            name: np.unique(columns[name], return_index=True, return_inverse=True)
            for name in {*self._values, *_OF_WINDOWS}
        }
        windows = _windows(columns, [coded[name][2] for name in _OF_WINDOWS])
        snagged = snag != NEVER
        self.rows += len(taken)
        self.descent_steps += int(taken.sum())
        self.diverged += int((taken < columns["steps"]).sum())
        self._steps.append(np.where(snagged, snag, taken))
        self._snagged.append(snagged)
        self._free.append(columns["phase"] != PhaseKind.SNAG)
        self._judged.append((taken == columns["steps"]) & (taken >= windows))
        self._releases.append(columns["releases"])
        for name in _NUMBERS if len(taken) else ():
            values = columns[name]
            extremes = values.min().item(), values.max().item(), *self.extremes.get(name, ())
            self.extremes[name] = min(extremes), max(extremes)
        for name in list(self._values):
            known = self._values[name]
            present, first, inverse = coded[name]
            # In the order in which they come.
            for value in present[np.argsort(first)].tolist():
                known.setdefault(value, len(known))
            if len(known) > _MOST_VALUES:
                del self._values[name]
                continue
            numbers = np.array([known[value] for value in present.tolist()], np.int16)
            self._codes[name].append(numbers[inverse])

    def values(self, option: str) -> list[Any] | None:
        """Return the values of an option in the order in which they came; None: too many."""
        known = self._values.get(option)
        return None if known is None else list(known)

    def groups(self) -> Iterator[Group]:
        """Yield all descents, then those of each value of each option that varies.

        Raises
        ------
        SplotchError
            There is none.
        """
        if not self.rows:
            raise SplotchError("there is no descent in the table")
        steps, snagged = np.concatenate(self._steps), np.concatenate(self._snagged)
        free, releases = np.concatenate(self._free), np.concatenate(self._releases)
        judged = np.concatenate(self._judged)
        # Those whose first snag is not confirmed have none that was released either.
        young = judged & ~free & ~snagged

        def group(option: str, value: Any, part: Any) -> Group:
            return Group(
                option,
                value,
                len(steps[part]),
                int(judged[part].sum()),
                int((free & judged)[part].sum()),
                int(young[part].sum()),
                survive(steps[part], snagged[part]),
                int(releases[part].sum()),
            )

        yield group("", "", slice(None))
        for name, known in self._values.items():
            if len(known) > 1 and not (name == "rule_parameters" and self.each_rule_has_one()):
                codes = np.concatenate(self._codes[name])
                parts = (group(name, value, codes == number) for value, number in known.items())
                first = next(parts)
                yield first
                yield from (part.against(first) for part in parts)

    def each_rule_has_one(self) -> bool:
        """Whether rules have no more than one set of their own parameters: then the name tells."""
        # Of what has too many values nothing is known.
        if not {"rule", "rule_parameters"} <= self._values.keys():
            return False
        codes = np.stack([np.concatenate(self._codes[n]) for n in ("rule", "rule_parameters")])
        pairs = np.unique(codes, axis=1).shape[1]
        return bool(pairs == len(self._values["rule"]))


def _windows(columns: Columns, codes: Iterable[Integers]) -> Integers:
    """Return how long the windows are over which each descent's phases are judged.

    Parameters
    ----------
    columns : Columns
        The descents.
    codes : iterable of ndarray
        The same number for the same value, of each column that decides it.
    """
    cells = np.stack(list(codes))
    _, first, which = np.unique(cells, axis=1, return_index=True, return_inverse=True)
    lengths = [window_length(recipe_of(columns, row)) for row in first.tolist()]
    return np.array(lengths, np.int64)[which]


def read_digest(table: Path) -> Digest:
    """Take in a table that is there.

    Raises
    ------
    SplotchError
        It cannot be read.
    StoppedError
        A signal asked the process to end.
    """
    digest = Digest()
    for columns in read_table(table):
        check_stopped()
        digest.add(columns)
    return digest
