"""Many xn in one trace, one of them alone, and runs beside each other."""

import re

import numpy as np
import pytest
from ui_helpers import draw_finished, text_of, until

from splotch_tui import PRESETS, run
from splotch_tui.core.recipe import Recipe
from splotch_tui.session.snapshot import Activity
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.widgets.landscape_panel import LandscapePanel
from splotch_tui.ui.widgets.notice import Notice
from splotch_tui.ui.widgets.traces import Traces

ORIGINAL = PRESETS["original"]
SHORT = Recipe(seed=3, dims=16, epsilon=0.0025, steps=600)


def app_of(recipe=ORIGINAL, glyphs="braille"):
    """An app whose frames come by hand."""
    return SplotchApp(recipe, config=Config(fps=0.001, glyphs=glyphs))


async def finish(pilot):
    pilot.app.session.set_speed(None)
    await draw_finished(pilot)


def draw(pilot):
    pilot.app.screen.gate.note_answer()
    pilot.app.screen.frame()


def trace(pilot, name="xn"):
    return pilot.app.screen.query_one(f"#{name}")


def heading(pilot, name="xn"):
    return text_of(trace(pilot, name)).splitlines()[0]


def names(pilot):
    return re.findall(r"x\d+", heading(pilot))


def notice(pilot):
    return str(pilot.app.screen.query_one(Notice).render())


def styles(pilot, name="xn"):
    """The component classes whose colours the dots of a trace have."""
    here = trace(pilot, name)
    known = {here.style_of(f"trace--series-{n}").color: f"series-{n}" for n in range(16)}
    known[here.style_of("trace--quiet").color] = "quiet"
    found = set()
    for line in here.render_lines(here.size.region)[1:-1]:
        for text, style, _ in line:
            if any("\u2800" < char <= "\u28ff" for char in text):
                found.add(known[style.color])
    return found


def spans(recipe):
    xn = run(recipe).xn
    return xn.max(axis=0) - xn.min(axis=0)


@pytest.mark.parametrize("recipe", [ORIGINAL, SHORT], ids=["long", "short"])
async def test_of_many_xn_the_five_that_span_most_are_named_and_the_rest_is_grey(recipe):
    async with app_of(recipe).run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        widest = [f"x{line + 1}" for line in np.argsort(-spans(recipe))]
        assert set(names(pilot)) == set(widest[:5])
        assert re.search(rf"grey: (the other |other )?{recipe.dims - 5}$", heading(pilot))
        assert (
            {"quiet", "series-1"} < styles(pilot) <= {"quiet", *(f"series-{n}" for n in range(5))}
        )


async def test_a_few_xn_have_no_band():
    async with app_of(Recipe(dims=2, epsilon=0.01, steps=300)).run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        assert len(names(pilot)) == 2
        assert "grey" not in heading(pilot)
        assert "quiet" not in styles(pilot)


@pytest.mark.parametrize("size", [(40, 14), (60, 20), (80, 24), (120, 40), (200, 60)])
async def test_names_and_values_are_whole_at_every_size(size):
    history = run(SHORT)
    async with app_of(SHORT).run_test(size=size) as pilot:
        await finish(pilot)
        shown = heading(pilot)
        assert len(names(pilot)) == 5
        assert re.search(r"grey: (the other |other )?11$", shown)
        values = re.findall(r"x(\d+) (−?[\d.]+)", shown)
        assert len(values) >= (5 if size[0] >= 120 else size[0] > 60)
        for number, text in values:
            value = float(text.replace("−", "-"))
            assert value == pytest.approx(history.xn[-1, int(number) - 1], abs=1e-4)


async def test_what_is_drawn_bit_by_bit_is_what_is_drawn_at_once():
    async with app_of(SHORT).run_test(size=(120, 40)) as pilot:
        session = pilot.app.session
        session.run(False)
        await until(pilot, lambda: session.snapshot.record is not None)
        for step in range(20, 600, 45):
            session.seek(step)
            await until(pilot, lambda step=step: session.snapshot.step == step)
            draw(pilot)
        grown = text_of(trace(pilot))
        trace(pilot).restyle()
        draw(pilot)
        assert text_of(trace(pilot)) == grown


async def test_an_xn_alone_has_a_scale_of_its_own_and_the_others_are_a_band():
    async with app_of().run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        before = text_of(trace(pilot))
        await pilot.press("S")
        widest = int(spans(ORIGINAL).argmax()) + 1
        assert notice(pilot) == f"traces: x{widest} alone, on its own scale; S shows all xn"
        assert names(pilot) == [f"x{widest}"]
        assert heading(pilot).endswith("grey: the other 15")
        assert len(styles(pilot)) == 2 and "quiet" in styles(pilot)
        await pilot.press("S")
        assert notice(pilot) == "traces: all xn"
        assert text_of(trace(pilot)) == before


async def test_the_xn_that_is_alone_is_the_one_that_the_landscape_looks_along():
    async with app_of().run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        await pilot.press("tab", "tab", "S")
        assert names(pilot) == ["x2"]
        quiet = text_of(trace(pilot))
        await pilot.press("tab")
        draw(pilot)
        assert names(pilot) == ["x3"]
        assert text_of(trace(pilot)) != quiet
        # Another run with fewer dims has it no more.
        pilot.app.session.restart(Recipe(dims=2, epsilon=0.01, steps=100))
        await until(pilot, lambda: pilot.app.session.snapshot.recipe.dims == 2)
        await finish(pilot)
        assert names(pilot) == ["x2"]


async def test_a_click_on_a_name_shows_that_one_alone_where_one_is():
    async with app_of().run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        name = re.findall(r"x\d+", heading(pilot))[2]
        await pilot.click("#xn", offset=(heading(pilot).index(name), 0))
        assert len(names(pilot)) == 5
        await pilot.press("S")
        assert names(pilot) == [name]
        assert pilot.app.screen.query_one(LandscapePanel).axis == int(name[1:])


async def test_one_xn_is_alone_anyway():
    async with app_of(PRESETS["comment"]).run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        await pilot.press("S")
        assert notice(pilot) == "there is but one xn, and it is shown alone"
        assert pilot.app.screen.query_one(Traces).solo is None
        assert pilot.app.session.snapshot.activity is Activity.FINISHED
