"""Record: every point of a run, growing, with summaries that make any zoom cheap to draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.history import History
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.recipe import Recipe

Doubles = NDArray[np.float64]

# The finest summary holds the extremes of so many points; each coarser one of twice as many.
_FINEST = 16
_FIRST_CAPACITY = 4096


class _Rows:
    """A two-dimensional array that grows along its second axis.

    A reader that holds `data` keeps what was written when it looked: growing makes a new array.
    """

    def __init__(self, rows: int) -> None:
        self.data: Doubles = np.empty((rows, 0))

    def write(self, start: int, values: Doubles) -> None:
        end = start + values.shape[1]
        if end > self.data.shape[1]:
            rows = len(self.data)
            grown = np.empty((rows, max(end, 2 * self.data.shape[1], _FIRST_CAPACITY)))
            grown[:, :start] = self.data[:, :start]
            self.data = grown
        self.data[:, start:end] = values


class _Summary:
    """The least and the greatest of every `size` points."""

    def __init__(self, rows: int, size: int) -> None:
        self.size = size
        self.low = _Rows(rows)
        self.high = _Rows(rows)
        self.count = 0

    def add(self, low: Doubles, high: Doubles) -> None:
        self.low.write(self.count, low)
        self.high.write(self.count, high)
        self.count += low.shape[1]


class Record:
    """The points and losses of a run of `dims` dimensions, the origin first.

    One thread appends while others read: `length` is moved on only when all the rest is in place.

    Attributes
    ----------
    length : int
        How many points there are.
    """

    def __init__(self, dims: int) -> None:
        self.length = 0
        # Rows: x0, x1 … xD, the loss.
        self._rows = dims + 2
        self._values = _Rows(self._rows)
        self._summaries: list[_Summary] = []

    @property
    def nbytes(self) -> int:
        """How much memory the points take."""
        return self._values.data.nbytes

    def append(self, points: Doubles, losses: Doubles) -> None:
        """Add points, shape (n, 1+D), and the loss at each of them."""
        start, end = self.length, self.length + len(losses)
        values = np.empty((self._rows, len(losses)))
        values[:-1] = points.T
        values[-1] = losses
        self._values.write(start, values)
        self._summarise(end)
        self.length = end

    def _summarise(self, end: int) -> None:
        level = 0
        while True:
            size = _FINEST << level
            if end < size:
                return
            if level == len(self._summaries):
                self._summaries.append(_Summary(self._rows, size))
            summary = self._summaries[level]
            first, last = summary.count, end // size
            if first == last:
                return
            if level == 0:
                low = high = self._values.data[:, first * size : last * size]
                each = size
            else:
                finer = self._summaries[level - 1]
                low = finer.low.data[:, 2 * first : 2 * last]
                high = finer.high.data[:, 2 * first : 2 * last]
                each = 2
            shape = (self._rows, last - first, each)
            summary.add(low.reshape(shape).min(axis=2), high.reshape(shape).max(axis=2))
            level += 1

    def latest(self, length: int) -> Doubles:
        """Return point number `length` − 1: x0, x1 … xD, loss."""
        return self._values.data[:, length - 1]

    def envelope(
        self, rows: slice, width: int, columns: range, length: int
    ) -> tuple[Doubles, Doubles]:
        """Return the least and the greatest value in each column.

        Parameters
        ----------
        rows : slice
            Which of x0, x1 … xD, loss.
        width : int
            How many points a column covers; at most 4 significant bits (`m`·2ᵏ, m < 16), so
            that summaries fit into columns without a remainder.
        columns : range
            Which columns; column 0 starts at point 0.
        length : int
            Points from here on are left out; the last column may be covered in part.
            At most `self.length`.

        Returns
        -------
        low, high : ndarray, shape (rows, number of columns with a point)
        """
        whole = min(columns.stop, length // width)
        low, high = self._whole_columns(rows, width, columns.start, max(whole, columns.start))
        if whole < columns.stop and length > max(whole, columns.start) * width:
            extremes = self._extremes(rows, whole * width, length)
            low = np.column_stack((low, extremes[0]))
            high = np.column_stack((high, extremes[1]))
        return low, high

    def _whole_columns(
        self, rows: slice, width: int, first: int, last: int
    ) -> tuple[Doubles, Doubles]:
        low = high = self._values.data[rows, first * width : last * width]
        each = width
        for summary in reversed(self._summaries):
            if width % summary.size == 0:
                each = width // summary.size
                low = summary.low.data[rows, first * each : last * each]
                high = summary.high.data[rows, first * each : last * each]
                break
        shape = (len(low), last - first, each)
        return low.reshape(shape).min(axis=2), high.reshape(shape).max(axis=2)

    def _extremes(self, rows: slice, start: int, end: int) -> tuple[Doubles, Doubles]:
        """Return the extremes from point `start` to `end`, by ever finer summaries."""
        lows, highs = [], []
        for summary in reversed(self._summaries):
            first, last = -(-start // summary.size), end // summary.size
            if first < last and first * summary.size == start:
                lows.append(summary.low.data[rows, first:last])
                highs.append(summary.high.data[rows, first:last])
                start = last * summary.size
        rest = self._values.data[rows, start:end]
        low = np.concatenate((*lows, rest), axis=1)
        high = np.concatenate((*highs, rest), axis=1)
        return low.min(axis=1), high.max(axis=1)

    def history(self, recipe: Recipe, landscape: Landscape, length: int) -> History:
        """Return the first `length` points as a history of their own."""
        values = self._values.data
        return History(
            values[0, :length].copy(),
            np.ascontiguousarray(values[1:-1, :length].T),
            values[-1, :length].copy(),
            recipe.shortened(length - 1),
            landscape,
        )
