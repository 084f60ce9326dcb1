"""Plots carry their recipe, and it is read again, whatever is in the file."""

import re

import pytest

import render
from splotch_tui import Recipe, SplotchError, run
from splotch_tui.core.errors import UnreadableError

HEADS = {".svg": b"<svg>", ".pdf": b"%PDF-1.4\n"}
BEFORE = {".svg": b"<dc:description>", ".pdf": b"/Subject ("}
AFTER = {".svg": b"</dc:description>", ".pdf": b")"}


@pytest.fixture
def steered():
    """A run with changes, whose recipe has all kinds of brackets."""
    return run(Recipe(seed=5, steps=60).changed(20, "epsilon", 0.3))


@pytest.mark.parametrize("ending", render.PLOT_ENDINGS)
def test_the_recipe_of_a_plot_is_read_again(tmp_path, steered, ending):
    path = tmp_path / f"a{ending}"
    render.plot(steered, path)
    assert render.read_recipe(path) == steered.recipe
    assert (render.load_history(path).x0 == steered.x0).all()


@pytest.mark.parametrize("ending", HEADS)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "no recipe"),
        (b"of another kind: \\( &lt;b> \xff", "no recipe"),
        (b"9" * 6_000_000, "no recipe"),
        (b"\\a" * 3_000_000, "no recipe"),
        (b'{"version": 2, "steps": 1e99}', "steps"),
    ],
)
def test_plots_with_other_words_are_refused_in_a_line(tmp_path, ending, text, words):
    path = tmp_path / f"a{ending}"
    path.write_bytes(HEADS[ending] + BEFORE[ending] + text + AFTER[ending])
    with pytest.raises(UnreadableError, match=words) as told:
        render.read_recipe(path)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 300 + len(str(path))


@pytest.mark.parametrize("ending", HEADS)
def test_a_plot_of_something_else_has_no_recipe(tmp_path, ending):
    path = tmp_path / f"a{ending}"
    for text in (b"", BEFORE[ending], BEFORE[ending] * 300_000):
        path.write_bytes(HEADS[ending] + text)
        with pytest.raises(SplotchError, match=f"{re.escape(str(path))}.*no recipe"):
            render.read_recipe(path)
