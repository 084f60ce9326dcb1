"""Numbers in panels are whole, or not there."""

import re

import pytest
from ui_helpers import text_of, until

from splotch_tui.core.recipe import PRESETS, Recipe
from splotch_tui.session.snapshot import Activity
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config

SIZES = [(40, 14), (52, 20), (72, 24), (80, 24), (100, 30), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_no_digit_is_cut_off(size):
    recipe = Recipe(dims=16, epsilon=0.001, steps=2_000_000_000, noise_seed=2**32 - 1)
    app = SplotchApp(recipe, config=Config(glyphs="braille"))
    async with app.run_test(size=size) as pilot:
        app.session.set_speed(None)
        await until(pilot, lambda: app.session.snapshot.step > 200_000)
        app.session.run(False)
        await until(pilot, lambda: app.session.snapshot.activity is Activity.PAUSED)
        main = app.screen
        for _ in range(8):
            main.gate.note_answer()
            main.frame()
            await pilot.pause()
        step = app.session.snapshot.step
        status = text_of(main.query_one("#status"))
        numbers = re.findall(r"\d[\d,]{3,}", status.partition("D = 16")[0])
        began = f"{app.session.snapshot.phases[-1].start:,}"
        assert set(numbers) <= {f"{step:,}", "2,000,000,000", began}
        panel = text_of(main.query_one("#parameters"))
        assert not re.search(r"2,000,000,00\b", panel)
        if size[0] >= 72 and size[1] >= 24:
            assert re.search(r"steps +2,000,000,000 ", panel)
        for name in ("x0", "loss"):
            shown = re.findall(r"[−\d.,]+", text_of(main.query_one(f"#{name}")).splitlines()[0])
            value = app.session.snapshot.record.latest[0 if name == "x0" else -1]
            if len(shown) > (name == "x0"):
                said = float(shown[-1].replace(",", "").replace("−", "-"))
                assert said == pytest.approx(value, rel=1e-3)


async def test_the_ranges_of_the_map_are_whole():
    app = SplotchApp(
        PRESETS["original"].shortened(3000), config=Config(fps=0.001, glyphs="braille")
    )
    async with app.run_test(size=(72, 40)) as pilot:
        app.session.set_speed(None)
        await until(pilot, lambda: app.session.snapshot.activity is Activity.FINISHED)
        main = app.screen
        panel = main.query_one("#landscape")
        widths = set()
        for width in range(72, 124, 4):
            await pilot.resize_terminal(width, 40)
            for _ in range(4):
                main.gate.note_answer()
                main.frame()
                await pilot.pause()
            ends = text_of(panel).rstrip().splitlines()[-1].strip()
            assert re.fullmatch(r"x0 −?\d+ ?… ?−?\d+( +x\d+ −?\d+ ?… ?−?\d+)?", ends), width
            numbers = [int(text.replace("−", "-")) for text in re.findall(r"(?<!x)−?\b\d+", ends)]
            assert numbers[0] < numbers[1]
            assert len(numbers) == 2 or numbers[2] < numbers[3]
            widths.add(panel.size.width)
        assert len(widths) > 1
