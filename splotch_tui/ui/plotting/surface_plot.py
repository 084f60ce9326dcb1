"""The part of the surface that a map shows, and what of the path is on it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from splotch_tui.core.record import Record
from splotch_tui.core.types import Doubles, Integers

# Hills have a period of 2π at most and π at least: 14 samples of the one, 7 of the other.
SPACING = 2 * math.pi / 14
_TRAIL_POINTS = 4000
# How far the point may come to an edge of the grid, as a part of it.
_MARGIN = 0.15
# The grid hops to have the point here: it mostly goes to the right.
_AHEAD = 0.3


@dataclass(frozen=True, slots=True)
class SampleGrid:
    """The part of the surface that is shown: a grid fixed in the world.

    Attributes
    ----------
    axis : int
        The coordinate beside x0, 1 to D.
    left, bottom : int
        The first sample along x0 and along the other, in units of `SPACING` from the origin.
    columns, rows : int
        How many samples there are.
    """

    axis: int
    left: int
    bottom: int
    columns: int
    rows: int

    @property
    def x0(self) -> Doubles:
        """The samples along x0."""
        return np.asarray((self.left + np.arange(self.columns)) * SPACING)

    @property
    def xm(self) -> Doubles:
        """The samples along the other coordinate."""
        return np.asarray((self.bottom + np.arange(self.rows)) * SPACING)

    def places(self, points: Doubles) -> tuple[Integers, Integers]:
        """Return the nearest column and row of each point; they may lie outside."""
        column = np.rint(points[:, 0] / SPACING).astype(np.int64) - self.left
        row = np.rint(points[:, self.axis] / SPACING).astype(np.int64) - self.bottom
        return column, row

    def following(self, point: Doubles) -> SampleGrid:
        """Return this grid, or one that has hopped after the point."""
        columns, rows = self.places(point[None])
        place = (int(columns[0]), int(rows[0]))
        sizes = (self.columns, self.rows)
        starts = [self.left, self.bottom]
        for i, (at, size, ahead) in enumerate(zip(place, sizes, (_AHEAD, 0.5), strict=True)):
            if not _MARGIN * size <= at < (1 - _MARGIN) * size:
                starts[i] += at - int(ahead * size)
        return SampleGrid(self.axis, starts[0], starts[1], *sizes)


def spans(record: Record) -> Doubles:
    """Return how much each of x1 … xD has spanned so far, shape (D,)."""
    width = max(record.stride, 1 << (record.length - 1).bit_length())
    low, high = record.envelope(slice(1, -1), width, range(1))
    return np.asarray(high[:, 0] - low[:, 0])


def widest_axis(record: Record) -> int:
    """Return which of x1 … xD has spanned most so far."""
    return 1 + int(np.argmax(spans(record)))


def trail_of(record: Record) -> Doubles:
    """Return the newest points, the latest last."""
    return record.newest(_TRAIL_POINTS)[:, :-1]


def next_grid(
    old: SampleGrid | None, record: Record, size: tuple[int, int], axis: int | None
) -> SampleGrid:
    """Return the grid that shows the newest point.

    Parameters
    ----------
    old : SampleGrid, optional
        The last one.
    record : Record
        The run so far.
    size : tuple of int
        Columns and rows.
    axis : int, optional
        The coordinate beside x0; by default one that spans most, whenever the grid moves.
    """
    point = record.latest
    dims = len(point) - 2
    wanted = min(axis, dims) if axis else None
    if old is None or (old.columns, old.rows) != size or old.axis > dims:
        start = SampleGrid(wanted or widest_axis(record), 0, 0, *size)
    else:
        start = old
    new = start.following(point)
    if new != old and wanted is None:
        # The grid moves anyway: it may as well turn to a coordinate that spans more.
        widest = widest_axis(record)
        if widest != new.axis:
            new = SampleGrid(widest, 0, 0, *size).following(point)
    return new
