"""Insets: x0 and the loss against the step, drawn once, with a cursor that moves."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from render.film import Film, Scene
from render.kernels.strokes import disc, overlay
from render.theme import Colour, Theme

Bytes = NDArray[np.uint8]
Doubles = NDArray[np.float64]

# Size for 720 rows, pixels.
_WIDTH, _HEIGHT = 330, 196
# A curve of more points than this looks the same.
_MOST_POINTS = 1500


class Insets:
    """Two small plots at the bottom left, on a backing.

    Parameters
    ----------
    film : Film
        What is shown.
    unit : float
        Scale of lengths; 1 for 720 rows.
    theme : Theme
        The colours.
    """

    def __init__(self, film: Film, unit: float, theme: Theme) -> None:
        self._theme = theme
        self._unit = unit
        self._margin = round(22 * unit)
        history = film.history
        self._steps = history.recipe.steps
        curves = {"x0": history.x0, "loss": history.loss}
        # The same plots twice: what is still to come, faint, and what has been, bright.
        self._faint, self._places = _plots(curves, unit, theme, bright=False)
        self._bright, _ = _plots(curves, unit, theme, bright=True)

    def draw(self, scene: Scene, pixels: Bytes) -> None:
        """Put the insets of a scene into a picture."""
        top = pixels.shape[0] - self._margin - self._faint.shape[0]
        left = self._margin
        overlay(self._faint, left, top, pixels)
        for place, values in self._places:
            from_x, to_x, from_y, to_y = place
            cursor = from_x + (to_x - from_x) * scene.step / self._steps
            past = np.ascontiguousarray(self._bright[from_y:to_y, from_x : round(cursor) + 1])
            overlay(past, left + from_x, top + from_y, pixels)
            height = to_y - 1 - (to_y - from_y) * values[scene.step]
            for radius, colour in ((4.6, self._theme.point_rim), (3.4, self._theme.point)):
                disc(left + cursor, top + height, radius * self._unit, 1.0, 1.0, colour, pixels)


def _plots(
    curves: dict[str, Doubles], unit: float, theme: Theme, *, bright: bool
) -> tuple[Bytes, list[tuple[tuple[int, int, int, int], Doubles]]]:
    """Draw the plots, or only their curves if `bright`.

    Returns
    -------
    picture : ndarray of uint8, shape (h, w, 4)
    places : list
        Of each plot: left, right, top and bottom in the picture, and its curve from 0 at the
        bottom to 1 at the top.
    """
    dpi = 100.0 * unit
    figure = Figure(figsize=(_WIDTH / 100, _HEIGHT / 100), dpi=dpi)
    figure.patch.set_alpha(0.0)
    canvas = FigureCanvasAgg(figure)
    if not bright:
        figure.add_artist(
            FancyBboxPatch(
                (0.0, 0.0),
                1.0,
                1.0,
                boxstyle="round,pad=0,rounding_size=0.03",
                mutation_aspect=_WIDTH / _HEIGHT,
                facecolor=_tone(theme.ground, 0.72),
                edgecolor="none",
                zorder=-1,
            )
        )
    places = []
    axes = figure.subplots(len(curves), sharex=True)
    figure.subplots_adjust(left=0.19, right=0.955, top=0.94, bottom=0.135, hspace=0.24)
    for plot, (name, values) in zip(axes, curves.items(), strict=True):
        limits = _draw_plot(plot, name, values, theme, bright=bright)
        if plot is not axes[-1]:
            plot.tick_params(labelbottom=False)
        box = plot.get_position()
        columns, rows = canvas.get_width_height()
        place = (
            round(box.x0 * columns),
            round(box.x1 * columns),
            round((1 - box.y1) * rows),
            round((1 - box.y0) * rows),
        )
        places.append((place, (values - limits[0]) / (limits[1] - limits[0])))
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.array(canvas.buffer_rgba()), places  # type: ignore[no-untyped-call]


def _draw_plot(
    plot: Axes, name: str, values: Doubles, theme: Theme, *, bright: bool
) -> tuple[float, float]:
    """Draw one plot and return its limits."""
    steps = len(values) - 1
    shown = np.unique(np.linspace(0, steps, _MOST_POINTS).astype(int))
    plot.patch.set_alpha(0.0)
    colour = _tone(theme.curve, 1.0 if bright else 0.32)
    plot.plot(shown, values[shown], color=colour, linewidth=1.3, solid_capstyle="round")
    low, high = float(values.min()), float(values.max())
    pad = 0.08 * (high - low) or 1.0
    plot.set_xlim(0, steps)
    plot.set_ylim(low - pad, high + pad)
    if bright:
        plot.axis("off")
    else:
        quiet = _tone(theme.quiet, 1.0)
        plot.spines[["top", "right"]].set_visible(False)
        plot.spines[["left", "bottom"]].set_color(_tone(theme.quiet, 0.5))
        plot.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
        plot.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        plot.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        plot.tick_params(colors=quiet, labelsize=7.5, length=2.5, width=0.6, pad=2)
        plot.set_ylabel(name, color=_tone(theme.text, 1.0), fontsize=8.5, labelpad=3)
    return low - pad, high + pad


def _tone(colour: Colour, opacity: float) -> tuple[float, float, float, float]:
    """Return a colour as matplotlib wants it."""
    red, green, blue = (value / 255.0 for value in colour)
    return red, green, blue, opacity
