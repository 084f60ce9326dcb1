"""Panes: where pictures lie that a film shows beside each other."""

from __future__ import annotations

import math

from render.overlays.layout import Box
from splotch_tui.core.errors import SplotchError

# More pictures than these are not told apart by who watches them all.
MOST_PANES = 2
# Panes are as near to this width, in heights, as can be had.
_ASPECT = 1.3
# Neither way is a pane smaller than this, pixels.
_LEAST = 64


def place_panes(size: tuple[int, int], count: int) -> list[Box]:
    """Return where the panes of a picture are: beside each other, or one below the other.

    Parameters
    ----------
    size : tuple of int
        Width and height of the picture, pixels.
    count : int
        How many there are, up to `MOST_PANES`.

    Raises
    ------
    SplotchError
        The picture is too small for so many.
    """
    width, height = size
    if count == 1:
        return [(0, 0, width, height)]
    # What lies between them is part of neither.
    gap = gap_between(size)
    beside = _unlike(width / count, height) <= _unlike(width, height / count)
    length = width if beside else height
    each = (length - (count - 1) * gap) // count
    if min(each, width, height) < _LEAST:
        raise SplotchError(
            f"{width}x{height} is too small for {count} pictures: take {count * _LEAST + gap} by "
            f"{_LEAST} pixels or more"
        )
    starts = [number * (length - each) // (count - 1) for number in range(count)]
    if beside:
        return [(start, 0, start + each, height) for start in starts]
    return [(0, start, width, start + each) for start in starts]


def gap_between(size: tuple[int, int]) -> int:
    """Return how many pixels there are between two panes."""
    return max(round(min(size) / 360.0), 2)


def _unlike(width: float, height: float) -> float:
    """Return how unlike a good pane's shape some other one is."""
    return abs(math.log(width / height / _ASPECT))
