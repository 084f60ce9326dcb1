import os

import pytest
from textual.widgets import OptionList
from ui_helpers import until

from splotch_tui import PRESETS, run
from splotch_tui.session.run_files import ensure_dir
from splotch_tui.ui.config import Config
from splotch_tui.ui.plotting.glyphs import GLYPHS
from splotch_tui.ui.screens.open import OpenScreen, about, small_trace


@pytest.fixture(autouse=True)
def saved(own_home):  # noqa: ARG001 - the folder is below it
    folder = ensure_dir(Config().runs)
    for name, preset in PRESETS.items():
        run(preset.shortened(900)).save(folder / f"{name}.npz")
    broken = folder / "broken [bold]\x1b.npz"
    broken.write_bytes(b"PK nothing")
    # Some systems' times are too coarse to tell which was last.
    for hour, path in enumerate((*(folder / f"{name}.npz" for name in PRESETS), broken)):
        os.utime(path, (3600 * hour, 3600 * hour))
    return folder


async def opened(pilot, count):
    await pilot.press("o")
    await until(pilot, lambda: isinstance(pilot.app.screen, OpenScreen))
    runs = pilot.app.screen.query_one(OptionList)
    await until(pilot, lambda: runs.option_count == count)
    return runs


async def test_a_saved_run_is_played_and_taken_over(app):
    async with app.run_test(size=(120, 40)) as pilot:
        runs = await opened(pilot, 4)
        assert "\x1b" not in str(runs.get_option_at_index(0).prompt)
        await pilot.press("enter")
        assert "cannot be read" in str(app.screen.query_one(".problem").render())
        await pilot.press("j", "enter")
        recipe = PRESETS["original"].shortened(900)
        await until(pilot, lambda: app.session.snapshot.recipe == recipe)
        assert app.session.snapshot.played
        await pilot.press("right_curly_bracket", "right")
        await until(pilot, lambda: app.session.snapshot.recipe.changes)
        assert not app.session.snapshot.played


async def test_deleting_asks_first(app, saved):
    async with app.run_test(size=(120, 40)) as pilot:
        runs = await opened(pilot, 4)
        await pilot.press("down", "d", "down", "up", "d")
        assert len(list(saved.iterdir())) == 4
        await pilot.press("d")
        assert len(list(saved.iterdir())) == 3
        assert not (saved / "original.npz").exists()
        assert runs.option_count == 3


async def test_a_link_that_leads_nowhere_is_left_out(app, saved):
    (saved / "left-lost.npz").symlink_to(saved / "nowhere.npz")
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, 4)


async def test_an_empty_folder_says_so(app, saved):
    async with app.run_test(size=(120, 40)) as pilot:
        for path in saved.iterdir():
            path.unlink()
        await pilot.press("o")
        await until(pilot, lambda: "w saves one" in str(app.screen.query_one(".problem").render()))
        await pilot.press("escape")


def test_what_a_run_did():
    history = run(PRESETS["comment"])
    assert "5,000" in about(history)
    assert "snag since" in about(history)
    assert len(small_trace(history, GLYPHS["braille"])) == 16
