"""Insets: x0 and the loss against the step, drawn once, with a cursor that moves."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from render.kernels.strokes import overlay
from render.overlays.cursor import draw_cursor
from render.overlays.layout import Layout
from render.overlays.panel import Panel, short, style, tone
from render.scene.film import Film
from render.scene.scene import Scene
from render.theme import Theme
from splotch_tui.core.types import Bytes, Doubles, Integers

# Size at 720 rows, pixels.
WIDTH, HEIGHT = 300, 186
# A curve of more points than this looks the same.
_MOST_POINTS = 1500


class Insets:
    """Two small plots in a lower corner, on a backing.

    Parameters
    ----------
    film : Film
        What is shown.
    layout : Layout
        The measures.
    bottom : int
        The row that they stand on.
    theme : Theme
        The colours.
    """

    def __init__(self, film: Film, layout: Layout, bottom: int, theme: Theme) -> None:
        self._theme = theme
        self._scale = layout.type
        history = film.history
        self._last = history.recipe.steps
        curves = {"x0": history.x0, "loss": history.loss}
        panel = Panel(WIDTH, HEIGHT, layout.type, theme)
        hops = [int(np.abs(history.steps - hop.step).argmin()) for hop in film.hops]
        limits = _draw(panel, history.steps, curves, hops, theme)
        plots = panel.figure.axes
        self._places = [panel.place(plot) for plot in plots]
        self._rows = [
            (values - low) / (high - low)
            for values, (low, high) in zip(curves.values(), limits, strict=True)
        ]
        # The same plots twice: what is still to come, faint, and what has been, bright.
        for plot in plots:
            plot.lines[0].set_color(tone(theme.curve, 0.35))
        self._faint = panel.picture()
        for plot in plots:
            plot.lines[0].set_color(tone(theme.curve, 1.0))
            plot.axis("off")
        self._bright = panel.picture(backed=False)
        self._top = bottom - self._faint.shape[0]
        self._left = (
            layout.margin if layout.left else layout.width - layout.margin - self._faint.shape[1]
        )

    def draw(self, scene: Scene, pixels: Bytes) -> None:
        """Put the insets of a scene into a picture."""
        overlay(self._faint, self._left, self._top, pixels)
        for (left, right, top, bottom), heights in zip(self._places, self._rows, strict=True):
            cursor = left + (right - left) * scene.step / self._last
            first, above = int(left), int(top)
            past = np.ascontiguousarray(self._bright[above : int(bottom), first : int(cursor) + 1])
            overlay(past, self._left + first, self._top + above, pixels)
            row = bottom - (bottom - top) * heights[scene.row]
            draw_cursor(self._left + cursor, self._top + row, self._scale, self._theme, pixels)


def _draw(
    panel: Panel, steps: Integers, curves: dict[str, Doubles], hops: list[int], theme: Theme
) -> list[tuple[float, float]]:
    """Draw the plots, with marks where the run hopped, and return their limits."""
    plots: list[Axes] = list(panel.figure.subplots(len(curves), sharex=True))
    panel.figure.subplots_adjust(left=0.165, right=0.945, top=0.875, bottom=0.13, hspace=0.55)
    shown = np.unique(np.linspace(0, len(steps) - 1, _MOST_POINTS).astype(int))
    limits = []
    for plot, (name, values) in zip(plots, curves.items(), strict=True):
        style(plot, theme)
        plot.plot(steps[shown], values[shown], linewidth=1.6, solid_capstyle="round")
        if hops:
            colour = tone(theme.point, 1.0)
            plot.plot(steps[hops], values[hops], "v", color=colour, markersize=7, clip_on=False)
        low, high = float(values.min()), float(values.max())
        pad = 0.08 * (high - low) or 1.0
        limits.append((low - pad, high + pad))
        plot.set_xlim(0, steps[-1])
        plot.set_ylim(*limits[-1])
        plot.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
        plot.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10], integer=True))
        for line in (plot.xaxis, plot.yaxis):
            line.set_major_formatter(short)
        plot.set_title(name, color=tone(theme.text, 1.0), fontsize=12.5, loc="left", pad=5.0)
    plots[0].tick_params(labelbottom=False)
    return limits
