"""Lines: the widget that the live panels build on. It repaints only the cells that changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

_EMPTY = Strip([])
# ASCII for characters that are not.
_PLAIN = str.maketrans("−…·→←↑↓‹›▶▲‖■━─εη×²", "-~|><^v<>>^|#=-enx2") | {
    ord("⏎"): "enter",
    ord("Σ"): "sum",
    ord("≤"): "<=",
    ord("≥"): ">=",
}

# The class of an app whose terminal shows nothing but ASCII, and of one with 16 colours.
ASCII = "-ascii"
FEW_COLOURS = "-few-colours"


def as_shown(text: str, widget: Widget) -> str:
    """Return `text` as the terminal of a widget's app can show it."""
    return text.translate(_PLAIN) if widget.app.has_class(ASCII) else text


class Lines(Widget):
    """Shows lines that others make.

    Over ssh every cell counts: where a new line differs from the one on the screen, the span from
    the first to the last differing cell is sent and nothing else.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._lines: list[Strip] = []
        self._known_styles: dict[str, Style] = {}
        self._ground: tuple[Style, Color] | None = None
        self._restyling = False

    def notify_style_update(self) -> None:
        """Forget styles: the theme or the state has changed.

        Textual says so when the widget has its new styles, but before its component classes have
        theirs. So it is painted anew after that.
        """
        self._known_styles.clear()
        self._ground = None
        super().notify_style_update()
        if self.is_mounted and not self._restyling:
            self._restyling = self.call_later(self._restyle)

    def _restyle(self) -> None:
        self._restyling = False
        self._known_styles.clear()
        self.restyle()

    def restyle(self) -> None:
        """Paint in other colours, now or with the next frame."""

    def style_of(self, part: str) -> Style:
        """Return the style of a component class; Textual takes 0.3 ms to work one out."""
        style = self._known_styles.get(part)
        if style is None:
            style = self._known_styles[part] = self.get_component_rich_style(part)
        return style

    def show(self, lines: Sequence[Strip]) -> None:
        """Show these lines from now on."""
        if self.app.has_class(ASCII):
            lines = [
                Strip([Segment(as_shown(text, self), style) for text, style, _ in line])
                for line in lines
            ]
        old, self._lines = self._lines, list(lines)
        regions = []
        for y, (before, after) in enumerate(zip_longest(old, self._lines, fillvalue=_EMPTY)):
            # Most lines are the very same objects, which are quicker to compare.
            if before is not after and before != after:
                start, stop = changed_span(before, after, self.size.width)
                regions.append(Region(start, y, stop - start, 1))
        if regions:
            self.refresh(*regions)

    def line_at(self, y: int) -> Strip:
        """Return a line as it is to be shown."""
        return self._lines[y] if y < len(self._lines) else _EMPTY

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return a part of the lines.

        There is neither border nor padding, so nothing of what Textual does here for widgets that
        have them is needed: it takes ten times as long.
        """
        if self._ground is None:
            self._ground = self.rich_style, self.background_colors[1]
        padding, background = self._ground
        lines = []
        for y in crop.line_range:
            lines.append(self.line_at(y).crop_extend(crop.x, crop.right, padding))
        for line_filter in self.get_line_filters():
            lines = [line.apply_filter(line_filter, background) for line in lines]
        return lines


def changed_span(before: Strip, after: Strip, width: int) -> tuple[int, int]:
    """Return the first cell in which two lines of a widget differ, and the one after the last."""
    old, new = list(before), list(after)
    if not (_one_cell_each(old, before) and _one_cell_each(new, after)):
        return 0, width
    start = _cells_in_common(old, new)
    stop = max(before.cell_length, after.cell_length)
    if before.cell_length == after.cell_length:
        stop -= _cells_in_common(_backwards(old), _backwards(new))
    return min(start, width), min(max(start, stop), width)


def _one_cell_each(segments: list[Segment], strip: Strip) -> bool:
    """Whether no character is wide: then places and cells are the same."""
    return sum(len(segment.text) for segment in segments) == strip.cell_length


def _backwards(segments: list[Segment]) -> list[Segment]:
    return [Segment(text[::-1], style) for text, style, _ in reversed(segments)]


def _cells_in_common(old: list[Segment], new: list[Segment]) -> int:
    """Return how many cells from the start on are the same."""
    common = 0
    olds, news = iter(old), iter(new)
    before, after = next(olds, None), next(news, None)
    while before and after and before.style == after.style:
        shorter = min(len(before.text), len(after.text))
        if before.text[:shorter] != after.text[:shorter]:
            return common + next(
                cell for cell in range(shorter) if before.text[cell] != after.text[cell]
            )
        common += shorter
        before = _rest(before, shorter) or next(olds, None)
        after = _rest(after, shorter) or next(news, None)
    return common


def _rest(segment: Segment, start: int) -> Segment | None:
    return Segment(segment.text[start:], segment.style) if len(segment.text) > start else None
