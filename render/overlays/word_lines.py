"""Words of captions: a line of items on one base line, and what lies behind words."""

from __future__ import annotations

from collections.abc import Iterable

from render.kernels.strokes import overlay
from render.overlays.layout import Layout
from render.overlays.panel import BEHIND_WORDS, Panel
from render.overlays.text import TextRenderer
from render.theme import Theme
from splotch_tui.core.types import Bytes

# A picture, its left column and its upper row.
Placed = tuple[Bytes, int, int]


def rim_of(layout: Layout) -> int:
    """Return how far what lies behind words stands out, pixels."""
    return max(round(6.0 * layout.unit), 1)


def back_words(
    layout: Layout, theme: Theme, left: int, top: int, width: int, height: int
) -> Placed:
    """Return what lies behind words that are so large, and where."""
    rim = rim_of(layout)
    wide, high = ((length + 2 * rim) / layout.type for length in (width, height))
    picture = Panel(wide, high, layout.type, theme, BEHIND_WORDS).picture()
    return picture, left - rim, top - rim


def write_items(
    items: Iterable[tuple[TextRenderer, str]],
    layout: Layout,
    base: int,
    space: int,
    pixels: Bytes,
) -> None:
    """Write items beside each other, from the left margin on.

    From the first that is empty or has no room they are left out whole: a number that is cut is
    another number.

    Parameters
    ----------
    items : iterable of (TextRenderer, str)
        What sets each, and its words.
    layout : Layout
        The measures.
    base : int
        The row of their base line.
    space : int
        From one to the next, pixels.
    pixels : ndarray of uint8, shape (H, W, 4)
        Changed in place.
    """
    column = layout.margin
    for renderer, text in items:
        picture = renderer.picture(text)
        if not text or column + picture.shape[1] > layout.margin + layout.room:
            return
        overlay(picture, column, base - renderer.ascent, pixels)
        column += picture.shape[1] + space
