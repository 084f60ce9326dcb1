"""When something goes to the terminal."""

from ui_helpers import text_of, until

from splotch_tui.ui.terminal.frame_gate import FrameGate


async def test_no_frame_is_drawn_before_the_last_was_shown(app, monkeypatch):
    questions = []
    monkeypatch.setattr(app, "ask_terminal", questions.append)
    async with app.run_test(size=(120, 40)) as pilot:
        main = app.screen
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


def test_pictures_take_as_many_bytes_as_the_link_carries(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("splotch_tui.ui.terminal.frame_gate.monotonic", lambda: now[0])
    gate = FrameGate()

    def send(sent, rate, round_trip):
        gate.note_question(sent)
        now[0] += round_trip + sent / rate
        gate.note_answer()

    send(0, 60_000, 0.1)
    for _ in range(3):
        send(gate.most_bytes, 60_000, 0.1)
    # What is sent at once holds a key up for less than a tenth of a second.
    assert 0.05 < gate.most_bytes / 60_000 < 0.1
    before = gate.most_bytes
    send(gate.most_bytes, 10_000_000, 0.1)
    # A link gets faster by little at a time: one quick answer may be luck.
    assert before < gate.most_bytes <= 1.5 * before
    for _ in range(12):
        send(gate.most_bytes, 10_000_000, 0.1)
    assert gate.most_bytes > 10 * before
