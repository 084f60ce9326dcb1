"""Status: one line that says where the run is and what it is doing."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip

from splotch_tui.core.phases import PhaseKind
from splotch_tui.core.text import printable
from splotch_tui.session.snapshot import Activity, Snapshot
from splotch_tui.ui.widgets.lines import Lines

_SIGNS = {
    Activity.COMPILING: "…",
    Activity.RUNNING: "▶",
    Activity.PAUSED: "‖",
    Activity.FINISHED: "■",
    Activity.FAILED: "!",
}
_LONGEST_KIND = max(len(kind) for kind in PhaseKind)
_LONGEST_CLIMB = " · climb 100.0%"


def rate_text(rate: float) -> str:
    """Return steps a second, short."""
    # From where a smaller unit would take more than three digits.
    for least, unit, letter in ((999.5e3, 1e6, "M"), (1e4, 1e3, "k")):
        if rate >= least:
            return f"{rate / unit:.3g} {letter}"
    return f"{rate:.3g}" if rate < 100 else f"{rate:.0f}"


def speed_text(speed: int | None) -> str:
    """Return how fast a run is to go; None: as fast as it can."""
    if speed is None:
        return "full speed"
    return "1 step a frame" if speed == 1 else f"{speed:,} steps a frame"


def climb_text(climb: float) -> str:
    """Return a climb in percent of the free climb."""
    # Adding 0 turns −0 into 0.
    return f"{round(climb * 100, 1) + 0.0:.1f}%".replace("-", "−")


def phase_text(snapshot: Snapshot, room: int) -> tuple[str, int]:
    """Return the phase, since when, and how x0 climbs, as far as there is room.

    Returns
    -------
    text : str
        Whole, or less of it.
    kept : int
        The room that it is to be left: that of the longest text of its kind, so that nothing beside
        it comes and goes as the run does.
    """
    if not snapshot.phases:
        return "", 0
    phase = snapshot.phases[-1]
    since = f" since {phase.start:,}" if phase.start else ""
    climb = "" if snapshot.climb is None else f" · climb {climb_text(snapshot.climb)}"
    longest_since = len(f" since {snapshot.recipe.steps:,}")
    for text, kept in (
        (f"{phase.kind}{since}{climb}", _LONGEST_KIND + longest_since + len(_LONGEST_CLIMB)),
        (f"{phase.kind}{climb}", _LONGEST_KIND + len(_LONGEST_CLIMB)),
    ):
        if max(kept, len(text)) <= room:
            return text, kept
    return phase.kind, _LONGEST_KIND


class Status(Lines):
    """The status line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "status--activity",
        "status--text",
        "status--title",
        *(f"status--{kind}" for kind in PhaseKind),
    }

    def draw(self, snapshot: Snapshot, activity: Activity, speed: int | None, title: str) -> None:
        """Show the state of a session; `activity` may be ahead of what `snapshot` says."""
        doing = "playing" if snapshot.played and activity is Activity.RUNNING else activity
        lead = f" {_SIGNS[activity]} {doing:<8} "
        kind = snapshot.phases[-1].kind if snapshot.phases else ""
        text = self._steps_text(snapshot, self.size.width - len(lead) - len(kind))
        if snapshot.problem:
            text = f"{printable(snapshot.problem)}  "
        phase, kept = phase_text(snapshot, self.size.width - len(lead) - len(text))
        room = self.size.width - len(lead) - kept
        # The phase matters most: the rest gives way to it.
        for extra in self._extras(snapshot, speed):
            if len(text) + len(extra) <= room:
                text += extra
        room = self.size.width - len(lead) - len(text) - len(phase) - 1
        right = title if len(title) + 2 <= room else ""
        self.show(
            [
                Strip(
                    [
                        Segment(lead, self.style_of("status--activity")),
                        Segment(text, self.style_of("status--text")),
                        Segment(phase, self.style_of(f"status--{kind or 'text'}")),
                        Segment(
                            f"{right:>{max(room, 0)}} ",
                            self.style_of("status--title"),
                        ),
                    ]
                )
            ]
        )

    def _extras(self, snapshot: Snapshot, speed: int | None) -> list[str]:
        """Return what else there is to say of the run, the most important first."""
        if snapshot.problem:
            return []
        if snapshot.target is not None:
            return [f"going to {snapshot.target:,}  "]
        proposals = snapshot.record and snapshot.record.proposals
        accepted = [f"{proposals.rate:>4.0%} accepted  "] if proposals else []
        return [*accepted, f"{rate_text(snapshot.rate):>6} steps/s  ", f"{speed_text(speed)}  "]

    def _steps_text(self, snapshot: Snapshot, room: int) -> str:
        """Return which step of how many, or less where that would be cut."""
        steps = f"{snapshot.recipe.steps:,}"
        texts = (
            f"step {snapshot.step:>{len(steps)},} / {steps}  ",
            f"step {snapshot.step:,}  ",
            f"{snapshot.step:,} ",
        )
        return next((text for text in texts if len(text) <= room), "")
