"""What goes to the terminal, and when."""

import pyte
from rich.console import Console
from ui_helpers import text_of, until

from splotch_tui.ui.terminal.frame_gate import FrameGate


async def test_partial_updates_give_the_same_screen_as_a_full_one(app, monkeypatch):
    console = Console(color_system="truecolor", force_terminal=True)
    terminal = pyte.Screen(100, 30)
    stream = pyte.Stream(terminal)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 3)
        compositor = app.screen._compositor
        sizes = []

        def show(update):
            text = update.render_segments(console)
            sizes.append(len(text))
            stream.feed(text)

        show(compositor.render_full_update())
        partial = compositor.render_partial_update

        def recorded():
            update = partial()
            if update is not None:
                show(update)
            return update

        monkeypatch.setattr(compositor, "render_partial_update", recorded)
        for keys in (["plus"], ["right"], ["f"], ["down", "l"]):
            step = app.session.snapshot.step
            await pilot.press(*keys)
            await until(pilot, lambda step=step: app.session.snapshot.step > step + 20)
        await pilot.press("space")
        await until(pilot, lambda: "paused" in terminal.display[0])
        await pilot.pause(0.2)
        partly = list(terminal.display)
        stream.feed(compositor.render_full_update().render_segments(console))
        assert partly == list(terminal.display)
        assert len(sizes) > 10
        assert sorted(sizes)[len(sizes) // 2] < 2000


async def test_no_frame_is_drawn_before_the_last_was_shown(app):
    async with app.run_test(size=(120, 40)) as pilot:
        main = app.screen
        questions = []
        main._ask = questions.append
        await until(pilot, lambda: len(questions) > 3)
        main.gate.note_answer()
        asked = len(questions)
        await until(pilot, lambda: len(questions) == asked + 1)
        step = app.session.snapshot.step
        await until(pilot, lambda: app.session.snapshot.step > step + 40)
        assert len(questions) == asked + 1
        # Keys are shown all the same.
        await pilot.press("right")
        assert "0.11" in text_of(main.query_one("#parameters")).splitlines()[1]
        main.gate.note_answer()
        await until(pilot, lambda: len(questions) == asked + 2)


def test_a_terminal_that_never_answers_is_not_waited_for():
    gate = FrameGate()
    gate.note_question()
    assert gate.is_open


def test_an_answer_that_is_lost_is_not_waited_for_forever(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("splotch_tui.ui.terminal.frame_gate.monotonic", lambda: now[0])
    gate = FrameGate()
    gate.note_answer()
    gate.note_question()
    assert not gate.is_open
    now[0] += 3
    assert gate.is_open
