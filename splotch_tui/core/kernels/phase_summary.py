"""What became of many descents, by the phases of each, in constant memory a descent.

The same phases as `splotch_tui.core.phases.PhaseTracker` gives a whole run; of those that can no
longer be taken back only what a table tells is kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.jit import inlined, kernel
from splotch_tui.core.kernels.phase_criterion import DEMON, FREE, SNAG
from splotch_tui.core.kernels.phase_tracking import classify_phases
from splotch_tui.core.types import Doubles, Integers

# What is counted of each descent: marks so far; the phase at the last; phases on the stack; and
# what a table tells of those that have left it: −1 for a step that did not happen.
SEEN, CODE, DEPTH, DEMON_STEP, SNAG_STEP, RELEASES, _COUNTS = range(7)
# Each phase on the stack began at another mark; those that may be taken back, in the last window.
_DEEPEST = 16


class PhaseSummaries(NamedTuple):
    """The phases of some descents so far. Kernels change them in place.

    Attributes
    ----------
    marks : ndarray, shape (n, back + room, 3+D)
        The last marks of each, see `classify_phases`, and room for those to come.
    codes : ndarray of int8, shape (room,)
        Room for the phases at those.
    counts : ndarray of int64, shape (n, 6)
        See above.
    kinds, starts : ndarray of int64, shape (n, 16)
        The latest phases: what and since which step.
    """

    marks: Doubles
    codes: NDArray[np.int8]
    counts: Integers
    kinds: Integers
    starts: Integers

    @classmethod
    def make(cls, n: int, dims: int, back: int, room: int) -> PhaseSummaries:
        """Return room for `n` descents, of which up to `room` marks come at once."""
        return cls(
            marks=np.empty((n, back + room, 3 + dims)),
            codes=np.empty(room, np.int8),
            counts=np.empty((n, _COUNTS), np.int64),
            kinds=np.empty((n, _DEEPEST), np.int64),
            starts=np.empty((n, _DEEPEST), np.int64),
        )

    def start(self) -> None:
        """Put all of them at the origin."""
        self.marks[:, 0] = 0.0
        self.counts[:] = 0
        self.counts[:, DEPTH] = 1
        self.counts[:, [DEMON_STEP, SNAG_STEP]] = -1
        self.kinds[:, 0] = FREE
        self.starts[:, 0] = 0


@kernel
def follow_marks(
    summaries: PhaseSummaries,
    which: int,
    points: Doubles,
    every: int,
    climb: float,
    variance: float,
    least_snag: int,
) -> None:
    """Take in the points of a descent that follow, `every` steps apart.

    Parameters
    ----------
    summaries : PhaseSummaries
        Which has room for so many.
    which : int
        The descent's number there.
    points : ndarray, shape (n, 1+D)
        The points.
    every : int
        Steps from one to the next.
    climb, variance : float
        What a step brings without hills: see `splotch_tui.core.rules.rule.Rule`.
    least_snag : int
        How many steps a snag lasts at least.
    """
    marks, counts = summaries.marks[which], summaries.counts[which]
    back = marks.shape[0] - summaries.codes.size
    # The origin is the first mark.
    held = min(counts[SEEN] + 1, back)
    for i in range(len(points)):
        steps = (counts[SEEN] + 1 + i) * every
        marks[held + i, 0] = steps * climb
        marks[held + i, 1] = steps * variance
        for m in range(points.shape[1]):
            marks[held + i, 2 + m] = points[i, m]
    judged = held + len(points) - back
    if judged > 0:
        codes = summaries.codes[:judged]
        classify_phases(marks[: back + judged], back, counts[CODE], codes)
        first = counts[SEEN] + 1 + len(points) - judged
        for i in range(judged):
            if codes[i] != counts[CODE]:
                counts[CODE] = codes[i]
                _note(summaries, which, codes[i], (first + i) * every, back * every, least_snag)
        for i in range(back):
            for m in range(marks.shape[1]):
                marks[i, m] = marks[judged + i, m]
    counts[SEEN] += len(points)


@inlined
def _note(
    summaries: PhaseSummaries, which: int, code: int, seen: int, window: int, least_snag: int
) -> None:
    """Do what `PhaseTracker` does at a mark that shows another phase than the one before."""
    counts, kinds, starts = (
        summaries.counts[which],
        summaries.kinds[which],
        summaries.starts[which],
    )
    depth = counts[DEPTH]
    if kinds[depth - 1] == SNAG and seen - starts[depth - 1] < least_snag:
        depth -= 1
    start = seen if code == FREE else seen - window // 2
    while starts[depth - 1] >= start:
        depth -= 1
    if kinds[depth - 1] != code:
        if depth == _DEEPEST:
            _count(counts, kinds[0], starts[0])
            counts[RELEASES] += kinds[0] == SNAG
            depth -= 1
            for i in range(depth):
                kinds[i], starts[i] = kinds[i + 1], starts[i + 1]
        kinds[depth], starts[depth] = code, start
        depth += 1
    counts[DEPTH] = depth


@inlined
def _count(counts: Integers, kind: int, start: int) -> None:
    """Note the first demon and the first snag."""
    if kind == DEMON and counts[DEMON_STEP] < 0:
        counts[DEMON_STEP] = start
    if kind == SNAG and counts[SNAG_STEP] < 0:
        counts[SNAG_STEP] = start


@kernel
def conclude(summaries: PhaseSummaries, which: int, steps: int, least_snag: int) -> None:
    """Count the phases that are left of a descent which has ended after so many steps.

    A snag that is too young to be one for sure does not count.
    """
    counts, kinds, starts = (
        summaries.counts[which],
        summaries.kinds[which],
        summaries.starts[which],
    )
    last = counts[DEPTH] - 1
    for i in range(last):
        _count(counts, kinds[i], starts[i])
        counts[RELEASES] += kinds[i] == SNAG
    counts[CODE] = kinds[last]
    if kinds[last] != SNAG or steps - starts[last] >= least_snag:
        _count(counts, kinds[last], starts[last])
