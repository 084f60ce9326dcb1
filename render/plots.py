"""The figures of a run for print: x0, the xn, and the path on the loss surface."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
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
from render.slices import Slicer, hills
from splotch_tui.core.history import History

Doubles = NDArray[np.float64]

# Curves of more points than this look the same in print.
_MOST_POINTS = 6000
# Cells of the map of the surface in parts of what shows every hill, and the most of them in a row;
# finer ones could not be printed.
_FINER, _MOST_CELLS = 4, 2400
# More curves than this have no names.
_MOST_NAMES = 8
_STYLE: dict[Any, Any] = {
    "font.size": 9.0,
    "axes.titlesize": 10.0,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.7,
    "lines.linewidth": 0.9,
    "legend.frameon": False,
    "legend.fontsize": 8.0,
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
            + (f", noise {recipe.noise:g}" if recipe.noise != 1.0 else ""),
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
    kept = _kept(len(history.x0))
    plot.plot(history.steps[kept], history.x0[kept], color="#1f6f8b")
    plot.set_title("x0")
    plot.set_xlim(0, history.recipe.steps)
    plot.tick_params(labelbottom=False)


def _draw_xn(plot: Axes, history: History) -> None:
    kept = _kept(len(history.x0))
    dims = history.recipe.dims
    colours = mpl.colormaps["viridis"](np.linspace(0.0, 0.92, dims))
    for number in range(dims):
        plot.plot(
            history.steps[kept],
            history.xn[kept, number],
            color=colours[number],
            label=f"x{number + 1}",
            linewidth=0.9 if dims <= _MOST_NAMES else 0.6,
        )
    plot.set_title("x1" if dims == 1 else f"x1 … x{dims}")
    if 1 < dims <= _MOST_NAMES:
        plot.legend(ncols=2)
    plot.set_xlim(0, history.recipe.steps)
    plot.set_xlabel("step")
    plot.xaxis.set_major_locator(MaxNLocator(5))
    plot.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


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
    kept = _kept(len(path))
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
            fontsize=8.0,
        )


def _kept(count: int) -> NDArray[np.int64]:
    """Return which points of a curve are drawn."""
    return np.unique(np.linspace(0, count - 1, _MOST_POINTS).astype(np.int64))


def _line(values: Doubles, margin: float, spacing: float) -> Line:
    """Return places from before the least of some values to beyond the greatest."""
    low, high = float(values.min()), float(values.max())
    around = max(margin * (high - low), np.pi)
    count = min(int(_FINER * (high - low + 2.0 * around) / spacing) + 2, _MOST_CELLS)
    places = np.linspace(low - around, high + around, count)
    return Line(places, np.full(count, places[1] - places[0]))
