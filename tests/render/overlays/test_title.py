"""Titles are one line of letters that films have."""

import pytest

from render.overlays.title import read_title
from splotch_tui import SplotchError


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", ""),
        ("  two\n lines ", "two lines"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("ε·Σ — Зима, Ülo", "ε·Σ — Зима, Ülo"),
    ],
)
def test_any_text_is_one_line(text, title):
    assert read_title(text) == title


def test_letters_that_would_be_boxes_are_named():
    with pytest.raises(SplotchError, match="no letters 山谷🏔: take them out"):
        read_title("山谷 and 谷🏔")
