"""The flight as a picture of pixels, in a terminal that says it can, and in one that does not."""

import os
import re
import shutil
import sys
from statistics import median
from time import monotonic

import numpy as np
import pytest
from kitty import ANSWERS, QUESTION, KittyPictures
from sixels import decode_sixels

GRAPHICS = re.compile(rb"\x1b[P_]")
KITTY = {"TERM": "xterm-kitty", "COLORTERM": "truecolor", "TMUX": "", "STY": ""}


@pytest.fixture
def pictures():
    return KittyPictures()


@pytest.fixture
def kitty(terminal, pictures):
    """The app in flight, in a terminal that shows kitty's pictures."""
    app = terminal(
        "--preset",
        "original",
        environment=KITTY,
        answer_after=0.0,
        answers=ANSWERS,
        pictures=pictures,
    )
    app.until(lambda: app.step > 10)
    assert not GRAPHICS.search(app.sent), "asked before a picture is wanted"
    app.press("v")
    app.until(lambda: pictures.shown > 2)
    return app


def test_it_is_in_its_place_and_a_dialog_and_leaving_take_it_away(kitty, pictures):
    kitty.until(lambda: pictures.only)
    picture = pictures.only
    title = next(
        y
        for y, line in enumerate(kitty.screen.display)
        if "flight" in line and "landscape" not in line
    )
    assert picture.row == title + 1
    assert picture.column == kitty.screen.display[title].index("flight")
    assert (picture.columns, picture.rows) == (38, 18)
    # More than half blocks would be, in many colours.
    colours = np.asarray(picture.image)
    assert colours.shape[0] >= 2 * picture.rows
    assert colours.std() > 20
    # There is nothing but the picture.
    rows = kitty.screen.display[picture.row : picture.row + picture.rows]
    assert not "".join(row[picture.column :] for row in rows).strip(" │")

    # A dialog takes it away, and so does leaving.
    kitty.press("?")
    kitty.until(lambda: "A point rolls" in kitty.text)
    kitty.until(lambda: not pictures.placed)
    shown = pictures.shown
    kitty.press("\x1b")
    kitty.until(lambda: pictures.shown > shown)
    kitty.press("q")
    assert kitty.end() == 0
    assert not pictures.placed
    assert kitty.sent.rfind(b"\x1b_G") < kitty.sent.rfind(b"\x1b[?1049l")


def test_keys_are_answered_meanwhile_and_at_rest_nothing_is_sent(kitty, pictures):
    waits = []
    for _ in range(5):
        for word in ("paused", "running"):
            began = monotonic()
            kitty.press(" ")
            kitty.until(lambda word=word: word in kitty.screen.display[0])
            waits.append(monotonic() - began)
            before = pictures.shown
            kitty.until(lambda before=before: pictures.shown > before)
    assert median(waits) < 0.3
    kitty.press(" ")
    kitty.until(lambda: "paused" in kitty.screen.display[0])
    kitty.listen(2.5)
    kitty.listen_to_the_end()
    sent = len(kitty.sent)
    kitty.listen(0.8)
    assert len(kitty.sent) == sent
    assert pictures.only


def test_stopped_it_is_gone_and_there_again_when_it_goes_on(terminal, pictures):
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    app = terminal(
        command=(bash, "--norc", "--noprofile", "--noediting", "-i"),
        environment=KITTY | {"PS1": "ready> ", "HISTFILE": "/dev/null"},
        answer_after=0.0,
        answers=ANSWERS,
        pictures=pictures,
    )
    app.until(lambda: "ready>" in app.text)
    app.press(f"{sys.executable} -m splotch_tui --preset original\n")
    app.until(lambda: app.step > 10)
    app.press("v")
    app.until(lambda: pictures.shown > 1)
    app.press("\x1a")
    app.until(lambda: "Stopped" in app.text)
    assert not pictures.placed
    shown = pictures.shown
    app.press("fg\n")
    app.until(lambda: pictures.shown > shown)
    app.press("q")
    app.until(lambda: app.sent.endswith(b"ready> "))
    assert not pictures.placed
    app.press("exit\n")
    app.end()


def test_answers_that_come_while_it_is_left_do_not_reach_the_shell(terminal, pictures):
    app = terminal(environment=KITTY, answer_after=0.2, answers=ANSWERS, pictures=pictures)
    app.until(lambda: app.step > 10)
    app.press("v")
    app.until(lambda: QUESTION in app.sent)
    app.press("q")
    assert app.end() == 0
    # All have been answered, and read before the terminal was given back.
    assert not app.unanswered


def test_a_terminal_of_sixels_gets_those(terminal):
    shown = []

    class Sixels:
        def take(self, terminal, string):
            if string.startswith(b"\x1bP"):
                shown.append((terminal.screen.cursor.y, decode_sixels(string)))

    # Of small cells: few bytes, which a link takes that a busy machine makes seem slow.
    answers = {b"\x1b[16t": b"\x1b[6;4;2t", b"\x1b[c": b"\x1b[?62;4c"}
    app = terminal(
        "--preset",
        "original",
        environment=KITTY,
        answer_after=0.0,
        answers=answers,
        pictures=Sixels(),
    )
    app.until(lambda: app.step > 10)
    app.press("v")
    app.until(lambda: len(shown) > 1)
    row, picture = shown[-1]
    assert "flight" in app.screen.display[row - 1]
    assert picture.shape == (72, 76, 3)
    assert picture.std() > 20
    assert picture.min() >= 0
    app.press("q")
    assert app.end() == 0


def test_one_that_does_not_answer_gets_none(terminal):
    app = terminal("--preset", "original", environment=KITTY, answer_after=0.0)
    app.until(lambda: app.step > 10)
    app.press("v")
    app.until(lambda: "▀" in app.text)
    app.listen(0.5)
    assert GRAPHICS.findall(app.sent) == [b"\x1b_"]
    assert app.sent.count(QUESTION) == 1


def test_without_the_extra_nothing_is_asked(terminal, tmp_path):
    # As if it were not installed.
    code = "import sys; sys.modules['textual_image'] = None"
    (tmp_path / "sitecustomize.py").write_text(code)
    path = os.pathsep.join((str(tmp_path), os.environ.get("PYTHONPATH", "")))
    app = terminal(
        "--preset",
        "original",
        environment=KITTY | {"PYTHONPATH": path},
        answer_after=0.0,
        answers=ANSWERS,
    )
    app.until(lambda: app.step > 10)
    app.press("v")
    app.until(lambda: "flight" in app.text.replace("landscape: flight", ""))
    # It may be a while before the flight's first picture is there.
    app.until(lambda: "▀" in app.text)
    app.listen(1.0)
    assert not GRAPHICS.search(app.sent)
