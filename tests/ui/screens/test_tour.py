import pytest
from ui_helpers import text_of, until

from splotch_tui import PRESETS
from splotch_tui.session.snapshot import Activity
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.keys import KEYS
from splotch_tui.ui.screens.ensemble import EnsembleScreen
from splotch_tui.ui.tour_cards import CARDS
from splotch_tui.ui.widgets.parameter_panel import ParameterPanel

DEFAULT_KEYS = {key.id: key.keys.split(",")[0] for key in KEYS}


def card_text(app):
    return text_of(app.screen_stack[0].query_one("#tour"))


async def shows(pilot, *texts):
    card = pilot.app.screen_stack[0].query_one("#tour")
    await until(pilot, lambda: card.display and all(text in card_text(pilot.app) for text in texts))


def left(app):
    screen = app.screen_stack[0]
    return not screen.query_one("#tour").display and not screen.query(".-pointed")


async def test_it_is_walked_whole(films):
    app = SplotchApp(PRESETS["comment"], config=Config(glyphs="braille"), films=films, tour=True)
    async with app.run_test(size=(120, 40)) as pilot:
        main, session = app.screen, app.session
        for number, card in enumerate(CARDS, 1):
            await shows(pilot, f"{number} of 8", card.title, card.asks, card.place)
            assert [one.id for one in main.query(".-pointed")] == [card.panel]
            assert main.query_one(ParameterPanel).chosen.name == card.chosen
            await until(
                pilot,
                lambda card=card: (
                    session.snapshot.recipe == card.recipe and session.snapshot.step >= card.step
                ),
            )
            assert session.running is card.running
            await pilot.press(DEFAULT_KEYS[card.key_id])
            await shows(pilot, "enter", " ".join(card.after.split()[:5]))
            assert session.running
            if card.key_id == "view.ensemble":
                await until(pilot, lambda: isinstance(app.screen, EnsembleScreen))
                await pilot.press("escape")
                await until(pilot, lambda: app.screen is main)
            if card.chosen == "rule":
                await until(pilot, lambda: session.snapshot.recipe.rule == "plain")
            await pilot.press("enter")
        await until(pilot, lambda: left(app))
        # There is nothing to come back to: the last run goes on.
        assert app.session.running


async def test_the_future_is_in_sight_before_epsilon_changes_and_stays_as_a_ghost(films):
    app = SplotchApp(PRESETS["comment"], config=Config(glyphs="braille"), films=films, tour=True)
    async with app.run_test(size=(120, 40)) as pilot:
        for card in CARDS[:5]:
            await shows(pilot, card.title)
            await pilot.press(DEFAULT_KEYS[card.key_id])
            await shows(pilot, "goes on")
            await pilot.press("enter")
        await shows(pilot, "what if")
        await until(pilot, lambda: app.session.snapshot.step == 40)
        assert app.session.snapshot.ahead.length == 801
        await pilot.press(DEFAULT_KEYS["parameter.much-less"])
        await until(pilot, lambda: app.session.snapshot.activity is Activity.FINISHED)
        seen = app.session.snapshot
        # As the card says: caught near 21, and beyond 30 with lower hills.
        assert seen.recipe.restated_at(seen.step).epsilon == pytest.approx(0.09)
        assert abs(seen.ghost.latest[0] - 21) < 2
        assert seen.record.latest[0] > 30


async def test_no_other_key_acts_and_enter_goes_on(films):
    app = SplotchApp(PRESETS["comment"], config=Config(glyphs="braille"), films=films, tour=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, CARDS[0].title)
        await pilot.press("right", "x", "t", "e", "v")
        assert app.screen is app.screen_stack[0]
        assert app.session.recipe == PRESETS["comment"]
        await shows(pilot, "1 of 8")
        # The card's own key, and then one that is not asked for.
        await pilot.press("space", "space")
        await shows(pilot, "goes on")
        assert app.session.running
        for number in range(2, len(CARDS) + 1):
            await pilot.press("enter")
            await shows(pilot, f"{number} of 8")
        await pilot.press("enter")
        await until(pilot, lambda: left(app))


@pytest.mark.parametrize("keys", [["q"], ["escape"], ["ctrl+c"], ["space", "escape"]])
async def test_who_leaves_finds_the_run_that_was_there(app, keys):
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3", "space")
        await until(pilot, lambda: app.session.snapshot.activity is Activity.PAUSED)
        before = app.session.snapshot
        assert before.recipe == PRESETS["original"]
        await pilot.press("t")
        await shows(pilot, "1 of 8")
        await pilot.press(*keys)
        await until(pilot, lambda: left(app))
        await until(
            pilot,
            lambda: (
                app.session.snapshot.recipe == before.recipe
                and app.session.snapshot.step == before.step
                and app.session.snapshot.activity is Activity.PAUSED
            ),
        )
        # The key did nothing else.
        assert app.is_running
        assert app.session.recipe.epsilon == before.recipe.epsilon


async def test_the_users_own_keys_are_asked_for(films):
    config = Config(glyphs="braille", keys={"run.toggle": "f2"})
    app = SplotchApp(PRESETS["comment"], config=config, films=films, tour=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "f2")
        await pilot.press("f2")
        await shows(pilot, "goes on")


async def test_a_small_terminal_is_told_what_it_needs(app):
    async with app.run_test(size=(59, 20)) as pilot:
        await pilot.press("t")
        await until(pilot, lambda: "60 columns" in str(app.screen.query_one("#notice").content))
        assert left(app)


@pytest.mark.parametrize("size", [(60, 20), (200, 60)])
async def test_no_word_is_cut(films, size):
    app = SplotchApp(PRESETS["comment"], config=Config(glyphs="braille"), films=films, tour=True)
    async with app.run_test(size=size) as pilot:
        for card in CARDS:
            await shows(pilot, card.title)
            # What it points at has room, however small the terminal.
            panel = app.screen.query_one(f"#{card.panel}")
            await until(pilot, lambda panel=panel: panel.size.height > 0)
            words = " ".join(card_text(app).split())
            assert card.words in words
            await pilot.press(DEFAULT_KEYS[card.key_id])
            if card.key_id == "view.ensemble":
                await until(pilot, lambda: isinstance(app.screen, EnsembleScreen))
                await pilot.press("escape")
            await shows(pilot, "enter")
            assert card.after in " ".join(card_text(app).split())
            await pilot.press("enter")
        await until(pilot, lambda: left(app))


async def test_a_terminal_that_becomes_too_small_ends_it(app):
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("t")
        await shows(pilot, "1 of 8")
        await pilot.resize_terminal(40, 14)
        await until(pilot, lambda: left(app))
        for trace in app.screen.query("Trace"):
            await until(
                pilot,
                lambda trace=trace: all(len(line) <= 40 for line in text_of(trace).split("\n")),
            )


async def test_each_card_has_the_map_and_the_whole_run(films):
    app = SplotchApp(PRESETS["comment"], config=Config(glyphs="braille"), films=films)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("v", "v", "f", "t")
        for card in CARDS[:4]:
            await shows(pilot, card.title)
            assert app.screen.query_one("#landscape").display
            assert app.screen.query_one("#landscape").mode == "map"
            assert not app.screen.query_one("#traces").follow
            await pilot.press(DEFAULT_KEYS[card.key_id], "enter")
