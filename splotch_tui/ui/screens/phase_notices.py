"""PhaseNotices: what begins in a run is said once, as it begins."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.phases import Hop, Phase, PhaseKind
from splotch_tui.session.snapshot import Snapshot
from splotch_tui.ui.plotting.ticks import value_text
from splotch_tui.ui.widgets.status import climb_text

# So many of the xn are named.
_MOST_NAMED = 3


class PhaseNotices:
    """Notices what begins in the runs that it is shown, one after the other."""

    def __init__(self) -> None:
        self._run = 0
        self._known: frozenset[Phase | Hop] = frozenset()

    def news(self, seen: Snapshot) -> str:
        """Return what has begun since the last time, in a sentence; the newest, if more has.

        It is empty for what was there when a run was first seen, as it is opened at a step or goes
        back to one; and for what lies on the way to a step.
        """
        happened: frozenset[Phase | Hop] = frozenset((*seen.phases[1:], *seen.hops))
        new = happened - self._known
        live = seen.run == self._run and seen.target is None
        self._run, self._known = seen.run, happened
        return _sentence(max(new, key=_step_of), seen) if new and live else ""


def _step_of(happened: Phase | Hop) -> int:
    return happened.start if isinstance(happened, Phase) else happened.step


def _sentence(happened: Phase | Hop, seen: Snapshot) -> str:
    """Return what has begun, with its numbers."""
    at = f"at step {_step_of(happened):,}:"
    if isinstance(happened, Hop):
        before, after = value_text(happened.before), value_text(happened.after)
        return f"hop {at} the run moved to another basin: x0 {before} → {after}"
    # Phases are judged over windows of steps: where there is one, it has a climb.
    climb = climb_text(0.0 if seen.climb is None else seen.climb)
    if happened.kind is PhaseKind.SNAG:
        return f"snag {at} x0 climbs at {climb} of its free speed, under a tenth of it"
    if happened.kind is PhaseKind.DEMON:
        slowed = f"x0 climbs at {climb} of its free speed"
        return f"demon {at} {_farthest(seen)} off faster than by noise, and {slowed}"
    return f"free again {at} x0 climbs at {climb} of its free speed"


def _farthest(seen: Snapshot) -> str:
    """Return which of the xn are farthest out, and that they run."""
    assert seen.record is not None
    distances = np.abs(seen.record.latest[1:-1])
    names = [f"x{index + 1}" for index in np.argsort(-distances, kind="stable")[:_MOST_NAMED]]
    if len(names) == 1:
        return f"{names[0]} runs"
    return f"{', '.join(names[:-1])} and {names[-1]} run"
