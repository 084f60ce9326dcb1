"""Record: a run of any length, kept within a budget, and summaries that make any zoom cheap.

A run is a row for each step: x0, x1 … xD, the loss. Up to a budget every row is kept; beyond it
every 2ᵏ-th, exactly, and of every stretch in between the least and the greatest of each value, so
that no spike is lost. Coarser summaries of the same kind stand above.

The height of the hills at a step is the loss + x0, what the splotches do to it. Its extremes do not
follow from those of the two, so the summaries have it as one more value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.history import History
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.proposals import Proposals
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.summaries import Rows, Summary, summarised, with_coarser
from splotch_tui.core.types import Doubles, Integers, Singles

# Which values of a run to read: some of x0, x1 … xD, loss; or the height of the hills.
HEIGHT: Final = "height"
Values: TypeAlias = slice | Literal["height"]

# How many points are kept by default, and how many numbers: of many dims, fewer points.
_KEEP_POINTS = 2**20
_KEEP_NUMBERS = 2**22
# A smaller budget is taken for this one.
_FEWEST = 64
# Steps that an entry of the finest summary covers while every point is kept.
_FINEST = 16


def usual_keep(dims: int) -> int:
    """Return how many points of a run of `dims` dimensions are kept by default."""
    return min(_KEEP_POINTS, _KEEP_NUMBERS // (dims + 2))


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
    _points: Rows
    _summaries: tuple[Summary, ...]
    # The steps after the last whole stretch of the finest summary: `_waiting` rows of a buffer, as
    # wide as those of the summaries.
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
            _points=Rows.empty(width, np.float64, most),
            _summaries=(Summary.empty(width + 1, _FINEST, most // _FINEST + 1),),
            _pending=np.empty((_FINEST, width + 1)),
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
            _write(pending[waiting : waiting + taken], rows[:taken])
            waiting += taken
            if waiting == size:
                summaries = summarised(summaries, pending)
                # Readers of earlier records still look at the old one.
                pending, waiting = np.empty_like(pending), 0
        whole = (len(rows) - taken) // size * size
        if whole:
            summaries = summarised(summaries, rows[taken : taken + whole])
        rest = rows[taken + whole :]
        if len(rest):
            _write(pending[: len(rest)], rest)
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
        empty = Rows.empty(width, np.float64, self._keep)
        points = empty.extended(self._points.written[::2])
        if self.stride == 1:
            # From here on the finest summary covers just what lies between two kept points.
            whole = self.length // stride * stride
            first = Summary.empty(width + 1, stride, self._keep)
            summaries = summarised((first,), self._points.data[:whole])
            rest = self._points.written[whole:]
            tail = np.empty((len(rest), width + 1))
            _write(tail, rest)
        else:
            finest = self._summaries[0]
            summaries = with_coarser((finest.thinned(),))
            tail = self._pending[: self._waiting]
            if finest.count % 2:
                # A stretch that is without its other half waits again, its extremes for all.
                edges = (finest.low.written[-1:], finest.high.written[-1:])
                half = [np.repeat(edge, self.stride // 2, axis=0) for edge in edges]
                tail = np.concatenate((*half, tail))
        pending = np.empty((stride, width + 1))
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

    def envelope(self, values: Values, width: int, columns: range) -> tuple[Doubles, Doubles]:
        """Return the least and the greatest value in each column of a plot.

        The time it takes does not depend on the length of the run.

        Parameters
        ----------
        values : slice or HEIGHT
            Which of x0, x1 … xD, loss; or the height of the hills.
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
        size = max((one.size for one in self._summaries if width % one.size == 0), default=1)
        low, high = self._extremes(values, size, first * width, last * width)
        shape = (last - first, width // size, low.shape[1])
        lows, highs = low.reshape(shape).min(axis=1), high.reshape(shape).max(axis=1)
        if last < columns.stop and self.length > max(last, columns.start) * width:
            tail = self._tail(values, last * width)
            lows = np.concatenate((lows, [np.min(tail[0], axis=0)]))
            highs = np.concatenate((highs, [np.max(tail[1], axis=0)]))
        return lows.T.astype(np.float64), highs.T.astype(np.float64)

    def envelope_between(self, values: Values, edges: Integers) -> tuple[Doubles, Doubles]:
        """Return the least and the greatest value between each edge and the next.

        The time it takes does not depend on the length of the run, if edges that lie w apart are
        multiples of a power of two near w.

        Parameters
        ----------
        values : slice or HEIGHT
            As for `envelope`.
        edges : ndarray of int, shape (n+1,)
            Ascending steps, multiples of `stride`.

        Returns
        -------
        low, high : ndarray, shape (values, n)
            Not a number where there is no step: between equal edges, and beyond the newest.

        Raises
        ------
        ValueError
            An edge falls between kept points.
        """
        if np.any(edges % self.stride):
            raise ValueError(f"edges must be multiples of {self.stride} steps")
        count = len(range(self.latest.size)[values]) if isinstance(values, slice) else 1
        lows = np.full((len(edges) - 1, count), np.nan)
        highs = lows.copy()
        whole = np.flatnonzero((edges[1:] > edges[:-1]) & (edges[1:] <= self.length))
        aligned = edges[whole] | edges[whole + 1]
        sizes = np.ones(len(whole), np.int64)
        for summary in self._summaries:
            sizes[aligned % summary.size == 0] = summary.size
        for part in np.split(whole, 1 + np.flatnonzero(np.diff(sizes))) if len(whole) else ():
            size = int(sizes[np.searchsorted(whole, part[0])])
            start, stop = int(edges[part[0]]), int(edges[part[-1] + 1])
            low, high = self._extremes(values, size, start, stop)
            places = (edges[part] - start) // size
            lows[part] = np.minimum.reduceat(low, places)
            highs[part] = np.maximum.reduceat(high, places)
        newest = int(np.searchsorted(edges, self.length - 1, side="right")) - 1
        if 0 <= newest < len(lows) and edges[newest + 1] > self.length:
            low, high = self._tail(values, int(edges[newest]))
            lows[newest], highs[newest] = low.min(axis=0), high.max(axis=0)
        return lows.T, highs.T

    def _extremes(
        self, values: Values, size: int, start: int, stop: int
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return rows for every `size` steps from one to another: of a summary, or the points."""
        part = slice(start // size, stop // size)
        for summary in self._summaries:
            if summary.size == size:
                columns = self._columns(values)
                return summary.low.data[part, columns], summary.high.data[part, columns]
        points = self._points.data[part]
        rows = _heights(points)[:, None] if values == HEIGHT else points[:, values]
        return rows, rows

    def _columns(self, values: Values) -> slice:
        """Return which columns of the summaries hold some values."""
        width = self.latest.size
        return slice(width, None) if values == HEIGHT else slice(*values.indices(width))

    def _tail(self, values: Values, start: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return rows that cover from step `start` to the last, from ever finer summaries."""
        lows, highs = [], []
        for summary in reversed(self._summaries):
            if start % summary.size == 0:
                stop = summary.count * summary.size
                low, high = self._extremes(values, summary.size, start, stop)
                lows.append(low)
                highs.append(high)
                start = stop
        if self.stride == 1:
            rest, _ = self._extremes(values, 1, start, self.length)
        else:
            rest = self._pending[: self._waiting, self._columns(values)]
        return np.concatenate((*lows, rest)), np.concatenate((*highs, rest))

    def kept_step(self, step: int) -> int:
        """Return the last step up to this one whose point is kept; the newest always is."""
        newest = self.length - 1
        return newest if step >= newest else step // self.stride * self.stride

    def points_at(self, steps: Integers, values: slice = slice(None)) -> Doubles:
        """Return the points of some kept steps.

        Parameters
        ----------
        steps : ndarray of int, shape (n,)
            Multiples of `stride` that the run has come to, or the newest step.
        values : slice
            Which of x0, x1 … xD, loss.

        Returns
        -------
        ndarray, shape (n, values)
            A new one.
        """
        newest = steps == self.length - 1
        rows = self._points.data[:, values][np.where(newest, 0, steps // self.stride)]
        rows[newest] = self.latest[values]
        return np.asarray(rows)

    def points_between(self, values: slice, start: int, stop: int, every: int) -> Doubles:
        """Return the kept points from one step to before another, `every` steps apart.

        Parameters
        ----------
        values : slice
            Which of x0, x1 … xD, loss.
        start, stop, every : int
            Multiples of `stride`.

        Returns
        -------
        ndarray, shape (n, values)
            Not to be written to.
        """
        part = slice(start // self.stride, stop // self.stride, every // self.stride)
        return self._points.written[part, values]

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
        return finest.low.written[:, :-1], finest.high.written[:, :-1]


def _heights(rows: Doubles) -> Doubles:
    """Return the height of the hills at points with their losses, shape (n,)."""
    return np.asarray(rows[:, -1] + rows[:, 0])


def _write(room: Doubles, rows: Doubles) -> None:
    """Write points with their losses, and the height of the hills after them."""
    room[:, :-1] = rows
    room[:, -1] = _heights(rows)
