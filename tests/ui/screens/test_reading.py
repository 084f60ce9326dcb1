"""Time in the traces: parts of a run, the cursor, the mouse, and what else the traces plot."""

import re

import pytest
from ui_helpers import draw_finished, text_of, until

from splotch_tui import PRESETS, run
from splotch_tui.core.phases import Phase, PhaseKind
from splotch_tui.core.recipe import Recipe
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.plotting.parts import Part
from splotch_tui.ui.widgets.landscape_panel import LandscapePanel
from splotch_tui.ui.widgets.notice import Notice
from splotch_tui.ui.widgets.traces import Traces


def app_of(recipe=PRESETS["comment"], glyphs="braille"):
    """An app whose frames come by hand."""
    return SplotchApp(recipe, config=Config(fps=0.001, glyphs=glyphs))


async def finish(pilot):
    pilot.app.session.set_speed(None)
    if not pilot.app.session.finished:
        pilot.app.session.run(True)
    await draw_finished(pilot)


def draw(pilot):
    pilot.app.screen.gate.note_answer()
    pilot.app.screen.frame()


async def go_to(pilot, step):
    """Have the run pause at a step, and draw it."""
    session = pilot.app.session
    session.run(False)
    await until(pilot, lambda: session.snapshot.record is not None)
    session.seek(step)
    await until(pilot, lambda: session.snapshot.step == step)
    draw(pilot)


def heading(pilot, name="x0"):
    return text_of(pilot.app.screen.query_one(f"#{name}")).splitlines()[0]


def reading(pilot):
    return text_of(pilot.app.screen.query_one("#cursor")).strip()


def notice(pilot):
    return str(pilot.app.screen.query_one(Notice).render())


def shown(pilot):
    return pilot.app.screen.query_one(Traces).shown


def range_of(pilot):
    """The steps that the heading says are shown."""
    first, last = re.search(r"steps ([\d,]+) … ([\d,]+)", heading(pilot)).groups()
    return int(first.replace(",", "")), int(last.replace(",", ""))


def number_after(name, text):
    found = re.search(rf"{name} (−?[\d,.]+)", text)
    return float(found[1].replace("−", "-").replace(",", ""))


async def test_zooming_and_panning_show_parts_of_the_run():
    async with app_of().run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        assert shown(pilot) == Part(0, 5001)
        assert "steps" not in heading(pilot)
        await pilot.press("z")
        first, last = range_of(pilot)
        assert 2400 <= first <= 2520
        assert last == 5000
        assert notice(pilot) == f"traces: steps {first:,} … {last:,} of 5,000; Z zooms out"
        axis = text_of(pilot.app.screen.query_one("#loss")).splitlines()[-1]
        assert "3000" in axis and "1000" not in axis
        await pilot.press("less_than_sign")
        earlier = range_of(pilot)
        assert earlier[0] < first and earlier[1] < last
        await pilot.press("home")
        assert range_of(pilot)[0] == 0
        await pilot.press("greater_than_sign")
        assert range_of(pilot)[0] > 0
        await pilot.press("end")
        assert range_of(pilot) == (first, last)
        await pilot.press("Z", "Z")
        assert shown(pilot) == Part(0, 5001)
        assert notice(pilot) == "traces: the whole run"
        await pilot.press(*["z"] * 12)
        assert "as near as it gets" in notice(pilot)
        low, high = range_of(pilot)
        assert high - low < 400


async def test_a_part_stays_put_while_the_run_grows_and_f_returns():
    app = app_of()
    async with app.run_test(size=(120, 40)) as pilot:
        await go_to(pilot, 1500)
        await pilot.press("z", "home")
        before = range_of(pilot)
        await finish(pilot)
        assert range_of(pilot) == before
        await pilot.press("f")
        assert shown(pilot) == Part(0, 5001)
        assert notice(pilot) == "traces: the whole run"
        app.session.set_speed(8)
        await pilot.press("f")
        assert "last part" in notice(pilot)
        last_part = shown(pilot)
        assert last_part.start > 0 and last_part.stop == 5001
        await pilot.press("z")
        nearer = shown(pilot)
        assert last_part.start < nearer.start < nearer.stop <= 5001
        await pilot.press("f")
        assert shown(pilot) == Part(0, 5001)


async def test_the_cursor_reads_the_run_and_moves_instead_of_a_parameter():
    recipe = PRESETS["original"]
    history = run(recipe)
    async with app_of(recipe).run_test(size=(200, 60)) as pilot:
        await finish(pilot)
        app = pilot.app
        await pilot.press("i")
        assert reading(pilot).startswith("step 5,000")
        assert not app.screen.query_one("KeyFooter").display
        await pilot.press("h", "left", "shift+left")
        step = int(number_after("step", reading(pilot)))
        columns = app.screen.query_one(Traces).window
        cell = 2 * columns.width
        assert step == 5000 // cell * cell - 12 * cell
        assert number_after("x0", reading(pilot)) == pytest.approx(history.x0[step], rel=1e-4)
        assert number_after("loss", reading(pilot)) == pytest.approx(history.loss[step], rel=1e-4)
        widest = int(history.xn.std(axis=0).argmax())
        value = number_after(f"x{widest + 1}", reading(pilot))
        assert value == pytest.approx(history.xn[step, widest], rel=1e-4)
        climb = (history.x0[step] - history.x0[step - 256]) / (256 * 0.2)
        assert f"climb {100 * climb:.1f}%" in reading(pilot)
        assert app.session.recipe == recipe
        for name in ("x0", "xn", "loss", "climb"):
            rows = text_of(app.screen.query_one(f"#{name}")).splitlines()[1:-1]
            at = 8 + step // cell
            assert sum(row[at] == "│" for row in rows) >= 3
        await pilot.press("enter")
        await until(pilot, lambda: app.session.snapshot.step == step)
        await pilot.press("escape")
        assert app.screen.query_one("KeyFooter").display
        await pilot.press("right")
        await until(pilot, lambda: app.session.recipe.epsilon != recipe.epsilon)


async def test_marks_are_reached_and_named():
    async with app_of().run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        snag = pilot.app.session.snapshot.phases[-1]
        assert snag == Phase(PhaseKind.SNAG, 256)
        assert "●snag 256" in text_of(pilot.app.screen.query_one("#x0"))
        await pilot.press("comma")
        assert reading(pilot).startswith(f"step {snag.start:,}  snag begins")
        await pilot.press("comma")
        assert "nothing is marked before" in notice(pilot)
        await pilot.press("full_stop")
        assert "nothing is marked after" in notice(pilot)
        # One that is out of sight is brought into sight.
        await pilot.press("escape", "z", "z", "comma")
        assert shown(pilot).start <= snag.start < shown(pilot).stop
        assert "snag begins" in reading(pilot)


async def test_a_change_is_marked_with_its_value():
    async with app_of().run_test(size=(120, 40)) as pilot:
        app = pilot.app
        await go_to(pilot, 60)
        await pilot.press("right")
        await until(pilot, lambda: app.session.snapshot.recipe.changes)
        (change,) = app.session.snapshot.recipe.changes
        await finish(pilot)
        await pilot.press("comma", "comma")
        assert reading(pilot).startswith(f"step {change.step}  epsilon 0.11")


async def test_a_cursor_in_the_future_of_a_run_that_went_back_reads_that():
    history = run(PRESETS["comment"])
    async with app_of().run_test(size=(120, 40)) as pilot:
        app = pilot.app
        await finish(pilot)
        await pilot.press("i")
        await go_to(pilot, 300)
        assert number_after("step", reading(pilot)) == 5000
        assert number_after("x0", reading(pilot)) == pytest.approx(history.x0[-1], rel=1e-4)
        # A change leads away from it: then nothing is known there.
        app.session.set_parameter("epsilon", 0.2)
        await until(pilot, lambda: app.session.snapshot.ahead is None)
        draw(pilot)
        assert reading(pilot) == "step 5,000  the run is not there yet"


async def test_where_points_are_thinned_out_the_cursor_says_which_it_reads():
    recipe = Recipe(seed=1729, dims=1, epsilon=0.1, steps=1_100_000)
    async with app_of(recipe).run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        stride = pilot.app.session.snapshot.record.stride
        assert stride == 2
        pilot.app.screen.query_one(Traces).cursor = 601
        await pilot.press("i", "i", "h")
        assert int(number_after("step", reading(pilot))) % stride == 0
        assert "kept: one step in 2" in reading(pilot)


async def test_a_log_axis():
    async with app_of().run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        await pilot.press("a")
        trace = text_of(pilot.app.screen.query_one("#x0")).splitlines()
        assert trace[0].endswith("log scale")
        assert re.search(r"╵1 .*╵10 .*╵100 .*╵1000", trace[-1])
        # The columns between the first steps are not empty: a line leads through them.
        dots = [any(row[cell] not in " │┤" for row in trace[1:-1]) for cell in range(8, 70)]
        assert all(dots)
        await pilot.press("i", *["left"] * 3, "shift+left", "z")
        assert "log" in heading(pilot)
        assert shown(pilot).points < 4900
        await pilot.press("a", "f")
        assert "log" not in heading(pilot)


async def test_means_of_the_xn_are_said():
    async with app_of().run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        rough = text_of(pilot.app.screen.query_one("#xn"))
        seen = []
        for steps in ("64", "256", "1,024"):
            await pilot.press("b")
            assert heading(pilot, "xn").endswith(f"the mean over {steps} steps")
            seen.append(text_of(pilot.app.screen.query_one("#xn")))
        assert len({rough, *seen}) == 4
        await pilot.press("b")
        assert text_of(pilot.app.screen.query_one("#xn")) == rough


async def test_means_that_grow_are_those_drawn_at_once():
    app = app_of(PRESETS["original"])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("b", "b")
        for step in range(100, 2000, 130):
            await go_to(pilot, step)
        trace = app.screen.query_one("#xn")
        grown = text_of(trace)
        # All columns are worked out again.
        trace.restyle()
        draw(pilot)
        assert text_of(trace) == grown


async def test_the_third_trace_plots_what_is_asked_for():
    async with app_of().run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        record = pilot.app.session.snapshot.record
        await pilot.press("m")
        height = record.latest[-1] + record.latest[0]
        assert number_after("height", heading(pilot, "loss")) == pytest.approx(height, rel=1e-3)
        assert "loss + x0" in heading(pilot, "loss")
        await pilot.press("m")
        panel = text_of(pilot.app.screen.query_one("#loss"))
        assert re.match(r" *climb −?\d+%", panel)
        for label in ("10%┤┈", "25%┤┈", "100%┤"):
            assert label in panel
        await pilot.press("m")
        assert heading(pilot, "loss").split()[0] == "loss"


async def test_a_tall_terminal_has_the_climb_as_a_fourth_trace():
    async with app_of().run_test(size=(120, 50)) as pilot:
        await finish(pilot)
        assert heading(pilot, "climb").split()[0] == "climb"
        titles = []
        for _ in range(2):
            await pilot.press("m")
            titles.append(heading(pilot, "loss").split()[0])
        assert titles == ["height", "loss"]
        await pilot.resize_terminal(120, 40)
        await pilot.press("m", "m")
        assert heading(pilot, "loss").split()[0] == "climb"
        await pilot.resize_terminal(120, 50)
        await finish(pilot)
        assert heading(pilot, "loss").split()[0] == "loss"


async def test_the_mouse_seeks_zooms_and_chooses_an_axis():
    async with app_of(PRESETS["original"]).run_test(size=(120, 40)) as pilot:
        app = pilot.app
        await finish(pilot)
        width = 2 * app.screen.query_one(Traces).window.width
        await pilot.click("#x0", offset=(8 + 30, 4))
        await until(pilot, lambda: app.session.snapshot.step == 30 * width)
        # A drag reads on its way, and goes where it ends.
        await pilot.mouse_down("#loss", offset=(8 + 10, 4))
        await pilot.hover("#loss", offset=(8 + 20, 4))
        assert reading(pilot).startswith(f"step {20 * width:,}")
        await pilot.mouse_up("#loss", offset=(8 + 20, 4))
        await until(pilot, lambda: app.session.snapshot.step == 20 * width)
        assert app.screen.query_one(Traces).cursor is None
        name = re.search(r"x(\d+) ", heading(pilot, "xn"))
        await pilot.click("#xn", offset=(name.start() + 1, 0))
        assert notice(pilot) == f"landscape along x{name[1]}"
        panel = app.screen.query_one(LandscapePanel)
        panel.draw(app.session.snapshot, app.screen.gate.most_bytes)
        assert f"x{name[1]} " in text_of(panel).splitlines()[0]


async def test_the_wheel_zooms_around_the_mouse():
    async with app_of().run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        app = pilot.app
        traces = app.screen.query_one(Traces)
        trace = app.screen.query_one("#x0")
        step = trace.step_at(8 + 20)
        for kind in ("MouseScrollUp", "MouseScrollUp", "MouseScrollDown"):
            await wheel(pilot, kind, 8 + 20)
        part = traces.shown
        assert part.points < 0.8 * 5001
        assert part.start <= step < part.stop
        assert abs(traces.window.column_of(step) // 2 - 20) <= 2
        await wheel(pilot, "MouseScrollDown", 8 + 20)
        await wheel(pilot, "MouseScrollDown", 8 + 20)
        assert traces.part is None


async def wheel(pilot, kind, x):
    from textual import events

    trace = pilot.app.screen.query_one("#x0")
    place = (trace.region.x + x, trace.region.y + 3)
    event = getattr(events, kind)(
        trace, *place, 0, 0, 0, False, False, False, screen_x=place[0], screen_y=place[1]
    )
    pilot.app.screen._forward_event(event)
    await pilot.pause()


@pytest.mark.parametrize("size", [(40, 14), (60, 20), (72, 24), (80, 24), (120, 40)])
async def test_no_digit_of_the_cursors_line_is_cut(size):
    recipe = Recipe(seed=3, dims=16, epsilon=0.0025, steps=3000)
    history = run(recipe)
    async with app_of(recipe).run_test(size=size) as pilot:
        await finish(pilot)
        await pilot.press("i", *["left"] * 7)
        said = reading(pilot)
        assert len(said) <= size[0]
        step = int(number_after("step", said))
        known = {"x0": history.x0[step], "loss": history.loss[step]}
        known |= {f"x{n}": history.xn[step, n - 1] for n in range(1, 17)}
        pairs = re.findall(r"(x\d+|loss) (\S+)", said)
        assert pairs[0][0] == "x0"
        for name, text in pairs:
            value = float(text.replace("−", "-").replace(",", ""))
            assert value == pytest.approx(known[name], rel=1e-4)


async def test_moving_the_cursor_repaints_little(monkeypatch):
    async with app_of(PRESETS["original"]).run_test(size=(120, 40)) as pilot:
        await finish(pilot)
        await pilot.press("i", "left")
        trace = pilot.app.screen.query_one("#x0")
        regions = []
        monkeypatch.setattr(trace, "refresh", lambda *dirty, **_: regions.extend(dirty))
        await pilot.press("left")
        assert 0 < sum(region.area for region in regions) <= 3 * trace.size.height
