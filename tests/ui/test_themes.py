"""Whatever theme was there before, everything is in the colours of the present one."""

import pytest
from textual.widgets import Input
from ui_helpers import until

from splotch_tui import PRESETS
from splotch_tui.session.snapshot import Activity
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config

SCREENS = {
    "map": [],
    "wireframe": ["v"],
    "help": ["question_mark"],
    "export": ["e"],
    "prompt": ["enter"],
    "notice": ["c"],
}


async def draw(pilot):
    """Draw all panels, the run being over."""
    app = pilot.app
    main = app.screen_stack[0]
    await until(pilot, lambda: app.session.snapshot.activity is Activity.FINISHED)
    for _ in range(4):
        main.gate.note_answer()
        main.frame()
        await pilot.pause()


async def picture(screen, *themes):
    """What a screen looks like after these themes, the last of them being the present one."""
    app = SplotchApp(
        PRESETS["comment"].shortened(600),
        # No frame comes of itself within this test's life.
        config=Config(fps=0.001, glyphs="braille", theme=themes[0]),
    )
    async with app.run_test(size=(120, 40)) as pilot:
        app.session.set_speed(None)
        await draw(pilot)
        for key in SCREENS[screen]:
            await pilot.press(key)
        await draw(pilot)
        for field in app.screen.query(Input):
            field.cursor_blink = False
        for theme in themes[1:]:
            app.theme = theme
            await pilot.pause()
            await draw(pilot)
        await app.workers.wait_for_complete()
        await pilot.pause()
        return app.export_screenshot()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(
    "themes", [("textual-dark", "textual-light", "nord"), ("nord", "gruvbox", "textual-light")]
)
async def test_a_second_change_leaves_nothing_of_the_first(own_home, monkeypatch, screen, themes):
    monkeypatch.chdir(own_home)
    changed = await picture(screen, *themes)
    fresh = await picture(screen, themes[-1])
    # Not compared in the assertion: their differences take pytest a quarter of a minute.
    same = changed == fresh
    assert same
