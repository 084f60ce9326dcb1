"""Summaries: rows that grow within a budget, and the extremes of ever longer stretches of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

# Entries of the finer summary that an entry covers.
_FACTOR = 4
_FIRST_CAPACITY = 4096


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """An array of rows that grows up to a budget of `most`; `count` of them are written.

    What is written is never written again, so whoever holds one may read it while the longer one
    grows.
    """

    data: NDArray[Any]
    count: int
    most: int

    @classmethod
    def empty(cls, width: int, kind: type[np.floating[Any]], most: int) -> Self:
        """Return none, of `width` numbers each."""
        return cls(np.empty((0, width), kind), 0, most)

    @property
    def written(self) -> NDArray[Any]:
        """Those that are written."""
        return self.data[: self.count]

    def with_room(self, count: int) -> tuple[Self, NDArray[Any]]:
        """Return these rows with `count` more, and those, to be written."""
        end = self.count + count
        data = self.data
        if end > len(data):
            capacity = max(end, min(2 * len(data), self.most), min(_FIRST_CAPACITY, self.most))
            data = np.empty((capacity, data.shape[1]), data.dtype)
            data[: self.count] = self.written
        return replace(self, data=data, count=end), data[self.count : end]

    def extended(self, rows: NDArray[Any]) -> Self:
        """Return these rows and others after them."""
        result, room = self.with_room(len(rows))
        room[:] = rows
        return result


@dataclass(frozen=True, eq=False, slots=True)
class Summary:
    """The least and the greatest of every `size` steps, as float32 that never hides a value."""

    size: int
    low: Rows
    high: Rows

    @classmethod
    def empty(cls, width: int, size: int, most: int) -> Self:
        """Return a summary of no step, of `width` values."""
        return cls(size, Rows.empty(width, np.float32, most), Rows.empty(width, np.float32, most))

    @property
    def count(self) -> int:
        """How many stretches of `size` steps it covers."""
        return self.low.count

    def extended(self, low: NDArray[Any], high: NDArray[Any], factor: int) -> Self:
        """Return this summary with one more entry for every `factor` rows given."""
        from splotch_tui.core.kernels.recording import WIDENING, summarise

        lows, low_room = self.low.with_room(len(low) // factor)
        highs, high_room = self.high.with_room(len(high) // factor)
        widening = WIDENING if low.dtype == np.float64 else 0.0
        summarise(low, high, factor, widening, low_room, high_room)
        return replace(self, low=lows, high=highs)

    def thinned(self) -> Self:
        """Return the summary of stretches twice as long."""
        empty = self.empty(self.low.data.shape[1], 2 * self.size, self.low.most)
        return empty.extended(self.low.written, self.high.written, 2)

    def above(self) -> Self:
        """Return the next coarser summary, still without entries."""
        width, most = self.low.data.shape[1], self.low.most // _FACTOR + 1
        return self.empty(width, self.size * _FACTOR, most)


def summarised(summaries: tuple[Summary, ...], rows: NDArray[Any]) -> tuple[Summary, ...]:
    """Add whole stretches of the finest summary to all of them."""
    finest = summaries[0].extended(rows, rows, summaries[0].size)
    return with_coarser((finest, *summaries[1:]))


def with_coarser(summaries: tuple[Summary, ...]) -> tuple[Summary, ...]:
    """Bring the coarser summaries up to the finest."""
    result = [summaries[0]]
    while True:
        below, level = result[-1], len(result)
        summary = summaries[level] if level < len(summaries) else below.above()
        part = slice(summary.count * _FACTOR, below.count // _FACTOR * _FACTOR)
        if part.start == part.stop:
            # Nothing new here, so nothing above either.
            return (*result, *summaries[level:])
        result.append(summary.extended(below.low.data[part], below.high.data[part], _FACTOR))
