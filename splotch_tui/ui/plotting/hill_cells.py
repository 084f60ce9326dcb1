"""Rows of a map for terminals with few colours, or with none: from codes to cells."""

from __future__ import annotations

from functools import cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from splotch_tui.core.types import Integers
from splotch_tui.ui.plotting.hill_map import FADES, LEVELS, POINT, SHADES

# From deep to high, of the 16 colours that every terminal has: taking the nearest would make grey
# of much. Then the trail and the point.
_FEW_COLOURS = (
    *("#0000aa", "#0000aa", "#5555ff", "#00aaaa", "#aaaaaa", "#aaaaaa"),
    *("#aa5500", "#ffff55", "#ffffff", "#ffffff"),
    *("#ff55ff", "#55ff55"),
)
# The same without colours: more ink is higher.
_SHADED = " ·░▒▓█"
_ASCII = " .:-=+*#%@"
_TRAIL_MARK, _POINT_MARK = "o", "X"


def characters_of(upper: Integers, lower: Integers, *, ascii_only: bool) -> str:
    """Return a row of cells without colours, given the codes of their halves."""
    characters = _characters(_ASCII if ascii_only else _SHADED)
    return "".join(characters[np.maximum(upper, lower)])


def few_colours_of(upper: Integers, lower: Integers) -> list[Segment]:
    """Return a row of cells in the 16 colours, given the codes of their halves."""
    pairs = zip(_few(upper).tolist(), _few(lower).tolist(), strict=True)
    return [
        Segment((" " if above == below else "▀") * len(list(run)), _few_style(above, below))
        for (above, below), run in groupby(pairs)
    ]


@cache
def _few_style(above: int, below: int) -> Style:
    top, bottom = (Color.parse(_FEW_COLOURS[place]) for place in (above, below))
    return Style.from_color(None if above == below else top, bottom)


def _few(codes: Integers) -> Integers:
    """Return which of the few colours stand for codes; light makes no difference."""
    grounds = len(_FEW_COLOURS) - 2
    ground = codes // (SHADES * FADES) * grounds // LEVELS
    trail = np.where(codes % FADES > 0, grounds, ground)
    return np.where(codes == POINT, grounds + 1, trail)


@cache
def _characters(from_deep_to_high: str) -> NDArray[np.str_]:
    """Return the character of each code."""
    codes = np.arange(POINT)
    ground = np.array(list(from_deep_to_high))[
        codes // (SHADES * FADES) * len(from_deep_to_high) // LEVELS
    ]
    return np.append(np.where(codes % FADES > 0, _TRAIL_MARK, ground), _POINT_MARK)
