"""Plot: from numbers to cells. Which steps a panel shows, at which scale, in which dots."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.rounding import round_below
from splotch_tui.core.types import Bytes, Doubles, Integers, Truths
from splotch_tui.ui.plotting.glyphs import Glyphs


@dataclass(frozen=True, slots=True)
class StepWindow:
    """The stretch of a run that a panel shows: `columns` columns of `width` points from `start`.

    Columns are fixed to the points of the run: column c, counted from the origin, always shows
    points c·width to (c+1)·width − 1, so what is drawn stays as it is.
    """

    start: int
    width: int
    columns: int

    @property
    def first_column(self) -> int:
        """The first column, counted from the origin."""
        return self.start // self.width

    @property
    def stop(self) -> int:
        """The first point beyond it."""
        return self.start + self.width * self.columns

    @property
    def edges(self) -> Integers:
        """The first point of each column, and the first beyond the last, shape (columns+1,)."""
        return self.start + self.width * np.arange(self.columns + 1)

    def column_of(self, point: int) -> int:
        """Return the column of a point; it may lie outside the window."""
        return (point - self.start) // self.width


def fitting_width(points: int, columns: int, stride: int = 1) -> int:
    """Return the least width at which the columns hold `points`.

    It has at most 4 significant bits and is a multiple of `stride`, a power of two: what
    `Record.envelope` asks for.
    """
    width = max(1, -(-points // columns))
    unit = max(1 << max(0, width.bit_length() - 4), stride)
    return -(-width // unit) * unit


def whole_run(length: int, points: int, columns: int, stride: int = 1) -> StepWindow:
    """Return the window on all of a run of which `length` of `points` are there.

    Its columns double in width whenever they are full, so that the plot grows with the run; the
    last doubling makes it just fit.
    """
    width = fitting_width(points, columns, stride)
    while width > stride:
        half = -(-width // (2 * stride)) * stride
        if half * columns < length:
            break
        width = half
    return StepWindow(0, width, columns)


def last_window(length: int, points: int, columns: int, width: int, stride: int = 1) -> StepWindow:
    """Return the window on the newest points; when full it moves by a quarter."""
    width = max(width, stride)
    if fitting_width(points, columns, stride) <= width:
        return whole_run(length, points, columns, stride)
    hop = max(1, columns // 4) * width
    beyond = max(0, length - columns * width)
    return StepWindow(-(-beyond // hop) * hop, width, columns)


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of values that a panel shows, in round numbers."""

    low: float
    high: float

    @classmethod
    def around(cls, low: float, high: float) -> Scale:
        """Return the scale for values from `low` to `high`."""
        if high - low <= 1e-9 * max(abs(low), abs(high)):
            room = 0.01 * abs(high) or 1.0
            low, high = low - room, high + room
        step = round_below((high - low) / 4)
        return cls(math.floor(low / step) * step, math.ceil(high / step) * step)

    def holding(self, low: float, high: float) -> Scale:
        """Return a scale that holds the values: this one, as long as it does and is not too wide.

        A new one has room to spare, so that a trace that grows does not need a new one soon.
        """
        inside = self.low <= low and high <= self.high
        if inside and high - low >= 0.3 * (self.high - self.low) > 0:
            return self
        spare = 0.1 * (high - low)
        return Scale.around(
            low if low >= self.low else low - spare, high if high <= self.high else high + spare
        )

    def dot_rows(self, values: Doubles, rows: int) -> Integers:
        """Return the row, 0 at the top, of each value among `rows` rows of dots."""
        share = (self.high - values) / (self.high - self.low)
        return np.rint(np.clip(share, 0.0, 1.0) * (rows - 1)).astype(np.int64)


def rasterise(
    top: Integers, bottom: Integers, rows: int, glyphs: Glyphs
) -> tuple[Bytes, NDArray[np.uint16]]:
    """Draw a column of dots from top to bottom for every series, and gather them into cells.

    Parameters
    ----------
    top, bottom : ndarray, shape (series, columns)
        The first and the last row of dots of each column; where top > bottom there are none.
        As many columns as fill whole cells.
    rows : int
        Rows of cells.
    glyphs : Glyphs
        What to draw with.

    Returns
    -------
    dots : ndarray of uint8, shape (rows, cells)
        The sum of each cell's bits.
    series : ndarray of uint16, same shape
        Which series gives a cell its colour: the first that has a dot in it.
    """
    return gather_cells(fill_columns(top, bottom, rows * glyphs.rows), rows, glyphs)


def fill_columns(top: Integers, bottom: Integers, dot_rows: int) -> Truths:
    """Return the dots of columns, shape (series, dot rows, columns); see `rasterise`."""
    row = np.arange(dot_rows)[:, None]
    dots: Truths = (row >= top[:, None, :]) & (row <= bottom[:, None, :])
    return dots


def line_dots(low: Doubles, high: Doubles, scale: Scale, dot_rows: int) -> Truths:
    """Return the dots of lines without gaps, shape (lines, dot rows, columns).

    Parameters
    ----------
    low, high : ndarray, shape (lines, columns)
        The extremes of each column; not a number where there is nothing, and nothing is joined to
        it.
    scale : Scale
        The range of values that is shown.
    dot_rows : int
        Rows of dots.
    """
    empty = np.isnan(high)
    top = scale.dot_rows(np.where(empty, 0.0, high), dot_rows)
    bottom = scale.dot_rows(np.where(empty, 0.0, low), dot_rows)
    top[empty], bottom[empty] = -1, dot_rows
    join_columns(top, bottom)
    top[empty], bottom[empty] = dot_rows, -1
    return fill_columns(top, bottom, dot_rows)


def thin_dots(dot_rows: int, columns: Integers) -> Truths:
    """Return every fourth dot in a pattern that stays where it is, as columns are counted."""
    row = np.arange(dot_rows)[:, None]
    dots: Truths = (row % 2 == 0) & ((columns + row // 2) % 2 == 0)
    return dots


def gather_cells(dots: Truths, rows: int, glyphs: Glyphs) -> tuple[Bytes, NDArray[np.uint16]]:
    """Gather dots, shape (series, dot rows, dot columns), into cells; see `rasterise`."""
    count, _, columns = dots.shape
    cells = dots.reshape(count, rows, glyphs.rows, columns // glyphs.columns, glyphs.columns)
    sums = (cells.any(axis=0) * glyphs.bits[:, None, :]).sum(axis=(1, 3), dtype=np.uint8)
    series = cells.any(axis=(2, 4)).argmax(axis=0).astype(np.uint16)
    return sums, series


def join_columns(top: Integers, bottom: Integers) -> None:
    """Lengthen each column of dots, in place, to touch the one before it: a line without gaps."""
    before_top, before_bottom = top[:, :-1].copy(), bottom[:, :-1].copy()
    np.minimum(top[:, 1:], before_bottom + 1, out=top[:, 1:])
    np.maximum(bottom[:, 1:], before_top - 1, out=bottom[:, 1:])
