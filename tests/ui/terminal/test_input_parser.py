"""What is pasted is text, and never keys; and reports that cannot be true do no harm."""

import pytest
from textual.events import MouseMove, Paste

from splotch_tui.ui.terminal.input_parser import InputParser

PASTED = "one\nq\x1bq\x1b\x1b[A two\x1b[201\x1b[20 \x1b" + 40 * "long" + "\r"


def events(*parts):
    parser = InputParser()
    return [event for part in parts for event in parser.feed(part)]


def plain(found):
    return [event.text if isinstance(event, Paste) else event.key for event in found]


@pytest.mark.parametrize("size", [*range(1, 13), 1000])
def test_no_part_of_a_paste_is_a_key(size):
    sent = f"a\x1b[200~{PASTED}\x1b[201~b\x1b[A"
    found = events(*(sent[at : at + size] for at in range(0, len(sent), size)))
    assert plain(found) == ["a", PASTED.replace("\x1b", ""), "b", "up"]


def test_escape_is_a_key_outside_of_pastes():
    assert plain(events("\x1b[200~x\x1b[201~\x1b\x1b[B")) == ["x", "escape", "down"]


@pytest.mark.parametrize("size", ["0;0;0;0", "0;80;0;0", "24;0;480;0"])
def test_a_terminal_that_says_it_has_no_size(size):
    found = events(f"\x1b[48;{size}t", "\x1b[<35;10;20M")
    assert type(found[-1]) is MouseMove
    assert (found[-1].x, found[-1].y) == (9, 19)


@pytest.mark.parametrize(
    "answer", ["\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\", "\x1b]11;rgb:0/0/0\x07", "\x1bP>|qx(3)\x1b\\"]
)
def test_an_answer_that_is_a_string_is_no_keys(answer):
    assert plain(events(f"a{answer}b")) == ["a", "b"]
