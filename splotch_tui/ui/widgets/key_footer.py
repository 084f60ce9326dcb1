"""KeyFooter: the keys that help now, as many as there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual.events import Click, MouseMove, Resize
from textual.strip import Strip

from splotch_tui.ui.widgets.lines import Lines


@dataclass(frozen=True, slots=True)
class FooterEntry:
    """A key in the footer.

    Attributes
    ----------
    key : str
        As people read it.
    words : str
        What it does now, in a word or two.
    action : str
        The screen's action.
    about : str
        The same in a line, shown under the mouse.
    """

    key: str
    words: str
    action: str
    about: str

    @property
    def width(self) -> int:
        """How many cells it takes, with the space before it."""
        return len(f" {self.key} {self.words} ")


class KeyFooter(Lines):
    """Shows entries from the left, the most important first, and some that stay at the right.

    Entries are whole or not there. A click on one does what its key does.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key", "footer--words"}

    def __init__(self) -> None:
        super().__init__(id="footer")
        self._entries: tuple[Sequence[FooterEntry], Sequence[FooterEntry]] = ((), ())
        self._drawn: object = None
        # Where each of those that are shown starts.
        self._places: list[tuple[int, FooterEntry]] = []

    def draw(self, entries: Sequence[FooterEntry], lasting: Sequence[FooterEntry]) -> None:
        """Show entries, and at the right those that are there in every state."""
        wanted = (entries, lasting, self.size.width)
        if wanted != self._drawn:
            self._drawn = wanted
            self._entries = entries, lasting
            self._paint()

    def restyle(self) -> None:
        """Repaint."""
        self._paint()

    def on_resize(self, _event: Resize) -> None:
        """Lay out the entries anew."""
        self.draw(*self._entries)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Tell more of the entry under the mouse."""
        entry = self._entry_at(event.x)
        about = None if entry is None else entry.about
        if about != self.tooltip:
            self.tooltip = about

    async def on_click(self, event: Click) -> None:
        """Do what the entry's key does."""
        entry = self._entry_at(event.x)
        if entry is not None:
            await self.app.run_action(entry.action, self.screen)

    def _entry_at(self, x: int) -> FooterEntry | None:
        return next((one for start, one in self._places if start <= x < start + one.width), None)

    def _paint(self) -> None:
        entries, lasting = self._entries
        width = self.size.width
        # Those that last give way to each other only.
        kept = _fitting(lasting, width)
        start = width - sum(entry.width for entry in kept)
        self._places = []
        x = 0
        for entry in _fitting(entries, start):
            self._places.append((x, entry))
            x += entry.width
        ground = Segment(" " * (start - x), self.style_of("footer--words"))
        segments = [*self._drawn_as(entry for _, entry in self._places), ground]
        for entry in kept:
            self._places.append((start, entry))
            start += entry.width
        self.show([Strip([*segments, *self._drawn_as(kept)])])

    def _drawn_as(self, entries: Iterable[FooterEntry]) -> Iterator[Segment]:
        key, words = self.style_of("footer--key"), self.style_of("footer--words")
        for entry in entries:
            yield Segment(f" {entry.key}", key)
            yield Segment(f" {entry.words} ", words)


def _fitting(entries: Sequence[FooterEntry], room: int) -> list[FooterEntry]:
    """Return the first entries that fit beside each other."""
    fitting = []
    for entry in entries:
        room -= entry.width
        if room < 0:
            break
        fitting.append(entry)
    return fitting
