"""Trace: a panel that plots values of a run against its steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, groupby, islice, pairwise
from operator import itemgetter
from typing import ClassVar

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from splotch_tui.core.phases import PhaseKind
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.record import Record
from splotch_tui.core.types import Doubles
from splotch_tui.ui.plotting import plot, ticks
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.plotting.measures import CLIMB, HEIGHT_OF_HILLS, LOSS, X0, Measure
from splotch_tui.ui.plotting.parts import Part, Window
from splotch_tui.ui.plotting.plot import Scale, StepWindow
from splotch_tui.ui.plotting.step_axis import Sign, lay_out
from splotch_tui.ui.plotting.ticks import step_text
from splotch_tui.ui.widgets.lines import Lines
from splotch_tui.ui.widgets.trace_content import Mark, TraceContent

# Between the labels of the value axis and the plot: the labels, a space and the axis.
_LABEL_WIDTH = 7
_GUTTER = _LABEL_WIDTH + 1
COLOURS = 16
# Measures that take turns in a panel.
_OWN_COLOUR = frozenset({LOSS.title, HEIGHT_OF_HILLS.title, CLIMB.title})
# What stands beside a value leaves it so many cells.
_LEAST_VALUE = 10


class Trace(Lines):
    """A heading with the present values, the plot between its axes, and the step axis.

    Parameters
    ----------
    measure : Measure
        What to plot.
    glyphs : Glyphs
        What to draw with.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "trace--title",
        "trace--value",
        "trace--axis",
        "trace--change",
        "trace--cursor",
        "trace--hop",
        "trace--note",
        "trace--pinned",
        *(f"trace--{title}" for title in _OWN_COLOUR),
        *(f"trace--{kind}" for kind in PhaseKind),
        *(f"trace--series-{number}" for number in range(COLOURS)),
    }

    def __init__(self, measure: Measure, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        # The lines of the plot and its step axis, as they are shown.
        self._plotted: list[Strip] = []
        self._steps = Strip([])
        self.measure = measure
        self.glyphs = glyphs
        # Where the names of lines stand in the heading: the cells of each, and its number.
        self._names: list[tuple[range, int]] = []
        self._reset()

    def restyle(self) -> None:
        """Draw everything anew with the next frame."""
        self._length = 0
        self._plotted = []

    def use(self, glyphs: Glyphs) -> None:
        """Draw with other characters from the next time on."""
        self.glyphs = glyphs
        self._reset()

    def plot(self, measure: Measure) -> None:
        """Plot something else from the next time on."""
        if measure != self.measure:
            self.measure = measure
            self._reset()

    def _reset(self) -> None:
        """Start from an empty plot."""
        self._source: tuple[int, tuple[Record, ...]] = (0, ())
        self.window: Window = StepWindow(0, 1, 0)
        self._part: tuple[Part | None, bool] = (None, False)
        self._cursor: int | None = None
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
        cursor = None if content.cursor is None else self._cell_of(content.cursor, window, cells)
        known = (self._length, self.window, self._dots.shape, self._marks, self._cursor)
        if known == (content.record.length, window, shape, content.marks, cursor):
            return False
        if (content.marks, cursor) != (self._marks, self._cursor):
            self._plotted = []
        if (content.part, content.log) != self._part:
            # Another part has a scale of its own.
            self._scale = Scale(0.0, 0.0)
        self._source, self._marks = (content.run, content.behind), content.marks
        self._part, self._cursor = (content.part, content.log), cursor
        columns = self._update_envelope(content, window, shape)
        changed = self._plot(columns, rows)
        self._length = content.record.length
        if not self._plotted:
            changed = range(rows)
            self._plotted = [Strip([])] * rows
            self._steps = self._step_axis(cells, content.last)
        self._paint(changed, self.measure.count(content.recipe.dims))
        self.show([self._heading(content), *self._plotted, self._steps])
        return True

    def _cell_of(self, step: int, window: Window, cells: int) -> int | None:
        """Return the cell of the plot that a step is in; None: it is not shown."""
        cell = window.column_of(step) // self.glyphs.columns
        return cell if 0 <= cell < cells else None

    @property
    def first_cell(self) -> int:
        """How far from the left of the panel the plot begins."""
        return _GUTTER

    def step_at(self, x: int) -> int | None:
        """Return the first step in the cells `x` from the left of the panel; None: no plot."""
        column = (x - _GUTTER) * self.glyphs.columns
        return int(self.window.edges[column]) if 0 <= column < self.window.columns else None

    def name_at(self, x: int) -> int | None:
        """Return the number of the xn whose name stands in the heading `x` from the left."""
        return next((number for cells, number in self._names if x in cells), None)

    def _update_envelope(
        self, content: TraceContent, window: Window, shape: tuple[int, int]
    ) -> range:
        """Bring the envelope up to date and return the columns that may have changed."""
        count = self.measure.count(content.recipe.dims)
        everything = range(window.columns)
        if window == self.window and shape == self._dots.shape:
            # Whole cells are drawn, up to the newest.
            cell = self.glyphs.columns
            first, last = (
                min(max(window.column_of(point), 0), window.columns - 1) // cell * cell
                for point in (
                    max(self._length - 1 - self.measure.reach(), 0),
                    content.record.length - 1,
                )
            )
            columns = range(first, last + cell)
        else:
            columns = everything
            self._plotted = []
            counts = [self.measure.count(one.latest.size - 2) for one, _ in content.known]
            ends = list(accumulate(counts))
            self._low = np.full((ends[-1], window.columns), np.nan)
            self._high = self._low.copy()
            self._dots = np.zeros(shape, np.uint8)
            self._series = np.zeros(shape, np.uint16)
            self.window = window
            for (record, recipe), (start, stop) in zip(
                islice(content.known, 1, None), pairwise(ends), strict=True
            ):
                self._fill(slice(start, stop), record, recipe, everything)
        self._fill(slice(0, count), content.record, content.recipe, columns)
        scale, low, high = self._scale, 0.0, 0.0
        if not np.isnan(self._low).all():
            low, high = float(np.nanmin(self._low)), float(np.nanmax(self._high))
        self._scale = self.measure.scale(scale, low, high)
        if scale == self._scale:
            return columns
        self._plotted = []
        return everything

    def _fill(self, series: slice, record: Record, recipe: Recipe | None, columns: range) -> None:
        """Read a record's columns, counted from the window's first."""
        low, high = self.measure.envelope(record, recipe, self.window, columns)
        part = slice(columns.start, columns.stop)
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
        # Where there is nothing, nothing is joined to it.
        top[empty], bottom[empty] = -1, dot_rows
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
        styles = [self._series_style(number) for number in range(count)]
        styles += [self.style_of("trace--pinned")] * (len(self._low) - count)
        styles += [axis, self.style_of("trace--cursor")]
        guides = self._guide_rows(rows)
        for row in changed:
            label = labels.get(row)
            axis_line = self.glyphs.axis if label is None else self.glyphs.notch
            gutter = f"{label or '':>{_LABEL_WIDTH}}{axis_line}"
            text = self.glyphs.text(self._dots[row])
            if len(self._low) > 1 or row in guides or self._cursor is not None:
                text, series = self._overlaid(text, self._series[row].tolist(), row in guides)
                plotted = list(coloured(text, series, styles))
            else:
                plotted = [Segment(text, styles[0])]
            self._plotted[row] = Strip([Segment(gutter, axis), *plotted], _GUTTER + cells)

    def _guide_rows(self, rows: int) -> set[int]:
        """Return the rows of cells with a line across."""
        values = [one for one in self.measure.lines if self._scale.low <= one <= self._scale.high]
        places = self._scale.dot_rows(np.array(values), rows * self.glyphs.rows)
        return set((places // self.glyphs.rows).tolist())

    def _overlaid(self, text: str, series: list[int], guide: bool) -> tuple[str, list[int]]:
        """Return a row with what stands behind its dots, and the cursor before them."""
        count = len(self._low)
        if guide:
            series = [
                count if char == " " else this for char, this in zip(text, series, strict=True)
            ]
            text = text.replace(" ", self.glyphs.guide)
        if self._cursor is not None:
            dots = text[self._cursor]
            sign = self.glyphs.axis if dots in {" ", self.glyphs.guide} else dots
            text = f"{text[: self._cursor]}{sign}{text[self._cursor + 1 :]}"
            series[self._cursor] = count + 1
        return text, series

    def _heading(self, content: TraceContent) -> Strip:
        present = self.measure.at(content.record, content.recipe, content.record.length - 1)
        segments = [
            Segment(f"{self.measure.title:>{_LABEL_WIDTH}} ", self.style_of("trace--title"))
        ]
        room = self.size.width - _GUTTER
        note = self._note(content, room)
        if note:
            room -= len(note) + 2
        self._names = []
        if self.measure.count(content.recipe.dims) == 1 and self.measure.title != "xn":
            text = self.measure.text(float(present[0]), room) if len(present) else ""
            segments.append(Segment(text, self.style_of("trace--value")))
        else:
            segments += self._values(present, room)
        if note:
            used = sum(len(segment.text) for segment in segments)
            style = self.style_of("trace--note")
            segments.append(Segment(f"{note:>{self.size.width - used}}", style))
        return Strip(segments)

    def _note(self, content: TraceContent, room: int) -> str:
        """Return what else there is to say of the trace; it leaves room for a value."""
        notes = self.measure.notes(content.recipe, self.window)
        if self.measure is X0:
            notes = self._range_notes(content)
        return next((note for note in notes if len(note) <= room - _LEAST_VALUE), "")

    def _range_notes(self, content: TraceContent) -> Sequence[str]:
        """Return which steps are shown, where that is not the whole run on an even axis."""
        window = self.window
        first, last = int(window.edges[0]), min(int(window.edges[-1]) - 1, content.last)
        log = ", log" if content.log else ""
        if content.part is None and content.following is None:
            return ("steps on a log scale", "log") if log else ()
        if (first, last, log) == (0, content.last, ""):
            return ()
        steps = f"{first:,} … {last:,}"
        return f"steps {steps} of {content.last:,}{log}", f"steps {steps}{log}", f"{steps}{log}"

    def widest(self, count: int) -> list[int]:
        """Return the places of the run's `count` lines, those that span most in the plot first."""
        low, high = self._low[:count], self._high[:count]
        travel = np.zeros(count)
        if len(low) == count and not np.isnan(low).all():
            travel = np.nanmax(high, axis=1) - np.nanmin(low, axis=1)
        places: list[int] = np.argsort(-travel, kind="stable").tolist()
        return places

    def _values(self, present: Doubles, room: int) -> Iterable[Segment]:
        """Return names and values of the xn: as many as fit, those that span most first."""
        at = _GUTTER
        for place, index in enumerate(self.widest(len(present))):
            name = f"x{index + 1} "
            number = ticks.value_text(float(present[index]))
            if not place:
                number = ticks.fitting_value(float(present[index]), room - len(name))
            text = f"{name}{number}  "
            if len(text.rstrip()) > room or not number:
                break
            room -= len(text)
            self._names.append((range(at, at + len(text) - 2), index + 1))
            at += len(text)
            yield Segment(text, self._series_style(index))

    def _series_style(self, number: int) -> Style:
        """Return the style of a line."""
        title = self.measure.title
        return self.style_of(
            f"trace--{title if title in _OWN_COLOUR else f'series-{number % COLOURS}'}"
        )

    def _value_labels(self, rows: int) -> Mapping[int, str]:
        """Return the labels of the value axis by row."""
        return self.measure.labels(self._scale, rows, self.glyphs.rows, _LABEL_WIDTH)

    def _step_axis(self, cells: int, last: int) -> Strip:
        axis = self.style_of("trace--axis")
        signs = {
            self.window.column_of(mark.step) // self.glyphs.columns: Sign(
                self.glyphs.marks[mark.kind],
                (f"{mark.word} {step_text(mark.step)}", mark.word),
                f"trace--{'pinned' if mark.ahead else mark.kind}",
            )
            for mark in self._marks
        }
        chars, styles = lay_out(self.window, cells, last, signs, self.glyphs.tick)
        segments = [Segment(" " * _GUTTER, axis)]
        for style, run in groupby(zip(styles, chars, strict=True), key=itemgetter(0)):
            text = "".join(char for _, char in run)
            segments.append(Segment(text, self.style_of(style) if style else axis))
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
