"""Measures: what a trace plots of a run, column by column, at a cost that no length raises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from splotch_tui.core.climbing import climb_shares
from splotch_tui.core.kernels.phase_criterion import CLIMBING_AGAIN, STALLED
from splotch_tui.core.phases import window_length
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.record import HEIGHT, Record, Values
from splotch_tui.core.types import Doubles
from splotch_tui.ui.plotting import ticks
from splotch_tui.ui.plotting.parts import LogWindow, Window
from splotch_tui.ui.plotting.plot import Scale

# A mean is of so many kept points at most, evenly spaced.
_MOST_IN_A_MEAN = 256


class Measure(ABC):
    """Something to plot of a run.

    Attributes
    ----------
    title : str
        Its name, as headings have it.
    words : str
        What it is.
    """

    title: str
    words: str

    @abstractmethod
    def count(self, dims: int) -> int:
        """Return how many lines it has for a run of so many dims."""

    @abstractmethod
    def envelope(
        self, record: Record, recipe: Recipe, window: Window, columns: range
    ) -> tuple[Doubles, Doubles]:
        """Return the least and the greatest value in some columns of a window.

        Parameters
        ----------
        record : Record
            The run.
        recipe : Recipe
            What made it.
        window : StepWindow or LogWindow
            The columns.
        columns : range
            Which of them.

        Returns
        -------
        low, high : ndarray, shape (lines, columns)
            Not a number where there is none.
        """

    def reach(self) -> int:
        """Return how many points back from the newest a further one changes what is plotted."""
        return 0

    @abstractmethod
    def at(self, record: Record, recipe: Recipe, step: int) -> Doubles:
        """Return the values at a kept step, shape (lines,); empty if there are none."""

    def text(self, value: float, room: int) -> str:
        """Return a value as people read it, no longer than `room`; empty if nothing fits."""
        return ticks.fitting_value(value, room)

    def notes(self, recipe: Recipe, window: Window) -> Sequence[str]:  # noqa: ARG002
        """Return what else there is to say of it: the longest first, to take what fits."""
        return ()

    def scale(self, scale: Scale, low: float, high: float) -> Scale:
        """Return the scale for values from `low` to `high`, after another."""
        return scale.holding(low, high)

    def labels(self, scale: Scale, rows: int, dots: int, width: int) -> Mapping[int, str]:
        """Return the labels of the value axis, see `ticks.value_ticks`."""
        return ticks.value_ticks(scale, rows, dots, width)

    @property
    def lines(self) -> Sequence[float]:
        """Values at which a line across the plot stands."""
        return ()


@dataclass(frozen=True, slots=True)
class Recorded(Measure):
    """Values of the record.

    Parameters
    ----------
    title : str
        Their name.
    words : str
        What they are.
    values : slice or HEIGHT
        Which.
    about : tuple of str
        What else there is to say, the longest first.
    """

    title: str
    words: str
    values: Values
    about: tuple[str, ...] = ()

    def count(self, dims: int) -> int:
        """Return how many lines it has for a run of so many dims."""
        return len(range(dims + 2)[self.values]) if isinstance(self.values, slice) else 1

    def envelope(
        self,
        record: Record,
        recipe: Recipe,  # noqa: ARG002
        window: Window,
        columns: range,
    ) -> tuple[Doubles, Doubles]:
        """Return the extremes of all steps of each column."""
        if isinstance(window, LogWindow):
            edges = window.edges[columns.start : columns.stop + 1]
            low, high = record.envelope_between(self.values, edges)
            return _joined(low), _joined(high)
        first = window.first_column
        there = range(first + columns.start, first + columns.stop)
        low, high = record.envelope(self.values, window.width, there)
        lows = np.full((len(low), len(columns)), np.nan)
        highs = lows.copy()
        lows[:, : low.shape[1]], highs[:, : high.shape[1]] = low, high
        return lows, highs

    def at(self, record: Record, recipe: Recipe, step: int) -> Doubles:  # noqa: ARG002
        """Return the values at a kept step."""
        point = record.points_at(np.array([step]))[0]
        if isinstance(self.values, slice):
            return np.asarray(point[self.values])
        return np.asarray(point[-1:] + point[:1])

    def notes(self, recipe: Recipe, window: Window) -> Sequence[str]:  # noqa: ARG002
        """Return what else there is to say of it."""
        return self.about


@dataclass(frozen=True, slots=True)
class MeanXn(Measure):
    """The moving mean of each xn.

    It is that of all kept points, or of 256 evenly spaced ones, within `steps` steps around the
    middle of each column, or within the column where that is longer.

    Parameters
    ----------
    steps : int
        Over how many.
    """

    steps: int
    title: str = "xn"
    words: str = "the mean of each xn"

    def count(self, dims: int) -> int:
        """Return how many lines it has for a run of so many dims."""
        return dims

    def reach(self) -> int:
        """Return how many points back a further one changes a mean."""
        return self.steps // 2

    def envelope(
        self,
        record: Record,
        recipe: Recipe,  # noqa: ARG002
        window: Window,
        columns: range,
    ) -> tuple[Doubles, Doubles]:
        """Return the mean around each column, twice."""
        edges = window.edges[columns.start : columns.stop + 1]
        means = np.full((len(columns), record.latest.size - 2), np.nan)
        there = np.flatnonzero((edges[1:] > edges[:-1]) & (edges[:-1] < record.length))
        spans = np.maximum(edges[1:] - edges[:-1], self.steps)[there]
        middles = (edges[1:] + edges[:-1])[there] // 2
        starts = np.maximum(middles - spans // 2, 0)
        stops = np.minimum(middles + (spans + 1) // 2, record.length)
        wanted = np.maximum(spans // (_MOST_IN_A_MEAN * record.stride), 1)
        every = record.stride * 2 ** np.floor(np.log2(wanted)).astype(np.int64)
        for each in np.unique(every).tolist():
            those = np.flatnonzero(every == each)
            first, last = -(-starts[those] // each), -(-stops[those] // each)
            begin, end = max(int(first.min()) - 1, 0), int(last.max())
            points = record.points_between(slice(1, -1), begin * each, end * each, each)
            sums = np.concatenate((np.zeros((1, points.shape[1])), np.cumsum(points, axis=0)))
            high = np.minimum(last - begin, len(points))
            low = np.minimum(first - begin, high - 1)
            means[there[those]] = (sums[high] - sums[low]) / (high - low)[:, None]
        lines = _joined(means.T) if isinstance(window, LogWindow) else means.T
        return lines, lines

    def at(self, record: Record, recipe: Recipe, step: int) -> Doubles:  # noqa: ARG002
        """Return the values themselves at a kept step."""
        return np.asarray(record.points_at(np.array([step]), slice(1, -1))[0])

    def notes(self, recipe: Recipe, window: Window) -> Sequence[str]:  # noqa: ARG002
        """Return over how many steps the mean is."""
        over = _over(self.steps, window)
        return f"drawn: the mean over {over}", f"mean over {over}", f"mean {self.steps:,}"


class Climb(Measure):
    """How fast x0 climbs, in percent of what it would where there are no hills.

    Measured as the phases are: over their window, or over a column that is longer than that, up to
    the end of each column.
    """

    title = "climb"
    words = "the climb of x0, in percent of its free climb"

    def count(self, dims: int) -> int:  # noqa: ARG002
        """Return that it is one line."""
        return 1

    def envelope(
        self, record: Record, recipe: Recipe, window: Window, columns: range
    ) -> tuple[Doubles, Doubles]:
        """Return the climb up to the last point of each column, twice."""
        climbs = np.full((1, len(columns)), np.nan)
        edges = window.edges[columns.start : columns.stop + 1]
        there = np.flatnonzero((edges[1:] > edges[:-1]) & (edges[:-1] < record.length))
        ends = np.minimum(edges[there + 1], record.length) - 1
        ends = np.where(ends == record.length - 1, ends, ends // record.stride * record.stride)
        back = np.maximum((edges[1:] - edges[:-1])[there], window_length(recipe))
        whole = ends >= back
        there, ends, back = there[whole], ends[whole], back[whole]
        if len(there):
            climbs[0, there] = 100.0 * climb_shares(record, recipe, ends, back)
        lines = _joined(climbs) if isinstance(window, LogWindow) else climbs
        return lines, lines

    def at(self, record: Record, recipe: Recipe, step: int) -> Doubles:
        """Return the climb up to a kept step; empty before the end of the first window."""
        back = window_length(recipe)
        if step < back:
            return np.empty(0)
        return 100.0 * climb_shares(record, recipe, np.array([step]), np.array([back]))

    def text(self, value: float, room: int) -> str:
        """Return a percentage."""
        text = f"{value:.0f}%".replace("-", "−")
        return text if len(text) <= room else ""

    def notes(self, recipe: Recipe, window: Window) -> Sequence[str]:
        """Return what it is a share of, and over how many steps."""
        over = f"over {_over(window_length(recipe), window)}"
        return (
            f"of x0's free climb, {over}: snag under 10%, until over 25%",
            f"of x0's free climb, {over}",
            over,
        )

    def scale(self, scale: Scale, low: float, high: float) -> Scale:
        """Return a scale that always holds a standstill and the free climb."""
        return scale.holding(min(low, 0.0), max(high, 100.0))

    def labels(self, scale: Scale, rows: int, dots: int, width: int) -> Mapping[int, str]:
        """Return what the phases are judged by, and what else there is room for."""
        labels: dict[int, str] = {}
        for value in (*self.lines, 100.0, 0.0, 50.0, 75.0):
            row = int(scale.dot_rows(np.array([value]), rows * dots)[0]) // dots
            text = f"{value:.0f}%"
            if len(text) <= width and scale.low <= value <= scale.high:
                labels.setdefault(row, text)
        return labels

    @property
    def lines(self) -> Sequence[float]:
        """Below the first a snag begins, above the second it ends."""
        return 100.0 * STALLED, 100.0 * CLIMBING_AGAIN


def _over(steps: int, window: Window) -> str:
    """Return over how many steps something is that is over a column where that is longer."""
    if isinstance(window, LogWindow):
        return f"{steps:,} steps or a column"
    return f"{max(steps, window.width):,} steps"


def _joined(lines: Doubles) -> Doubles:
    """Fill columns between two points with a straight line, as between the points of any plot."""
    known = np.flatnonzero(~np.isnan(lines[0]))
    if len(known) < 2 or known[-1] - known[0] + 1 == len(known):
        return lines
    columns = np.arange(known[0], known[-1] + 1)
    result = lines.copy()
    for line in result:
        line[columns] = np.interp(columns, known, line[known])
    return result


X0 = Recorded("x0", "x0", slice(0, 1))
XN = Recorded("xn", "each xn", slice(1, -1))
LOSS = Recorded("loss", "the loss", slice(-1, None))
HEIGHT_OF_HILLS = Recorded(
    "height",
    "the height of the hills, which is loss + x0",
    HEIGHT,
    ("of the hills: loss + x0", "loss + x0"),
)
CLIMB = Climb()
