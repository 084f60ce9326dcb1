"""Whatever is pressed, and whatever size the terminal takes."""

import random
from functools import partialmethod

import pytest
from textual.command import CommandList
from textual.events import Key
from textual.keys import _character_to_key, key_to_character
from ui_helpers import text_of, until

from splotch_tui import PRESETS, History, run
from splotch_tui.session.film_queue import FilmQueue
from splotch_tui.session.journal import Journal, read_entry
from splotch_tui.session.run_files import ensure_dir
from splotch_tui.session.start import Start
from splotch_tui.ui.app import SplotchApp, run_app
from splotch_tui.ui.config import Config
from splotch_tui.ui.keys import KEYS
from splotch_tui.ui.screens.main import MainScreen
from splotch_tui.ui.widgets.run_list import RunList

_KEYS = sorted({key for one in KEYS for key in one.keys.split(",")})
_TYPED = [*"0123456789.:-[]xz ", "backspace", "delete", "home", "end", "pagedown", "f5"]
_OPENING = {
    "main": "s",
    "help": "question_mark",
    "open": "o",
    "export": "e",
    "prompt": "enter",
    "step": "g",
    "palette": "ctrl+p",
    "ensemble": "E",
}


def event(key):
    """A key press as it comes from the terminal."""
    if len(key) == 1:
        return Key(_character_to_key(key), key)
    return Key(key, key_to_character(key))


@pytest.mark.parametrize("keys", [40, pytest.param(5000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("screen", _OPENING)
async def test_random_keys_raise_nothing_and_lose_nothing(own_home, monkeypatch, screen, keys):
    def stay(_screen):
        pass

    # What films do and how one leaves is tested elsewhere.
    monkeypatch.setattr(FilmQueue, "submit", lambda _films, job: jobs.append(job))
    monkeypatch.setattr(MainScreen, "action_quit", stay)
    monkeypatch.chdir(own_home)
    jobs = []
    rng = random.Random(f"{screen} {keys}")
    app = SplotchApp(PRESETS["comment"], config=Config(glyphs="braille"))
    async with app.run_test(size=(100, 32)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 0)
        main, opened = app.screen, 0
        for _ in range(keys // 10):
            # Keys come in heaps, as over a slow link.
            if app.screen is main:
                app.post_message(event(_OPENING[screen]))
                opened += 1
            for key in rng.choices([*_KEYS, *_TYPED, "escape"], k=10):
                app.post_message(event(key))
            await pilot.pause()
        assert opened
        for _ in range(9):
            if app.screen is not main:
                await pilot.press("escape")
                await pilot.pause()
        assert app.screen is main
        # A tour that was begun takes all keys but this one.
        await pilot.press("escape", "1")
        await until(pilot, lambda: app.session.snapshot.recipe == PRESETS["comment"])
        await until(pilot, lambda: app.session.snapshot.step > 0)
        await app.workers.wait_for_complete()
        before = set(own_home.rglob("*.npz"))
        await pilot.press("w")
        await until(pilot, lambda: set(own_home.rglob("*.npz")) - before)
        await app.workers.wait_for_complete()
    for path in own_home.rglob("*.npz"):
        History.load(path)
    for order in jobs:
        assert all(history.recipe.steps > 0 for history in order.histories)


def shows_runs(app):
    """Whether the list of runs is there, and one of them chosen."""
    lists = app.screen.query(RunList)
    return bool(lists) and lists.first().chosen is not None


async def test_enter_pressed_twice_in_a_heap_counts_once(app):
    """The second reaches a screen that is closed already."""
    run(PRESETS["comment"].shortened(300)).save(ensure_dir(Config().runs) / "a.npz")
    async with app.run_test(size=(100, 32)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 0)
        main = app.screen
        await pilot.press("o")
        await until(pilot, lambda: shows_runs(app))
        for _ in range(3):
            app.post_message(event("enter"))
        await until(pilot, lambda: app.screen is main)
        await until(pilot, lambda: app.session.snapshot.run > 1)
        await pilot.press("3", "enter")
        await until(pilot, lambda: app.screen is not main)
        for _ in range(3):
            app.post_message(event("enter"))
        await until(pilot, lambda: app.screen is main)


@pytest.mark.parametrize("page", ["pagedown", "pageup"])
async def test_paging_in_the_palette_before_it_is_laid_out(app, page):
    async with app.run_test(size=(100, 32)) as pilot:
        main = app.screen
        for key in ("ctrl+p", page, page):
            app.post_message(event(key))
        await until(pilot, lambda: app.screen is not main)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is main)


@pytest.mark.parametrize("page", ["pagedown", "pageup"])
@pytest.mark.parametrize("key", ["ctrl+p", "o"])
async def test_paging_where_there_is_no_room_for_a_list(app, key, page):
    run(PRESETS["comment"].shortened(30)).save(ensure_dir(Config().runs) / "a.npz")

    def filled():
        commands = app.screen.query(CommandList)
        return shows_runs(app) if key == "o" else commands and commands.first().option_count

    async with app.run_test(size=(2, 2)) as pilot:
        main = app.screen
        await pilot.press(key)
        await until(pilot, filled)
        await pilot.press("down", page, "escape")
        await until(pilot, lambda: app.screen is main)


async def test_a_storm_of_sizes(app):
    rng = random.Random(3)
    async with app.run_test(size=(200, 60)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 0)
        for _ in range(15):
            await pilot.resize_terminal(rng.randint(1, 200), rng.randint(1, 60))
            await pilot.press(rng.choice(["v", "f", "c", "right", "3", "1"]))
        await pilot.resize_terminal(30, 8)
        await until(pilot, lambda: app.screen.query_one("#too-small").display)
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: "steps/s" in text_of(app.screen.query_one("#status")))
        await until(pilot, lambda: "│" in text_of(app.screen.query_one("#loss")))


def test_a_crash_keeps_the_run(monkeypatch):
    headless = partialmethod(SplotchApp.run, headless=True, size=(100, 30))

    def frame(self):
        if self.session.snapshot.step > 10:
            raise RuntimeError("something nobody thought of")

    monkeypatch.setattr(SplotchApp, "run", headless)
    monkeypatch.setattr(MainScreen, "frame", frame)
    assert run_app(Start(PRESETS["comment"]), config=Config(glyphs="braille")) == 1
    (line,) = Journal(Config().runs).lines()
    assert read_entry(line).step > 10


def test_the_end_of_python_is_not_cut_short(monkeypatch):
    """The time to leave is limited for the terminal's sake; Python's own end has another code."""
    done = []
    monkeypatch.setattr(SplotchApp, "run", lambda _: done.append("left"))
    monkeypatch.setattr("signal.alarm", done.append)
    assert run_app(Start(PRESETS["comment"])) == 0
    assert done == ["left", 0]
