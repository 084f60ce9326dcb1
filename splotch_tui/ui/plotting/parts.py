"""Parts of a run: zooming and panning, on an even or a logarithmic step axis."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from splotch_tui.core.types import Integers
from splotch_tui.ui.plotting.plot import StepWindow, fitting_width

# A column of a logarithmic axis begins within this part of its width of where it should: then its
# extremes are those of few entries of a record's summaries, however wide it is.
_ACCURACY = 8


@dataclass(frozen=True, slots=True)
class LogWindow:
    """The points from `start` to before `stop`, in columns evenly spaced in log(point + 1).

    At the beginning there are fewer points than columns: some are empty.

    Attributes
    ----------
    start, stop : int
        The first point, a multiple of `stride`, and the first beyond.
    columns : int
        How many columns there are.
    stride : int
        Columns begin at multiples of it.
    """

    start: int
    stop: int
    columns: int
    stride: int = 1

    @property
    def edges(self) -> Integers:
        """The first point of each column, and the first beyond the last, shape (columns+1,)."""
        return _log_edges(self)

    def column_of(self, point: int) -> int:
        """Return the column of a point; it may lie outside the window."""
        return int(np.searchsorted(self.edges, point, side="right")) - 1


@lru_cache(maxsize=16)
def _log_edges(window: LogWindow) -> Integers:
    low, high = math.log1p(window.start), math.log1p(window.stop)
    places = np.exp(np.linspace(low, high, window.columns + 1))
    widths = np.diff(places, append=places[-1])
    widths[-1] = widths[-2]
    units = 2.0 ** np.floor(np.log2(np.maximum(widths / _ACCURACY, 1.0)))
    units = np.maximum(units, window.stride)
    # What is a whole number but for its last bits counts as one.
    edges = np.ceil((places - 1.0) * (1.0 - 1e-12) / units - 1e-9) * units
    edges[0] = window.start // units[0] * units[0]
    result: Integers = edges.astype(np.int64)
    result.setflags(write=False)
    return result


Window: TypeAlias = StepWindow | LogWindow


@dataclass(frozen=True, slots=True)
class Part:
    """The points of a run from `start` to before `stop`."""

    start: int
    stop: int

    @property
    def points(self) -> int:
        """How many there are."""
        return self.stop - self.start

    def window(self, columns: int, stride: int) -> StepWindow:
        """Return the window on it, of columns that are as narrow as a record allows."""
        width = fitting_width(self.points, columns, stride)
        start = self.start // width * width
        while self.stop > start + width * columns:
            # Beginning with a whole column it takes up to one more.
            width = fitting_width(self.stop - start, columns, stride)
            start = self.start // width * width
        return StepWindow(start, width, columns)

    def moved_to(self, start: int, points: int) -> Part:
        """Return as long a part that begins at `start`, or as near as lies within the run."""
        start = min(max(start, 0), max(points - self.points, 0))
        return Part(start, start + self.points)

    def zoomed(self, centre: int, factor: float, points: int, least: int, *, log: bool) -> Part:
        """Return a part around a point that keeps its place in it.

        Parameters
        ----------
        centre : int
            The point.
        factor : float
            How much longer it is to be, as the axis shows it.
        points : int
            Of the whole run.
        least : int
            How many it shows at least.
        log : bool
            Whether the axis is logarithmic.
        """
        place, low, high = (_place(at, log) for at in (centre, self.start, self.stop))
        end = _place(points, log)
        length = min((high - low) * factor, end)
        # Where it would lead beyond an end of the run it grows at the other side alone.
        low = min(max(place - (place - low) * factor, 0.0), end - length)
        start, stop = _point(low, log), _point(low + length, log)
        if stop - start >= least:
            return Part(start, stop)
        share = (centre - self.start) / max(self.points, 1)
        least = min(least, points)
        return Part(0, least).moved_to(round(centre - share * least), points)

    def panned(self, share: float, points: int, least: int, *, log: bool) -> Part:
        """Return a part further on by a share of this one, as the axis shows it; see `zoomed`."""
        low, high = _place(self.start, log), _place(self.stop, log)
        way = (high - low) * share
        if not log:
            return self.moved_to(self.start + round(way), points)
        way = min(max(way, -low), _place(points, log) - high)
        start, stop = _point(low + way, log), _point(high + way, log)
        return Part(start, max(stop, min(start + least, points)))


def _place(point: int, log: bool) -> float:
    """Return where a point lies on an axis."""
    return math.log1p(point) if log else float(point)


def _point(place: float, log: bool) -> int:
    return round(math.expm1(place)) if log else round(place)
