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


def rate_text(rate: float) -> str:
    """Return steps a second, short."""
    # From where a smaller unit would take more than three digits.
    for least, unit, letter in ((999.5e3, 1e6, "M"), (1e4, 1e3, "k")):
        if rate >= least:
            return f"{rate / unit:.3g} {letter}"
    return f"{rate:.3g}" if rate < 100 else f"{rate:.0f}"


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
        lead = f" {_SIGNS[activity]} {doing:<11}"
        phase = snapshot.phases[-1].kind if snapshot.phases else ""
        text = self._steps_text(snapshot, self.size.width - len(lead) - len(phase))
        if snapshot.problem:
            text = f"{printable(snapshot.problem)}   "
        elif snapshot.target is not None:
            going = f"going to {snapshot.target:,}   "
            if len(lead) + len(text) + len(going) + len(phase) <= self.size.width:
                text += going
        else:
            frame_text = "full speed" if speed is None else f"{speed:,} a frame"
            room = self.size.width - len(lead) - _LONGEST_KIND
            proposals = snapshot.record and snapshot.record.proposals
            extras = [f"{rate_text(snapshot.rate):>6} steps/s   ", f"{frame_text:<11}   "]
            if proposals:
                extras.insert(0, f"{proposals.rate:>4.0%} accepted   ")
            # The phase matters most: the rest gives way to it.
            for extra in extras:
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
                        Segment(phase, self.style_of(f"status--{phase or 'text'}")),
                        Segment(
                            f"{right:>{max(room, 0)}} ",
                            self.style_of("status--title"),
                        ),
                    ]
                )
            ]
        )

    def _steps_text(self, snapshot: Snapshot, room: int) -> str:
        """Return which step of how many, or less where that would be cut."""
        steps = f"{snapshot.recipe.steps:,}"
        texts = (
            f"step {snapshot.step:>{len(steps)},} / {steps}   ",
            f"step {snapshot.step:,}   ",
            f"{snapshot.step:,} ",
        )
        return next((text for text in texts if len(text) <= room), "")
