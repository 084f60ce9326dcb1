"""Trace: a panel that plots values of a run against its steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import ClassVar

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from splotch_tui.core.phases import PhaseKind
from splotch_tui.core.record import Record
from splotch_tui.core.types import Doubles
from splotch_tui.ui.plotting import ticks
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.plotting.measures import CLIMB, HEIGHT_OF_HILLS, LOSS, X0, Measure
from splotch_tui.ui.plotting.parts import Part, Window
from splotch_tui.ui.plotting.step_axis import Sign, lay_out
from splotch_tui.ui.plotting.ticks import step_text
from splotch_tui.ui.widgets.curves import Curves
from splotch_tui.ui.widgets.lines import Lines
from splotch_tui.ui.widgets.marks import Mark
from splotch_tui.ui.widgets.trace_content import TraceContent

# Between the labels of the value axis and the plot: the labels, a space and the axis.
_LABEL_WIDTH = 7
_GUTTER = _LABEL_WIDTH + 1
COLOURS = 16
# Measures of one line; those that take turns in a panel have colours of their own.
_STYLES = {
    X0.title: "trace--series-0",
    **{one.title: f"trace--{one.title}" for one in (LOSS, HEIGHT_OF_HILLS, CLIMB)},
}
# A piece of a line, beside what it is.
_SAMPLE = "━"
# What stands beside a value leaves it so many cells.
_LEAST_VALUE = 10
# Most values take as many cells: names after one stay in their place as it changes its sign.
_STEADY = 7


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
        "trace--quiet",
        *_STYLES.values(),
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
        self._part: tuple[Part | None, bool] = (None, False)
        self._cursor: int | None = None
        self._said: tuple[int | None, tuple[str, ...]] = (None, ())
        style = _STYLES.get(self.measure.title, "")
        self._curves = Curves(self.measure, style, self.glyphs)
        self._length = 0
        self._marks: tuple[Mark, ...] = ()
        self._plotted = []

    def draw(self, content: TraceContent) -> bool:
        """Show the content, and return whether there was anything to draw."""
        cells, rows = self.size.width - _GUTTER, self.size.height - 2
        if cells < 4 or rows < 1:
            # Of another size it would be cut.
            self.show([])
            self._plotted = []
            return False
        window = content.window(cells * self.glyphs.columns)
        source = content.run, content.records[1:]
        if source != self._source or content.record.length < self._length:
            self._reset()
        shape = (rows, cells)
        cursor = None if content.cursor is None else self._cell_of(content.cursor, window, cells)
        curves = self._curves
        said = content.solo, tuple(one.name for one in content.compared)
        seen = (content.record.length, window, shape, content.marks, cursor, said)
        drawn = (self._length, curves.window, curves.dots.shape)
        if seen == (*drawn, self._marks, self._cursor, self._said):
            return False
        if (content.marks, cursor) != (self._marks, self._cursor):
            self._plotted = []
        if (content.part, content.log) != self._part:
            # Another part has a scale of its own.
            curves.forget_scale()
        self._source, self._marks, self._said = source, content.marks, said
        self._part, self._cursor = (content.part, content.log), cursor
        changed = curves.update(content, window, shape, self._length)
        self._length = content.record.length
        if changed is None or not self._plotted:
            changed = range(rows)
            self._plotted = [Strip([])] * rows
            self._steps = self._step_axis(cells, content)
        self._paint(changed)
        self.show([self._heading(content), *self._plotted, self._steps])
        return True

    @property
    def window(self) -> Window:
        """The steps that are shown."""
        return self._curves.window

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

    def _paint(self, changed: Iterable[int]) -> None:
        """Paint some rows of cells anew."""
        curves = self._curves
        rows, cells = curves.dots.shape
        labels = self._value_labels(rows)
        axis = self.style_of("trace--axis")
        styles = [self.style_of(layer.style) for layer in curves.layers]
        styles += [axis, self.style_of("trace--cursor")]
        guides = self._guide_rows(rows)
        for row in changed:
            label = labels.get(row)
            axis_line = self.glyphs.axis if label is None else self.glyphs.notch
            gutter = f"{label or '':>{_LABEL_WIDTH}}{axis_line}"
            text = self.glyphs.text(curves.dots[row])
            if len(curves.layers) > 1 or row in guides or self._cursor is not None:
                text, series = self._overlaid(text, curves.series[row].tolist(), row in guides)
                plotted = list(coloured(text, series, styles))
            else:
                plotted = [Segment(text, styles[0])]
            self._plotted[row] = Strip([Segment(gutter, axis), *plotted], _GUTTER + cells)

    def _guide_rows(self, rows: int) -> set[int]:
        """Return the rows of cells with a line across."""
        scale = self._curves.scale
        values = [one for one in self.measure.lines if scale.low <= one <= scale.high]
        places = scale.dot_rows(np.array(values), rows * self.glyphs.rows)
        return set((places // self.glyphs.rows).tolist())

    def _overlaid(self, text: str, series: list[int], guide: bool) -> tuple[str, list[int]]:
        """Return a row with what stands behind its dots, and the cursor before them."""
        count = len(self._curves.layers)
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
            if self.measure is X0:
                segments += self._legend(content, room - len(text))
        else:
            segments += self._values(present, room)
        if note:
            used = sum(len(segment.text) for segment in segments)
            style = self.style_of("trace--note")
            segments.append(Segment(f"{note:>{self.size.width - used}}", style))
        return Strip(segments)

    def _legend(self, content: TraceContent, room: int) -> Iterable[Segment]:
        """Return the names of compared runs, as many as fit, whole."""
        for one in content.compared:
            text = f"  {_SAMPLE} {one.name}"
            if len(text) > room:
                break
            room -= len(text)
            yield Segment(text, self.style_of(one.style))

    def _note(self, content: TraceContent, room: int) -> str:
        """Return what else there is to say of the trace; it leaves room for values."""
        notes = self.measure.notes(content.recipe, self.window)
        out = self._curves.standing_out
        rest = self.measure.count(content.recipe.dims) - len(out)
        if self.measure is X0:
            notes = self._range_notes(content)
        elif rest:
            grey = f"grey: the other {rest:,}", f"grey: other {rest:,}"
            notes = *(f"{grey[0]}; {note}" for note in notes), *grey, f"grey: {rest:,}"
            # Names and values come first, but for values that leave no room for the last of these.
            needed = sum(len(f"x{line + 1}") + _STEADY + 3 for line in out)
            room = max(room - needed + _LEAST_VALUE, len(notes[-1]) + _LEAST_VALUE)
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
        spans = self._curves.spans
        if len(spans) != count:
            return list(range(count))
        places: list[int] = np.argsort(-spans, kind="stable").tolist()
        return places

    def _values(self, present: Doubles, room: int) -> Iterable[Segment]:
        """Return the names of the xn that stand out, and values of as many as have room.

        Where all xn do, those that span most come first; else each keeps its place.
        """
        out = self._curves.standing_out
        order = self.widest(len(present)) if len(out) == len(present) else out
        names = [f"x{line + 1}" for line in order]
        at, spare = _GUTTER, room - sum(len(name) + 2 for name in names) + 2
        for line, name in zip(order, names, strict=True):
            number = ticks.value_text(float(present[line]))
            if len(order) == 1:
                number = ticks.fitting_value(float(present[line]), spare - 1)
            # After a lone one there is no name.
            steady = min(_STEADY, spare - 1) if len(order) > 1 else 0
            text = f"{name} {number:<{steady}}" if len(number) < spare else name
            spare -= len(text) - len(name)
            if at + len(text) > _GUTTER + room:
                break
            self._names.append((range(at, at + len(text.rstrip())), line + 1))
            at += len(text) + 2
            yield Segment(f"{text}  ", self.style_of(self._curves.style_of(line)))

    def _value_labels(self, rows: int) -> Mapping[int, str]:
        """Return the labels of the value axis by row."""
        return self.measure.labels(self._curves.scale, rows, self.glyphs.rows, _LABEL_WIDTH)

    def _step_axis(self, cells: int, content: TraceContent) -> Strip:
        axis = self.style_of("trace--axis")
        own, others = (
            {self._cell_under(mark): self._sign(mark, style) for mark, style in marks}
            for marks in (
                [(one, f"trace--{'pinned' if one.ahead else one.kind}") for one in content.marks],
                [(mark, one.style) for one in content.compared for mark in one.marks],
            )
        )
        chars, styles = lay_out(self.window, cells, content.last, own, self.glyphs.tick, others)
        segments = [Segment(" " * _GUTTER, axis)]
        for style, run in groupby(zip(styles, chars, strict=True), key=itemgetter(0)):
            text = "".join(char for _, char in run)
            segments.append(Segment(text, self.style_of(style) if style else axis))
        return Strip(segments, _GUTTER + cells)

    def _cell_under(self, mark: Mark) -> int:
        """Return the cell of the step axis that a mark stands in; it may lie outside."""
        return self.window.column_of(mark.step) // self.glyphs.columns

    def _sign(self, mark: Mark, style: str) -> Sign:
        texts = f"{mark.word} {step_text(mark.step)}", mark.word
        return Sign(self.glyphs.marks[mark.kind], texts, style)


def coloured(text: str, series: list[int], styles: list[Style]) -> Iterable[Segment]:
    """Cut a row into runs of one colour; spaces take the colour before them."""
    start, colour = 0, series[0]
    for cell, (char, this) in enumerate(zip(text, series, strict=True)):
        if char != " " and this != colour:
            if cell > start:
                yield Segment(text[start:cell], styles[colour])
            start, colour = cell, this
    yield Segment(text[start:], styles[colour])
