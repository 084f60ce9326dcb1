"""The palette finds everything, by its name and by what else people call it."""

from textual.command import CommandList
from ui_helpers import until

from splotch_tui import PRESETS
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.keys import KEYS
from splotch_tui.ui.palette import WORDS
from splotch_tui.ui.widgets.parameter_panel import ParameterPanel


def titles(app):
    """What the palette shows, from the top."""
    options = app.screen.query_one(CommandList).options
    return [option.hit.text for option in options]


async def found(pilot, query):
    """What the palette shows once this is typed."""
    await pilot.press("ctrl+p", *query)
    await until(
        pilot, lambda: pilot.app.screen.query_one("#--input").query_one("Input").value == query
    )
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return titles(pilot.app)


def test_every_key_has_other_words():
    assert WORDS.keys() == {key.id for key in KEYS}
    for key in KEYS:
        assert set(WORDS[key.id].split()) - set(key.about.lower().split())


FOUND = {
    "quit": "Leave",
    "export": "Make a film of the run so far",
    "video": "Make a film of the run so far",
    "seek": "Back by a hundredth of the run",
    "epsilon": "Parameter: epsilon",
    "ε": "Parameter: epsilon",
    "η": "Parameter: learning rate",
    "eta": "Parameter: learning rate",
    "dimensions": "Parameter: dims",
    "UNDO": "Take the last change back",
    "dark": "Theme: choose one",
    "load run": "Open a run of before",
    "goto": "Go to a step",
}


async def test_what_people_look_for_comes_first(app):
    async with app.run_test(size=(120, 40)) as pilot:
        main = app.screen
        for query, first in FOUND.items():
            assert (query, (await found(pilot, query))[0]) == (query, first)
            while app.screen is not main:
                await pilot.press("escape")


async def test_it_has_every_action_and_every_parameter_in_order(app):
    async with app.run_test(size=(120, 40)) as pilot:
        shown = await found(pilot, "")
        assert shown[: len(KEYS)] == [key.about for key in KEYS]
        labels = [one.label for one in PRESETS["comment"].parameters.values()]
        assert shown[len(KEYS) :][: len(labels)] == [f"Parameter: {label}" for label in labels]


async def test_a_parameter_that_is_taken_is_chosen_and_comes_first_from_then_on(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await found(pilot, "noise seed")
        await pilot.press("enter")
        panel = app.screen_stack[0].query_one(ParameterPanel)
        await until(pilot, lambda: panel.chosen.name == "noise_seed")
        await until(pilot, lambda: app.screen is app.screen_stack[0])
        shown = await found(pilot, "")
        assert shown[:2] == ["Parameter: noise seed", KEYS[0].about]


async def test_a_rules_own_parameters_are_found():
    app = SplotchApp(
        PRESETS["comment"].with_value("rule", "momentum"), config=Config(glyphs="braille")
    )
    async with app.run_test(size=(120, 40)) as pilot:
        (own,) = app.session.recipe.rule_parameters
        label = app.session.recipe.parameters[own].label
        assert (await found(pilot, label))[0] == f"Parameter: {label}"
        await pilot.press("enter")
        panel = app.screen_stack[0].query_one(ParameterPanel)
        await until(pilot, lambda: panel.chosen.name == own)
