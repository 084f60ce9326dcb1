"""Every screen as it was last looked at and found good: `pytest --snapshot-update` takes new ones.

The run is over and frames are drawn by hand, so that a picture depends on nothing else.
"""

import os
from datetime import datetime
from types import SimpleNamespace

import pytest
from textual.widgets import Input
from ui_helpers import draw_finished, draw_flight, draw_frames, text_of, until

from splotch_tui import PRESETS, run
from splotch_tui.session import autosave
from splotch_tui.session.run_files import ensure_dir
from splotch_tui.session.snapshot import Activity
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.screens.ensemble import EnsembleScreen
from splotch_tui.ui.screens.open import OpenScreen
from splotch_tui.ui.widgets.run_list import RunList

# No frame comes of itself within this test's life.
_FPS = 0.001
_SIZES = [(120, 40), (80, 24), (60, 20)]
_KEYS = {
    "map": [],
    "flight": ["v"],
    "large": ["v", "V"],
    "off": [],
    "compare": ["c", "n"],
    "cursor": ["z", "comma"],
    "log": ["a", "b", "m"],
    "climb": ["m", "m"],
    "help": ["question_mark"],
    "tour": ["t"],
    "copy": ["y"],
    "open": ["o"],
    "delete": ["o", "down", "delete"],
    "export": ["e"],
    "prompt": ["enter"],
    "palette": ["ctrl+p"],
    "ensemble": ["E"],
    "landscapes": ["E", "tab", "right"],
}
# Of screens that are not looked at in all ways.
_OTHER_KEYS = {"solo": ["S"], "compared": ["c", "n", "c", "n", "i"]}


async def settle(pilot):
    """Wait for what a screen reads, and stop what moves by itself."""
    if isinstance(pilot.app.screen, OpenScreen):
        runs = pilot.app.screen.query_one(RunList)
        # The run under way, and the files beside it.
        await until(pilot, lambda: "comment-1729" in text_of(runs) and "original" in text_of(runs))
    if isinstance(pilot.app.screen, EnsembleScreen):
        await until(pilot, lambda: pilot.app.ensembles.snapshot.is_over)
        pilot.app.screen.draw()
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.fixture
def look(own_home, monkeypatch, snap_compare):
    """Compare a screen with its snapshot."""
    monkeypatch.setenv("HOME", str(own_home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(own_home))
    monkeypatch.chdir(own_home)
    # When the run under way is noted.
    now = datetime(2026, 1, 2, 3, 10).timestamp()
    monkeypatch.setattr(autosave, "time", SimpleNamespace(time=lambda: now))

    def compare(screen, size, preset="comment", glyphs="braille"):
        app = SplotchApp(PRESETS[preset], config=Config(fps=_FPS, glyphs=glyphs))

        async def bring_about(pilot):
            app.session.set_speed(None)
            await draw_finished(pilot)
            if screen in {"open", "delete"}:
                for number, (name, recipe) in enumerate(PRESETS.items()):
                    path = ensure_dir(Config().runs) / f"{name}.npz"
                    run(recipe).save(path)
                    taken = datetime(2026, 1, 2, 3, number).timestamp()
                    os.utime(path, (taken, taken))
            # There is a map already, where there is room for one at the side.
            keys = (_KEYS | _OTHER_KEYS)[screen]
            for key in ["v"] * (size[0] < 72 and screen in {"flight", "large"}) + keys:
                await pilot.press(key)
                if key == "n":
                    await draw_finished(pilot)
                await settle(pilot)
            while screen == "off" and pilot.app.screen.query_one("#landscape").display:
                await pilot.press("v")
            if screen in {"off", "compare"}:
                await draw_finished(pilot)
            if screen == "tour":
                await until(pilot, lambda: app.session.snapshot.activity is Activity.PAUSED)
                await draw_frames(pilot)
            if screen in {"flight", "large"}:
                await draw_flight(pilot)
                # What is said stays for a while, and a flight may have to be compiled first.
                pilot.app.screen.remove_class("-notice")

        return snap_compare(app, terminal_size=size, run_before=bring_about)

    return compare


def _id(size):
    return f"{size[0]}x{size[1]}"


@pytest.mark.parametrize("size", _SIZES, ids=_id)
@pytest.mark.parametrize("screen", _KEYS)
def test_screens(look, screen, size):
    assert look(screen, size)


@pytest.mark.parametrize("screen", _KEYS)
def test_screens_without_colours(look, monkeypatch, screen):
    monkeypatch.setenv("NO_COLOR", "1")
    assert look(screen, (80, 24))


@pytest.mark.parametrize("glyphs", ["braille", "block", "ascii"])
def test_many_dimensions_and_glyphs(look, glyphs):
    assert look("map", (120, 40), "original", glyphs)


@pytest.mark.parametrize("glyphs", ["braille", "block", "ascii"])
def test_the_cursor_in_many_dimensions_and_glyphs(look, glyphs):
    assert look("cursor", (120, 40), "original", glyphs)


@pytest.mark.parametrize("size", _SIZES, ids=_id)
def test_one_xn_of_many_alone(look, size):
    assert look("solo", size, "original")


@pytest.mark.parametrize("size", _SIZES, ids=_id)
@pytest.mark.parametrize("preset", ["comment", "original"])
def test_three_seeds_at_the_cursor(look, preset, size):
    assert look("compared", size, preset)


def test_three_seeds_without_colours(look, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert look("compared", (80, 24))


@pytest.mark.parametrize("size", _SIZES[1:], ids=_id)
def test_many_dimensions(look, size):
    assert look("map", size, "original")


@pytest.mark.parametrize("size", [(200, 60), (40, 14), (30, 10)], ids=_id)
def test_extreme_sizes(look, size):
    assert look("map", size)
