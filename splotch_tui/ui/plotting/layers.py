"""Layers: the lines and bands of a plot, and which of them each cell of dots shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.types import Bytes, Doubles, Integers, Truths
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.plotting.plot import Scale, fill_columns, line_dots, thin_dots


class Kind(Enum):
    """How a layer is drawn."""

    # From the least to the greatest value of each column.
    LINE = auto()
    # A line along the greatest values, and one along the least.
    OUTLINE = auto()
    # Thinly filled from the least to the greatest value of many lines.
    BAND = auto()


@dataclass(frozen=True, eq=False, slots=True)
class Layer:
    """A line or a band of a plot.

    Attributes
    ----------
    kind : Kind
        How it is drawn.
    lines : ndarray of int
        Which lines it shows: one, unless it is a band.
    style : str
        The component class of its colour.
    own : bool
        Whether it is the present run's.
    """

    kind: Kind
    lines: Integers
    style: str
    own: bool


def draw_layers(
    layers: Sequence[Layer],
    low: Doubles,
    high: Doubles,
    scale: Scale,
    columns: range,
    rows: int,
    glyphs: Glyphs,
) -> tuple[Bytes, NDArray[np.uint16]]:
    """Draw some columns of layers into cells.

    A cell has one colour, that of the first layer with a dot in it; the dots of others would look
    like that one's, and are left out. Only the lines of the present run share a cell.

    Parameters
    ----------
    layers : sequence of Layer
        From the front to the back.
    low, high : ndarray, shape (lines, columns of the plot)
        The extremes of each line; not a number where there is nothing.
    scale : Scale
        The range of values that is shown.
    columns : range
        Which columns of dots to draw: whole cells.
    rows : int
        Rows of cells.
    glyphs : Glyphs
        What to draw with.

    Returns
    -------
    dots : ndarray of uint8, shape (rows, cells)
        The sum of each cell's bits.
    series : ndarray of uint16, same shape
        Which layer a cell shows.
    """
    # The first is joined to the one before it.
    joining = max(columns.start - 1, 0)
    part = slice(joining, columns.stop)
    upper, lower, owners = [], [], []
    for number, layer in enumerate(layers):
        if layer.kind is Kind.BAND:
            continue
        (line,) = layer.lines
        ends = [(high[line, part], low[line, part])]
        if layer.kind is Kind.OUTLINE:
            ends = [(high[line, part], high[line, part]), (low[line, part], low[line, part])]
        upper += [top for top, _ in ends]
        lower += [bottom for _, bottom in ends]
        owners += [number] * len(ends)
    drawn = []
    if owners:
        dots = line_dots(np.array(lower), np.array(upper), scale, rows * glyphs.rows)
        drawn.append(dots[:, :, columns.start - joining :])
    for number, layer in enumerate(layers):
        if layer.kind is Kind.BAND:
            those = slice(columns.start, columns.stop)
            bottom, top = low[layer.lines, those].min(axis=0), high[layer.lines, those].max(axis=0)
            drawn.append(_band(top, bottom, scale, columns, rows * glyphs.rows)[None])
            owners.append(number)
    groups = [
        -1 if layers[number].kind is Kind.LINE and layers[number].own else number
        for number in owners
    ]
    return _gather(np.concatenate(drawn), np.array(owners), np.array(groups), rows, glyphs)


def _band(upper: Doubles, lower: Doubles, scale: Scale, columns: range, dot_rows: int) -> Truths:
    """Return the dots of a band, as far as the scale shows it, shape (dot rows, columns)."""
    # False for what is not a number, too.
    there = (upper >= scale.low) & (lower <= scale.high)
    top = np.where(there, scale.dot_rows(np.where(there, upper, 0.0), dot_rows), dot_rows)
    bottom = np.where(there, scale.dot_rows(np.where(there, lower, 0.0), dot_rows), -1)
    thin = thin_dots(dot_rows, np.array(columns))
    return np.asarray(thin & fill_columns(top[None], bottom[None], dot_rows)[0])


def _gather(
    dots: Truths, owners: Integers, groups: Integers, rows: int, glyphs: Glyphs
) -> tuple[Bytes, NDArray[np.uint16]]:
    """Gather dots, shape (drawn, dot rows, dot columns), into cells of one group each."""
    count, _, columns = dots.shape
    cells = dots.reshape(count, rows, glyphs.rows, columns // glyphs.columns, glyphs.columns)
    sums = (cells * glyphs.bits[:, None, :]).sum(axis=(2, 4), dtype=np.uint8)
    first = (sums > 0).argmax(axis=0)
    shown = groups[:, None, None] == groups[first]
    return (
        np.bitwise_or.reduce(np.where(shown, sums, 0).astype(np.uint8), axis=0),
        owners[first].astype(np.uint16),
    )
