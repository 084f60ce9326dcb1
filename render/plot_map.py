"""The path of a run from above: on the hills at equal aspect, and whole, however long it is."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle

from render.hill_colours import hill_colours
from render.plot_part import PlottedPart
from render.plot_phases import draw_by_phase
from render.plot_style import GREY, rule_axis
from render.scene.grid import GridLine
from render.scene.slices import Slicer, hills
from splotch_tui.core.types import Doubles
from splotch_tui.core.weighing import weights_along

# How far back along x0 the map goes, and the least that it is wide; units of x0.
LAST, _NARROWEST = 40.0, 16.0
# Width of the map in heights, and what there is around the path, in parts of it.
ASPECT, _MARGIN = 1.75, 0.08
# Cells of the map in a row: hills that are finer could not be printed.
_CELLS = 700
_ROWS = round(_CELLS / ASPECT)
# The path is drawn in so many points at most: more look the same in print.
_MOST_POINTS = 5000


class MapWindow:
    """What the map shows: the last units of the path, all of those that were travelled on the way.

    Parameters
    ----------
    part : PlottedPart
        What is plotted.
    axis : int
        The coordinate shown beside x0, 1 to D.

    Attributes
    ----------
    rows : slice
        Which points of the part are on it.
    is_whole : bool
        Whether these are all.
    is_wider : bool
        Whether the last step alone is longer than that.
    x, y : tuple of float
        From where to where it goes.
    """

    def __init__(self, part: PlottedPart, axis: int) -> None:
        x, y = part.coordinate(0), part.coordinate(axis)
        before = np.flatnonzero(x < x[-1] - LAST)
        first = int(before[-1]) + 1 if before.size else 0
        # A single point is no path.
        self.is_wider = first > len(x) - 2
        self.rows = slice(min(first, len(x) - 2), len(x))
        self.is_whole = first == 0
        x, y = x[self.rows], y[self.rows]
        room = 1.0 + 2.0 * _MARGIN
        width = max(room * np.ptp(x), room * ASPECT * np.ptp(y), _NARROWEST)
        self.x = _around(x, width)
        self.y = _around(y, width / ASPECT)


def draw_map(plot: Axes, part: PlottedPart, axis: int, window: MapWindow) -> AxesImage:
    """Draw the hills of the slice through the last point from above, and the path on them.

    Returns
    -------
    AxesImage
        The hills.
    """
    history = part.history
    x, y = (_line(ends, cells) for ends, cells in ((window.x, _CELLS), (window.y, _ROWS)))
    slicer = Slicer(history.landscape, axis)
    row = part.rows.stop - 1
    weights = weights_along(history)
    waves = slicer.waves(
        history.points[row], x, y, part.last_epsilon, None if weights is None else weights[row]
    )
    heights = hills(waves)
    most = float(np.abs(heights).max()) or 1.0
    image = plot.imshow(
        heights,
        origin="lower",
        extent=(*window.x, *window.y),
        aspect="equal",
        cmap=ListedColormap(hill_colours(256) / 255.0),
        vmin=-most,
        vmax=most,
        interpolation="antialiased",
    )
    _draw_path(plot, part, axis, window.rows, seam=1.8)
    plot.set_xlim(*window.x)
    plot.set_ylim(*window.y)
    _name_axes(plot, axis)
    return image


def draw_whole_path(plot: Axes, part: PlottedPart, axis: int, window: MapWindow) -> None:
    """Draw all of the path, too long for its hills to be seen, and where the map is."""
    _draw_path(plot, part, axis, slice(0, len(part.steps)), seam=0.0)
    width, height = (ends[1] - ends[0] for ends in (window.x, window.y))
    frame = Rectangle(
        (window.x[0], window.y[0]), width, height, fill=False, edgecolor=GREY, linewidth=0.8
    )
    plot.add_patch(frame)
    _name_axes(plot, axis)


def _draw_path(plot: Axes, part: PlottedPart, axis: int, rows: slice, seam: float) -> None:
    """Draw some of the path, with its ends; a white seam has it seen on any colour."""
    count = rows.stop - rows.start
    kept = rows.start + np.unique(np.linspace(0, count - 1, _MOST_POINTS).astype(np.int64))
    x, y = part.coordinate(0), part.coordinate(axis)
    if seam:
        plot.plot(x[kept], y[kept], color="white", linewidth=seam)
    draw_by_phase(plot, part, part.steps[kept], x[kept], y[kept])
    ends = [(0, "o", 5, "start")] if rows.start == 0 else []
    for row, marker, size, name in (*ends, (-1, "*", 9, "end")):
        plot.plot(
            x[row],
            y[row],
            marker,
            color="#d7191c",
            markeredgecolor="white",
            markeredgewidth=0.7,
            markersize=size,
            label=name,
            zorder=4,
        )
    if ends:
        plot.legend(
            loc="lower right",
            bbox_to_anchor=(1.0, 1.0),
            ncols=2,
            borderpad=0.2,
            borderaxespad=0.0,
            handletextpad=0.2,
            columnspacing=1.0,
        )


def _name_axes(plot: Axes, axis: int) -> None:
    plot.set_xlabel("$x_0$")
    plot.set_ylabel(f"$x_{{{axis}}}$")
    rule_axis(plot.xaxis)
    rule_axis(plot.yaxis)


def _around(values: Doubles, width: float) -> tuple[float, float]:
    """Return ends that are `width` apart and have the values in their middle."""
    middle = 0.5 * float(values.min() + values.max())
    return middle - 0.5 * width, middle + 0.5 * width


def _line(ends: tuple[float, float], cells: int) -> GridLine:
    """Return the middles of so many cells between two ends."""
    low, high = ends
    half = 0.5 * (high - low) / cells
    places = np.linspace(low + half, high - half, cells)
    return GridLine(places, np.full(cells, 2.0 * half))
