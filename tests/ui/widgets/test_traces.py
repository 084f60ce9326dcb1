import re

from ui_helpers import text_of, until

from splotch_tui import PRESETS, run
from splotch_tui.session.snapshot import Activity
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.widgets.traces import Traces


def columns_of(trace, part):
    """The columns of a trace's plot in which there are dots in the style of a component class."""
    style, columns = trace.style_of(part), set()
    for line in trace.render_lines(trace.size.region)[1:-1]:
        column = 0
        for segment in line:
            columns |= {
                column + cell
                for cell, character in enumerate(segment.text)
                if segment.style == style and "\u2800" < character <= "\u28ff"
            }
            column += len(segment.text)
    return columns


def highest_label(trace):
    """The number at the top of a trace's value axis."""
    labels = re.findall(r"(?m)^ *([\d.,]+)┤", text_of(trace))
    return float(labels[0].replace(",", ""))


async def test_a_pinned_run_stays_behind_the_next(app):
    async with app.run_test(size=(200, 40)) as pilot:
        app.session.set_speed(None)
        await pilot.press("2")
        await until(pilot, lambda: app.session.snapshot.activity is Activity.FINISHED)
        app.session.set_speed(1)
        await pilot.press("c", "3")
        await until(pilot, lambda: app.session.snapshot.recipe.dims == 16)
        x0, xn = app.screen.query_one("#x0"), app.screen.query_one("#xn")
        await until(pilot, lambda: app.session.snapshot.step > 5)
        for trace in (x0, xn):
            await until(pilot, lambda trace=trace: columns_of(trace, "trace--pinned"))
        # The pinned run fills the panel; the new one has just begun.
        cells = x0.size.width - 8
        new = columns_of(x0, "trace--series-0")
        assert len(columns_of(x0, "trace--pinned") | new) > 0.9 * cells
        assert 0 < len(new) < 0.1 * cells
        assert highest_label(x0) >= 700
        await until(pilot, lambda: text_of(xn).splitlines()[0].count("x") == 6)
        await pilot.press("c")
        # The quiet xn are grey as well.
        for trace in (x0, app.screen.query_one("#loss")):
            await until(pilot, lambda trace=trace: not columns_of(trace, "trace--pinned"))
        assert highest_label(x0) < 700


async def test_a_replay_is_pinned_at_its_end():
    history = run(PRESETS["comment"].shortened(500))
    app = SplotchApp(history.recipe, history=history, config=Config(glyphs="braille"))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.activity is Activity.FINISHED)
        x0 = app.screen.query_one("#x0")
        await until(pilot, lambda: len(columns_of(x0, "trace--series-0")) > 20)
        # Behind itself it is not seen, but behind the next one it is.
        app.session.set_speed(1)
        await pilot.press("c")
        assert not columns_of(x0, "trace--pinned")
        await pilot.press("r", "space")
        await until(pilot, lambda: len(columns_of(x0, "trace--pinned")) > 20)


async def test_what_lies_ahead_keeps_its_marks_in_grey(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 3)
        shorter = app.session.snapshot
        app.session.restart(PRESETS["original"])
        app.session.set_speed(None)
        await until(pilot, lambda: app.session.finished and app.session.snapshot.step == 5000)
        trace = app.screen.query_one("#x0")
        await until(pilot, lambda: "◆" in text_of(trace) and "●" in text_of(trace))
        axis = text_of(trace).splitlines()[-1]
        await pilot.press("g", *"2455", "enter")
        await until(pilot, lambda: app.session.snapshot.step == 2455)
        await until(pilot, lambda: "2,455" in text_of(app.screen.query_one("#status")))
        await pilot.pause(0.3)
        assert text_of(trace).splitlines()[-1] == axis
        grey = trace.get_component_rich_style("trace--pinned").color
        assert mark_colours(trace) == {grey}
        # A change leads away from there: it is what would have been, and has no marks; taken back,
        # it is the future again.
        future = columns_of(trace, "trace--pinned")
        await pilot.press("right")
        await until(pilot, lambda: not mark_colours(trace))
        assert columns_of(trace, "trace--pinned") == future
        await pilot.press("u")
        await until(pilot, lambda: mark_colours(trace))
        assert columns_of(trace, "trace--pinned") == future
        assert text_of(trace).splitlines()[-1] == axis
        assert mark_colours(trace) == {grey}
        # A shorter run that is pinned takes nothing of that away.
        grey_columns = columns_of(trace, "trace--pinned")
        app.screen.query_one(Traces).pinned = shorter
        app.screen.gate.note_answer()
        app.screen.frame()
        assert text_of(trace).splitlines()[-1] == axis
        assert columns_of(trace, "trace--pinned") >= grey_columns
        # As the run comes there, they take their colours.
        await pilot.press("space")
        await until(pilot, lambda: app.session.finished)
        await until(pilot, lambda: grey not in mark_colours(trace))


def mark_colours(trace):
    """The colours of the marks of phases on a trace's step axis."""
    row = trace.render_lines(trace.size.region)[-1]
    return {segment.style.color for segment in row for char in segment.text if char in {"◆", "●"}}
