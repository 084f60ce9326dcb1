"""The loss around the point as numbers on a grid, ready to be drawn in cells."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.landscape import Landscape
from splotch_tui.core.record import Record
from splotch_tui.core.types import Bytes, Doubles, Integers
from splotch_tui.ui.plotting import plot
from splotch_tui.ui.plotting.glyphs import Glyphs

# Hills have a period of 2π at most and π at least: 14 samples of the one, 7 of the other.
SPACING = 2 * math.pi / 14
# Colours of the surface; then those of the trail and of the point.
LEVELS = 12
TRAIL, POINT = LEVELS, LEVELS + 1
_TRAIL_POINTS = 4000
# How far the point may come to an edge of the grid, as a part of it.
_MARGIN = 0.15
# The grid hops to have the point here: it mostly goes to the right.
_AHEAD = 0.3
# The lines of the wireframe, and how it is laid out.
_LINES = 18
_SLANT, _DEPTH, _HEIGHT = 0.2, 0.55, 0.4


@dataclass(frozen=True, slots=True)
class SampleGrid:
    """The part of the surface that is shown: a grid fixed in the world.

    Attributes
    ----------
    axis : int
        The coordinate beside x0, 1 to D.
    left, bottom : int
        The first sample along x0 and along the other, in units of `SPACING` from the origin.
    columns, rows : int
        How many samples there are.
    """

    axis: int
    left: int
    bottom: int
    columns: int
    rows: int

    @property
    def x0(self) -> Doubles:
        """The samples along x0."""
        return np.asarray((self.left + np.arange(self.columns)) * SPACING)

    @property
    def xm(self) -> Doubles:
        """The samples along the other coordinate."""
        return np.asarray((self.bottom + np.arange(self.rows)) * SPACING)

    def places(self, points: Doubles) -> tuple[Integers, Integers]:
        """Return the nearest column and row of each point; they may lie outside."""
        column = np.rint(points[:, 0] / SPACING).astype(np.int64) - self.left
        row = np.rint(points[:, self.axis] / SPACING).astype(np.int64) - self.bottom
        return column, row

    def following(self, point: Doubles) -> SampleGrid:
        """Return this grid, or one that has hopped after the point."""
        columns, rows = self.places(point[None])
        place = (int(columns[0]), int(rows[0]))
        sizes = (self.columns, self.rows)
        starts = [self.left, self.bottom]
        for i, (at, size, ahead) in enumerate(zip(place, sizes, (_AHEAD, 0.5), strict=True)):
            if not _MARGIN * size <= at < (1 - _MARGIN) * size:
                starts[i] += at - int(ahead * size)
        return SampleGrid(self.axis, starts[0], starts[1], *sizes)


def widest_axis(record: Record) -> int:
    """Return which of x1 … xD has spanned most so far."""
    width = max(record.stride, 1 << (record.length - 1).bit_length())
    low, high = record.envelope(slice(1, -1), width, range(1))
    return 1 + int(np.argmax(high[:, 0] - low[:, 0]))


def surface(
    landscape: Landscape,
    grid: SampleGrid,
    point: Doubles,
    epsilon: float,
    weights: Doubles | None,
) -> Doubles:
    """Return the loss on the grid, in the slice through `point`: rows from the bottom."""
    return landscape.mesh(point, grid.axis, grid.x0, grid.xm, epsilon, weights)


def colour_map(
    mesh: Doubles, limits: tuple[float, float], grid: SampleGrid, trail: Doubles
) -> Bytes:
    """Return the level of each sample, the trail and the point on it; the first row is the top."""
    low, high = limits
    share = (mesh - low) / max(high - low, 1e-12)
    levels = np.clip(share * LEVELS, 0, LEVELS - 1).astype(np.uint8)
    columns, rows = grid.places(trail)
    inside = (columns >= 0) & (columns < grid.columns) & (rows >= 0) & (rows < grid.rows)
    levels[rows[inside], columns[inside]] = TRAIL
    if inside[-1]:
        levels[rows[-1], columns[-1]] = POINT
    return levels[::-1]


def trail_of(record: Record) -> Doubles:
    """Return the newest points, the latest last."""
    return record.newest(_TRAIL_POINTS)[:, :-1]


def wireframe(
    landscape: Landscape,
    grid: SampleGrid,
    trail: Doubles,
    epsilon: float,
    weights: Doubles | None,
    glyphs: Glyphs,
    size: tuple[int, int],
) -> tuple[Bytes, NDArray[np.uint16]]:
    """Draw the surface as lines along x0, nearer ones hiding what is behind, and the trail on it.

    Parameters
    ----------
    landscape : Landscape
        The surface.
    grid : SampleGrid
        The part of the surface to draw.
    trail : ndarray, shape (n, 1+D)
        Points, the latest last.
    epsilon : float
        ε.
    weights : ndarray, shape (D,), optional
        What weighs the splotches; None: the coordinates themselves.
    glyphs : Glyphs
        What to draw with.
    size : tuple of int
        Columns and rows of cells.

    Returns
    -------
    dots : ndarray of uint8, shape (rows, columns)
        The sum of each cell's bits.
    series : ndarray of uint16, same shape
        0 where the point is, 1 where the trail is, 2 for the surface.
    """
    width, height = size[0] * glyphs.columns, size[1] * glyphs.rows
    across = width - int(_SLANT * width)
    x0 = np.linspace(grid.x0[0], grid.x0[-1], across)
    xm = np.linspace(grid.xm[0], grid.xm[-1], _LINES)
    point = trail[-1]
    mesh = landscape.mesh(point, grid.axis, x0, xm, epsilon, weights)
    low, high = float(mesh.min()), float(mesh.max())

    def dot_row(loss: Doubles, depth: Doubles | float) -> Integers:
        share = (loss - low) / max(high - low, 1e-12)
        up = np.asarray(depth) * _DEPTH + share * _HEIGHT
        return np.rint((height - 1) * (1 - up)).astype(np.int64)

    top = np.full((_LINES, width), height)
    bottom = np.full((_LINES, width), -1)
    # The highest dot of all nearer lines, by line and column.
    horizon = np.full((_LINES + 1, width), height)
    for line in range(_LINES):
        depth = line / (_LINES - 1)
        start = int(depth * (width - across))
        part = slice(start, start + across)
        rows = dot_row(mesh[line], depth)[None]
        first, last = rows.copy(), rows.copy()
        plot.join_columns(first, last)
        top[line, part] = first[0]
        bottom[line, part] = np.minimum(last[0], horizon[line, part] - 1)
        horizon[line + 1] = horizon[line]
        horizon[line + 1, part] = np.minimum(horizon[line, part], first[0])
    lines = np.zeros((height, width), bool)
    row = np.arange(height)[:, None]
    for line in range(_LINES):
        lines |= (row >= top[line]) & (row <= bottom[line])

    layers = np.zeros((3, height, width), bool)
    layers[2] = lines
    u = (trail[:, 0] - x0[0]) / (x0[-1] - x0[0])
    depth = (trail[:, grid.axis] - xm[0]) / (xm[-1] - xm[0])
    inside = (u >= 0) & (u <= 1) & (depth >= 0) & (depth <= 1)
    on_slice = np.tile(point, (int(inside.sum()), 1))
    on_slice[:, [0, grid.axis]] = trail[inside][:, [0, grid.axis]]
    columns = np.rint(u[inside] * (across - 1) + depth[inside] * (width - across)).astype(np.int64)
    columns = np.minimum(columns, width - 1)
    rows_at = dot_row(landscape.loss(on_slice, epsilon, weights), depth[inside]).clip(0, height - 1)
    nearer = (depth[inside] * (_LINES - 1)).astype(np.int64)
    visible = rows_at <= horizon[nearer, columns]
    layers[1, rows_at[visible], columns[visible]] = True
    if inside[-1]:
        # A single dot is hard to find.
        around = slice(max(rows_at[-1] - 1, 0), rows_at[-1] + 1)
        layers[0, around, max(columns[-1] - 1, 0) : columns[-1] + 1] = True
    return plot.gather_cells(layers, size[1], glyphs)
