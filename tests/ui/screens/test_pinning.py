"""Runs beside each other: two seeds, two rules, a run and what it would have been."""

import re

import pytest
from ui_helpers import draw_finished, text_of, until

from splotch_tui import PRESETS, run
from splotch_tui.core.recipe import Recipe
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.widgets.notice import Notice
from splotch_tui.ui.widgets.traces import Traces

COMMENT = PRESETS["comment"]
MANY = Recipe(seed=3, dims=16, epsilon=0.0025, steps=600)
FIRST, SECOND = "trace--series-9", "trace--series-11"


def app_of(recipe=COMMENT, glyphs="braille"):
    """An app whose frames come by hand."""
    return SplotchApp(recipe, config=Config(fps=0.001, glyphs=glyphs))


async def finish(pilot, **values):
    """Run to the end, with other parameters."""
    session = pilot.app.session
    session.set_speed(None)
    for name, value in values.items():
        session.set_parameter(name, value)
        await until(pilot, lambda: session.snapshot.recipe == session.recipe)
    await draw_finished(pilot)


async def go_to(pilot, step):
    session = pilot.app.session
    session.run(False)
    session.seek(step)
    await until(pilot, lambda: session.snapshot.step == step)


def heading(pilot, name="x0"):
    return text_of(pilot.app.screen.query_one(f"#{name}")).splitlines()[0]


def legend(pilot):
    return re.findall(r"━ (.+?)(?=  |$)", heading(pilot))


def differences(pilot):
    """The second line of the cursor."""
    return text_of(pilot.app.screen.query_one("#cursor")).splitlines()[1].strip()


def notice(pilot):
    return str(pilot.app.screen.query_one(Notice).render())


def cells_of(pilot, name, part):
    """How many cells of a plot have dots in the colour of a component class."""
    trace = pilot.app.screen.query_one(f"#{name}")
    colour = trace.style_of(part).color
    return sum(
        "\u2800" < char <= "\u28ff"
        for line in trace.render_lines(trace.size.region)[1:-1]
        for text, style, _ in line
        if style.color == colour
        for char in text
    )


async def test_two_seeds():
    other = run(COMMENT.with_value("seed", 1730))
    present = run(COMMENT.with_value("seed", 1731))
    async with app_of().run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        await pilot.press("c")
        assert notice(pilot) == "pinned: runs to come are drawn over this one; C lets it go"
        assert legend(pilot) == ["the same run"]
        await finish(pilot, seed=1730)
        await pilot.press("c")
        await finish(pilot, seed=1731)
        assert legend(pilot) == ["seed 1729", "seed 1730"]
        for name in ("x0", "xn", "loss"):
            assert cells_of(pilot, name, SECOND) > 20
        assert cells_of(pilot, "xn", FIRST) > 20
        trace = pilot.app.screen.query_one("#x0")
        axis = trace.render_lines(trace.size.region)[-1]
        marks = {style.color for text, style, _ in axis if "●" in text}
        assert {trace.style_of(part).color for part in (FIRST, SECOND, "trace--snag")} == marks
        await pilot.press("i")
        found = re.search(r"seed 1730: x0 \+([\d.]+)", differences(pilot))
        expected = other.x0[-1] - present.x0[-1]
        assert float(found[1]) == pytest.approx(expected, rel=1e-4)
        await pilot.press("escape", "C")
        assert notice(pilot) == "no longer pinned: seed 1730"
        assert legend(pilot) == ["seed 1729"]
        assert not cells_of(pilot, "x0", SECOND)
        await pilot.press("C", "C")
        assert notice(pilot) == "no run is pinned"
        assert not cells_of(pilot, "xn", FIRST)


async def test_two_rules_and_each_ones_own_climb():
    async with app_of(MANY).run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        await pilot.press("c", "m", "m")
        # Behind itself it is not seen.
        assert not cells_of(pilot, "loss", FIRST)
        alone = text_of(pilot.app.screen.query_one("#loss"))
        await finish(pilot, rule="adam")
        assert legend(pilot) == ["rule normalised"]
        # The envelope of all its xn.
        assert cells_of(pilot, "xn", FIRST) > 20
        await pilot.press("c")
        await finish(pilot, rule="normalised")
        assert legend(pilot) == ["the same run", "rule adam"]
        assert cells_of(pilot, "loss", SECOND) > 5
        await pilot.press("C")
        assert text_of(pilot.app.screen.query_one("#loss")) == alone


async def test_an_xn_alone_is_compared_with_the_same_of_other_runs():
    async with app_of(MANY).run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        await pilot.press("tab", "tab", "S", "c")
        await finish(pilot, rule="adam")
        assert heading(pilot, "xn").split()[1] == "x2"
        assert cells_of(pilot, "xn", FIRST) > 10
        # It is one line: where it is, it is in few rows of a column.
        trace = pilot.app.screen.query_one("#xn")
        color = trace.style_of(FIRST).color
        rows = [
            "".join(text if style.color == color else " " * len(text) for text, style, _ in line)
            for line in trace.render_lines(trace.size.region)[1:-1]
        ]
        assert max(sum(char > "\u2800" for char in one) for one in zip(*rows, strict=True)) <= 3


async def test_a_run_and_what_it_would_have_been():
    async with app_of().run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        await go_to(pilot, 60)
        await pilot.press("right")
        session = pilot.app.session
        await until(pilot, lambda: session.snapshot.ghost is not None)
        session.run(True)
        await draw_finished(pilot)
        assert legend(pilot) == ["without the change"]
        await pilot.press("i")
        expected = run(COMMENT).x0[-1] - session.snapshot.record.latest[0]
        found = re.fullmatch(r"without the change: x0 ([+−][\d.]+)", differences(pilot))
        assert float(found[1].replace("−", "-")) == pytest.approx(expected, abs=1e-3)


async def test_six_are_too_many():
    async with app_of(Recipe(steps=60)).run_test(size=(120, 40)) as pilot:
        for seed in range(5):
            await finish(pilot, seed=seed)
            await pilot.press("c")
        await finish(pilot, seed=9)
        await pilot.press("c")
        assert notice(pilot) == "5 runs are pinned already: C lets the last one go"
        assert len(pilot.app.screen.query_one(Traces).content.compared) == 5
        shown = legend(pilot)
        assert shown == [f"seed {seed}" for seed in range(len(shown))] and len(shown) >= 4


async def test_where_a_run_is_shorter_the_cursor_says_so():
    async with app_of(Recipe(steps=60)).run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        await pilot.press("c")
        await finish(pilot, seed=7)
        pilot.app.session.set_parameter("steps", 90)
        await draw_finished(pilot)
        await pilot.press("i")
        assert differences(pilot) == "seed 1729: ends at 60"


@pytest.mark.parametrize("size", [(40, 14), (60, 20), (72, 24), (80, 24), (200, 60)])
async def test_names_and_differences_are_whole_or_not_there(size):
    async with app_of(Recipe(steps=60)).run_test(size=size) as pilot:
        for seed in (1234567, 2345678, 3456789):
            await finish(pilot, seed=seed)
            await pilot.press("c")
        await finish(pilot, seed=5)
        names = [f"seed {seed}" for seed in (1234567, 2345678, 3456789)]
        assert legend(pilot) == names[: len(legend(pilot))]
        assert len(legend(pilot)) >= (3 if size[0] == 200 else 1)
        await pilot.press("i")
        told = re.split(r"  ", differences(pilot))
        assert len(told) >= (3 if size[0] >= 80 else 1)
        for name, text in zip(names, told, strict=False):
            assert re.fullmatch(rf"{name}: x0 [+−][\d.]+", text)


async def test_the_cursor_has_one_line_where_nothing_is_compared():
    async with app_of(Recipe(steps=60)).run_test(size=(80, 24)) as pilot:
        await finish(pilot)
        await pilot.press("i")
        cursor = pilot.app.screen.query_one("#cursor")
        assert cursor.size.height == 1
        for key, height in (("c", 2), ("C", 1)):
            # Anew, it takes the notice's place.
            await pilot.press(key, "i", "i")
            await until(pilot, lambda height=height: cursor.size.height == height)
