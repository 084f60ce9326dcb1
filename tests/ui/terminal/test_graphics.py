"""What the terminal says of graphics is understood, in whatever pieces it comes."""

import fcntl
import struct

import pytest
from textual.events import CursorPosition, Key
from textual.messages import TerminalSupportsSynchronizedOutput

from splotch_tui.ui.terminal.graphics import (
    Graphics,
    GraphicsAnswer,
    Protocol,
    graphics_question,
)
from splotch_tui.ui.terminal.input_parser import InputParser

KITTY, CELL, DEVICE = "\x1b_Gi=31;OK\x1b\\", "\x1b[6;18;9t", "\x1b[?62;22c"
SIXEL = "\x1b[?62;4;22c"


@pytest.fixture(autouse=True)
def no_window(monkeypatch):
    """There is no window whose size the system knows."""

    def refuse(*_):
        raise OSError

    monkeypatch.setattr(fcntl, "ioctl", refuse)


def graphics(*answers):
    known = Graphics()
    for answer in answers:
        known.take(answer)
    return known


@pytest.mark.parametrize(
    ("answers", "protocol"),
    [
        ((KITTY, CELL, DEVICE), Protocol.KITTY),
        ((KITTY, CELL, SIXEL), Protocol.KITTY),
        ((KITTY,), Protocol.KITTY),
        ((CELL, SIXEL), Protocol.SIXEL),
        # How large sixels would be is not known.
        ((SIXEL,), None),
        (("\x1b[6;0;0t", SIXEL), None),
        ((CELL, DEVICE), None),
        # A terminal of kind 4, not one with feature 4.
        ((CELL, "\x1b[?4;22c"), None),
        (("\x1b_Gi=31;ENOTSUP:no\x1b\\", CELL, DEVICE), None),
        ((), None),
    ],
)
def test_how_a_terminal_takes_pictures(answers, protocol):
    assert graphics(*answers).protocol is protocol


@pytest.mark.parametrize(
    ("window", "cell"),
    [((40, 120, 1200, 800), (10, 20)), ((40, 120, 0, 0), None), ((0, 0, 9, 9), None)],
)
def test_the_system_may_know_how_large_cells_are(monkeypatch, window, cell):
    monkeypatch.setattr(fcntl, "ioctl", lambda *_: struct.pack("4H", *window))
    known = graphics(SIXEL)
    assert known.protocol is (Protocol.SIXEL if cell else None)
    assert not cell or known.cell == cell
    # The terminal knows better.
    assert graphics(CELL, SIXEL).cell == (9, 18)


def test_how_large_a_cell_is():
    assert graphics(KITTY, CELL).cell == (9, 18)
    assert graphics(KITTY, "\x1b[6;0;0t").cell == graphics().cell


@pytest.mark.parametrize(
    "environment", [{"TERM": "linux"}, {"TERM": "tmux-256color"}, {"TMUX": "x"}, {"STY": "x"}]
)
def test_what_would_be_taken_for_a_title_is_not_asked(environment):
    assert "\x1b_" not in graphics_question(environment)
    assert graphics_question(environment).endswith("\x1b[c")
    assert "\x1b_G" in graphics_question({"TERM": "xterm-kitty"})


def told(parts, expects=True):
    parser = InputParser(False, lambda: expects)
    events = [event for part in parts for event in parser.feed(part)]
    return [
        event.text
        if isinstance(event, GraphicsAnswer)
        else event.key
        if isinstance(event, Key)
        else type(event)
        for event in events
    ]


ALL = f"a{KITTY}{CELL}b\x1b[12;5R{DEVICE}c\x1b[A"


@pytest.mark.parametrize("cut", range(1, len(ALL)))
def test_answers_cut_anywhere_are_no_keys(cut):
    found = told((ALL[:cut], ALL[cut:]))
    assert [one for one in found if one in {KITTY, CELL, DEVICE}] == [KITTY, CELL, DEVICE]
    others = [one for one in found if one not in {KITTY, CELL, DEVICE}]
    assert others == ["a", "b", CursorPosition, "c", "up"]


def test_answers_that_come_letter_by_letter_are_no_keys():
    found = told(ALL)
    assert sorted(map(str, found)) == sorted(map(str, told((ALL,))))


@pytest.mark.parametrize("expects", [True, False])
@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("\x1b[6~", ["pagedown"]),
        ("\x1b[A", ["up"]),
        ("\x1b[?2026;2$y", [TerminalSupportsSynchronizedOutput]),
        ("\x1b[200~\x1b[?62;4c\x1b[201~", [None]),
    ],
)
def test_keys_that_begin_as_answers_do_are_keys(typed, keys, expects):
    found = told((f"{typed}y",), expects)
    assert found[-1] == "y"
    assert len(found) == len(keys) + 1
    assert None in keys or found[:-1] == keys


def test_the_escape_key_is_one_though_an_answer_may_begin_so(monkeypatch):
    now = [10.0]
    for module in ("splotch_tui.ui.terminal.input_parser.monotonic", "textual._parser.get_time"):
        monkeypatch.setattr(module, lambda: now[0])
    parser = InputParser(False, lambda: True)
    assert list(parser.feed("\x1b")) == []
    assert list(parser.tick()) == []
    found = []
    for _ in range(3):
        now[0] += 0.2
        found += parser.tick()
    assert [event.key for event in found] == ["escape"]


def test_what_is_typed_is_not_held_back_where_nothing_was_asked():
    parser = InputParser(False, lambda: False)
    assert list(parser.feed("\x1b")) == []
    assert [event.key for event in parser.feed("\x1b[A")] == ["escape", "up"]
