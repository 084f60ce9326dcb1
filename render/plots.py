"""The figures of a run for print: x0, the xn, and the path on the loss surface."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from render.lattice import Line
from render.plates import short
from render.slices import Slicer, hills
from splotch_tui.core.history import History
from splotch_tui.core.phases import find_phases

Doubles = NDArray[np.float64]

# Curves of more points than this look the same in print.
_MOST_POINTS = 6000
# Cells of the map of the surface in parts of what shows every hill, and the most of them in a row;
# finer ones could not be printed.
_FINER, _MOST_CELLS = 4, 2400
# Curves that are named, and the room that a name takes in parts of a plot.
_MOST_NAMES, _NAME_HEIGHT, _NAME_WIDTH = 10, 0.075, 0.04
_FAINT, _CHANGED = "#777777", "#b3541e"
_SMALL = 8.0
_STYLE: dict[Any, Any] = {
    "font.size": 9.0,
    "axes.titlesize": 10.0,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.7,
    "lines.linewidth": 0.9,
    # The same figure is the same file.
    "svg.hashsalt": "splotch",
    "pdf.fonttype": 42,
}
_DPI = 200


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
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(9.6, 5.4), dpi=_DPI, layout="constrained")
        FigureCanvasAgg(figure)
        grid = figure.add_gridspec(2, 2, width_ratios=(1.0, 1.35))
        _draw_x0(figure.add_subplot(grid[0, 0]), history)
        _draw_xn(figure.add_subplot(grid[1, 0]), history)
        _draw_surface(figure, figure.add_subplot(grid[:, 1]), history, axis)
        recipe = history.recipe
        figure.suptitle(
            f"seed {recipe.seed}, D = {recipe.dims}, {recipe.waves} waves, "
            f"ε = {recipe.epsilon:g}, η = {recipe.learning_rate:g}"
            + (f", noise {recipe.noise:g}" if recipe.noise != 1.0 else "")
            + (", changed by hand where dotted" if recipe.changes else ""),
            fontsize=10.0,
        )
    return figure


def write_figure(figure: Figure, path: Path, provenance: str) -> None:
    """Write a figure, with `provenance` inside, in the format that the path's ending says."""
    kind = path.suffix.lower().lstrip(".")
    metadata: dict[str, str | None] = {
        "png": {"splotch": provenance, "Software": None},
        "svg": {"Description": provenance, "Date": None},
        "pdf": {"Subject": provenance, "CreationDate": None},
    }[kind]
    # By way of the memory: matplotlib's PDFs fail with other errors than a full disk's.
    file = BytesIO()
    with mpl.rc_context(_STYLE):
        figure.savefig(file, format=kind, metadata=metadata)
    path.write_bytes(file.getbuffer())


def _draw_x0(plot: Axes, history: History) -> None:
    kept = _kept(history.x0)
    plot.plot(history.steps[kept], history.x0[kept], color="#1f6f8b")
    plot.set_title("x0")
    plot.tick_params(labelbottom=False)
    _mark(plot, history)
    named = -np.inf
    for phase in find_phases(history)[1:]:
        if phase.start - named < _NAME_WIDTH * history.recipe.steps:
            continue
        named = phase.start
        # The foot of the plot is free: x0 climbs.
        plot.annotate(
            phase.kind,
            xy=(phase.start, 0.03),
            xycoords=("data", "axes fraction"),
            xytext=(2.0, 0.0),
            textcoords="offset points",
            rotation=90.0,
            va="bottom",
            color=_FAINT,
            fontsize=_SMALL,
        )


def _draw_xn(plot: Axes, history: History) -> None:
    kept = [_kept(values) for values in history.xn.T]
    dims = history.recipe.dims
    colours = mpl.colormaps["viridis"](np.linspace(0.0, 0.92, dims))
    for number, points in enumerate(kept):
        plot.plot(
            history.steps[points],
            history.xn[points, number],
            color=colours[number],
            linewidth=0.9 if dims <= _MOST_NAMES else 0.6,
        )
    plot.set_title("x1" if dims == 1 else f"x1 … x{dims}")
    plot.set_xlabel("step")
    _mark(plot, history)
    if dims > 1:
        _name(plot, history, colours)


def _mark(plot: Axes, history: History) -> None:
    """Give a plot its axis of steps, with lines where phases begin and where a change was made."""
    plot.set_xlim(0, history.recipe.steps)
    plot.xaxis.set_major_locator(MaxNLocator(5))
    plot.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    for phase in find_phases(history)[1:]:
        plot.axvline(phase.start, color=_FAINT, linewidth=0.6, linestyle=(0, (5, 3)), zorder=0)
    for change in history.recipe.changes:
        plot.axvline(change.step, color=_CHANGED, linewidth=0.6, linestyle=":", zorder=0)


def _name(plot: Axes, history: History, colours: Doubles) -> None:
    """Write the names of the xn that span most beside the ends of their curves."""
    named = np.argsort(-np.ptp(history.xn, axis=0), kind="stable")[:_MOST_NAMES]
    ends = history.xn[-1, named]
    low, high = plot.get_ylim()
    places = spread((ends - low) / (high - low), _NAME_HEIGHT)
    for number, end, place in zip(named.tolist(), ends, places, strict=True):
        plot.annotate(
            f"x{number + 1}",
            xy=(history.recipe.steps, end),
            xycoords="data",
            xytext=(1.03, place),
            textcoords="axes fraction",
            va="center",
            color=colours[number],
            fontsize=_SMALL,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colours[number], "linewidth": 0.4},
        )


def spread(places: Doubles, apart: float) -> Doubles:
    """Move places in 0 to 1 for them to stand `apart` in their order, with the least squares."""
    order = np.argsort(places, kind="stable")
    slots = np.arange(len(places)) * apart
    # Less its slot, each has to be no lower than the one below it: those that are share a mean.
    groups: list[list[float]] = []
    for place in (places[order] - slots).tolist():
        groups.append([place])
        while len(groups) > 1 and fmean(groups[-2]) > fmean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    moved = np.concatenate([np.full(len(group), fmean(group)) for group in groups])
    result = np.empty_like(places)
    result[order] = np.clip(moved, 0.0, max(1.0 - float(slots[-1]), 0.0)) + slots
    return result


def _draw_surface(figure: Figure, plot: Axes, history: History, axis: int) -> None:
    """Draw the surface from above, through the last point, and the whole path on it."""
    path = np.column_stack((history.x0, history.xn[:, axis - 1]))
    slicer = Slicer(history.landscape, axis)
    x = _line(path[:, 0], 0.04, slicer.spacing)
    y = _line(path[:, 1], 0.25, slicer.spacing)
    recipe = history.recipe
    epsilon = recipe.live_at(recipe.steps).epsilon
    surface = hills(slicer.waves(history.points[-1], x, y, epsilon))
    most = float(np.abs(surface).max()) or 1.0
    image = plot.imshow(
        surface,
        origin="lower",
        extent=(x.places[0], x.places[-1], y.places[0], y.places[-1]),
        aspect="auto",
        cmap="viridis",
        vmin=-most,
        vmax=most,
        interpolation="antialiased",
    )
    bar = figure.colorbar(image, ax=plot, shrink=0.7, pad=0.02)
    bar.set_label("loss + x0")
    bar.outline.set_visible(False)
    # A light line on a dark one is seen on any colour.
    kept = np.unique(np.concatenate([_kept(values) for values in path.T]))
    pieces = np.stack((path[kept][:-1], path[kept][1:]), axis=1)
    for width, colour in ((1.7, "black"), (0.8, "#fff3c4")):
        plot.add_collection(
            LineCollection(
                list(pieces), colors=colour, linewidths=width, capstyle="round", rasterized=True
            )
        )
    for point, marker in ((path[0], "o"), (path[-1], "*")):
        plot.plot(
            *point,
            marker,
            color="#ff5840",
            markeredgecolor="white",
            markersize=9 if marker == "*" else 6,
        )
    plot.set_title("the path on the loss surface")
    plot.set_xlabel("x0")
    plot.set_ylabel(f"x{axis}")
    if recipe.dims > 1:
        plot.text(
            0.99,
            0.01,
            "slice through the last point",
            transform=plot.transAxes,
            ha="right",
            va="bottom",
            color="white",
            fontsize=_SMALL,
        )


def _kept(values: Doubles) -> NDArray[np.int64]:
    """Return which points of a curve are drawn: the extremes of each stretch that print shows."""
    if len(values) <= _MOST_POINTS:
        return np.arange(len(values))
    edges = np.linspace(0, len(values), _MOST_POINTS // 2 + 1).astype(np.int64)
    lows, highs = (
        [first + int(extreme(values[first:last])) for first, last in pairwise(edges.tolist())]
        for extreme in (np.argmin, np.argmax)
    )
    return np.unique([0, *lows, *highs, len(values) - 1])


def _line(values: Doubles, margin: float, spacing: float) -> Line:
    """Return places from before the least of some values to beyond the greatest."""
    low, high = float(values.min()), float(values.max())
    around = max(margin * (high - low), np.pi)
    count = min(int(_FINER * (high - low + 2.0 * around) / spacing) + 2, _MOST_CELLS)
    places = np.linspace(low - around, high + around, count)
    return Line(places, np.full(count, places[1] - places[0]))
