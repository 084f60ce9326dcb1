"""HillMap: the heights of the hills as levels of colour, lit from one side, with the path."""

from __future__ import annotations

from functools import cache

import numpy as np

from splotch_tui.core.rounding import round_below
from splotch_tui.core.types import Bytes, Doubles, Integers
from splotch_tui.ui.plotting.surface_plot import SampleGrid

# How many colours heights have, and each of them by the light that falls on it.
LEVELS, SHADES = 24, 5
# How many strengths the trail has; the last one is full.
FADES = 5
# The code of the point, after all others.
POINT = LEVELS * SHADES * FADES
# The outermost colours begin at about so many spreads of the hills; and the scale stays
# as it is until it is so far off.
_SPREADS, _OFF = 2.4, 1.6
# A sample keeps its level or shade until it is so far beyond its edge, in levels or shades: noise
# would have it flicker, and every change is sent.
_STICKY = 0.3
# The light comes from the upper left; slopes of so many spreads a sample have its full effect.
_LIGHT_X, _LIGHT_Y, _STEEP = -0.7, 0.7, 0.6
_DARKEST, _BRIGHTEST = 0.72, 1.26
_TRAIL_COLOUR, _POINT_COLOUR = (255, 244, 214), (255, 48, 64)
# How much of the colour of the trail there is in its strengths.
_STRENGTHS = (0.0, 0.3, 0.5, 0.72, 1.0)


class HillMap:
    """Turns heights into codes of colours; it remembers the last ones, so that they stay calm.

    Attributes
    ----------
    limit : float
        The outermost colours stand for this height and beyond, up and down.
    """

    def __init__(self) -> None:
        self.limit = 0.0
        self._grid: SampleGrid | None = None
        self._levels: Integers = np.empty(0, np.int64)
        self._shades: Integers = np.empty(0, np.int64)

    def draw(self, heights: Doubles, grid: SampleGrid, trail: Doubles) -> Integers:
        """Return the codes of all samples, an index each for `colours`; the first row is the top.

        Parameters
        ----------
        heights : ndarray, shape (rows, columns)
            L + x0, rows from the bottom.
        grid : SampleGrid
            Where.
        trail : ndarray, shape (n, 1+D)
            Points, the latest last.
        """
        spread = float(heights.std())
        wanted = _rounded(_SPREADS * spread)
        if grid != self._grid or not self.limit / _OFF < wanted < self.limit * _OFF:
            self._grid, self.limit = grid, wanted
            self._levels = self._shades = np.full(heights.shape, -1)
        self._levels = _sticky(
            np.asarray(heights / self.limit + 1.0) * 0.5 * LEVELS, LEVELS, self._levels
        )
        up, along = np.gradient(heights / max(spread, 1e-12))
        light = np.asarray(_LIGHT_X * along + _LIGHT_Y * up) / _STEEP
        # What slopes down towards the light is lit.
        self._shades = _sticky((1.0 - light) * 0.5 * SHADES, SHADES, self._shades)
        codes = (self._levels * SHADES + self._shades) * FADES
        _lay_trail(codes, grid, trail)
        return codes[::-1]


def _rounded(limit: float) -> float:
    """Return a round number near `limit`: its digits are in the legend."""
    if limit < 1e-9:
        return 1.0
    step = round_below(limit)
    return step if limit < 1.4 * step else round(limit / step * 2) / 2 * step


def _sticky(values: Doubles, count: int, before: Integers) -> Integers:
    """Return which of `count` steps values are in; those not far off theirs stay in it."""
    steps = np.clip(np.floor(values), 0, count - 1).astype(np.int64)
    near = (before >= 0) & (np.abs(values - before - 0.5) < 0.5 + _STICKY)
    return np.where(near, before, steps)


def _lay_trail(codes: Integers, grid: SampleGrid, trail: Doubles) -> None:
    """Mark the trail on the map, its older parts fainter, and the point."""
    columns, rows = grid.places(trail)
    inside = (columns >= 0) & (columns < grid.columns) & (rows >= 0) & (rows < grid.rows)
    # By the way along the map and not by time: a point that is caught leaves no long trail.
    moved = np.abs(np.diff(columns)) + np.abs(np.diff(rows)) > 0
    age = np.concatenate((np.cumsum(moved[::-1])[::-1], [0]))
    longest = max(grid.columns, grid.rows) // 2
    fades = np.clip(FADES - 1 - (FADES - 1) * age // longest, 0, FADES - 1)
    # In their order: what is newer lies above.
    codes[rows[inside], columns[inside]] += (
        fades[inside] - codes[rows[inside], columns[inside]] % FADES
    )
    if inside[-1]:
        codes[rows[-1], columns[-1]] = POINT


@cache
def colours() -> Bytes:
    """Return the colour of each code, shape (codes, 3)."""
    from render.hill_colours import hill_colours

    light = np.linspace(_DARKEST, _BRIGHTEST, SHADES)[None, :, None, None]
    ground = np.clip(hill_colours(LEVELS)[:, None, None, :] * light, 0.0, 255.0)
    strength = np.array(_STRENGTHS)[None, None, :, None]
    mixed = (1.0 - strength) * ground + strength * np.array(_TRAIL_COLOUR)
    return np.concatenate((mixed.reshape(-1, 3), [_POINT_COLOUR])).round().astype(np.uint8)


def legend_codes(cells: int) -> Integers:
    """Return codes from the deepest to the highest colour, unlit."""
    levels = (np.arange(cells) + 0.5) / cells * LEVELS
    return (levels.astype(np.int64) * SHADES + SHADES // 2) * FADES
