"""Every action says what it did, and nothing is done that was not asked for."""

import tempfile
from pathlib import Path

import pytest
from ui_helpers import text_of, until

from splotch_tui import Recipe
from splotch_tui.session.film_queue import FilmProgress, FilmQueue
from splotch_tui.session.journal import Entry, Journal
from splotch_tui.session.snapshot import Activity
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.widgets.run_list import RunList


def said(pilot):
    return str(pilot.app.screen_stack[0].query_one("#notice").render())


async def test_undo_says_what_it_took_back(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 20)
        await pilot.press("right", "n", "r", "u")
        assert said(pilot) == "taken back: back to the run before"
        await pilot.press("u")
        assert said(pilot) == "taken back: seed is 1729 again"
        await pilot.press("u")
        assert said(pilot) == "taken back: epsilon is 0.1 again"
        await pilot.press("u")
        assert said(pilot) == "nothing to take back"


async def test_views_say_what_they_show(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 2)
        # A phase that begins has words as well.
        await pilot.press("space")
        for key, words in (
            ("f", "traces: the last part of the run"),
            ("f", "traces: the whole run"),
            ("v", "landscape: flight"),
            ("v", "landscape: off"),
            ("v", "landscape: map"),
            ("x", "no film is being made"),
        ):
            await pilot.press(key)
            assert said(pilot) == words


async def test_actions_say_what_they_did(films):
    # Without hills there are no phases, which would have their say meanwhile.
    app = SplotchApp(Recipe(epsilon=0.0), config=Config(glyphs="braille"), films=films)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 2)
        pinned = "pinned: runs to come are drawn over this one; C lets it go"
        for key, words in (
            ("r", "started again from the origin"),
            ("tab", "landscape along x1"),
            ("c", pinned),
            ("c", "this run is pinned: C lets the last one go"),
            ("C", "no longer pinned: the same run"),
            ("C", "no run is pinned"),
        ):
            await pilot.press(key)
            assert said(pilot) == words
        await pilot.press(*["plus"] * 20, "f")
        assert said(pilot) == "traces: the last part of the run, once it is slower than full speed"


async def test_what_cannot_be_done_is_said(films):
    app = SplotchApp(Recipe(seed=0, steps=20), config=Config(glyphs="braille"), films=films)
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, lambda: app.session.snapshot.activity is Activity.FINISHED)
        for key, words in (
            ("p", "seed is at its limit, 0"),
            ("s", "the run is over: r starts it again"),
            ("tab", "the landscape is off"),
            ("v", "landscape: map"),
            ("right", "the run is over: r starts one with this epsilon"),
        ):
            await pilot.press(key)
            assert said(pilot) == words


async def test_a_run_is_saved_once(films):
    app = SplotchApp(Recipe(steps=20), config=Config(glyphs="braille"), films=films)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.activity is Activity.FINISHED)
        await pilot.press("w")
        await until(pilot, lambda: said(pilot).startswith("saved 20 steps"))
        await pilot.press("w")
        await until(pilot, lambda: said(pilot).startswith("this run is saved already, as "))


async def test_giving_up_a_film_names_it(app, films, monkeypatch):
    films.progress = FilmProgress(Path("a.mp4"), 1, 10, None, 0)
    monkeypatch.setattr(FilmQueue, "cancel", lambda _: None)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("x")
        assert said(pilot) == "giving up a.mp4"


async def test_escape_keeps_what_was_typed(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 20)
        main = app.screen
        for keys, field in ((["g"], "Field"), (["enter"], "Field"), (["e"], "#title")):
            await pilot.press(*keys)
            await until(pilot, lambda: app.screen is not main)
            typed = app.screen.query_one(field)
            typed.value = "77"
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is main)
            await pilot.press(*keys)
            await until(pilot, lambda: app.screen is not main)
            assert app.screen.query_one(field).value == "77"
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is main)
        # What was set is not kept.
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not main)
        await pilot.press("enter")
        await until(pilot, lambda: app.session.recipe.epsilon == 77)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not main)
        assert app.screen.query_one("Field").value == "77"
        await pilot.press("right", "escape")


@pytest.mark.parametrize("folder", ["/proc", "/nowhere/at/all"])
async def test_an_impossible_place_is_refused_in_the_form(app, folder):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 20)
        await pilot.press("e")
        await until(pilot, lambda: app.screen.query("#path"))
        app.screen.query_one("#path").value = f"{folder}/x.mp4"
        await pilot.press("enter")
        await pilot.pause()
        problem = str(app.screen.query_one(".problem").render())
        assert folder in problem
        assert app.screen.query("#path")


async def test_the_rate_is_right_at_once(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 20)
        app.session.set_speed(None)
        await until(pilot, lambda: app.session.snapshot.rate > 10_000 or app.session.finished)
        app.session.restart(app.session.recipe)
        app.session.set_speed(8)
        run = app.session.snapshot.run
        await until(pilot, lambda: app.session.snapshot.run > run)
        await until(pilot, lambda: app.session.snapshot.rate > 0)
        assert app.session.snapshot.rate <= 240
        await pilot.press("right", "u")
        for _ in range(50):
            assert app.session.snapshot.rate <= 240
            await pilot.pause(0.02)
        assert "steps/s" in text_of(app.screen.query_one("#status"))


async def test_the_start_says_which_runs_it_took_in(app):
    folder = Path(tempfile.mkdtemp(prefix="splotch-runs-"))
    Journal(folder).add(Entry("0123456789abcdef", Recipe(seed=4242), 300))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(
            pilot, lambda: said(pilot) == "took in a run that was noted elsewhere: o lists all"
        )
        assert not folder.exists()
        await pilot.press("o")
        await until(pilot, lambda: "d1-4242" in text_of(pilot.app.screen.query_one(RunList)))


@pytest.mark.parametrize("key", ["right", "shift+right", "2", "left_square_bracket", "n"])
async def test_what_was_said_of_before_is_gone_when_something_changes(films, key):
    app = SplotchApp(Recipe(epsilon=0.0), config=Config(glyphs="braille"), films=films)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 20)
        await pilot.press("r")
        assert said(pilot) == "started again from the origin"
        assert app.screen.has_class("-notice")
        await pilot.press(key)
        assert not app.screen.has_class("-notice")
