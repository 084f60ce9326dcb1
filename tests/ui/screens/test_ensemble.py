import random
from dataclasses import replace
from itertools import product

import pytest
from textual.events import Key
from ui_helpers import text_of, until

from splotch_tui import PRESETS, Recipe
from splotch_tui.core.ensemble.live import Over
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.plotting.glyphs import GLYPHS
from splotch_tui.ui.screens.ensemble import EnsembleScreen
from splotch_tui.ui.widgets.ensemble_panel import EnsemblePanel
from splotch_tui.ui.widgets.notice import Notice

COMMENT = PRESETS["comment"]
SIZE = (120, 40)


async def opened(pilot, *, over=True):
    """The panel, with an ensemble that has come to its end."""
    app = pilot.app
    await until(pilot, lambda: app.session.snapshot.step > 0)
    await pilot.press("E")
    await until(pilot, lambda: isinstance(app.screen, EnsembleScreen))
    panel = app.screen.query_one(EnsemblePanel)
    if over:
        await until(pilot, lambda: app.ensembles.snapshot.is_over and "chosen:" in text_of(panel))
        await until(pilot, lambda: "step 5,000" in text_of(panel))
    return panel


def said(app):
    return str(app.screen.query_one(Notice).render())


async def test_it_shows_what_the_descents_of_other_noise_seeds_did(app):
    async with app.run_test(size=SIZE) as pilot:
        panel = await opened(pilot)
        shown = text_of(panel)
        assert "256 descents over noise seeds 0 … 255 · step 5,000 of 5,000" in shown
        assert "0.0% in no snag now" in shown
        assert "seed 1729 · D = 1" in shown
        assert "not snagged yet: 0.0% (95% by Wilson: 0.0 … 1.5%)" in shown
        assert "256 first snags, half of them by step 224" in shown
        assert "first snags per 1,000 steps, by u = ε‖xn‖" in shown
        assert "number 129 of 256" in shown
        assert "a new ensemble" in shown
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, EnsembleScreen))


@pytest.mark.parametrize("key", ["tab", "n"])
async def test_a_key_turns_to_landscapes_and_back(app, key):
    async with app.run_test(size=SIZE) as pilot:
        panel = await opened(pilot)
        await pilot.press(key)
        await until(pilot, lambda: "over landscapes, seeds 1729 … 1984" in text_of(panel))
        assert "seed 1729 · D" not in text_of(panel)
        await until(pilot, lambda: "chosen:" in text_of(panel))
        await pilot.press(key)
        await until(pilot, lambda: "over noise seeds 0" in text_of(panel))
        assert "gone on meanwhile" in text_of(panel)


async def test_keys_choose_by_rank(app):
    async with app.run_test(size=SIZE) as pilot:
        panel = await opened(pilot)
        for keys, rank in (
            (["right"], 130),
            (["l"], 131),
            (["left", "h"], 129),
            (["shift+right", "L"], 149),
            (["shift+left", "H"], 129),
            (["H"] * 14, 1),
            (["left"], 1),
            (["L"] * 27, 256),
        ):
            await pilot.press(*keys)
            assert f"number {rank} of 256" in text_of(panel)
        x0 = app.ensembles.snapshot.state.results.x0
        assert f"x0 = {x0.max():.3f}" in text_of(panel)


@pytest.mark.parametrize("over", Over)
async def test_enter_opens_the_chosen_one_and_the_same_ensemble_is_shown_again(app, over):
    async with app.run_test(size=SIZE) as pilot:
        main = app.screen
        panel = await opened(pilot)
        if over is Over.LANDSCAPES:
            await pilot.press("tab")
            await until(pilot, lambda: app.ensembles.snapshot.is_over)
            await until(pilot, lambda: "step 5,000 of" in text_of(panel))
        seen = app.ensembles.snapshot
        await pilot.press("L")
        chosen = app.screen._chosen
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is main)
        await until(pilot, lambda: app.session.finished)
        assert app.session.snapshot.recipe == seen.recipes[chosen]
        assert app.session.snapshot.record.latest[0] == seen.state.results.x0[chosen]
        assert "E shows that again" in said(app)
        panel = await opened(pilot)
        assert app.ensembles.snapshot is seen
        assert "gone on meanwhile" in text_of(panel)


async def test_other_parameters_are_another_ensemble(app):
    async with app.run_test(size=SIZE) as pilot:
        main = app.screen
        await opened(pilot)
        seen = app.ensembles.snapshot
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is main)
        await pilot.press("2")
        panel = await opened(pilot)
        assert app.ensembles.snapshot.recipes != seen.recipes
        assert "a new ensemble" in text_of(panel)
        assert "seed 1725" in text_of(panel)


async def test_the_ensemble_goes_on_behind(films):
    long = replace(COMMENT, steps=10**8)
    app = SplotchApp(long, config=Config(glyphs="braille"), films=films)
    async with app.run_test(size=SIZE) as pilot:
        main = app.screen
        panel = await opened(pilot, over=False)
        await until(pilot, lambda: "chosen:" in text_of(panel))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is main)
        # It is at the step that the ensemble had come to, or on the way there.
        assert app.session.recipe.noise_seed is not None
        before = app.ensembles.snapshot.state.step
        await until(pilot, lambda: app.ensembles.snapshot.state.step > before)


async def test_ensembles_are_of_the_compiled_engine(films):
    app = SplotchApp(
        replace(COMMENT, engine="torch", steps=50), config=Config(glyphs="braille"), films=films
    )
    async with app.run_test(size=SIZE) as pilot:
        main = app.screen
        await until(pilot, lambda: app.session.snapshot.step > 0)
        await pilot.press("E")
        await pilot.pause()
        assert app.screen is main
        assert "compiled engine" in said(app)
        assert app.ensembles.snapshot is None


@pytest.mark.parametrize(
    ("glyphs", "size"),
    [
        *(("braille", size) for size in ((76, 22), (80, 24), (120, 40), (200, 60))),
        *product(sorted(set(GLYPHS) - {"braille"}), ((76, 22), (120, 40))),
    ],
)
async def test_nothing_is_cut_off(films, glyphs, size):
    app = SplotchApp(PRESETS["orthogonal"], config=Config(glyphs=glyphs), films=films)
    async with app.run_test(size=size) as pilot:
        panel = await opened(pilot)
        await pilot.press("tab")
        await until(pilot, lambda: "chosen:" in text_of(panel))
        await until(pilot, lambda: "step 5,000" in text_of(panel))
        lines = panel._lines
        assert len(lines) == size[1]
        assert all(line.cell_length <= size[0] for line in lines)
        assert all(line.text.strip() for line in lines[:3])
        shown = text_of(panel)
        for word in ("in no snag now", "not snagged", "first snags", "chosen", "esc closes"):
            assert word in shown
        if glyphs == "ascii":
            assert shown.isascii()


@pytest.mark.parametrize("size", [(60, 20), (75, 40), (100, 21), (20, 5), (1, 1)])
async def test_where_there_is_no_room_it_says_what_it_needs(app, size):
    async with app.run_test(size=size) as pilot:
        main = app.screen
        panel = await opened(pilot, over=False)
        await until(pilot, lambda: size[0] < 12 or "needs 76" in text_of(panel))
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: "chosen:" in text_of(panel))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is main)


async def test_a_terminal_that_changes_its_size(app):
    rng = random.Random(5)
    async with app.run_test(size=SIZE) as pilot:
        panel = await opened(pilot)
        for _ in range(20):
            await pilot.resize_terminal(rng.randint(1, 200), rng.randint(1, 60))
            await pilot.press(rng.choice(["right", "tab", "H"]))
        await pilot.resize_terminal(*SIZE)
        await until(pilot, lambda: "chosen:" in text_of(panel))


async def test_descents_that_diverge_are_told(films):
    recipe = Recipe(rule="plain", epsilon=20.0, steps=5000)
    app = SplotchApp(recipe, config=Config(glyphs="braille"), films=films)
    async with app.run_test(size=SIZE) as pilot:
        main = app.screen
        await pilot.press("E")
        await until(pilot, lambda: isinstance(app.screen, EnsembleScreen))
        panel = app.screen.query_one(EnsemblePanel)
        await until(pilot, lambda: "256 diverged" in text_of(panel))
        assert "diverged at step" in text_of(panel)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is main)


async def test_a_problem_is_told_in_one_line(app, monkeypatch):
    from splotch_tui.core.ensemble.live import LiveEnsemble

    def refuse(_ensemble, _recipes):
        raise MemoryError

    monkeypatch.setattr(LiveEnsemble, "__init__", refuse)
    async with app.run_test(size=SIZE) as pilot:
        panel = await opened(pilot, over=False)
        await until(pilot, lambda: "out of memory: take fewer dims" in text_of(panel))
        await pilot.press("enter", "right", "escape")


async def test_a_crash_of_its_thread_is_one_of_the_app(films, monkeypatch):
    from splotch_tui.core.ensemble.live import LiveEnsemble

    def fail(_ensemble, _count):
        raise RuntimeError("nobody thought of this")

    monkeypatch.setattr(LiveEnsemble, "work", fail)
    app = SplotchApp(COMMENT, config=Config(glyphs="braille"), films=films)
    with pytest.raises(RuntimeError, match="nobody thought"):
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("E")
            await until(pilot, lambda: app.return_code)


async def test_the_palette_opens_no_second_one(app):
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot)
        await app.run_action("ensemble", app.screen_stack[0])
        await pilot.pause()
        assert len(app.screen_stack) == 2


async def test_keys_in_heaps_do_no_harm(app):
    async with app.run_test(size=SIZE) as pilot:
        main = app.screen
        await opened(pilot)
        for key in ("enter", "enter", "escape", "enter"):
            app.post_message(Key(key, None))
        await until(pilot, lambda: not isinstance(app.screen, EnsembleScreen))
        # The last may have come to the screen below, and opened what enter opens there.
        await pilot.pause()
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is main)
        for _ in range(5):
            for key in ("E", "E", "E", "tab", "right"):
                app.post_message(Key(key, None))
        await pilot.pause()
        for _ in range(6):
            await pilot.press("escape")
        assert app.screen is main
