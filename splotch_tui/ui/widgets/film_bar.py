"""FilmBar: one line with the progress of the film under way."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip

from splotch_tui.core.text import duration_text, printable
from splotch_tui.session.film_queue import FilmProgress
from splotch_tui.ui.widgets.lines import Lines

_WIDEST, _NARROWEST = 24, 8
# What else the line should have room for.
_WORDS = 54


class FilmBar(Lines):
    """Shown while a film is being made."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"film--text", "film--done", "film--rest"}

    def draw(self, progress: FilmProgress) -> None:
        """Show how far it is."""
        text = self.style_of("film--text")
        bar = min(max(self.size.width - _WORDS, _NARROWEST), _WIDEST)
        filled = round(bar * progress.done / progress.total) if progress.total else 0
        parts = [f" {progress.done / progress.total:4.0%}" if progress.total else " starting"]
        if progress.seconds_left is not None:
            parts.append(f"  {duration_text(progress.seconds_left)} left")
        if progress.waiting:
            parts.append(f"  {progress.waiting} more to come")
        parts.append("   x cancels")
        # What has no room is left out: half a number would be another.
        while len(parts) > 1 and bar + sum(map(len, parts)) > self.size.width:
            parts.pop()
        after = "".join(parts)
        name = f" {printable(progress.path.name)}  "
        room = self.size.width - bar - len(after)
        if len(name) > room:
            name = f"{name[: max(room - 3, 0)]}…  "
        self.show(
            [
                Strip(
                    [
                        Segment(name, text),
                        Segment("━" * filled, self.style_of("film--done")),
                        Segment("─" * (bar - filled), self.style_of("film--rest")),
                        Segment(after, text),
                    ]
                )
            ]
        )
