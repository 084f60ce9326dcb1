"""Plates: what matplotlib draws once, on a backing, to be laid over every frame."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from render.theme import Colour, Theme
from splotch_tui.core.types import Bytes

# Lengths in points are pixels at 720 rows.
_DPI = 72.0


class Panel:
    """An empty figure with a rounded backing.

    Parameters
    ----------
    width, height : float
        Size at 720 rows, pixels.
    scale : float
        How much larger it is to be.
    theme : Theme
        The colours.

    Attributes
    ----------
    figure : Figure
        To draw on; a point is a pixel at 720 rows.
    """

    def __init__(self, width: float, height: float, scale: float, theme: Theme) -> None:
        self.figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI * scale)
        self.figure.patch.set_alpha(0.0)
        self._canvas = FigureCanvasAgg(self.figure)
        self._backing = FancyBboxPatch(
            (0.0, 0.0),
            1.0,
            1.0,
            boxstyle=f"round,pad=0,rounding_size={7.0 / width}",
            mutation_aspect=width / height,
            facecolor=tone(theme.ground, 0.74),
            edgecolor="none",
            zorder=-1,
        )
        self.figure.add_artist(self._backing)

    def place(self, axes: Axes) -> tuple[float, float, float, float]:
        """Return the left, right, top and bottom of some axes in the picture, pixels."""
        width, height = self._canvas.get_width_height()
        box = axes.get_position()
        return box.x0 * width, box.x1 * width, (1 - box.y1) * height, (1 - box.y0) * height

    def picture(self, *, backed: bool = True) -> Bytes:
        """Return it, with its backing or without, as red, green, blue and opacity, (h, w, 4)."""
        self._backing.set_visible(backed)
        self._canvas.draw()  # type: ignore[no-untyped-call]
        return np.array(self._canvas.buffer_rgba())  # type: ignore[no-untyped-call]


def style(axes: Axes, theme: Theme) -> None:
    """Give axes the quiet look of insets."""
    axes.patch.set_alpha(0.0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(tone(theme.quiet, 0.5))
    axes.spines[["left", "bottom"]].set_linewidth(0.8)
    axes.tick_params(
        colors=tone(theme.quiet, 1.0), labelsize=11, length=3, width=0.8, pad=2.5, which="both"
    )


def tone(colour: Colour, opacity: float) -> tuple[float, float, float, float]:
    """Return a colour as matplotlib wants it."""
    red, green, blue = (value / 255.0 for value in colour)
    return red, green, blue, opacity


def short(value: float, _place: float = 0.0) -> str:
    """Return a tick's number, ten thousand and more with a letter for the zeros: 3M.

    matplotlib takes it for a formatter, which is given the tick's place, too.
    """
    for scale, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= max(scale, 1e4):
            return f"{value / scale:g}{unit}".replace("-", "−")
    return f"{value:,g}".replace("-", "−")
