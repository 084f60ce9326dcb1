"""Which moment of a run says most of it."""

from __future__ import annotations

from splotch_tui.core.history import History
from splotch_tui.core.phases import PhaseKind, find_phases, window_length


def telling_step(history: History) -> int:
    """Return the step of a run that a picture shows if none is asked for.

    Just after it was caught for the last time both are to be seen, the way that led there and what
    holds it; else the end of the last demon; and of a run that stayed free the last step.
    """
    phases, last = find_phases(history), history.recipe.steps
    ends = [phase.start for phase in phases[1:]] + [last]
    for kind in (PhaseKind.SNAG, PhaseKind.DEMON):
        for phase, end in zip(reversed(phases), reversed(ends), strict=True):
            if phase.kind is kind:
                caught = kind is PhaseKind.SNAG
                return min(phase.start + window_length(history.recipe), end) if caught else end
    return last
