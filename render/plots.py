"""The figures of a run for print: x0, the xn, and the path on the loss surface."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from render.matplotlib_settings import default_settings
from render.plot_notes import IN_FORMULAS, mark_changes, mark_phases, told_recipe
from render.plot_style import (
    COLOURS,
    GREY,
    INK,
    PAGE_WIDTH,
    SCREEN_DPI,
    STYLE,
    count_steps,
    rule_axis,
)
from render.scene.grid import GridLine
from render.scene.slices import Slicer, hills
from render.scene.timing import frame_rows
from splotch_tui.core.history import History
from splotch_tui.core.types import Doubles, Integers
from splotch_tui.core.weighing import weights_along

_HEIGHT = 4.05
# A path of more points looks the same in print, as does a curve of which the least and the
# greatest value is drawn in so many stretches.
_MOST_POINTS, _MOST_STRETCHES = 5000, 900
# Cells of the map of the surface in parts of what shows every hill, and the most of them in a row;
# finer ones could not be printed.
_FINER, _MOST_CELLS = 4, 1600


def figure_of(history: History, axis: int) -> Figure:
    """Draw the figures of a run.

    Parameters
    ----------
    history : History
        The run.
    axis : int
        The coordinate shown beside x0 on the surface, 1 to D.

    Returns
    -------
    Figure
    """
    with default_settings(STYLE):
        figure = Figure(figsize=(PAGE_WIDTH, _HEIGHT), dpi=SCREEN_DPI, layout="constrained")
        FigureCanvasAgg(figure)
        grid = figure.add_gridspec(2, 2, width_ratios=(1.0, 1.3))
        x0 = figure.add_subplot(grid[0, 0])
        xn = figure.add_subplot(grid[1, 0], sharex=x0)
        surface = figure.add_subplot(grid[:, 1])
        _draw_x0(x0, history)
        _draw_xn(xn, history)
        _draw_surface(figure, surface, history, axis)
        figure.align_ylabels((x0, xn))
        for letter, plot in zip("abc", (x0, xn, surface), strict=True):
            plot.set_title(letter, loc="left", fontweight="bold", fontsize=9.0)
        figure.suptitle(told_recipe(history.recipe), fontsize=8.5)
        # Notes are measured against the plots where they are in the end.
        figure.draw_without_rendering()
        mark_phases(x0, history)
        mark_changes(xn, history)
    return figure


def _draw_x0(plot: Axes, history: History) -> None:
    plot.plot(*_curve(history, 0), color=INK)
    plot.set_ylabel("$x_0$")
    plot.set_xlim(0, history.recipe.steps)
    plot.tick_params(labelbottom=False)
    rule_axis(plot.yaxis)


def _draw_xn(plot: Axes, history: History) -> None:
    dims, last = history.recipe.dims, history.recipe.steps
    farthest = np.argsort(-np.ptp(history.xn, axis=0), kind="stable")[: len(COLOURS)]
    named = dict(zip((1 + farthest).tolist(), COLOURS, strict=False))
    for number in range(1, dims + 1):
        steps, values = _curve(history, number)
        behind = number not in named
        plot.plot(
            steps,
            values,
            color=named.get(number, GREY),
            linewidth=0.4 if behind else 0.8,
            zorder=1.8 if behind else 2.0,
        )
    plot.set_ylabel("$x_1$" if dims == 1 else "$x_n$")
    if dims > 1:
        _name_ends(plot, {n: float(history.xn[-1, n - 1]) for n in named}, named)
    unit, name = count_steps(last)
    plot.set_xlabel(name)
    rule_axis(plot.xaxis, unit, whole=True)
    rule_axis(plot.yaxis)


def _draw_surface(figure: Figure, plot: Axes, history: History, axis: int) -> None:
    """Draw the surface from above, through the last point, and the whole path on it."""
    rows = frame_rows(history, "path", np.linspace(0.0, 1.0, _MOST_POINTS), axis)
    kept = np.unique(np.rint(rows).astype(np.int64))
    path = np.column_stack((history.x0, history.xn[:, axis - 1]))
    slicer = Slicer(history.landscape, axis)
    x = _line(path[:, 0], 0.04, slicer.spacing)
    y = _line(path[:, 1], 0.25, slicer.spacing)
    recipe = history.recipe
    epsilon = recipe.restated_at(recipe.steps - 1).epsilon
    weights = weights_along(history)
    last = None if weights is None else weights[-1]
    surface = hills(slicer.waves(history.points[-1], x, y, epsilon, last))
    most = float(np.abs(surface).max()) or 1.0
    image = plot.imshow(
        surface,
        origin="lower",
        extent=(x.places[0], x.places[-1], y.places[0], y.places[-1]),
        aspect="auto",
        cmap="PuOr_r",
        vmin=-most,
        vmax=most,
        interpolation="antialiased",
    )
    bar = figure.colorbar(image, ax=plot, shrink=0.7, pad=0.02)
    at = f" at {IN_FORMULAS['ε']} = {epsilon:.3g}" if epsilon != recipe.epsilon else ""
    on = " on the slice through the end" if recipe.dims > 1 else ""
    bar.set_label(f"$L + x_0${on}{at}", fontsize=8.0)
    bar.outline.set_visible(False)
    # A dark line in a light seam is seen on any colour.
    for width, colour in ((1.5, "white"), (0.5, INK)):
        plot.plot(*path[kept].T, color=colour, linewidth=width)
    for place, marker, size, name in ((0, "o", 5, "start"), (-1, "*", 9, "end")):
        plot.plot(
            *path[place],
            marker,
            color="#d7191c",
            markeredgecolor="white",
            markeredgewidth=0.7,
            markersize=size,
            label=name,
        )
    plot.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=2,
        borderpad=0.2,
        borderaxespad=0.0,
        handletextpad=0.2,
        columnspacing=1.0,
    )
    plot.set_xlabel("$x_0$")
    plot.set_ylabel(f"$x_{{{axis}}}$")
    rule_axis(plot.xaxis)
    rule_axis(plot.yaxis)


def _name_ends(plot: Axes, ends: dict[int, float], colours: dict[int, str]) -> None:
    """Write the names of curves to the right of where they end, none over another."""
    low, high = plot.get_ylim()
    apart = 0.085 * (high - low)
    numbers = sorted(ends, key=lambda number: ends[number])
    places = np.array([ends[number] for number in numbers], np.float64)
    # Neighbours push each other away, a little less each time.
    for _ in range(100):
        short = 0.5 * np.maximum(apart - np.diff(places), 0.0)
        places[:-1] -= short
        places[1:] += short
    for number, place in zip(numbers, places, strict=True):
        plot.text(
            1.015,
            place,
            f"$x_{{{number}}}$",
            transform=plot.get_yaxis_transform(),
            color=colours[number],
            va="center",
        )


def _curve(history: History, number: int) -> tuple[Integers, Doubles]:
    """Return steps and values that draw a coordinate with all its extremes.

    Parameters
    ----------
    history : History
        The run.
    number : int
        Which coordinate, 0 to D.
    """
    steps = history.steps
    values = history.x0 if number == 0 else history.xn[:, number - 1]
    low = high = values
    if history.low is not None and history.high is not None:
        low, high = (ends[:, number].astype(np.float64) for ends in (history.low, history.high))
    elif len(values) <= 2 * _MOST_STRETCHES:
        return steps, values
    count = min(_MOST_STRETCHES, len(low))
    begins = np.arange(count) * len(low) // count
    extremes = (np.minimum.reduceat(low, begins), np.maximum.reduceat(high, begins))
    drawn = np.append(np.column_stack(extremes), values[-1])
    return np.append(np.repeat(steps[begins], 2), steps[-1]), drawn


def _line(values: Doubles, margin: float, spacing: float) -> GridLine:
    """Return places from before the least of some values to beyond the greatest."""
    low, high = float(values.min()), float(values.max())
    around = max(margin * (high - low), np.pi)
    count = min(int(_FINER * (high - low + 2.0 * around) / spacing) + 2, _MOST_CELLS)
    places = np.linspace(low - around, high + around, count)
    return GridLine(places, np.full(count, places[1] - places[0]))
