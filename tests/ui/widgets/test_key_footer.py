"""The footer shows what helps now: whole entries, as many as fit, and it costs nothing at rest."""

import re

import pytest
from ui_helpers import text_of, until

from splotch_tui import PRESETS, Recipe
from splotch_tui.core.recipe import BY_NAME
from splotch_tui.session.snapshot import Activity
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.footer import FooterKeys
from splotch_tui.ui.widgets.key_footer import KeyFooter


def shown(app):
    return text_of(app.screen.query_one(KeyFooter))


async def test_it_says_what_helps_in_each_state(films):
    app = SplotchApp(Recipe(steps=400), config=Config(glyphs="braille"), films=films)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "space pause  + faster" in shown(app))
        await pilot.press("space")
        assert shown(app).startswith(" space run  s step  [ back  ] forward ")
        await pilot.press(*["plus"] * 20, "space")
        await until(pilot, lambda: app.session.finished)
        await until(pilot, lambda: " r again  n next seed  e film " in shown(app))
        assert shown(app).endswith(" ? help  t tour  q quit ")


def words(activity, speed=8, filming=False, chosen="noise"):
    """The words of the entries that help in a state."""
    keys = FooterKeys(lambda key: key.keys)
    return [entry.words for entry in keys.helpful(activity, speed, BY_NAME[chosen], filming)]


def test_it_says_how_to_mend_a_run_that_diverges():
    assert words(Activity.FAILED)[:3] == ["take back", "less noise", "again"]


def test_at_full_speed_there_is_no_faster():
    assert words(Activity.RUNNING)[:3] == ["pause", "faster", "slower"]
    assert words(Activity.RUNNING, speed=None)[:2] == ["pause", "slower"]


def test_words_are_not_more_or_less():
    assert {"next rule", "previous rule"} <= set(words(Activity.PAUSED, chosen="rule"))
    assert {"more noise", "less noise"} <= set(words(Activity.PAUSED))


def test_a_film_under_way_can_be_given_up():
    assert words(Activity.FINISHED, filming=True)[:3] == ["again", "cancel the film", "next seed"]
    assert words(Activity.COMPILING, filming=True) == ["cancel the film"]


@pytest.mark.parametrize("width", [40, 61, 82, 103, 124])
async def test_entries_are_whole_or_not_there(width):
    app = SplotchApp(PRESETS["comment"], config=Config(glyphs="braille"))
    async with app.run_test(size=(width, 24)) as pilot:
        await until(pilot, lambda: "pause" in shown(app))
        entries = {"space pause", "+ faster", "- slower", "→ more epsilon", "← less epsilon"}
        entries |= {"n next seed", "e film", "c compare", "o open", "? help", "t tour", "q quit"}
        assert set(re.split(" {2,}", shown(app).strip())) <= entries
        assert len(shown(app)) == width
        assert shown(app).endswith(" ? help  t tour  q quit ")


async def test_a_click_does_what_the_key_does(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "pause" in shown(app))
        await pilot.click(KeyFooter, offset=(8, 0))
        assert not app.session.running
        await pilot.click(KeyFooter, offset=(shown(app).index("help"), 0))
        assert app.screen is not app.screen_stack[0]


async def test_the_keys_are_the_users(films):
    config = Config(glyphs="braille", keys={"run.toggle": "f5"})
    app = SplotchApp(PRESETS["comment"], config=config, films=films)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: shown(app).startswith(" f5 pause "))


async def test_it_is_painted_only_where_it_changes(app, monkeypatch):
    async with app.run_test(size=(120, 40)) as pilot:
        # The state that it starts in has been drawn.
        await until(pilot, lambda: app.session.snapshot.step > 60)
        footer = app.screen.query_one(KeyFooter)
        painted, render_lines = [], footer.render_lines
        monkeypatch.setattr(
            footer, "render_lines", lambda crop: painted.append(crop) or render_lines(crop)
        )
        step = app.session.snapshot.step
        await until(pilot, lambda: app.session.snapshot.step > step + 40)
        assert not painted
