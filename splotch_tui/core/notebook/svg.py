"""Small figures as SVG, in a page's own colour of text, so that they suit light ones and dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np

from splotch_tui.core.types import Doubles, Integers, Truths

# The page's own, and some that are told apart on white and on black, by all eyes.
INK, GREY = "currentColor", "#8a8f98"
COLOURS = ("#2a8fd0", "#b8860b", "#009e73", "#cc79a7", "#d9600f", "#a45ee0")
# A curve has its extremes in so many stretches: about two pixels each.
MOST_STRETCHES = 300
# Pixels: of the figure, of its margins, and of a line of text.
_WIDTH, _LEFT, _RIGHT, _LINE = 680, 72, 8, 15
_INSIDE = _WIDTH - _LEFT - _RIGHT
# Letters are at most about so wide, and words so far apart.
_LETTER, _APART = 6.6, 12
# Places are whole numbers of so many to a pixel.
_FINE = 2


@dataclass(frozen=True, slots=True)
class Curve:
    """A line.

    Attributes
    ----------
    x, y : ndarray, shape (n,)
        Where: x from 0 to 1, ascending, and y in the panel's unit.
    colour : str
        Its colour.
    starts : ndarray of bool, shape (n,)
        Which points begin a new stroke; the first always does. Empty: no other.
    """

    x: Doubles
    y: Doubles
    colour: str = INK
    starts: Truths = field(default_factory=lambda: np.empty(0, np.bool_))


@dataclass(frozen=True, slots=True)
class Band:
    """What lies between two lines, which is filled thinly; as a `Curve` otherwise."""

    x: Doubles
    low: Doubles
    high: Doubles
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Words:
    """Words at a place.

    Attributes
    ----------
    text : str
        Plain text, which may be anything.
    x : float
        Where they begin, 0 to 1; beyond the middle of an axis they end there.
    colour : str
        Their colour.
    """

    text: str
    x: float = 0.0
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Panel:
    """Curves over an axis.

    Attributes
    ----------
    title : sequence of Words
        One after the other, above it.
    curves : sequence of Curve
    bands : sequence of Band
        What lies below them.
    height : int
        In pixels.
    ends : tuple of float, optional
        The least and the greatest y; by default those of what is drawn.
    """

    title: Sequence[Words]
    curves: Sequence[Curve]
    bands: Sequence[Band] = ()
    height: int = 56
    ends: tuple[float, float] | None = None

    def range(self) -> tuple[float, float]:
        """Return the least and the greatest y that is drawn."""
        if self.ends is not None:
            return self.ends
        lows = [curve.y for curve in self.curves] + [band.low for band in self.bands]
        highs = [curve.y for curve in self.curves] + [band.high for band in self.bands]
        return min(float(y.min()) for y in lows), max(float(y.max()) for y in highs)


def draw(panels: Sequence[Panel], marks: Sequence[Words], ticks: Sequence[Words], told: str) -> str:
    """Return a figure as one SVG element.

    Parameters
    ----------
    panels : sequence of Panel
        From the top down, over the same x.
    marks : sequence of Words
        Above them, each where something begins: those without room are left out, with their line.
    ticks : sequence of Words
        Below them.
    told : str
        What it shows, for who cannot see it.
    """
    parts: list[str] = []
    shown = _with_room(marks)
    top = _LINE if shown else 0
    above = top
    for panel in panels:
        top += _LINE
        parts += _panel(panel, top)
        top += panel.height + 4
    for mark in shown:
        x = _LEFT + mark.x * _INSIDE
        parts.append(
            f'<path d="M{x:.1f} {above}V{top - 4}" stroke="{mark.colour}" stroke-dasharray="3 3"'
            ' opacity=".6"/>'
        )
        parts.append(_text(mark, x, 11, "start" if _begins(mark) else "end"))
    for tick in ticks:
        parts.append(_text(tick, _LEFT + tick.x * _INSIDE, top + 9, _anchor(tick.x)))
    height = top + _LINE
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(told)}" '
        f'style="width:{_WIDTH}px;max-width:100%;height:auto;font-size:11px" fill="none">'
        f"{''.join(parts)}</svg>"
    )


def _panel(panel: Panel, top: int) -> list[str]:
    low, high = panel.range()
    bottom = top + panel.height
    span = (high - low) or 1.0

    def places(x: Doubles, y: Doubles) -> Integers:
        """Return where points are drawn, shape (n, 2)."""
        across = _LEFT + x * _INSIDE
        down = bottom - (y - low) / span * panel.height
        return np.rint(_FINE * np.column_stack((across, down))).astype(np.int64)

    parts: list[str] = []
    place = float(_LEFT)
    for words in panel.title:
        parts.append(_text(words, place, top - 4))
        place += _LETTER * len(words.text) + 4
    parts.append(_text(Words(number(low)), _LEFT - 6, bottom, "end"))
    if high > low:
        parts.append(_text(Words(number(high)), _LEFT - 6, top + 8, "end"))
    if low < 0.0 < high:
        y = bottom + low / span * panel.height
        parts.append(f'<path d="M{_LEFT} {y:.1f}h{_INSIDE}" stroke="{GREY}" opacity=".5"/>')
    drawn = []
    for band in panel.bands:
        there, back = places(band.x, band.low), places(band.x, band.high)[::-1]
        path = _path(np.concatenate((there, back)))
        drawn.append(f'<path d="{path}z" fill="{band.colour}" opacity=".22"/>')
    for curve in panel.curves:
        points = places(curve.x, curve.y)
        path = "".join(map(_path, np.split(points, 1 + np.flatnonzero(curve.starts[1:]))))
        drawn.append(f'<path d="{path}" stroke="{curve.colour}"/>')
    scale = f'transform="scale({1 / _FINE:g})" stroke-width="{1.3 * _FINE:g}"'
    return [*parts, f'<g {scale} stroke-linejoin="round">{"".join(drawn)}</g>']


def _path(points: Integers) -> str:
    """Return a stroke through points, which are given by how far each is from the one before."""
    # Within a level stretch no point is needed.
    level = np.diff(points[:, 1]) == 0
    needed = np.ones(len(points), bool)
    needed[1:-1] = ~(level[:-1] & level[1:])
    points = points[needed]
    moves = np.diff(points, axis=0)
    told = [f"{x}{'' if y < 0 else ' '}{y}" for x, y in moves.tolist() if x or y]
    # A stroke of one point is a dot.
    return f"M{points[0, 0]} {points[0, 1]}l{' '.join(told) or '0 1'}"


def _with_room(marks: Sequence[Words]) -> list[Words]:
    shown: list[Words] = []
    free = -np.inf
    for mark in marks:
        wide = _LETTER * len(mark.text)
        left = mark.x * _INSIDE - (0.0 if _begins(mark) else wide)
        if left >= free:
            shown.append(mark)
            free = left + wide + _APART
    return shown


def _begins(mark: Words) -> bool:
    """Return whether words have room to the right of where they are."""
    return mark.x * _INSIDE + _LETTER * len(mark.text) <= _INSIDE


def _anchor(x: float) -> str:
    return "start" if x < 0.02 else "end" if x > 0.98 else "middle"


def _text(words: Words, x: float, y: float, anchor: str = "start") -> str:
    placed = f'x="{x:.0f}" y="{y:.0f}"' + ("" if anchor == "start" else f' text-anchor="{anchor}"')
    return f'<text {placed} fill="{words.colour}">{escape(words.text)}</text>'


def number(value: float) -> str:
    """Return a number of an axis, in as few letters as there is room for."""
    rounded = float(f"{value:.4g}")
    text = f"{rounded:,.10g}" if 1e-4 <= abs(rounded) < 1e6 or not rounded else f"{value:.3g}"
    return text.replace("-", "−")
