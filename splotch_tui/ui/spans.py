"""Spans: a compositor that sends the cells that changed, and not those to the left of them.

Textual's own starts every partial update of a widget at the widget's left edge: for a plot that
grows to the right that is most of a row, where one cell has changed. This builds on two of its
private classes; tests hold that what is sent still gives the same screen.
"""

from __future__ import annotations

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor


class SpanUpdate(ChopsUpdate):
    """A partial update of exactly its spans."""

    def render_segments(self, console: Console) -> str:
        """Return what to send to the terminal."""
        sent: list[str] = []
        for y, x1, x2 in self.spans:
            for end, (start, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=True):
                first, last = max(start, x1), min(end, x2)
                if strip is not None and first < last:
                    sent.append(Control.move_to(first, y).segment.text)
                    sent.append(strip.crop(first - start, last - start).render(console))
        return "".join(sent)


class SpanCompositor(Compositor):
    """Makes partial updates of exactly what changed."""

    def render_partial_update(self) -> SpanUpdate | None:
        """Return the update, if there is anything to do."""
        update = super().render_partial_update()
        if update is None:
            return None
        return SpanUpdate(update.chops, update.spans, update.chop_ends)
