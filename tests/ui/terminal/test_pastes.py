"""What is pasted is text, and never keys."""

import pytest
from textual.events import Paste

from splotch_tui.ui.terminal.pastes import PasteParser

PASTED = "one\nq\x1bq\x1b\x1b[A two\x1b[201\x1b[20 \x1b" + 40 * "long" + "\r"


def events(*parts):
    parser = PasteParser()
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
