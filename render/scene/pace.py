"""Pace: how fast a run may be played for eyes to follow it.

Two things make a film strobe. The surface that passes by repeats after a few units: a point that
moves by half of that from one frame to the next makes the hills stand still, or run backwards. And
where there are more xn than the one that is shown, they change the surface itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from render.scene.curves import smoothed
from render.scene.slices import Slicer
from splotch_tui.core.acting import epsilons_along
from splotch_tui.core.history import History
from splotch_tui.core.phases import KINDS, PhaseKind, find_phases, kinds_at
from splotch_tui.core.types import Complexes, Doubles, Truths
from splotch_tui.core.weighing import weights_along

# From one frame to the next the surface passes by a quarter of its shortest period at most …
MOST_SHIFT = 0.25
# … and changes by this part of its standard deviation, mostly.
MOST_CHANGE = 0.13
# The surface is smoothed over so many steps: eyes could not follow its trembling by noise.
CALM_SIGMA = 16.0
# A path is drawn without the jitter of single steps: it is smoothed over so many of them.
PATH_SIGMA = 1.5
# Slices are compared in so many places of a run, so many at once.
_PLACES, _AT_ONCE = 1200, 100
# Hills lower than this part of the film's highest may change faster: they are hardly to be seen.
_LOW = 0.25
# The hills that are compared are so far from the point.
_BESIDE = (-6.0, 0.0, 6.0)
# While a run is free there is less to see: it may pass so many times as fast, and is blurred.
_FREE = 2.5


@dataclass(frozen=True, eq=False, slots=True)
class Pace:
    """How fast each step of a run may be played.

    Attributes
    ----------
    shift : ndarray, shape (N−1,)
        In how many frames it has to pass, for the surface not to pass by too fast.
    change : ndarray, shape (N−1,)
        The same, for the surface not to change too fast.
    free : ndarray of bool, shape (N−1,)
        Whether the run is free there.
    """

    shift: Doubles
    change: Doubles
    free: Truths

    def frames(self, free: float = _FREE) -> Doubles:
        """Return how many frames each step has to last, shape (N−1,).

        Parameters
        ----------
        free : float
            How many times as fast a free run may pass as any other.
        """
        shift = self.shift / np.where(self.free, free, 1.0)
        return np.asarray(np.maximum(shift, self.change))


def measure_pace(history: History, axis: int, played: slice) -> Pace:
    """Return how fast the N points of a run that are played may be.

    Parameters
    ----------
    history : History
        The run.
    axis : int
        The coordinate shown beside x0, 1 to D.
    played : slice
        Which of its points are played.
    """
    slicer = Slicer(history.landscape, axis)
    smooth = smoothed(history.points, CALM_SIGMA / history.stride)[played]
    legs = np.abs(np.diff(smooth[:, [0, axis]], axis=0))
    shift = (legs * slicer.wavenumbers).max(axis=1) / (2.0 * np.pi * MOST_SHIFT)
    change = _slice_changes(history, slicer, axis, smooth, played) / MOST_CHANGE
    kinds = kinds_at(find_phases(history), history.steps[played])
    return Pace(shift, change, kinds[1:] == KINDS.index(PhaseKind.FREE))


def _slice_changes(
    history: History, slicer: Slicer, axis: int, smooth: Doubles, played: slice
) -> Doubles:
    """Return by how much of its deviation the surface changes from each point to the next."""
    count = len(smooth)
    rows = np.unique(np.linspace(0, count - 1, min(_PLACES, count)).astype(int))
    recipe, steps = history.recipe, history.steps[played]
    epsilons = epsilons_along(recipe, steps[rows])
    weights = weights_along(history)
    if weights is not None:
        weights = smoothed(weights, CALM_SIGMA / history.stride)[played][rows]
    points = smooth[rows]
    spreads, changes = np.empty(len(rows)), np.zeros(len(rows) - 1)
    for first in range(0, len(rows), _AT_ONCE):
        # One more, to compare with.
        part = slice(max(first - 1, 0), first + _AT_ONCE)
        amplitudes = slicer.amplitudes(
            points[part], epsilons[part], None if weights is None else weights[part]
        )
        spreads[part] = _deviation(*amplitudes, points[part, axis])
        constant, linear = (np.diff(amplitude, axis=1) for amplitude in amplitudes)
        begin = part.start
        changes[begin : begin + constant.shape[1]] = _deviation(
            constant, linear, points[begin + 1 : begin + 1 + constant.shape[1], axis]
        )
    # Before the first of them nothing is high.
    highest = float(np.quantile(spreads, 0.9))
    changes /= np.maximum(spreads[1:], max(_LOW * highest, 1e-12))
    per_step = changes / np.diff(rows)
    return np.repeat(per_step, np.diff(rows))


def _deviation(constant: Complexes, linear: Complexes, at: Doubles) -> Doubles:
    """Return the standard deviation of slices around a place, by the amplitudes of their waves."""
    squares = [np.square(np.abs(constant + linear * (at + beside))) for beside in _BESIDE]
    return np.asarray(np.sqrt(0.5 * np.mean([square.sum(axis=0) for square in squares], axis=0)))
