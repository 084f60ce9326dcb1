"""How many colours a terminal is taken to have, by what is set in it."""

import pytest

from splotch_tui.ui.terminal.colours import colour_system


@pytest.mark.parametrize(
    ("term", "colours"),
    [
        *((term, "standard") for term in ("xterm", "linux", "vt100", "")),
        *((term, "256") for term in ("screen", "tmux", "tmux-256color", "xterm-256color", "foot")),
        *((term, "256") for term in ("xterm-kitty", "alacritty", "screen.xterm-256color")),
        ("xterm-direct", "truecolor"),
    ],
)
def test_terms_tell(term, colours):
    assert colour_system({"TERM": term}) == colours
    assert colour_system({"TERM": term, "COLORTERM": "truecolor"}) == "truecolor"


def test_within_tmux_there_are_256_at_least():
    assert colour_system({"TERM": "xterm", "TMUX": "/tmp/tmux-0/default,1,0"}) == "256"
    assert colour_system({}) == "standard"
