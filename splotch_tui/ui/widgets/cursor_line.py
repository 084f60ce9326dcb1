"""CursorLine: what the run was at the cursor, in a line; and in another how others differ."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual.events import Resize
from textual.strip import Strip

from splotch_tui.core.phases import PhaseKind
from splotch_tui.core.record import Record
from splotch_tui.core.types import Doubles
from splotch_tui.ui.plotting.measures import CLIMB
from splotch_tui.ui.plotting.ticks import value_text
from splotch_tui.ui.widgets.comparison import PINNED_COLOURS
from splotch_tui.ui.widgets.lines import Lines
from splotch_tui.ui.widgets.marks import Mark
from splotch_tui.ui.widgets.status import climb_text
from splotch_tui.ui.widgets.trace_content import TraceContent

_HINT = "enter: go there  esc: leave"
# The class of a cursor with a second line.
_COMPARING = "-comparing"
# A line as wide as this keeps room for the hint.
_ROOMY = 100
_BEGINS: dict[str, str] = {
    PhaseKind.FREE: "free again",
    PhaseKind.DEMON: "demon begins",
    PhaseKind.SNAG: "snag begins",
}


class CursorLine(Lines):
    """The line of the cursor, in the place of the footer."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "cursor--step",
        "cursor--text",
        "cursor--hint",
        "trace--pinned",
        *(f"trace--series-{number}" for number in PINNED_COLOURS),
    }

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._seen: tuple[TraceContent, list[int], Mark | None] | None = None

    def on_resize(self, _event: Resize) -> None:
        """Repaint: hidden it has no width."""
        self._paint()

    def restyle(self) -> None:
        """Repaint."""
        self._paint()

    def draw(self, content: TraceContent, order: list[int], mark: Mark | None) -> None:
        """Show what the run was at the cursor.

        Parameters
        ----------
        content : TraceContent
            The run, and where the cursor is.
        order : list of int
            The xn, from 0 on, those first that are to be shown first.
        mark : Mark, optional
            What happened there.
        """
        self._seen = content, order, mark
        self._paint()

    def _paint(self) -> None:
        if self._seen is None or self._seen[0].cursor is None:
            return
        content, order, mark = self._seen
        lead = f" step {content.cursor:,}"
        style = self.style_of("cursor--text")
        record = record_at(content)
        if record is None:
            texts = [(lead, self.style_of("cursor--step")), ("the run is not there yet", style)]
        else:
            texts = self._texts(content, record, order, mark)
        lines = [texts]
        if content.compared:
            lines.append([] if record is None else self._differences(content, record))
        self.set_class(len(lines) > 1, _COMPARING)
        self.show([Strip([Segment(f"{text}  ", style) for text, style in line]) for line in lines])

    def _differences(self, content: TraceContent, record: Record) -> list[tuple[str, Style]]:
        """Return by how much the x0 of compared runs differs there: as many as have room."""
        assert content.cursor is not None
        step, room = record.kept_step(content.cursor), self.size.width - 1
        x0, texts = _x0_at(record, step), []
        for one in content.compared:
            if step >= one.record.length:
                text = f"{one.name}: ends at {one.record.length - 1:,}"
            elif one.record.kept_step(step) != step:
                text = f"{one.name}: not kept there"
            else:
                text = f"{one.name}: x0 {signed_text(_x0_at(one.record, step) - x0)}"
            if len(text) > room:
                break
            room -= len(text) + 2
            texts.append((text, self.style_of(one.style)))
        return [(f" {texts[0][0]}", texts[0][1]), *texts[1:]] if texts else []

    def _texts(
        self, content: TraceContent, record: Record, order: list[int], mark: Mark | None
    ) -> list[tuple[str, Style]]:
        """Return what there is to say and has room, whole."""
        assert content.cursor is not None
        step = record.kept_step(content.cursor)
        climb = CLIMB.at(record, content.recipe, step)
        point = record.points_at(np.array([step]))[0]
        room = self.size.width
        strong, plain = self.style_of("cursor--step"), self.style_of("cursor--text")
        # What matters most takes its room first, and what is in sight keeps its order.
        kept = f"kept: one step in {record.stride:,}" if record.stride > 1 else ""
        named = "" if mark is None else _BEGINS.get(mark.kind, mark.word)
        wanted = {
            "step": f" step {step:,}",
            "x0": f"x0 {value_text(point[0])}",
            "mark": named,
            "loss": f"loss {value_text(point[-1])}",
            "climb": f"climb {climb_text(climb[0] / 100)}" if len(climb) else "",
            "kept": kept,
        }
        shown = {}
        for name, text in wanted.items():
            if text and len(text) <= room:
                shown[name] = text
                room -= len(text) + 2
        hint = _HINT if self.size.width >= _ROOMY and len(_HINT) <= room else ""
        xn, room = self._xn(point, order, room - len(hint) - 2 * bool(hint))
        if not hint and len(_HINT) <= room:
            hint = _HINT
        places = [("step", strong), ("kept", plain), ("mark", strong), ("x0", plain)]
        result = [(shown[name], style) for name, style in places if name in shown]
        result += [(text, plain) for text in xn]
        result += [(shown[name], plain) for name in ("loss", "climb") if name in shown]
        return [*result, *([(hint, self.style_of("cursor--hint"))] if hint else ())]

    def _xn(self, point: Doubles, order: list[int], room: int) -> tuple[list[str], int]:
        """Return as many xn as there is room for, and what room is left."""
        texts = []
        for index in order:
            text = f"x{index + 1} {value_text(point[1 + index])}"
            if len(text) > room:
                break
            texts.append(text)
            room -= len(text) + 2
        return texts, room


def signed_text(value: float) -> str:
    """Return a difference, with its sign."""
    return f"{'+' if value > 0 else ''}{value_text(value)}"


def _x0_at(record: Record, step: int) -> float:
    return float(record.points_at(np.array([step]), slice(0, 1))[0, 0])


def values_at(content: TraceContent) -> str:
    """Return every value at the cursor with all its digits; empty if the run is not there yet."""
    record = record_at(content)
    if record is None or content.cursor is None:
        return ""
    step = record.kept_step(content.cursor)
    x0, *xn, loss = record.points_at(np.array([step]))[0].tolist()
    values = {"x0": x0, **{f"x{n}": value for n, value in enumerate(xn, 1)}, "loss": loss}
    return " ".join([f"step={step}", *(f"{name}={value!r}" for name, value in values.items())])


def record_at(content: TraceContent) -> Record | None:
    """Return where to read the step of the cursor: the run, or its known future."""
    for record in (content.record, content.ahead):
        if record is not None and (content.cursor or 0) < record.length:
            return record
    return None
