"""Record: a run of any length, kept within a budget, and summaries that make any zoom cheap.

A run is a row for each step: x0, x1 … xD, the loss. Up to a budget every row is kept; beyond it
every 2ᵏ-th, exactly, and of every stretch in between the least and the greatest of each value, so
that no spike is lost. Coarser summaries of the same kind stand above.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.history import History
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.proposals import Proposals
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.types import Doubles, Singles

# How many points are kept by default, and how many numbers: of many dims, fewer points.
_KEEP_POINTS = 2**20
_KEEP_NUMBERS = 2**22
# A smaller budget is taken for this one.
_FEWEST = 64
# Steps that an entry of the finest summary covers while every point is kept.
_FINEST = 16
# Entries of the finer summary that an entry covers.
_FACTOR = 4
_FIRST_CAPACITY = 4096


def usual_keep(dims: int) -> int:
    """Return how many points of a run of `dims` dimensions are kept by default."""
    return min(_KEEP_POINTS, _KEEP_NUMBERS // (dims + 2))


@dataclass(frozen=True, eq=False, slots=True)
class _Rows:
    """An array of rows that grows up to a budget of `most`; `count` of them are written.

    What is written is never written again, so whoever holds one may read it while the longer one
    grows.
    """

    data: NDArray[Any]
    count: int
    most: int

    @classmethod
    def empty(cls, width: int, kind: type[np.floating[Any]], most: int) -> Self:
        return cls(np.empty((0, width), kind), 0, most)

    @property
    def written(self) -> NDArray[Any]:
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
        result, room = self.with_room(len(rows))
        room[:] = rows
        return result


@dataclass(frozen=True, eq=False, slots=True)
class _Summary:
    """The least and the greatest of every `size` steps, as float32 that never hides a value."""

    size: int
    low: _Rows
    high: _Rows

    @classmethod
    def empty(cls, width: int, size: int, most: int) -> Self:
        return cls(size, _Rows.empty(width, np.float32, most), _Rows.empty(width, np.float32, most))

    @property
    def count(self) -> int:
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


@dataclass(frozen=True, eq=False, slots=True)
class Record:
    """A run as it was after some step. It never changes; `extended` gives the next one.

    Attributes
    ----------
    stride : int
        Steps from one kept point to the next: a power of two.
    length : int
        How many points the run has so far, the origin among them.
    latest : ndarray, shape (2+D,)
        The last of them: x0, x1 … xD, loss.
    proposals : Proposals, optional
        What became of the rule's proposals up to there, where it makes some and that is known.
    """

    stride: int
    length: int
    latest: Doubles
    _keep: int
    _points: _Rows
    _summaries: tuple[_Summary, ...]
    # The steps after the last whole stretch of the finest summary: `_waiting` rows of a buffer.
    _pending: Doubles
    _waiting: int
    proposals: Proposals | None = None

    @classmethod
    def started(cls, origin: Doubles, loss: float, keep: int | None = None) -> Record:
        """Return the record of a run that has taken no step.

        Parameters
        ----------
        origin : ndarray, shape (1+D,)
            Where it starts.
        loss : float
            The loss there.
        keep : int, optional
            How many points to keep at most; by default 2²⁰, or 2²² numbers if that is fewer.
        """
        width = origin.size + 1
        most = max(_FEWEST, usual_keep(origin.size - 1) if keep is None else keep)
        empty = cls(
            stride=1,
            length=0,
            latest=np.empty(0),
            _keep=most,
            _points=_Rows.empty(width, np.float64, most),
            _summaries=(_Summary.empty(width, _FINEST, most // _FINEST + 1),),
            _pending=np.empty((_FINEST, width)),
            _waiting=0,
        )
        return empty.extended(origin[None], np.array([loss]))

    def extended(
        self, points: Doubles, losses: Doubles, proposals: Proposals | None = None
    ) -> Record:
        """Return the record with further points.

        Readers of this one may go on meanwhile, in other threads; only the newest record of a run
        may be extended.

        Parameters
        ----------
        points : ndarray, shape (n, 1+D)
            The points that follow.
        losses : ndarray, shape (n,)
            The loss at each of them.
        proposals : Proposals, optional
            What became of the rule's proposals up to the last of them.
        """
        record, start = replace(self, proposals=proposals), 0
        while start < len(losses):
            # At most half the budget at once; so thinning, done beforehand, always makes room.
            part = slice(start, start + record._keep * record.stride // 2)
            count = len(losses[part])
            while record._points.count + -(-count // record.stride) > record._keep:
                record = record._thinned()
            rows = np.empty((count, points.shape[1] + 1))
            rows[:, :-1] = points[part]
            rows[:, -1] = losses[part]
            record = record._with(rows)
            start = part.stop
        return record

    def _with(self, rows: Doubles) -> Record:
        size = self._summaries[0].size
        summaries, pending, waiting = self._summaries, self._pending, self._waiting
        taken = 0
        if waiting:
            taken = min(size - waiting, len(rows))
            pending[waiting : waiting + taken] = rows[:taken]
            waiting += taken
            if waiting == size:
                summaries = _summarised(summaries, pending)
                # Readers of earlier records still look at the old one.
                pending, waiting = np.empty_like(pending), 0
        whole = (len(rows) - taken) // size * size
        if whole:
            summaries = _summarised(summaries, rows[taken : taken + whole])
        rest = rows[taken + whole :]
        if len(rest):
            pending[: len(rest)] = rest
            waiting = len(rest)
        return replace(
            self,
            length=self.length + len(rows),
            latest=rows[-1].copy(),
            _points=self._points.extended(rows[-self.length % self.stride :: self.stride]),
            _summaries=summaries,
            _pending=pending,
            _waiting=waiting,
        )

    def _thinned(self) -> Record:
        """Keep every other of the kept points."""
        width = self._points.data.shape[1]
        stride = 2 * self.stride
        empty = _Rows.empty(width, np.float64, self._keep)
        points = empty.extended(self._points.written[::2])
        if self.stride == 1:
            # From here on the finest summary covers just what lies between two kept points.
            whole = self.length // stride * stride
            first = _Summary.empty(width, stride, self._keep)
            summaries = _summarised((first,), self._points.data[:whole])
            tail = self._points.written[whole:]
        else:
            finest = self._summaries[0]
            summaries = _with_coarser((finest.thinned(),))
            tail = self._pending[: self._waiting]
            if finest.count % 2:
                # A stretch that is without its other half waits again, its extremes for all.
                edges = (finest.low.written[-1:], finest.high.written[-1:])
                half = [np.repeat(edge, self.stride // 2, axis=0) for edge in edges]
                tail = np.concatenate((*half, tail))
        pending = np.empty((stride, width))
        pending[: len(tail)] = tail
        return replace(
            self,
            stride=stride,
            _points=points,
            _summaries=summaries,
            _pending=pending,
            _waiting=len(tail),
        )

    def newest(self, count: int) -> Doubles:
        """Return the last `count` of the kept points, or all, and the latest after them.

        Returns
        -------
        ndarray, shape (n, 2+D)
            x0, x1 … xD, loss.
        """
        return np.concatenate((self._points.written[-count:], [self.latest]))

    def envelope(self, values: slice, width: int, columns: range) -> tuple[Doubles, Doubles]:
        """Return the least and the greatest value in each column of a plot.

        The time it takes does not depend on the length of the run.

        Parameters
        ----------
        values : slice
            Which of x0, x1 … xD, loss.
        width : int
            How many steps a column covers: m·2ᵏ with m < 16, and a multiple of `stride`.
        columns : range
            Which columns; column 0 starts at step 0.

        Returns
        -------
        low, high : ndarray, shape (values, number of columns that have a point)
            The last column may be covered in part.

        Raises
        ------
        ValueError
            A column's edges would fall between kept points.
        """
        if width % self.stride:
            raise ValueError(f"a column must cover a multiple of {self.stride} steps, not {width}")
        last = min(columns.stop, self.length // width)
        first = min(columns.start, last)
        # Where no summary fits, every step is a point: with a stride the finest one does.
        low, high, each = self._points.data, self._points.data, width
        for summary in reversed(self._summaries):
            if width % summary.size == 0:
                each = width // summary.size
                low, high = summary.low.data, summary.high.data
                break
        part = slice(first * each, last * each)
        low, high = low[part, values], high[part, values]
        shape = (last - first, each, low.shape[1])
        lows, highs = low.reshape(shape).min(axis=1), high.reshape(shape).max(axis=1)
        if last < columns.stop and self.length > max(last, columns.start) * width:
            tail = self._tail(last * width)
            lows = np.concatenate((lows, [np.min(tail[0][:, values], axis=0)]))
            highs = np.concatenate((highs, [np.max(tail[1][:, values], axis=0)]))
        return lows.T.astype(np.float64), highs.T.astype(np.float64)

    def _tail(self, start: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return rows that cover from step `start` to the last, from ever finer summaries."""
        lows, highs = [], []
        for summary in reversed(self._summaries):
            if start % summary.size == 0:
                lows.append(summary.low.written[start // summary.size :])
                highs.append(summary.high.written[start // summary.size :])
                start = summary.count * summary.size
        rest = self._points.written[start:] if self.stride == 1 else self._pending[: self._waiting]
        return np.concatenate((*lows, rest)), np.concatenate((*highs, rest))

    def history(self, recipe: Recipe, landscape: Landscape) -> History:
        """Return the run so far as a history.

        Parameters
        ----------
        recipe : Recipe
            What made it; the history's has as many steps as were taken.
        landscape : Landscape
            The surface it runs on.
        """
        last = self.length - 1
        rows = self._points.written
        low = high = None
        if self.stride > 1:
            if last % self.stride:
                # The last point is kept whatever its number.
                rows = np.concatenate((rows, [self.latest]))
            low, high = self._stretches()
        return History(
            rows[:, 0],
            rows[:, 1:-1],
            rows[:, -1],
            recipe.shortened(last),
            landscape,
            self.stride,
            low,
            high,
            self.proposals,
        )

    def _stretches(self) -> tuple[Singles, Singles]:
        """Return the extremes of every stretch between kept points, the last one cut short."""
        finest = self._summaries[0]
        if self._waiting:
            waiting = self._pending[: self._waiting]
            finest = finest.extended(waiting, waiting, self._waiting)
        return finest.low.written, finest.high.written


def _summarised(summaries: tuple[_Summary, ...], rows: NDArray[Any]) -> tuple[_Summary, ...]:
    """Add whole stretches of the finest summary to all of them."""
    finest = summaries[0].extended(rows, rows, summaries[0].size)
    return _with_coarser((finest, *summaries[1:]))


def _with_coarser(summaries: tuple[_Summary, ...]) -> tuple[_Summary, ...]:
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
