"""Trace: a panel that plots values of a run against its steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from typing import ClassVar

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from splotch_tui.core.phases import PhaseKind
from splotch_tui.core.record import Record
from splotch_tui.core.types import Doubles
from splotch_tui.ui.plotting import plot, ticks
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.plotting.plot import Scale, StepWindow
from splotch_tui.ui.widgets.lines import Lines

# Between the labels of the value axis and the plot: the labels, a space and the axis.
_LABEL_WIDTH = 7
_GUTTER = _LABEL_WIDTH + 1
COLOURS = 16


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened in a run.

    Attributes
    ----------
    step : int
        When.
    kind : str
        "change", of a parameter, or the kind of the phase that began.
    ahead : bool
        Whether it has happened before, further on than the run is now.
    """

    step: int
    kind: str
    ahead: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class TraceContent:
    """What the traces are to show.

    Attributes
    ----------
    run : int
        The number of the run: another number is another run.
    record : Record
        Its points so far.
    points : int
        How many there will be.
    following : int, optional
        How many points a column of dots covers, in a window that follows the newest; None: the
        whole run.
    marks : tuple of Mark
        What happened when, for the step axis.
    behind : tuple of Record
        What is shown in grey behind this run: its own future, where that is known, or what it would
        have been without its changes, and another run.
    """

    run: int
    record: Record
    points: int
    following: int | None
    marks: tuple[Mark, ...]
    behind: tuple[Record, ...]

    @property
    def last(self) -> int:
        """The last step that there will be."""
        return max((self.points, *(record.length for record in self.behind))) - 1

    def window(self, columns: int) -> StepWindow:
        """Return the stretch of the run that `columns` columns of dots show."""
        records = (self.record, *self.behind)
        stride = max(record.stride for record in records)
        points = self.last + 1
        if self.following is None:
            length = max(record.length for record in records)
            return plot.whole_run(length, points, columns, stride)
        return plot.last_window(self.record.length, points, columns, self.following, stride)


class Trace(Lines):
    """A heading with the present values, the plot between its axes, and the step axis.

    Parameters
    ----------
    title : str
        The name of what is plotted.
    rows : slice
        Which of a record's x0, x1 … xD, loss.
    glyphs : Glyphs
        What to draw with.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "trace--title",
        "trace--value",
        "trace--axis",
        "trace--change",
        "trace--pinned",
        *(f"trace--{kind}" for kind in PhaseKind),
        *(f"trace--series-{number}" for number in range(COLOURS)),
    }

    def __init__(self, title: str, rows: slice, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        # The lines of the plot and its step axis, as they are shown.
        self._plotted: list[Strip] = []
        self._steps = Strip([])
        self._title = title
        self._rows = rows
        self.glyphs = glyphs
        self._reset()

    def restyle(self) -> None:
        """Draw everything anew with the next frame."""
        self._length = 0
        self._plotted = []

    def use(self, glyphs: Glyphs) -> None:
        """Draw with other characters from the next time on."""
        self.glyphs = glyphs
        self._reset()

    def _reset(self) -> None:
        """Start from an empty plot."""
        self._source: tuple[int, tuple[Record, ...]] = (0, ())
        self._window = StepWindow(0, 1, 0)
        self._scale = Scale(0.0, 0.0)
        self._length = 0
        self._marks: tuple[Mark, ...] = ()
        self._low = self._high = np.empty((0, 0))
        self._dots = np.empty((0, 0), np.uint8)
        self._series = np.empty((0, 0), np.uint16)
        self._plotted = []

    def draw(self, content: TraceContent) -> bool:
        """Show the content, and return whether there was anything to draw."""
        cells, rows = self.size.width - _GUTTER, self.size.height - 2
        if cells < 4 or rows < 1:
            return False
        window = content.window(cells * self.glyphs.columns)
        if (content.run, content.behind) != self._source or content.record.length < self._length:
            self._reset()
        shape = (rows, cells)
        known = (self._length, self._window, self._dots.shape, self._marks)
        if known == (content.record.length, window, shape, content.marks):
            return False
        if content.marks != self._marks:
            self._plotted = []
        self._source, self._marks = (content.run, content.behind), content.marks
        columns = self._update_envelope(content, window, shape)
        changed = self._plot(columns, rows)
        self._length = content.record.length
        present = content.record.latest[self._rows]
        if not self._plotted:
            changed = range(rows)
            self._plotted = [Strip([])] * rows
            self._steps = self._step_axis(cells, content.last)
        self._paint(changed, len(present))
        self.show([self._heading(present), *self._plotted, self._steps])
        return True

    def _update_envelope(
        self, content: TraceContent, window: StepWindow, shape: tuple[int, int]
    ) -> range:
        """Bring the envelope up to date and return the columns that may have changed."""
        start = window.first_column
        count = len(content.record.latest[self._rows])
        everything = range(window.columns)
        if window == self._window and shape == self._dots.shape:
            # Whole cells are drawn, up to the newest.
            cell = self.glyphs.columns
            first, last = (
                min(max((length - 1) // window.width - start, 0), window.columns - 1) // cell * cell
                for length in (self._length, content.record.length)
            )
            columns = range(first, last + cell)
        else:
            columns = everything
            self._plotted = []
            shown = (content.record, *content.behind)
            ends = list(accumulate(len(record.latest[self._rows]) for record in shown))
            self._low = np.full((ends[-1], window.columns), np.nan)
            self._high = self._low.copy()
            self._dots = np.zeros(shape, np.uint8)
            self._series = np.zeros(shape, np.uint16)
            self._window = window
            for record, (start, stop) in zip(content.behind, pairwise(ends), strict=True):
                self._fill(slice(start, stop), record, everything)
        self._fill(slice(0, count), content.record, columns)
        scale = self._scale
        self._scale = scale.holding(float(np.nanmin(self._low)), float(np.nanmax(self._high)))
        if scale == self._scale:
            return columns
        self._plotted = []
        return everything

    def _fill(self, series: slice, record: Record, columns: range) -> None:
        """Read a record's columns, counted from the window's first."""
        start = self._window.first_column
        there = range(start + columns.start, start + columns.stop)
        low, high = record.envelope(self._rows, self._window.width, there)
        part = slice(columns.start, columns.start + low.shape[1])
        self._low[series, part], self._high[series, part] = low, high

    def _plot(self, columns: range, rows: int) -> Iterable[int]:
        """Draw columns into cells, and return which rows of cells have changed."""
        # The first is joined to the one before it.
        joining = max(columns.start - 1, 0)
        part = slice(joining, columns.stop)
        low, high = self._low[:, part], self._high[:, part]
        empty = np.isnan(low)
        dot_rows = rows * self.glyphs.rows
        top = self._scale.dot_rows(np.where(empty, 0.0, high), dot_rows)
        bottom = self._scale.dot_rows(np.where(empty, 0.0, low), dot_rows)
        plot.join_columns(top, bottom)
        top[empty], bottom[empty] = dot_rows, -1
        skip = columns.start - joining
        dots, series = plot.rasterise(top[:, skip:], bottom[:, skip:], rows, self.glyphs)
        cells = slice(*(column // self.glyphs.columns for column in (columns.start, columns.stop)))
        changed = (dots != self._dots[:, cells]) | (series != self._series[:, cells])
        self._dots[:, cells] = dots
        self._series[:, cells] = series
        rows_changed: list[int] = np.flatnonzero(changed.any(axis=1)).tolist()
        return rows_changed

    def _paint(self, changed: Iterable[int], count: int) -> None:
        """Paint some rows of cells anew; the first `count` series are this run's."""
        rows, cells = self._dots.shape
        labels = self._value_labels(rows)
        axis = self.style_of("trace--axis")
        styles = [self.style_of(f"trace--series-{number % COLOURS}") for number in range(count)]
        styles += [self.style_of("trace--pinned")] * (len(self._low) - count)
        for row in changed:
            label = labels.get(row)
            axis_line = self.glyphs.axis if label is None else self.glyphs.notch
            gutter = f"{label or '':>{_LABEL_WIDTH}}{axis_line}"
            text = self.glyphs.text(self._dots[row])
            if len(self._low) == 1:
                plotted = [Segment(text, styles[0])]
            else:
                plotted = list(coloured(text, self._series[row].tolist(), styles))
            self._plotted[row] = Strip([Segment(gutter, axis), *plotted], _GUTTER + cells)

    def _heading(self, present: Doubles) -> Strip:
        title = self.style_of("trace--title")
        value = self.style_of("trace--value")
        segments = [Segment(f"{self._title:>{_LABEL_WIDTH}} ", title)]
        room = self.size.width - _GUTTER
        if self._title != "xn":
            segments.append(Segment(ticks.fitting_value(float(present[0]), room), value))
            return Strip(segments)
        own = slice(0, len(present))
        travel = np.nanmax(self._high[own], axis=1) - np.nanmin(self._low[own], axis=1)
        for place, index in enumerate(np.argsort(-travel, kind="stable").tolist()):
            name = f"x{index + 1} "
            number = ticks.value_text(float(present[index]))
            if not place:
                number = ticks.fitting_value(float(present[index]), room - len(name))
            text = f"{name}{number}  "
            if len(text.rstrip()) > room or not number:
                break
            room -= len(text)
            style = self.style_of(f"trace--series-{index % COLOURS}")
            segments.append(Segment(text, style))
        return Strip(segments)

    def _value_labels(self, rows: int) -> dict[int, str]:
        """Return the labels of the value axis by row."""
        return ticks.value_ticks(self._scale, rows, self.glyphs.rows, _LABEL_WIDTH)

    def _step_axis(self, cells: int, last: int) -> Strip:
        axis = self.style_of("trace--axis")
        chars, styles = [" "] * cells, [axis] * cells
        per_cell = self._window.width * self.glyphs.columns
        marked = {(mark.step - self._window.start) // per_cell: mark for mark in self._marks}
        for tick in ticks.step_ticks(self._window, cells, last, marked):
            chars[tick.cell] = self.glyphs.tick
            chars[tick.start : tick.start + len(tick.label)] = tick.label
        for cell, mark in marked.items():
            if 0 <= cell < cells:
                chars[cell] = self.glyphs.marks[mark.kind]
                styles[cell] = self.style_of(f"trace--{'pinned' if mark.ahead else mark.kind}")
        segments = [Segment(" " * _GUTTER, axis)]
        for style, run in groupby(zip(styles, chars, strict=True), key=itemgetter(0)):
            segments.append(Segment("".join(char for _, char in run), style))
        return Strip(segments, _GUTTER + cells)


def coloured(text: str, series: list[int], styles: list[Style]) -> Iterable[Segment]:
    """Cut a row into runs of one colour; spaces take the colour before them."""
    start, colour = 0, series[0]
    for cell, (char, this) in enumerate(zip(text, series, strict=True)):
        if char != " " and this != colour:
            if cell > start:
                yield Segment(text[start:cell], styles[colour])
            start, colour = cell, this
    yield Segment(text[start:], styles[colour])
