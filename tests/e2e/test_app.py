"""The app as users meet it: the real command in a pseudo-terminal of 120×40."""

import random
import re

import pytest
from terminal import restored

from splotch_tui import PRESETS, History, run


def test_a_session_from_start_to_end(terminal, tmp_path):
    app = terminal()
    app.until(lambda: app.step > 40)
    assert "comment · seed 1729" in app.text

    # The traces grow.
    before = {name: app.dots(name) for name in ("x0", "xn", "loss")}
    app.until(lambda: all(app.dots(name) > count for name, count in before.items()))

    # Space pauses.
    app.press(" ")
    app.until(lambda: "paused" in app.text)
    app.until(lambda: app.number(r"([\d.]+) steps/s") == 0)
    # It is 0 in a run's first half second, too; but a step alone is taken when it has paused.
    step = app.step
    app.press("s")
    app.until(lambda: app.step > step)
    app.listen_to_the_end(1.0)
    step = app.step
    app.press("s")
    app.until(lambda: app.step == step + 1)

    # An arrow changes epsilon.
    assert app.number(r"epsilon [ ‹]+([\d.]+)") == 0.1
    app.press("\x1b[C")
    app.until(lambda: app.number(r"epsilon [ ‹]+([\d.]+)") == 0.11)
    app.press(" ")
    app.until(lambda: app.step > step + 1)
    app.press(" ")
    app.until(lambda: "paused" in app.text)

    # w saves a file that loads, and that its recipe replays.
    app.press("w")
    app.until(lambda: "saved" in app.text)
    (saved,) = (tmp_path / "splotch" / "runs").glob("*.npz")
    assert saved.name == f"comment-1729-{app.step:.0f}.npz"
    assert saved.name in app.text
    history = History.load(saved)
    assert [change.value for change in history.recipe.changes] == [0.11]
    assert history.recipe.steps > step
    again = run(history.recipe)
    assert (again.x0 == history.x0).all()
    assert (again.loss == history.loss).all()

    # q quits and leaves the terminal as it was.
    app.press("q")
    assert app.end() == 0
    assert restored(app.sent)
    assert b"Traceback" not in app.sent


def test_it_opens_on_a_saved_history(terminal, tmp_path):
    kept = tmp_path / "kept.npz"
    run(PRESETS["orthogonal"].shortened(400)).save(kept)
    app = terminal(str(kept))
    app.until(lambda: "orthogonal · seed 1725" in app.text)
    app.press("+++++")
    app.until(lambda: app.step == 400)
    app.press("q")
    assert app.end() == 0


def test_quitting_while_the_engine_starts(terminal):
    app = terminal()
    app.until(lambda: "epsilon" in app.text)
    app.press("q")
    assert app.end() == 0
    assert restored(app.sent)


def test_a_storm_of_sizes(terminal):
    rng = random.Random(5)
    app = terminal(size=(200, 60))
    app.until(lambda: app.step > 0)
    sizes = [(rng.randint(1, 200), rng.randint(1, 60)) for _ in range(40)]
    for columns, rows in [*sizes, (1, 1), (2, 60), (200, 1), (1, 1)]:
        app.resize(columns, rows)
        app.read()
    app.resize(120, 40)
    step = app.step
    app.until(lambda: app.step > step and "quit" in app.screen.display[-1])
    app.press(" ")
    app.until(lambda: "paused" in app.text)
    app.press("q")
    assert app.end() == 0
    assert restored(app.sent)


def test_keys_that_come_in_a_heap_act_in_their_order(terminal):
    app = terminal()
    app.until(lambda: app.step > 10)
    app.press("\r")
    app.until(lambda: "enter sets it" in app.text)
    app.press("\x15" + "5\x7f0.75" + "\x1b[D\x1b[D2\r")
    app.until(lambda: app.number(r"epsilon [ ‹]+([\d.]+)") == 0.275)
    app.press("e")
    app.until(lambda: "enter makes it" in app.text)
    app.press("\x1b[C\x1b[B\x1b[C\x1b[C\x1b[B\x1b[C\x1b[A\x1b[A")
    app.until(lambda: all(f"‹ {word} ›" in app.text for word in ("gif", "orbit", "high")))
    app.press("\x1b[D" + "\x1b[B" * 8 + "hello\x7f" + "\x1b[B" * 2 + "\x15" + "there.mp4")
    app.until(lambda: "there.mp4" in app.text)
    app.until(lambda: re.search(r"title +hell ", app.text))
    app.press("\x1b")
    app.until(lambda: "enter makes it" not in app.text)


def test_under_a_dialog_nothing_is_sent(terminal):
    app = terminal()
    app.until(lambda: app.step > 10)
    app.press("?")
    app.until(lambda: "esc closes" in app.text)
    app.listen_to_the_end()
    before, step = len(app.sent), app.step
    app.listen(1.0)
    assert len(app.sent) == before
    app.press("\x1b")
    app.until(lambda: app.step > step)


@pytest.mark.parametrize(("before", "after"), [((200, 60), (120, 40)), ((120, 40), (80, 24))])
def test_nothing_of_the_map_is_left_below_it_at_another_size(terminal, before, after):
    app = terminal(size=before, environment={"COLORTERM": "truecolor"})
    app.until(lambda: app.step > 20)
    app.press(" ")
    app.until(lambda: "paused" in app.text)
    app.listen_to_the_end()
    app.resize(*after)
    app.listen_to_the_end()
    legend, ranges = (next(row for row in app.screen.display if sign in row) for sign in ("≥", "…"))
    assert not legend.rpartition("≥")[2].strip("0123456789. ")
    assert "▀" not in ranges.rpartition("…")[2]
