"""Plots of an ensemble: from what its descents did to cells."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.ensemble.live import LiveState
from splotch_tui.core.ensemble.results import NEVER
from splotch_tui.core.record import Record
from splotch_tui.core.types import Bytes, Doubles, Integers, Truths
from splotch_tui.ui.plotting import plot
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.plotting.plot import Scale, StepWindow

# After the last snag, so much of the time up to it is shown.
_BEYOND = 0.25
# What gives a cell of the fan its colour.
CHOSEN, OWN, INNER, OUTER = range(4)


class Plotted(NamedTuple):
    """A plot in cells.

    Attributes
    ----------
    scale : Scale
        The values that its rows span.
    dots : ndarray of uint8, shape (rows, cells)
        The sum of each cell's bits.
    series : ndarray of uint16, same shape
        What gives a cell its colour.
    """

    scale: Scale
    dots: Bytes
    series: NDArray[np.uint16]


def whole_window(state: LiveState, steps: int, record: Record | None, columns: int) -> StepWindow:
    """Return the steps so far of descents that will take `steps`."""
    stride = 1 if record is None else record.stride
    return plot.whole_run(state.step + 1, steps + 1, columns, stride)


def snags_window(state: LiveState, steps: int, columns: int) -> StepWindow:
    """Return the steps in which first snags began, and some more; all there are, if none did."""
    first = _first_snags(state)
    last = min(state.step, int(first.max() * (1.0 + _BEYOND))) if len(first) else state.step
    return plot.whole_run(last + 1, steps + 1, columns)


def plot_fan(
    state: LiveState,
    chosen: int,
    record: Record | None,
    window: StepWindow,
    rows: int,
    glyphs: Glyphs,
) -> Plotted:
    """Draw x0: its quantiles as two bands, the chosen descent, and the present run.

    Lines stand before bands, and the present run is dashed: they are told apart without colours.
    """
    steps = _middles(window, state.step)
    fan = np.array([np.interp(steps, state.steps, line) for line in state.fan])
    path = np.interp(steps, state.steps, state.x0[chosen])
    low = high = np.full(window.columns, np.nan)
    if record is not None:
        lows, highs = record.envelope(slice(0, 1), window.width, range(window.columns))
        low, high = (
            np.append(one[0], np.full(window.columns - one.shape[1], np.nan))
            for one in (lows, highs)
        )
        # What is beyond the ensemble is drawn when it gets there.
        beyond = np.isnan(steps)
        low, high = np.where(beyond, np.nan, low), np.where(beyond, np.nan, high)
    # All begin at 0.
    every = np.concatenate(([0.0], fan.ravel(), path, low, high))
    scale = Scale.around(float(np.nanmin(every)), float(np.nanmax(every)))
    dot_rows = rows * glyphs.rows
    columns = np.arange(window.columns)
    row = np.arange(dot_rows)[:, None]
    dashes = columns // glyphs.columns % 2 == 0
    lines = plot.line_dots(np.array([path, low]), np.array([path, high]), scale, dot_rows)
    lines[1] &= dashes
    bands = np.array(
        [
            _band(scale, fan[1], fan[2], dot_rows, (row + columns) % 2 == 0),
            _band(scale, fan[0], fan[3], dot_rows, plot.thin_dots(dot_rows, columns)),
        ]
    )
    before, line_series = plot.gather_cells(lines, rows, glyphs)
    behind, band_series = plot.gather_cells(bands, rows, glyphs)
    is_line = before > 0
    series = np.where(is_line, line_series, band_series + INNER).astype(np.uint16)
    return Plotted(scale, np.where(is_line, before, behind), series)


def plot_survival(state: LiveState, window: StepWindow, rows: int, glyphs: Glyphs) -> Plotted:
    """Draw the share of the descents that has not snagged yet."""
    steps = _middles(window, state.step)
    first = np.sort(_first_snags(state))
    snagged = np.searchsorted(first, np.where(np.isnan(steps), 0.0, steps), side="right")
    share = np.where(np.isnan(steps), np.nan, 1.0 - snagged / len(state.x0))
    scale = Scale(0.0, 1.0)
    dots = plot.line_dots(share[None], share[None], scale, rows * glyphs.rows)
    return Plotted(scale, *plot.gather_cells(dots, rows, glyphs))


def plot_snags(state: LiveState, window: StepWindow, rows: int, glyphs: Glyphs) -> Plotted:
    """Draw how many first snags began in the steps of each column of cells."""
    width = window.width * glyphs.columns
    cells = window.columns // glyphs.columns
    counts = np.bincount(_first_snags(state) // width, minlength=cells)
    scale = Scale.around(0.0, float(max(counts.max(), 4)))
    dot_rows = rows * glyphs.rows
    full = np.rint(counts / scale.high * dot_rows).astype(np.int64)
    # What is there at all is seen.
    full = np.maximum(full, counts > 0)
    dots = np.arange(dot_rows)[:, None] >= dot_rows - np.repeat(full, glyphs.columns)
    return Plotted(scale, *plot.gather_cells(dots[None], rows, glyphs))


class Bins(NamedTuple):
    """Bins of u with the snags in them: see `LiveState`."""

    edges: Doubles
    snags: Integers
    at_risk: Integers


def few_bins(state: LiveState, most: int) -> Bins:
    """Return bins of u: those below the first snag as one, and neighbours until they are few."""
    below = int(np.argmax(state.snags > 0))
    starts = np.append(0, np.arange(max(below, 1), len(state.snags)))
    edges = np.append(state.edges[starts], state.edges[-1])
    snags, at_risk = (np.add.reduceat(one, starts) for one in (state.snags, state.at_risk))
    while len(snags) > most:
        # The lowest may be wider than the others, which stay alike.
        odd = len(snags) % 2
        starts = np.concatenate((np.zeros(odd, np.int64), np.arange(odd, len(snags), 2)))
        edges = np.append(edges[starts], edges[-1])
        snags, at_risk = np.add.reduceat(snags, starts), np.add.reduceat(at_risk, starts)
    return Bins(edges, snags, at_risk)


def _first_snags(state: LiveState) -> Integers:
    steps = state.results.snag_step
    first: Integers = steps[steps != NEVER]
    return first


def _middles(window: StepWindow, last: int) -> Doubles:
    """Return the step in the middle of each column, at most `last`; no number beyond it."""
    starts = window.start + np.arange(window.columns) * window.width
    middles = np.minimum(starts + 0.5 * (window.width - 1), last)
    return np.where(starts <= last, middles, np.nan)


def _band(scale: Scale, low: Doubles, high: Doubles, dot_rows: int, pattern: Truths) -> Truths:
    """Return the dots of a band: its edges, and a pattern in between."""
    ends = np.array([low, high])
    below, above = plot.line_dots(ends, ends, scale, dot_rows)
    empty = np.isnan(low)
    bottom, top = scale.dot_rows(np.where(empty, 0.0, ends), dot_rows)[:, None]
    inside = plot.fill_columns(top, bottom, dot_rows)[0] & pattern & ~empty
    dots: Truths = inside | below | above
    return dots
