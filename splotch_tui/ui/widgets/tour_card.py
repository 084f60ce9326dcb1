"""TourCard: a card of the tour, below the running app."""

from __future__ import annotations

from textwrap import wrap
from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip

from splotch_tui.ui.widgets.lines import Lines

# Longer lines are hard to read.
_WIDEST = 108


class TourCard(Lines):
    """Shows a heading, some words and what to press; as high as these are."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tour--heading",
        "tour--place",
        "tour--words",
        "tour--key",
        "tour--about",
    }

    def __init__(self) -> None:
        super().__init__(id="tour")
        self._content: tuple[str, str, str, tuple[str, str], str] | None = None

    def restyle(self) -> None:
        """Draw everything anew."""
        if self._content is not None:
            self.draw(*self._content)

    def on_resize(self) -> None:
        """Draw everything anew."""
        self.restyle()

    def draw(
        self, heading: str, place: str, words: str, asked: tuple[str, str], other: str
    ) -> None:
        """Show a card.

        Parameters
        ----------
        heading : str
            Which card it is.
        place : str
            Where to look.
        words : str
            What there is to see; wrapped.
        asked : tuple of str
            A key to press, and what it does.
        other : str
            What other keys do, where there is room for it.
        """
        self._content = (heading, place, words, asked, other)
        width = self.app.size.width
        head = [Segment(f" {heading}", self.style_of("tour--heading"))]
        where = f"look at {place} " if place else ""
        room = width - len(heading) - 1
        if where and len(where) + 2 <= room:
            head.append(Segment(f"{where:>{room}}", self.style_of("tour--place")))
        lines = [
            Strip([Segment(f" {line}", self.style_of("tour--words"))])
            for line in wrap(words, min(width - 2, _WIDEST))
        ]
        key, about = asked
        foot = [
            Segment(f" {key}", self.style_of("tour--key")),
            Segment(f"  {about}", self.style_of("tour--words")),
        ]
        room = width - sum(segment.cell_length for segment in foot)
        if len(other) + 3 <= room:
            foot.append(Segment(f"   {other}", self.style_of("tour--about")))
        shown = [Strip(head), *lines, Strip(foot)]
        self.styles.height = len(shown)
        self.show(shown)
