"""RunList: the runs of the journal in columns, and what else people read of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

import numpy as np
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize
from textual.message import Message
from textual.strip import Strip

from splotch_tui.core.text import printable
from splotch_tui.session.journal import Entry, read_entry
from splotch_tui.session.run_files import short_name
from splotch_tui.ui.plotting import plot
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.plotting.ticks import step_text
from splotch_tui.ui.widgets.lines import Lines

_TRACE_CELLS = 12
# The sign, as under the traces, of a change of a parameter while the run went on.
_STEERED = "▲"
# Lower lists have rows for runs alone.
_ROOMY = 6
# So many changes are told one by one.
_MOST_TOLD = 3
# A line of the journal begins with what distinguishes its run.
_ID = len(b'{"run": "0123456789abcdef"')


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its heading, width, alignment, and what it shows of an entry."""

    heading: str
    width: int
    right: bool
    text: Callable[[Entry], str]


def describe(entry: Entry) -> str:
    """Return what a run did, in a few words."""
    if not entry.phases:
        return ""
    phase, start = entry.phases[-1]
    return f"{phase} since {start:,}" if start else phase


def _steps(entry: Entry) -> str:
    reached, aim = step_text(entry.step), step_text(entry.recipe.steps)
    return reached if entry.step == entry.recipe.steps else f"{reached} / {aim}"


def _name(entry: Entry) -> str:
    sign = f"{_STEERED} " if entry.recipe.changes else ""
    return sign + entry.called + (f" · {entry.note}" if entry.note else "")


def describe_by_hand(entry: Entry) -> str:
    """Return what the user did to a run: how it was steered, and the note on it."""
    changes, known = entry.recipe.changes, entry.recipe.parameters
    told = [f"{known[c.parameter].phrase(c.value)} at {c.step:,}" for c in changes[:_MOST_TOLD]]
    if len(changes) > _MOST_TOLD:
        told.append(f"{len(changes) - _MOST_TOLD:,} more")
    steered = f"{_STEERED} steered: {', '.join(told)}" if told else ""
    return " · ".join(text for text in (entry.note, steered) if text)


def seen_text(entry: Entry) -> str:
    """Return all that people read of a run, in small letters: what it is found by."""
    shown = (column.text(entry) for column in _COLUMNS.values())
    return " ".join((*shown, short_name(entry.recipe), describe_by_hand(entry))).lower()


# In the order of the screen; those named in `_LESS` give way first, from its beginning, and the
# name takes the room that is left.
_COLUMNS = {
    "name": _Column("name · note", 20, False, _name),
    "trace": _Column("x0", _TRACE_CELLS, False, lambda _entry: ""),
    "D": _Column("D", 4, True, lambda entry: str(entry.recipe.dims)),
    "epsilon": _Column("ε", 8, True, lambda entry: f"{entry.recipe.epsilon:g}"),
    "seed": _Column("seed", 10, True, lambda entry: str(entry.recipe.seed)),
    "rule": _Column("rule", 10, False, lambda entry: entry.recipe.rule),
    "steps": _Column("steps", 13, True, _steps),
    "did": _Column("did", 18, False, describe),
    "when": _Column("when", 12, False, lambda e: f"{datetime.fromtimestamp(e.when):%d %b %H:%M}"),
}
_LESS = ("rule", "epsilon", "D", "trace", "seed", "when", "did", "steps")


class RunList(Lines):
    """Shows lines of the journal, one of them chosen.

    Parameters
    ----------
    glyphs : Glyphs
        What traces are drawn with.

    Attributes
    ----------
    runs : sequence of bytes
        The lines that are shown; they are set by `set_runs`.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "runs--heading",
        "runs--row",
        "runs--chosen",
        "runs--trace",
        "runs--note",
    }

    @dataclass
    class Opened(Message):
        """A run was clicked while it was the chosen one."""

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._glyphs = glyphs
        self.runs: Sequence[bytes] = ()
        self._read: dict[bytes, Entry | None] = {}
        self._place = 0
        self._top = 0

    @property
    def chosen(self) -> Entry | None:
        """The run that is chosen; None where there is none, or it cannot be read."""
        return self._entry(self._place) if self.runs else None

    def set_runs(self, runs: Sequence[bytes]) -> None:
        """Show these lines of the journal; the run that is chosen stays so, if it is among them."""
        chosen = self.runs[self._place][:_ID] if self.runs else None
        self.runs = runs
        places = (place for place, line in enumerate(runs) if line[:_ID] == chosen)
        self._place = next(places, self._place)
        self.move(0)

    def move(self, distance: int) -> None:
        """Choose a run so many rows further down."""
        self._place = min(max(self._place + distance, 0), max(len(self.runs) - 1, 0))
        self._paint()

    @property
    def page(self) -> int:
        """How many runs are in sight at once."""
        return max(self.size.height - (2 if self._has_room_below else 1), 1)

    @property
    def _has_room_below(self) -> bool:
        """Whether a line below the runs tells what the user did to the one chosen."""
        return self.size.height >= _ROOMY

    def on_resize(self, _event: Resize) -> None:
        """Repaint."""
        self._paint()

    def restyle(self) -> None:
        """Repaint."""
        self._paint()

    def on_mouse_scroll_down(self, _event: MouseScrollDown) -> None:
        """Go down."""
        self.move(3)

    def on_mouse_scroll_up(self, _event: MouseScrollUp) -> None:
        """Go up."""
        self.move(-3)

    def on_click(self, event: Click) -> None:
        """Choose the run that is clicked; open it if it is the chosen one."""
        place = self._top + event.y - 1
        if not 1 <= event.y <= self.page or place >= len(self.runs):
            return
        if place == self._place:
            self.post_message(self.Opened())
        self.move(place - self._place)

    def _entry(self, place: int) -> Entry | None:
        line = self.runs[place]
        if line not in self._read:
            self._read[line] = read_entry(line)
        return self._read[line]

    def _paint(self) -> None:
        self._top = min(max(self._top, self._place - self.page + 1), self._place)
        columns = self._fitting_columns()
        heading = self.style_of("runs--heading")
        cells = (_cell(column.heading, column) for column in columns)
        lines = [Strip([Segment("  ".join(cells), heading)])]
        for place in range(self._top, min(self._top + self.page, len(self.runs))):
            lines.append(self._row(place, columns))
        if self._has_room_below and (entry := self.chosen) is not None:
            lines += [Strip([])] * (self.page + 1 - len(lines))
            text = fitting(describe_by_hand(entry), self.size.width)
            lines.append(Strip([Segment(text, self.style_of("runs--note"))]))
        self.show(lines)

    def _fitting_columns(self) -> list[_Column]:
        shown = dict(_COLUMNS)
        less = iter(_LESS)
        while (
            spare := self.size.width + 2 - sum(column.width + 2 for column in shown.values())
        ) < 0:
            if (name := next(less, None)) is None:
                return list(shown.values())
            del shown[name]
        shown["name"] = replace(shown["name"], width=shown["name"].width + spare)
        return list(shown.values())

    def _row(self, place: int, columns: list[_Column]) -> Strip:
        entry = self._entry(place)
        style = self.style_of("runs--chosen" if place == self._place else "runs--row")
        if entry is None:
            text = set_cell_size("a line that this version cannot read", self.size.width)
            return Strip([Segment(text, style)])
        segments = []
        for column in columns:
            if column is _COLUMNS["trace"]:
                trace = draw_trace(entry.trace, self._glyphs)
                trace_style = style if place == self._place else self.style_of("runs--trace")
                segments.append(Segment(trace, trace_style))
            else:
                segments.append(Segment(_cell(column.text(entry), column), style))
            segments.append(Segment("  ", style))
        return Strip(segments[:-1]).adjust_cell_length(self.size.width, style)


def _cell(text: str, column: _Column) -> str:
    """Return text as wide as a column; numbers are never cut."""
    text = printable(text)
    if cell_len(text) > column.width:
        text = "…" if column.right else fitting(text, column.width)
    padding = " " * (column.width - cell_len(text))
    return padding + text if column.right else text + padding


def fitting(text: str, width: int) -> str:
    """Return text no wider than so many cells, with a sign where it was cut."""
    text = printable(text)
    return text if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"


def draw_trace(values: Sequence[float], glyphs: Glyphs) -> str:
    """Return x0 along a run as one row of cells."""
    if not values or not np.isfinite(values).all():
        return " " * _TRACE_CELLS
    columns = _TRACE_CELLS * glyphs.columns
    x0 = np.interp(np.linspace(0, len(values) - 1, columns), np.arange(len(values)), values)
    rows = glyphs.rows - 1
    span = max(float(x0.max() - x0.min()), 1e-12)
    top = np.rint((x0.max() - x0) / span * rows).astype(np.int64)[None]
    bottom = top.copy()
    plot.join_columns(top, bottom)
    dots, _ = plot.rasterise(top, bottom, 1, glyphs)
    return glyphs.text(dots[0])
