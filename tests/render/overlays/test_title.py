"""Titles are one line of letters that films have."""

import pytest

from render.overlays.text import USUAL, TextRenderer, find_face, missing_letters
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


@pytest.mark.parametrize("bold", [False, True])
def test_the_letters_taken_for_known_are_there(bold):
    known = "".join(letter for letter in map(chr, range(0x3000)) if USUAL.fullmatch(letter))
    assert len(known) > 300
    assert missing_letters(known, bold=bold) == ""
    assert "Inter" in find_face(known, bold=bold)


def test_figures_are_all_equally_wide_and_subscripts_are_letters():
    renderer = TextRenderer(20.0, (255, 255, 255), (0, 0, 0))
    assert len({renderer.width(f"x₀ = {figure * 3}") for figure in "0123456789"}) == 1
    assert renderer.width("−1") == renderer.width("11")
    plain, low = (renderer.picture(text)[..., 3] for text in ("x0", "x₀"))
    assert low.any() and low.shape[1] < plain.shape[1]


def test_other_letters_are_set_in_another_face():
    # Georgian, which the films' own face does not have.
    assert read_title("თბილისი") == "თბილისი"
    assert "DejaVu" in find_face("თბილისი")
