"""A card as a picture: what has no room is left out whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from render.overlays.panel import Panel
from render.overlays.story import Card
from render.overlays.text import TextRenderer
from render.theme import Colour, Theme
from splotch_tui.core.types import Bytes

# The backing's opacity, and lengths at 720 rows: of the rim, of the bar in the phase's
# colour, and of the gap above small print.
_BACKING, _RIM, _BAR, _GAP = 0.84, 14.0, 4.0, 6.0
# A heading has at most so many lines, and anything else so many.
_HEADING_LINES, _LINES = 3, 5
# Widths that lines are tried in, as parts of what there is.
_NARROWER = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6)
# What is not broken.
_GLUED = (" = ", " → ")


@dataclass(frozen=True, slots=True)
class Style:
    """The sizes of a card's type at 720 rows: of its heading, its sentences, its small print."""

    heading: float
    lines: float
    fine: float


# Of what tells a film's beginning and end, and of what tells news.
LARGE, SMALL = Style(29.0, 18.0, 14.0), Style(21.0, 16.5, 14.0)


@dataclass(frozen=True, slots=True)
class CardPicture:
    """A picture of a card.

    Attributes
    ----------
    pixels : ndarray, shape (h, w, 4)
        Red, green, blue and opacity.
    texts : list
        See `Panel`.
    """

    pixels: Bytes
    texts: list[tuple[str, tuple[int, int, int, int]]]


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    colour: Colour
    bold: bool
    width: int
    above: float

    @property
    def height(self) -> float:
        return 1.34 * self.size


def draw_card(
    card: Card, style: Style, room: tuple[float, float], scale: float, theme: Theme
) -> CardPicture | None:
    """Draw a card, as much of it as there is room for.

    Parameters
    ----------
    card : Card
        What it says.
    style : Style
        How large.
    room : tuple of float
        The most width and height, pixels.
    scale : float
        How many pixels a length of 1 at 720 rows is.
    theme : Theme
        The colours.

    Returns
    -------
    CardPicture or None
        None where there is no room for the heading.
    """
    width, height = (length / scale for length in room)
    ground = theme.ground
    renderers = {
        size: TextRenderer(size * scale, ground, ground, bold=size == style.heading, text=every)
        for size, every in (
            (style.heading, card.heading),
            (style.lines, "".join(card.lines)),
            (style.fine, "".join(card.fine)),
        )
    }
    inner = width - 2.0 * _RIM - _BAR
    for shown in _shorter(card):
        lines = _set(shown, style, inner * scale, renderers, theme)
        if lines is None:
            continue
        high = sum(line.above + line.height for line in lines) + 2.0 * _RIM
        if high <= height:
            wide = max(line.width for line in lines) / scale + 2.0 * _RIM + _BAR
            return _drawn(shown, lines, (wide, high), scale, theme)
    return None


def _shorter(card: Card) -> Iterator[Card]:
    """Yield a card, and what is left of it when something is left out: small print first."""
    counts = product(range(len(card.lines), -1, -1), range(len(card.fine), -1, -1))
    for lines, fine in counts:
        # What is small explains the rest: it is not there without it.
        if fine == 0 or lines == len(card.lines):
            yield Card(card.heading, card.lines[:lines], card.fine[:fine], card.kind)


def _set(
    card: Card, style: Style, width: float, renderers: dict[float, TextRenderer], theme: Theme
) -> list[_Line] | None:
    """Return the lines of a card, or None where something is wider than there is room."""
    items = [(card.heading, style.heading, theme.text)]
    items += [(line, style.lines, theme.text) for line in card.lines]
    items += [(line, style.fine, theme.quiet) for line in card.fine]
    lines: list[_Line] = []
    for text, size, colour in items:
        bold = size == style.heading
        broken = _balanced(text, renderers[size], width)
        if broken is None or len(broken) > (_HEADING_LINES if bold else _LINES):
            return None
        for part in broken:
            begins = size == style.fine and lines and lines[-1].size != size
            wide = renderers[size].width(part)
            lines.append(_Line(part, size, colour, bold, wide, _GAP if begins else 0.0))
    return lines


def break_lines(text: str, renderer: TextRenderer, width: float) -> list[str] | None:
    """Return a text in lines that are at most so wide; None where a word is wider."""
    for glued in _GLUED:
        text = text.replace(glued, glued.replace(" ", "\N{NO-BREAK SPACE}"))
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and renderer.width(longer) <= width:
            lines[-1] = longer
        elif renderer.width(word) <= width:
            lines.append(word)
        else:
            return None
    return lines


def _balanced(text: str, renderer: TextRenderer, width: float) -> list[str] | None:
    """Return `break_lines`, the lines about equally wide: no word is left alone at the end."""
    best = break_lines(text, renderer, width)
    for part in _NARROWER:
        narrower = break_lines(text, renderer, part * width)
        if best is None or narrower is None or len(narrower) > len(best):
            break
        best = narrower
    return best


def _drawn(
    card: Card, lines: list[_Line], size: tuple[float, float], scale: float, theme: Theme
) -> CardPicture:
    panel = Panel(*size, scale, theme, _BACKING)
    colour = theme.quiet if card.kind is None else theme.phases[card.kind]
    panel.box(0.0, 0.0, _BAR, size[1], colour, radius=0.5 * _BAR)
    row = _RIM
    for line in lines:
        row += line.above
        middle = row + 0.5 * line.height
        panel.write(line.text, _BAR + _RIM, middle, line.size, line.colour, bold=line.bold)
        row += line.height
    return CardPicture(panel.picture(), panel.texts)
