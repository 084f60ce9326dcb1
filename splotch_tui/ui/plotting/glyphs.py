"""Glyphs: the characters that plots are drawn with, the finest first."""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from splotch_tui.core.types import Bytes, Words

_QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"


@dataclass(frozen=True, eq=False, slots=True)
class Glyphs:
    """A set of characters that hold a small grid of dots each.

    Attributes
    ----------
    name : str
        Its name.
    bits : ndarray of uint8, shape (rows, columns)
        The grid of a cell: the bit of each dot.
    codes : ndarray of uint32
        The character of each sum of bits.
    axis, notch, tick : str
        The line of the value axis, where a label stands, and the mark of a label on the step axis.
    guide : str
        A line across the plot.
    marks : dict of str
        The signs, on the step axis, of a change, of the beginning of each phase and of a hop.
    """

    name: str
    bits: Bytes
    codes: Words
    axis: str = "│"
    notch: str = "┤"
    tick: str = "╵"
    guide: str = "┈"
    marks: Mapping[str, str] = field(
        default_factory=lambda: {
            "change": "▲",
            "free": "○",
            "demon": "◆",
            "snag": "●",
            "hop": "»",
        }
    )

    @property
    def rows(self) -> int:
        """Rows of dots in a cell."""
        return int(self.bits.shape[0])

    @property
    def columns(self) -> int:
        """Columns of dots in a cell."""
        return int(self.bits.shape[1])

    def text(self, dots: Bytes) -> str:
        """Return a row of cells, given as sums of bits, as text."""
        return self.codes[dots].astype("<u4").tobytes().decode("utf-32-le")


def _codes(characters: str) -> Words:
    return np.array([ord(character) for character in characters], np.uint32)


GLYPHS: dict[str, Glyphs] = {
    glyphs.name: glyphs
    for glyphs in (
        Glyphs(
            "braille",
            np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.uint8),
            # A cell without dots is a space: some fonts draw small circles in braille's own.
            np.concatenate((_codes(" "), np.arange(0x2801, 0x2900, dtype=np.uint32))),
        ),
        Glyphs("block", np.array([[1, 2], [4, 8]], np.uint8), _codes(_QUADRANTS), guide="─"),
        Glyphs(
            "ascii",
            np.array([[1], [2]], np.uint8),
            _codes(" '.:"),
            "|",
            "+",
            "'",
            "-",
            {"change": "^", "free": "o", "demon": "*", "snag": "@", "hop": ">"},
        ),
    )
}


def fitting_glyphs(environment: Mapping[str, str] = os.environ) -> Glyphs:
    """Return the finest glyphs that the terminal most likely shows.

    The text consoles of Linux have a font without braille; where the locale is not UTF-8 nothing
    but ASCII is safe.
    """
    # Not the preferred encoding: in the C locale Python prefers UTF-8, whatever the terminal shows.
    if "utf" not in locale.getencoding().lower():
        return GLYPHS["ascii"]
    if environment.get("TERM", "") in {"linux", "dumb"}:
        return GLYPHS["block"]
    return GLYPHS["braille"]
