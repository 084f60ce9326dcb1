"""The numbers of a page: what its script draws from, few enough to be sent by mail."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.hill_colours import hill_colours
from render.plot_part import PlottedPart
from render.plot_style import COLOURS, pushed_apart
from render.scene.slices import Slicer
from splotch_tui.core.acting import epsilons_along
from splotch_tui.core.types import Doubles, Integers
from splotch_tui.core.weighing import weights_along

# The slider has so many places at most, and the path so many points.
_MOST_PLACES, _MOST_POINTS = 1000, 6000
# Of more than twice as many hops not all have a mark.
_MOST_MARKS = 1000
# Slices take no more bytes than this.
_MOST_BYTES = 600_000
# So many slices are worked out at once.
_AT_ONCE = 64
# Of more xn than this only those with names are drawn one by one.
_MOST_LINES = 64
# Cells of the surface in a row, and how far around the point it goes where it follows that. A path
# that goes no farther than the whole of it, less some room, stands in a surface that does not move.
_CELLS, _REACH, _ROOM = 160, 16.0, 3.0
# Names at the ends of curves are so far apart, in heights of their panel.
_APART = 0.11
# Colours of the surface's scale.
_SHADES = 33


def page_numbers(part: PlottedPart, axis: int) -> dict[str, Any]:
    """Return all that is drawn, ready for JSON; arrays are packed, see `_packed`.

    Parameters
    ----------
    part : PlottedPart
        The steps to show.
    axis : int
        The coordinate shown beside x0, 1 to D.
    """
    history = part.history
    slicer = Slicer(history.landscape, axis)
    rows = _places(part, slicer)
    return {
        "axis": axis,
        "dims": history.recipe.dims,
        "places": _told_places(part, axis, rows),
        "slices": _slices(part, slicer, rows),
        "path": _path(part, axis),
        "window": _window(part, axis, slicer),
        "curves": _curves(part),
        "phases": [[str(phase.kind), max(phase.start, part.first)] for phase in part.phases],
        "hops": _hops(part),
        "hills": _shades(),
    }


def _places(part: PlottedPart, slicer: Slicer) -> Integers:
    """Return the points of the history that the slider stops at, evenly far apart."""
    begin, last = part.rows.start, part.rows.stop - 1
    most = _MOST_BYTES // (16 * slicer.pairs[0].size)
    count = max(min(_MOST_PLACES, most), 2)
    return np.unique(np.rint(np.linspace(begin, last, count)).astype(np.int64))


def _told_places(part: PlottedPart, axis: int, rows: Integers) -> dict[str, Any]:
    history = part.history
    return {
        "step": _packed(history.steps[rows].astype(np.float64)),
        "x0": _packed(history.x0[rows]),
        "xm": _packed(history.xn[rows, axis - 1]),
        "loss": _packed(history.loss[rows]),
        "epsilon": _packed(epsilons_along(history.recipe, history.steps[rows])),
    }


def _slices(part: PlottedPart, slicer: Slicer, rows: Integers) -> dict[str, Any]:
    """Return the waves of the slice at each place; of one alone where it never changes."""
    history, weights = part.history, weights_along(part.history)
    k0, k = slicer.pairs
    epsilons = epsilons_along(history.recipe, history.steps[rows])
    amplitudes = np.empty((len(rows), 2, k.size), np.complex64)
    for begin in range(0, len(rows), _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        points = np.column_stack((history.x0[rows[some]], history.xn[rows[some]]))
        weighing = None if weights is None else weights[rows[some]]
        parts = slicer.amplitudes(points, epsilons[some], weighing)
        amplitudes[some] = np.stack(parts).transpose(2, 0, 1)
    if (amplitudes == amplitudes[0]).all():
        amplitudes = amplitudes[:1]
    return {
        "k0": k0.tolist(),
        "k": k.tolist(),
        "count": len(amplitudes),
        "amplitudes": _packed(amplitudes.view(np.float32)),
    }


def _path(part: PlottedPart, axis: int) -> dict[str, Any]:
    count = part.rows.stop - part.rows.start
    kept = np.unique(np.linspace(0, count - 1, _MOST_POINTS).astype(np.int64))
    return {
        "step": _packed(part.steps[kept].astype(np.float64)),
        "x0": _packed(part.coordinate(0)[kept]),
        "xm": _packed(part.coordinate(axis)[kept].astype(np.float32)),
        "hill": _packed(part.hills[kept].astype(np.float32)),
    }


def _window(part: PlottedPart, axis: int, slicer: Slicer) -> dict[str, Any]:
    """Return how much of the surface is shown, and around where, if that stays the same."""
    ends = [
        (float(values.min()), float(values.max())) for values in map(part.coordinate, (0, axis))
    ]
    longest = max(high - low for low, high in ends)
    half, centre = _REACH, None
    if longest < 2.0 * (_REACH + _ROOM):
        half = 0.5 * longest + _ROOM
        centre = [0.5 * (low + high) for low, high in ends]
    # Of shorter waves less is shown: none is drawn with too few cells.
    return {"half": min(half, _CELLS * slicer.spacing), "centre": centre, "cells": _CELLS}


def _curves(part: PlottedPart) -> dict[str, Any]:
    """Return x0, the xn and the loss by step; of many xn the quiet ones as a band."""
    dims = part.history.recipe.dims
    farthest = (1 + np.argsort(-part.spans, kind="stable")[: len(COLOURS)]).tolist()
    quiet = [number for number in range(1, dims + 1) if number not in farthest]
    steps, _ = part.curve(0)
    named = {number: part.curve(number)[1] for number in farthest}
    others = np.array([part.curve(number)[1] for number in quiet])
    if len(quiet) > _MOST_LINES:
        others = np.stack((others.min(axis=0), others.max(axis=0)))
    low = min(float(values.min()) for values in (*named.values(), others) if values.size)
    high = max(float(values.max()) for values in (*named.values(), others) if values.size)
    ends = {number: float(part.coordinate(number)[-1]) for number in farthest}
    names = pushed_apart(ends, low, high, _APART * (high - low))
    return {
        "step": _packed(steps.astype(np.float64)),
        "x0": _packed(part.curve(0)[1]),
        "loss": _packed(part.curve(dims + 1)[1]),
        "named": [
            {
                "number": number,
                "colour": colour,
                "name_at": names[number],
                "values": _packed(named[number].astype(np.float32)),
            }
            for number, colour in zip(farthest, COLOURS, strict=False)
        ],
        "quiet": [_packed(values.astype(np.float32)) for values in others],
        "is_band": len(quiet) > _MOST_LINES,
    }


def _hops(part: PlottedPart) -> dict[str, Any]:
    """Return how many hops there are, and where marks of them are."""
    at = np.array([hop.step for hop in part.hops], np.float64)
    marked = at[:: max(len(at) // _MOST_MARKS, 1)]
    heights = np.interp(marked, part.steps, part.coordinate(0))
    return {"count": len(at), "marks": {"step": _packed(marked), "x0": _packed(heights)}}


def _shades() -> list[tuple[float, str]]:
    """Return the colours of heights as plotly takes them."""
    shades = np.rint(hill_colours(_SHADES)).astype(np.int64).tolist()
    return [
        (place / (_SHADES - 1), f"rgb({red},{green},{blue})")
        for place, (red, green, blue) in enumerate(shades)
    ]


def _packed(values: Doubles | NDArray[np.float32]) -> dict[str, str]:
    """Return numbers as JSON holds them best: their bytes, little end first, in base 64."""
    size = 8 * values.dtype.itemsize
    little = np.ascontiguousarray(values).astype(f"<f{values.dtype.itemsize}")
    return {f"f{size}": base64.b64encode(little.tobytes()).decode()}
