"""The mouse does on the panel of parameters what keys do."""

import pytest
from ui_helpers import text_of, until

from splotch_tui.core.recipe import PARAMETERS
from splotch_tui.ui.screens.prompt import PromptScreen
from splotch_tui.ui.widgets.parameter_panel import ParameterPanel


def place_of(app, label, sign=None):
    """Where on the panel a parameter stands, or a sign in its line."""
    lines = text_of(app.screen.query_one(ParameterPanel)).splitlines()
    y = next(y for y, line in enumerate(lines) if line.strip().startswith(label))
    return lines[y].index(sign or label), y


async def click(pilot, label, sign=None, times=1):
    await pilot.click(ParameterPanel, offset=place_of(pilot.app, label, sign), times=times)


async def test_a_click_chooses(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 2)
        panel = app.screen.query_one(ParameterPanel)
        await click(pilot, "waves")
        assert panel.chosen.name == "waves"
        assert "‹ 5 ›" in text_of(panel)
        # Neither a heading nor a gap is one.
        await click(pilot, "starts a new run")
        assert panel.chosen.name == "waves"
        assert app.session.recipe.waves == 5


async def test_a_click_on_an_arrow_changes(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 2)
        for sign, value in (("›", 1.1), ("›", 1.2), ("‹", 1.1), ("‹", 1.0)):
            if sign == "›" and value == 1.1:
                await click(pilot, "noise")
            await click(pilot, "noise", sign)
            assert app.session.recipe.noise == value
        # Quickly, one after the other, too: that is no double click.
        await click(pilot, "noise", "›", times=2)
        assert app.session.recipe.noise == 1.2
        assert app.screen is app.screen_stack[0]


async def test_the_arrows_of_another_parameter_are_not_there(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 2)
        _, y = place_of(app, "noise")
        panel = app.screen.query_one(ParameterPanel)
        await pilot.click(ParameterPanel, offset=(panel.size.width - 1, y))
        assert panel.chosen.name == "noise"
        assert app.session.recipe.noise == 1.0


@pytest.mark.parametrize("size", [(120, 40), (60, 20)])
async def test_a_double_click_types(app, size):
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 2)
        await click(pilot, "epsilon", times=2)
        assert isinstance(app.screen, PromptScreen)
        await pilot.press("ctrl+u", *"0.3", "enter")
        assert app.session.recipe.epsilon == 0.3


async def test_arrows_tell_where_there_is_more(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 2)
        panel = app.screen.query_one(ParameterPanel)
        seen = set()
        for _ in PARAMETERS:
            lines = text_of(panel).splitlines()
            above, below = "at once" not in text_of(panel), "engine" not in text_of(panel)
            assert lines[0].rstrip().endswith("↑") is above
            assert lines[-1].rstrip().endswith("↓") is below
            assert all("↑" not in line and "↓" not in line for line in lines[1:-1])
            seen.add((above, below))
            await pilot.press("down")
        assert seen >= {(False, True), (True, True), (True, False)}


async def test_where_all_have_room_there_are_none(app):
    async with app.run_test(size=(120, 60)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 2)
        assert not {"↑", "↓"} & set(text_of(app.screen.query_one(ParameterPanel)))
