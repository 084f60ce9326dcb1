"""The criterion of the phases of a run; `splotch_tui.core.phases` gives the reasons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.jit import kernel
from splotch_tui.core.types import Doubles

FREE, DEMON, SNAG = 0, 1, 2
STALLED = 0.1
CLIMBING_AGAIN = 0.25
CLIMBING_FREELY = 0.5
BEYOND_DIFFUSION = 3.0
DRIFTING = 0.1


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
