import numpy as np
from ui_helpers import until

from splotch_tui import PRESETS, run
from splotch_tui.session.snapshot import Activity
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config


async def test_a_pinned_run_stays_behind_the_next(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", *["plus"] * 20)
        await until(pilot, lambda: app.session.snapshot.activity is Activity.FINISHED)
        await pilot.press("c", "minus", *["minus"] * 20, "3")
        await until(pilot, lambda: app.session.snapshot.recipe.dims == 16)
        x0, xn = app.screen.query_one("#x0"), app.screen.query_one("#xn")
        await until(pilot, lambda: app.session.snapshot.step > 5 and len(x0._low) == 2)
        await until(pilot, lambda: len(xn._low) == 17)
        # The pinned run fills the panel; the new one has just begun.
        assert np.isnan(x0._low[0]).sum() > 10 * np.isnan(x0._low[1]).sum()
        assert x0._scale.high >= 700
        pinned = x0.style_of("trace--pinned")
        lines = x0.render_lines(x0.size.region)
        assert any(segment.style == pinned for line in lines for segment in line)
        await pilot.press("c")
        await until(pilot, lambda: len(x0._low) == 1)


async def test_a_replay_is_pinned_at_its_end():
    history = run(PRESETS["comment"].shortened(50))
    app = SplotchApp(history.recipe, history=history, config=Config(glyphs="braille"))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.activity is Activity.FINISHED)
        await pilot.press("c")
        x0 = app.screen.query_one("#x0")
        await until(pilot, lambda: len(x0._low) == 2)
