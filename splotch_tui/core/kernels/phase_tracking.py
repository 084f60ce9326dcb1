"""The criterion of the phases of a run; `splotch_tui.core.phases` gives the reasons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.jit import kernel
from splotch_tui.core.kernels.phase_criterion import (
    BEYOND_DIFFUSION,
    CLIMBING_AGAIN,
    CLIMBING_FREELY,
    DEMON,
    DRIFTING,
    FREE,
    SNAG,
    STALLED,
)
from splotch_tui.core.types import Doubles


@kernel
def classify_phases(marks: Doubles, back: int, phase: int, phases: NDArray[np.int8]) -> None:
    """Classify the run at each of a run's marks.

    Parameters
    ----------
    marks : ndarray, shape (back + n, 3+D)
        At each mark: how far x0 would have climbed since the start without hills; the variance
        that noise would have brought; and the point.
    back : int
        How many marks a window reaches back.
    phase : int
        The phase before the first of the n marks that have a window.
    phases : ndarray of int8, shape (n,)
        Receives the phases.
    """
    for i in range(len(phases)):
        now, then = marks[back + i], marks[i]
        free_climb = now[0] - then[0]
        climb = (now[2] - then[2]) / free_climb
        moved, apart, apart_before = 0.0, 0.0, 0.0
        for m in range(3, marks.shape[1]):
            moved += (now[m] - then[m]) ** 2
            apart += now[m] ** 2
            apart_before += then[m] ** 2
        moved, apart, apart_before = np.sqrt(moved), np.sqrt(apart), np.sqrt(apart_before)
        directed = (
            moved > BEYOND_DIFFUSION * np.sqrt(now[1] - then[1]) and moved > DRIFTING * free_climb
        )
        # (apart / apart_before) > (x0 / x0 before), without a division by zero at the origin.
        racing = directed and (then[2] <= 0.0 or apart * then[2] > apart_before * now[2])
        if climb < (CLIMBING_AGAIN if phase == SNAG else STALLED):
            phase = SNAG
        elif racing or (phase == DEMON and (directed or climb < CLIMBING_FREELY)):
            phase = DEMON
        else:
            phase = FREE
        phases[i] = phase


# What `find_hops` remembers: the sum and the number of the marks in the window under way; the mean
# of x0 in the present basin, and whether it is known; the sum and the number of the means of the
# latest windows that lie elsewhere.
SUM, COUNT, HOME, KNOWN, AWAY_SUM, AWAY = range(6)
# Basins are further apart than this: half of the hills' longest period.
_APART = np.pi


@kernel
def find_hops(
    x0: Doubles,
    phases: NDArray[np.int8],
    size: int,
    patience: int,
    state: Doubles,
    hops: Doubles,
) -> int:
    """Find where a snagged run moves to another basin, and stays.

    Parameters
    ----------
    x0 : ndarray, shape (n,)
        At each of a run's marks.
    phases : ndarray of int8, shape (n,)
        As `classify_phases` leaves them.
    size : int
        Marks to a window.
    patience : int
        For how many windows it has to stay.
    state : ndarray, shape (6,)
        Zeros before the first marks; changed in place.
    hops : ndarray, shape (n // size + 1, 3)
        Receives for each hop the mark by which it is known, and the mean x0 before and after.

    Returns
    -------
    int
        How many hops there are.
    """
    found = 0
    for i in range(len(x0)):
        if phases[i] != SNAG:
            state[:] = 0.0
            continue
        state[SUM] += x0[i]
        state[COUNT] += 1.0
        if state[COUNT] < size:
            continue
        mean = state[SUM] / size
        state[SUM], state[COUNT] = 0.0, 0.0
        if state[KNOWN] == 0.0:
            state[HOME], state[KNOWN] = mean, 1.0
        elif abs(mean - state[HOME]) <= _APART:
            state[AWAY_SUM], state[AWAY] = 0.0, 0.0
        else:
            if state[AWAY] > 0.0 and abs(mean - state[AWAY_SUM] / state[AWAY]) > _APART:
                state[AWAY_SUM], state[AWAY] = 0.0, 0.0
            state[AWAY_SUM] += mean
            state[AWAY] += 1.0
            if state[AWAY] == patience:
                home = state[AWAY_SUM] / patience
                hops[found, 0], hops[found, 1], hops[found, 2] = i, state[HOME], home
                found += 1
                state[HOME], state[AWAY_SUM], state[AWAY] = home, 0.0, 0.0
    return found
