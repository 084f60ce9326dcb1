"""Axes: a small plot in a panel, with ticks at round numbers."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from render.overlays.panel import TICKS, Panel, short
from render.theme import Theme
from splotch_tui.core.types import Doubles, Integers

_TICK = 3.0
# Free space between two numbers, in widths of a figure.
_APART = 1.4


class Axes:
    """A plot's frame: where values are in a panel. Lengths are the panel's.

    Parameters
    ----------
    panel : Panel
        What it is drawn on.
    box : tuple of float
        Left, top, right and bottom of the plot.
    x_limits, y_limits : tuple of float
        The values at its ends.
    """

    def __init__(
        self,
        panel: Panel,
        box: tuple[float, float, float, float],
        x_limits: tuple[float, float],
        y_limits: tuple[float, float],
    ) -> None:
        self._panel = panel
        self.left, self.top, self.right, self.bottom = box
        self.x_limits, self.y_limits = x_limits, y_limits

    def x(self, values: Doubles | Integers | float) -> Doubles:
        """Return where values are, from the left."""
        low, high = self.x_limits
        return np.asarray(self.left + (self.right - self.left) * (values - low) / (high - low))

    def y(self, values: Doubles | float) -> Doubles:
        """Return where values are, from above."""
        low, high = self.y_limits
        return np.asarray(self.bottom - (self.bottom - self.top) * (values - low) / (high - low))

    def curve(self, x: Doubles | Integers, y: Doubles) -> Doubles:
        """Return the places of a curve's points, shape (K, 2)."""
        return np.column_stack((self.x(x), self.y(y)))

    def rule_y(self, theme: Theme, most: int) -> None:
        """Draw the axis at the left, with its numbers."""
        panel, left = self._panel, self.left
        ticks = round_ticks(*self.y_limits, most)
        rows = [float(self.y(value)) for value in ticks]
        lines = [((left, self.top), (left, self.bottom))]
        lines += [((left - _TICK, row), (left, row)) for row in rows]
        panel.lines([np.array(line) for line in lines], theme.quiet, 0.8, 0.6)
        for value, row in zip(ticks, rows, strict=True):
            panel.write(short(value), left - _TICK - 1.0, row, TICKS, theme.quiet, align=1.0)

    def rule_x(self, theme: Theme, *, whole: bool, told: bool) -> None:
        """Draw the axis at the bottom.

        Parameters
        ----------
        theme : Theme
            The colours.
        whole : bool
            Whether its values are whole numbers.
        told : bool
            Whether its numbers are written.
        """
        panel, base = self._panel, self.bottom
        ticks = self._x_ticks(whole)
        columns = [float(self.x(value)) for value in ticks]
        lines = [((self.left, base), (self.right, base))]
        lines += [((column, base), (column, base + _TICK)) for column in columns]
        panel.lines([np.array(line) for line in lines], theme.quiet, 0.8, 0.6)
        for value, column in zip(ticks, columns, strict=True):
            if told:
                panel.write(short(value), column, base + 10.5, TICKS, theme.quiet, align=0.5)

    def _x_ticks(self, whole: bool) -> list[float]:
        """Return the most round numbers that have room beside each other, and over their ticks."""
        panel = self._panel
        edge = panel.size[0] / panel.scale
        for most in range(8, 1, -1):
            ticks = round_ticks(*self.x_limits, most, whole=whole)
            widths = [panel.text_width(short(value), TICKS) for value in ticks]
            ends = [
                (float(self.x(value)) - 0.5 * width, float(self.x(value)) + 0.5 * width)
                for value, width in zip(ticks, widths, strict=True)
            ]
            apart = _APART * panel.text_width("0", TICKS)
            free = all(a[1] + apart <= b[0] for a, b in pairwise(ends))
            if free and ends and ends[0][0] >= 0.0:
                # Only the last number may stick out.
                return [value for value, end in zip(ticks, ends, strict=True) if end[1] <= edge]
        return []


def round_ticks(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """Return multiples of 1, 2 or 5 times a power of ten between two values, so many at most."""
    step = 10.0 ** math.floor(math.log10((high - low) / most))
    factors = (1.0, 2.0, 5.0)
    if whole and step < 1.0:
        step = 1.0
    for power in range(3):
        for factor in factors:
            by = factor * step * 10.0**power
            first, last = math.ceil(low / by - 1e-9), math.floor(high / by + 1e-9)
            if last - first + 1 <= most:
                # Adding 0 turns −0 into 0.
                return [round(number * by, 12) + 0.0 for number in range(first, last + 1)]
    return []
