"""What a descent of an ensemble comes to: the columns of a table that are found out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.types import Doubles, Integers

# In the place of a step that did not happen.
NEVER = -1


class Results(NamedTuple):
    """What n descents came to, each field an array of n.

    Attributes
    ----------
    x0, xn_norm, loss : ndarray of float64
        At the end: x0, the length of (x1 … xD), and the loss.
    phase : ndarray of int8
        The phase at the end, the place in `splotch_tui.core.phases.KINDS`.
    demon_step, snag_step : ndarray of int64
        When the first demon and the first snag began, or `NEVER`. A snag that is less than 4
        windows old at the end is none yet.
    releases : ndarray of int64
        How many snags ended.
    gradient_evaluations : ndarray of int64
        Steps taken: fewer than the recipe's where the run diverged.
    """

    x0: Doubles
    xn_norm: Doubles
    loss: Doubles
    phase: NDArray[np.int8]
    demon_step: Integers
    snag_step: Integers
    releases: Integers
    gradient_evaluations: Integers

    @classmethod
    def kinds(cls) -> dict[str, str]:
        """Return NumPy's name of each field's kind, the same bytes on every machine."""
        return dict.fromkeys(cls._fields, "<i8") | {
            "x0": "<f8",
            "xn_norm": "<f8",
            "loss": "<f8",
            "phase": "i1",
        }

    @classmethod
    def empty(cls, n: int) -> Results:
        """Return room for those of `n` descents."""
        return cls(*(np.zeros(n, kind) for kind in cls.kinds().values()))

    def part(self, places: Integers) -> Results:
        """Return a copy of those in some places."""
        return Results(*(getattr(self, name)[places] for name in self._fields))

    @classmethod
    def joined(cls, parts: Iterable[Results]) -> Results:
        """Return the results of several parts, one after the other."""
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def put(self, places: Integers, results: Results) -> None:
        """Put some descents' results in their places."""
        for name in self._fields:
            getattr(self, name)[places] = getattr(results, name)
