"""Legend: what the surface's colours and lines mean."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.ticker import FixedLocator

from render.hill_colours import hill_colours
from render.kernels.strokes import overlay
from render.overlays.layout import Layout
from render.overlays.panel import Panel, style, tone
from render.scene.film import Film
from render.scene.relief import colour_place
from render.theme import Theme
from splotch_tui.core.rounding import round_below
from splotch_tui.core.types import Bytes

# Size at 720 rows, pixels.
WIDTH, HEIGHT = 220, 58
# Labels closer together than this part of the bar would run into each other.
_APART = 0.15


class Legend:
    """A bar of the colours, in the lower corner that the insets leave free.

    Parameters
    ----------
    film : Film
        What is shown.
    layout : Layout
        The measures.
    bottom : int
        The row that it stands on.
    theme : Theme
        The colours.
    """

    def __init__(self, film: Film, layout: Layout, bottom: int, theme: Theme) -> None:
        panel = Panel(WIDTH, HEIGHT, layout.type, theme)
        axes = panel.figure.add_axes((14 / WIDTH, 21 / HEIGHT, 1 - 28 / WIDTH, 9 / HEIGHT))
        style(axes, theme)
        axes.spines[:].set_visible(False)
        axes.imshow(
            np.linspace(0.0, 1.0, 256)[None],
            aspect="auto",
            extent=(0.0, 1.0, 0.0, 1.0),
            cmap=ListedColormap(hill_colours(256) / 255.0),
        )
        limit = film.relief.colour_limit
        tick = round_below(limit)
        values = np.array((-2.0 * tick, -tick, 0.0, tick, 2.0 * tick))
        if np.diff(colour_place(values, limit)).min() < _APART:
            values = values[1:4]
        axes.xaxis.set_major_locator(FixedLocator(colour_place(values, limit).tolist()))
        axes.set_xticklabels([f"{value:g}".replace("-", "−") for value in values])
        axes.set_yticks([])
        panel.figure.text(
            14 / WIDTH,
            44 / HEIGHT,
            f"loss + x0, drawn × {film.relief.scale:.2g}",
            color=tone(theme.text, 1.0),
            fontsize=11.5,
            va="center",
        )
        self._picture = panel.picture()
        self._top = bottom - self._picture.shape[0]
        self._left = (
            layout.width - layout.margin - self._picture.shape[1] if layout.left else layout.margin
        )

    def draw(self, pixels: Bytes) -> None:
        """Put the legend into a picture."""
        overlay(self._picture, self._left, self._top, pixels)
