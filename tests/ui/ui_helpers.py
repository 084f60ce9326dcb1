"""Waiting by condition, drawing, and reading what is shown."""

from collections.abc import Callable
from time import monotonic

from textual.pilot import Pilot

from splotch_tui.session.snapshot import Activity


async def until(pilot: Pilot, condition: Callable[[], object], seconds: float = 90) -> None:
    """Let the app go on until the condition holds."""
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, "it never happened"
        # What ended it is raised when the test leaves the app.
        assert not pilot.app.return_code, "the app has ended"
        await pilot.pause(0.01)


async def draw_finished(pilot: Pilot) -> None:
    """Let the run come to its end, and draw all panels."""
    app = pilot.app
    await until(pilot, lambda: app.session.snapshot.activity is Activity.FINISHED)
    await draw_frames(pilot)


async def draw_frames(pilot: Pilot) -> None:
    """Draw all panels of the main screen."""
    main = pilot.app.screen_stack[0]
    # The landscape is drawn with every fourth frame.
    for _ in range(4):
        answer(main.gate)
        main.frame()
        await pilot.pause()


def answer(gate) -> None:
    """Answer as a terminal does, without showing how fast its link is."""
    gate.note_question()
    gate.note_answer()


def text_of(widget) -> str:
    """What a widget of lines shows."""
    return "\n".join(line.text for line in widget.render_lines(widget.size.region))


async def draw_flight(pilot: Pilot) -> None:
    """Draw frames until the picture of the flight is on the screen, of a run that stands still."""
    main = pilot.app.screen_stack[0]
    panel = main.query_one("#landscape")
    end = monotonic() + 60
    while panel.mode == "flight" and not panel.is_at_rest:
        assert monotonic() < end, "it never came to rest"
        answer(main.gate)
        main.frame()
        await pilot.pause(0.01)
