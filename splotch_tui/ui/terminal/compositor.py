"""SpanCompositor: it draws and sends the cells that changed, and nothing else.

Textual's own starts every partial update of a widget at the widget's left edge: for a plot that
grows to the right that is most of a row, where one cell has changed. And it draws all lines of all
widgets from the highest changed line to the lowest, those behind others included. This builds on
two of its private classes, and takes the place of the one that a screen makes for itself; tests
hold that what is sent still gives the same screen.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.control import Control
from textual._compositor import Compositor, CompositorUpdate
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from splotch_tui.ui.terminal.mosaic import Encoded


class SpanUpdate(CompositorUpdate):
    """Pieces of lines, each with the place of its first cell.

    Parameters
    ----------
    pieces : list of tuple
        Column, row and what is there, which may be what to send as it is.
    """

    def __init__(self, pieces: list[tuple[int, int, Strip | str]]) -> None:
        self._pieces = pieces

    def render_segments(self, console: Console) -> str:
        """Return what to send to the terminal."""
        return "".join(
            Control.move_to(x, y).segment.text
            + (piece if isinstance(piece, str) else piece.render(console))
            for x, y, piece in self._pieces
        )


class SpanCompositor(Compositor):
    """Makes partial updates of exactly what changed."""

    def render_partial_update(self) -> SpanUpdate | None:  # type: ignore[override]
        """Return the update, if there is anything to do.

        Textual declares another class; the screen only calls `render_segments`.
        """
        screen = self.size.region
        dirty = [region.intersection(screen) for region in self._dirty_regions]
        self._dirty_regions.clear()
        pieces = [piece for span in self._regions_to_spans(dirty) for piece in self._drawn(*span)]
        return SpanUpdate(pieces) if pieces else None

    def _drawn(self, y: int, first: int, past: int) -> Iterator[tuple[int, int, Strip | str]]:
        """Draw a span of line `y`: each cell by the foremost widget there."""
        uncovered = [(first, past)]
        for widget, (region, clip) in self.visible_widgets.items():
            if not uncovered:
                return
            shown = region.intersection(clip)
            if not shown.y <= y < shown.bottom:
                continue
            left = []
            for start, end in uncovered:
                low, high = max(start, shown.x), min(end, shown.right)
                if low >= high:
                    left.append((start, end))
                    continue
                part = Region(low - region.x, y - region.y, high - low, 1)
                sent = widget.take_encoded(part) if isinstance(widget, Encoded) else None
                yield low, y, widget.render_lines(part)[0] if sent is None else sent
                left += [(a, b) for a, b in ((start, low), (high, end)) if a < b]
            uncovered = left


def is_covered(widget: Widget, cells: Region) -> bool:
    """Whether cells of a widget are not to be seen: others, or another screen, are before them."""
    if not widget.screen.is_active:
        return True
    wanted = cells.translate(widget.region.offset)
    for other, (region, clip) in widget.screen._compositor.visible_widgets.items():
        shown = region.intersection(clip)
        if other is widget:
            return not shown.contains_region(wanted)
        if shown.overlaps(wanted):
            return True
    return True


class SpanScreen(Screen[None]):
    """A screen that sends the terminal what changed, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = SpanCompositor()
