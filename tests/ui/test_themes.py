"""Whatever theme was there before, everything is in the colours of the present one."""

import pytest
from textual.widgets import Input
from ui_helpers import draw_finished, draw_flight

from splotch_tui import PRESETS
from splotch_tui.session import autosave
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config

SCREENS = {
    "map": [],
    "flight": ["v"],
    "help": ["question_mark"],
    "export": ["e"],
    "prompt": ["enter"],
    "notice": ["c"],
    "open": ["o"],
    "palette": ["ctrl+p"],
}


async def picture(screen, *themes):
    """What a screen looks like after these themes, the last of them being the present one."""
    app = SplotchApp(
        PRESETS["comment"].shortened(600),
        # No frame comes of itself within this test's life.
        config=Config(fps=0.001, glyphs="braille", theme=themes[0]),
    )
    async with app.run_test(size=(120, 40)) as pilot:
        app.session.set_speed(None)
        await draw_finished(pilot)
        for key in SCREENS[screen]:
            await pilot.press(key)
        await draw_finished(pilot)
        if screen == "flight":
            await draw_flight(pilot)
        for field in app.screen.query(Input):
            field.cursor_blink = False
        for theme in themes[1:]:
            app.theme = theme
            await pilot.pause()
            await draw_finished(pilot)
            if screen == "flight":
                await draw_flight(pilot)
        await app.workers.wait_for_complete()
        await pilot.pause()
        return app.export_screenshot()


THROUGH_LIGHT = ("textual-dark", "textual-light", "nord")
TO_LIGHT = ("nord", "gruvbox", "textual-light")


@pytest.mark.parametrize(
    ("screen", "themes"),
    [
        *((screen, THROUGH_LIGHT) for screen in SCREENS),
        # What is drawn by us and not by Textual, from and to the others, too.
        *((screen, TO_LIGHT) for screen in ("map", "flight")),
    ],
)
async def test_a_second_change_leaves_nothing_of_the_first(own_home, monkeypatch, screen, themes):
    monkeypatch.chdir(own_home)
    # The list of runs says when each was noted.
    monkeypatch.setattr(autosave.time, "time", lambda: 0.0)
    changed = await picture(screen, *themes)
    fresh = await picture(screen, themes[-1])
    # Not compared in the assertion: their differences take pytest a quarter of a minute.
    same = changed == fresh
    assert same
