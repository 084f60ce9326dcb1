"""Lines: the widget that the live panels build on. It repaints only the cells that changed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

_EMPTY = Strip([])


class Lines(Widget):
    """Shows lines that are made outside of it.

    Over ssh every cell counts: where a new line differs from the one on the screen, the span from
    the first to the last differing cell is sent and nothing else.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._lines: list[Strip] = []

    def show(self, lines: Sequence[Strip]) -> None:
        """Show these lines from now on."""
        width, old = self.size.width, self._lines
        self._lines = list(lines)
        regions = []
        for y in range(max(len(old), len(self._lines))):
            before = old[y] if y < len(old) else _EMPTY
            after = self._lines[y] if y < len(self._lines) else _EMPTY
            if before != after:
                start, stop = changed_span(before, after, width)
                regions.append(Region(start, y, stop - start, 1))
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """Return line `y`."""
        if y >= len(self._lines):
            return Strip.blank(self.size.width, self.rich_style)
        return self._lines[y].adjust_cell_length(self.size.width, self.rich_style)


def changed_span(before: Strip, after: Strip, width: int) -> tuple[int, int]:
    """Return the cells, from … up to, in which two lines of a widget differ."""
    old, new = _cells(before), _cells(after)
    if len(old) != before.cell_length or len(new) != after.cell_length:
        return 0, width  # a wide character: places and cells are not the same
    longest = max(len(old), len(new))
    blank = Segment(" ")
    old += [blank] * (longest - len(old))
    new += [blank] * (longest - len(new))
    start = next((i for i in range(longest) if old[i] != new[i]), longest)
    stop = next((i for i in range(longest, start, -1) if old[i - 1] != new[i - 1]), start)
    return min(start, width), min(stop, width)


def _cells(strip: Strip) -> list[Segment]:
    return [Segment(char, style) for text, style, _ in strip for char in text]
