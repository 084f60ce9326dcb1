"""Waiting by condition, and reading what is shown."""

from collections.abc import Callable
from time import monotonic

from textual.pilot import Pilot


async def until(pilot: Pilot, condition: Callable[[], object], seconds: float = 90) -> None:
    """Let the app go on until the condition holds."""
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, "it never happened"
        # What ended it is raised when the test leaves the app.
        assert not pilot.app.return_code, "the app has ended"
        await pilot.pause(0.01)


def text_of(widget) -> str:
    """What a widget of lines shows."""
    return "\n".join(line.text for line in widget.render_lines(widget.size.region))
