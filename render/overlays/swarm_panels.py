"""The panels of a swarm's film: where descents are caught, and how many have not been yet."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np

from render.kernels.strokes import overlay
from render.overlays.axes import Axes
from render.overlays.cursor import draw_cursor
from render.overlays.panel import TICKS, WORDS, Panel, short
from render.overlays.words import coordinate
from render.scene.swarm import CAUGHT, SwarmFilm, SwarmScene
from render.theme import Theme
from splotch_tui.core.phases import PhaseKind
from splotch_tui.core.rounding import round_step
from splotch_tui.core.types import Bytes, Doubles, Integers

# Heights at 720 rows, pixels: of a panel, and of what is above its plot and below.
HEIGHT = 132.0
_TITLE, _BELOW, _LEFT, _RIGHT = 28.0, 32.0, 34.0, 20.0
# A histogram has about so many bins.
_BINS = 70
# Free descents are ticks so high below the bars.
_RUG = 5.0


class SwarmPanel(Protocol):
    """A panel of a swarm's film.

    Attributes
    ----------
    size : tuple of int
        Width and height, pixels.
    texts : list
        See `Panel`.
    """

    size: tuple[int, int]
    texts: list[tuple[str, tuple[int, int, int, int]]]

    def draw(self, scene: SwarmScene, left: int, top: int, pixels: Bytes) -> None:
        """Put it into the picture of a scene."""


class Arrivals:
    """A histogram of where along x0 descents are caught, and ticks where the others are.

    Parameters
    ----------
    film : SwarmFilm
        What is shown.
    width : float
        At 720 rows, pixels.
    scale : float
        How many pixels a length of 1 is.
    theme : Theme
        The colours.

    Attributes
    ----------
    size, texts
        See `SwarmPanel`.
    """

    def __init__(self, film: SwarmFilm, width: float, scale: float, theme: Theme) -> None:
        self._theme, self._scale = theme, scale
        x0 = film.points[..., 0]
        high = float(x0.max()) * 1.02 + 1.0
        low = min(float(x0.min()), 0.0)
        step = round_step((high - low) / _BINS)
        first, past = int(np.floor(low / step)), int(np.ceil(high / step))
        self._edges = np.asarray(np.arange(first, past + 1) * step, np.float64)
        shown = zip(film.points, film.kinds, strict=True)
        most = max(int(self._counts(points, kinds).max()) for points, kinds in shown)
        panel = Panel(width, HEIGHT, scale, theme)
        title = f"caught at {coordinate(0)}"
        panel.write(title, _LEFT - 22.0, 14.0, WORDS, theme.text, bold=True)
        box = (_LEFT, _TITLE, width - _RIGHT, HEIGHT - _BELOW)
        self._axes = axes = Axes(
            panel, box, (float(self._edges[0]), float(self._edges[-1])), (0.0, float(max(most, 1)))
        )
        axes.rule_y(theme, 3)
        axes.rule_x(theme, whole=True, told=True)
        self.size, self.texts = panel.size, panel.texts
        self._picture = panel.picture()

    def _counts(self, points: Doubles, kinds: Integers) -> Integers:
        return np.histogram(points[kinds == CAUGHT, 0], self._edges)[0]

    def draw(self, scene: SwarmScene, left: int, top: int, pixels: Bytes) -> None:
        """See `SwarmPanel`."""
        overlay(self._picture, left, top, pixels)
        axes, scale = self._axes, self._scale
        columns = left + np.rint(axes.x(self._edges) * scale).astype(int)
        counts = self._counts(scene.points, scene.kinds)
        rows = top + np.rint(axes.y(counts.astype(np.float64)) * scale).astype(int)
        base = top + round(axes.bottom * scale)
        colour = _rounded(self._theme.phases[PhaseKind.SNAG])
        for number in np.flatnonzero(counts).tolist():
            begin, end = columns[number], max(columns[number + 1] - 1, columns[number] + 1)
            pixels[rows[number] : base, begin:end, :3] = colour
        free = scene.points[scene.kinds != CAUGHT, 0]
        places = left + np.rint(axes.x(free) * scale).astype(int)
        colour = _rounded(self._theme.phases[PhaseKind.FREE])
        wide = max(round(scale), 1)
        for column in np.unique(places).tolist():
            pixels[base - round(_RUG * scale) : base, column : column + wide, :3] = colour


class NotYetCaught:
    """The share that has never been caught so far, by step.

    Parameters
    ----------
    film : SwarmFilm
        What is shown.
    width : float
        At 720 rows, pixels.
    scale : float
        How many pixels a length of 1 is.
    theme : Theme
        The colours.

    Attributes
    ----------
    size, texts
        See `SwarmPanel`.
    """

    def __init__(self, film: SwarmFilm, width: float, scale: float, theme: Theme) -> None:
        self._theme, self._scale = theme, scale
        first, last = int(film.steps[0]), int(film.steps[-1])
        steps = np.unique(film.steps)
        shares = 100.0 * _shares(film, steps)
        self._steps, self._shares = steps, shares
        box = (_LEFT + 8.0, _TITLE, width - _RIGHT, HEIGHT - _BELOW)
        faint = Panel(width, HEIGHT, scale, theme)
        bright = Panel(width, HEIGHT, scale, theme, backing=0.0)
        faint.write("not caught so far", _LEFT - 22.0, 14.0, WORDS, theme.text, bold=True)
        # Most of what happens may happen early: steps are spaced by their square roots.
        self._axes = axes = Axes(faint, box, (math.sqrt(first), math.sqrt(last)), (0.0, 100.0))
        for share in (0.0, 50.0, 100.0):
            row = float(axes.y(share))
            ends = np.array(((axes.left, row), (axes.right, row)))
            faint.lines([ends], theme.quiet, 0.8, 0.6 if share == 0.0 else 0.25)
            faint.write(f"{share:.0f}%", axes.left - 5.0, row, TICKS, theme.quiet, align=1.0)
        self._rule_steps(faint, first, last)
        curve = axes.curve(np.sqrt(np.repeat(steps, 2)[1:]), np.repeat(shares, 2)[:-1])
        colour = theme.phases[PhaseKind.FREE]
        faint.lines([curve], colour, 1.4, 0.3)
        bright.lines([curve], colour, 1.9)
        self.size, self.texts = faint.size, faint.texts
        self._faint, self._bright = faint.picture(), bright.picture()

    def _rule_steps(self, panel: Panel, first: int, last: int) -> None:
        axes, theme = self._axes, self._theme
        panel.write("step", _LEFT - 22.0, axes.bottom + 10.5, TICKS, theme.quiet)
        # From the last one down, as many as there is room for.
        past = panel.size[0] / panel.scale
        ticks = [factor * 10.0**power for power in range(12) for factor in (1.0, 2.0, 5.0)]
        for step in reversed([tick for tick in ticks if first < tick <= last]):
            place = float(axes.x(math.sqrt(step)))
            half = 0.5 * panel.text_width(short(step), TICKS)
            if place - half < axes.left or place + half + 4.0 > past:
                continue
            ends = np.array(((place, axes.bottom), (place, axes.bottom + 3.0)))
            panel.lines([ends], theme.quiet, 0.8, 0.6)
            panel.write(short(step), place, axes.bottom + 10.5, TICKS, theme.quiet, align=0.5)
            past = place - half

    def draw(self, scene: SwarmScene, left: int, top: int, pixels: Bytes) -> None:
        """See `SwarmPanel`."""
        overlay(self._faint, left, top, pixels)
        axes, scale = self._axes, self._scale
        cursor = float(axes.x(math.sqrt(scene.step))) * scale
        shown = np.ascontiguousarray(self._bright[:, : int(cursor) + 1])
        overlay(shown, left, top, pixels)
        share = self._shares[np.searchsorted(self._steps, scene.step)]
        draw_cursor(left + cursor, top + float(axes.y(share)) * scale, scale, self._theme, pixels)


def _shares(film: SwarmFilm, steps: Integers) -> Doubles:
    """Return which part of the descents has not been caught up to some steps."""
    catches = np.sort(film.catches[~np.isnan(film.catches)])
    gone = np.searchsorted(catches, steps, side="right")
    return np.asarray(1.0 - gone / len(film.catches))


def _rounded(colour: tuple[float, float, float]) -> Bytes:
    return np.rint(colour).astype(np.uint8)
