"""Minimap: the whole path seen from above, along the bottom of the picture, and where we are."""

from __future__ import annotations

from matplotlib.ticker import MaxNLocator

from render.kernels.strokes import overlay
from render.overlays.cursor import draw_cursor
from render.overlays.layout import Layout
from render.overlays.panel import Panel, short, style, tone
from render.scene.film import Film
from render.scene.scene import Scene
from render.theme import Theme
from splotch_tui.core.types import Bytes, Doubles

# Height at 720 rows, pixels.
HEIGHT = 46
_NARROWEST = 220
_MOST_POINTS = 4000


def fits(layout: Layout) -> bool:
    """Whether a minimap leaves enough of a picture free, and has enough room in it."""
    low = HEIGHT * layout.type < 0.2 * layout.height
    return low and layout.width - 2 * layout.margin > _NARROWEST * layout.type


class Minimap:
    """A map of the path, x0 from left to right.

    Parameters
    ----------
    film : Film
        What is shown.
    layout : Layout
        The measures.
    theme : Theme
        The colours.
    """

    def __init__(self, film: Film, layout: Layout, theme: Theme) -> None:
        self._theme = theme
        self._scale = layout.type
        scale = layout.type
        width = (layout.width - 2 * layout.margin) / scale
        panel = Panel(width, HEIGHT, scale, theme)
        # Room for the names at the left and a tick label's half at the right.
        axes = panel.figure.add_axes((66 / width, 19 / HEIGHT, 1 - 90 / width, 21 / HEIGHT))
        style(axes, theme)
        axes.spines["left"].set_visible(False)
        x, y, _ = film.path[:: max(1, len(film.path) // _MOST_POINTS)].T
        self._x = _padded(x, 0.01)
        self._y = _padded(y, 0.12)
        axes.set_xlim(*self._x)
        axes.set_ylim(*self._y)
        axes.plot(x, y, color=tone(theme.curve, 0.75), linewidth=1.1, solid_joinstyle="round")
        axes.set_yticks([])
        axes.xaxis.set_major_locator(MaxNLocator(10, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(short)
        for text, row in ((f"x{film.axis}", 29), ("x0", 9)):
            panel.figure.text(
                28 / width,
                row / HEIGHT,
                text,
                color=tone(theme.text, 1.0),
                fontsize=12.5,
                ha="center",
                va="center",
            )
        self._place = panel.place(axes)
        self._picture = panel.picture()
        self._left = layout.margin
        self._top = layout.height - layout.margin - self._picture.shape[0]

    @property
    def top(self) -> int:
        """Its first row."""
        return int(self._top)

    def draw(self, scene: Scene, pixels: Bytes) -> None:
        """Put the minimap of a scene into a picture."""
        overlay(self._picture, self._left, self._top, pixels)
        left, right, top, bottom = self._place
        across = (scene.point[0] - self._x[0]) / (self._x[1] - self._x[0])
        up = (scene.point[1] - self._y[0]) / (self._y[1] - self._y[0])
        column = self._left + left + (right - left) * across
        row = self._top + bottom - (bottom - top) * up
        draw_cursor(column, row, self._scale, self._theme, pixels)


def _padded(values: Doubles, part: float) -> tuple[float, float]:
    """Return limits around some values."""
    low, high = float(values.min()), float(values.max())
    pad = part * (high - low) or 1.0
    return low - pad, high + pad
