"""What is sent to the clipboard is what was chosen, and makes the same run again."""

import shlex
from pathlib import Path

import pytest
from ui_helpers import until

from splotch_tui import run
from splotch_tui.core.recipe import PRESETS, Recipe
from splotch_tui.session.film_queue import FilmResult
from splotch_tui.ui.screens.copying import CopyScreen, run_command
from splotch_tui.ui.widgets.traces import Traces


@pytest.fixture
def sent(app, monkeypatch):
    """What the clipboard was given."""
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    texts = []
    monkeypatch.setattr(app, "copy_to_clipboard", texts.append)
    return texts


def said(app):
    return str(app.screen_stack[0].query_one("#notice").render())


async def test_the_recipe_is_that_of_the_run_with_what_was_changed_of_it(app, sent):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 2)
        await pilot.press("right", "space")
        await until(pilot, lambda: app.session.snapshot.recipe.changes)
        await pilot.press("y", "enter")
        recipe = Recipe.from_json(*sent)
        assert recipe == app.session.snapshot.recipe
        assert [change.value for change in recipe.changes] == [0.11]
        assert said(app) == "the recipe of this run: sent to the clipboard"


@pytest.mark.parametrize("keys", [["y", "2"], ["y", "j", "enter"], ["y", "down", "enter"]])
async def test_the_command_makes_the_run(app, sent, keys):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 2)
        await pilot.press(*keys)
        assert sent == [run_command(PRESETS["comment"])]
        assert said(app) == "the command that makes this run: sent to the clipboard"


def test_a_shell_takes_the_command_apart_as_it_was_meant():
    recipe = Recipe(seed=7, dims=3, rule="adam").changed(40, "epsilon", 0.2)
    *command, text, out, name = shlex.split(run_command(recipe))
    assert command == ["splotch", "run", "--recipe"]
    assert Recipe.from_json(text) == recipe
    assert (out, name) == ("-o", "d3-adam-7-5000.npz")


async def test_the_last_film_comes_first_once_there_is_one(app, films, sent):
    async with app.run_test(size=(120, 40)) as pilot:
        films.results.append(FilmResult(Path("/films/a.mp4")))
        await until(pilot, lambda: said(app) == "made /films/a.mp4 · y copies the path")
        assert not sent
        await pilot.press("y", "enter")
        assert sent == ["/films/a.mp4"]
        assert said(app) == "the path of the last film: sent to the clipboard"


async def test_escape_copies_nothing(app, sent):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 2)
        await pilot.press("y")
        assert isinstance(app.screen, CopyScreen)
        await pilot.press("9", "escape")
        assert app.screen is app.screen_stack[0]
        assert not sent


async def test_the_values_at_the_cursor_are_copied_with_all_their_digits(app, sent):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 20)
        await pilot.press("space", "i", "left", "left")
        step = app.screen.query_one(Traces).cursor
        await pilot.press("y", "enter")
        values = dict(part.split("=") for part in sent[0].split())
        history = run(PRESETS["comment"].shortened(100))
        assert int(values["step"]) == step
        assert float(values["x0"]) == history.x0[step]
        assert float(values["x1"]) == history.xn[step, 0]
        assert float(values["loss"]) == history.loss[step]
