import numpy as np
import pytest
from ui_helpers import draw_finished, text_of, until

from splotch_tui import PRESETS, run
from splotch_tui.core.record import Record
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.plotting import hill_map, surface_plot
from splotch_tui.ui.plotting.glyphs import GLYPHS
from splotch_tui.ui.plotting.hill_map import FADES, LEVELS, POINT, SHADES, HillMap
from splotch_tui.ui.plotting.surface_plot import SampleGrid


@pytest.fixture(scope="module")
def history():
    return run(PRESETS["original"].shortened(2000))


@pytest.fixture(scope="module")
def around(history):
    """The heights around the last point of the history, on a grid."""
    point = history.points[-1]
    grid = SampleGrid(3, 0, 0, 20, 16).following(point)
    loss = history.landscape.mesh(point, 3, grid.x0, grid.xm, 0.0025)
    return loss + grid.x0, grid, history.points[-200:]


def levels_of(codes):
    return codes // (SHADES * FADES)


def test_the_grid_is_fixed_in_the_world_and_hops_after_the_point():
    grid = SampleGrid(1, 0, 0, 40, 30).following(np.array([100.0, -50.0]))
    again = grid.following(np.array([100.5, -50.0]))
    assert again == grid
    hopped = grid.following(np.array([160.0, -50.0]))
    assert hopped.bottom == grid.bottom
    column, row = hopped.places(np.array([[160.0, -50.0]]))
    assert (column[0], row[0]) == (12, 15)


def test_the_map_shows_heights_point_and_trail(around):
    heights, grid, trail = around
    codes = HillMap().draw(heights, grid, trail)
    column, row = grid.places(trail[-1:])
    assert codes[::-1][row[0], column[0]] == POINT
    assert np.count_nonzero(codes == POINT) == 1
    fades = codes[codes != POINT] % FADES
    # It fades away behind the point.
    assert len(set(fades)) > 2
    assert fades.max() == FADES - 1
    # Higher is a higher level, wherever there is light or shadow.
    bare = (codes != POINT) & (codes % FADES == 0)
    order = np.argsort(heights[::-1][bare])
    assert (np.diff(levels_of(codes[bare])[order]) >= 0).all()


def test_heights_beyond_the_scale_have_the_outermost_colours(around):
    heights, grid, trail = around
    drawn = HillMap()
    levels = levels_of(drawn.draw(heights, grid, trail)[::-1])
    assert heights.max() > drawn.limit
    beyond = heights > drawn.limit
    # All but where the path is.
    assert np.mean(levels[beyond] == LEVELS - 1) > 0.9
    # The middle of the scale is level ground.
    assert set(levels[np.abs(heights) < 0.01 * drawn.limit]) <= {LEVELS // 2 - 1, LEVELS // 2}


def test_what_trembles_is_not_drawn_anew(around):
    heights, grid, trail = around
    drawn = HillMap()
    before = drawn.draw(heights, grid, trail)
    tremble = 0.2 * 2.0 * drawn.limit / LEVELS * np.random.default_rng(3).uniform(-1, 1, (16, 20))
    after = drawn.draw(heights + tremble, grid, trail)
    assert (levels_of(after) == levels_of(before)).all()
    # What really moves is.
    assert (levels_of(drawn.draw(heights + 0.3 * drawn.limit, grid, trail)) != after).any()


def test_level_ground_is_drawn(around):
    _, grid, trail = around
    codes = HillMap().draw(np.zeros((16, 20)), grid, trail)
    assert set(levels_of(codes[codes != POINT])) == {LEVELS // 2}


def test_colours_grow_lighter_upwards_and_are_neutral_at_zero():
    unlit = hill_map.colours()[hill_map.legend_codes(LEVELS)].astype(float)
    assert (np.diff(unlit @ (0.2126, 0.7152, 0.0722)) > 0).all()
    hue = unlit.max(axis=1) - unlit.min(axis=1)
    assert hue[[LEVELS // 2 - 1, LEVELS // 2]].max() < 30
    blue, red = unlit[:, 2], unlit[:, 0]
    assert (blue[: LEVELS // 2 - 1] > red[: LEVELS // 2 - 1]).all()
    assert (red[LEVELS // 2 + 1 :] > blue[LEVELS // 2 + 1 :]).all()


def test_the_axis_that_spans_most(history):
    record = Record.started(np.zeros(17), 0.0).extended(history.points[1:], history.loss[1:])
    assert surface_plot.widest_axis(record) == history.farthest_axis


def opened(preset="original", **config):
    return SplotchApp(PRESETS[preset].shortened(300), config=Config(fps=0.001, **config))


@pytest.fixture
def panel_of():
    """A function that waits for the landscape of a finished run."""

    async def wait(pilot):
        pilot.app.session.set_speed(None)
        await draw_finished(pilot)
        return pilot.app.screen.query_one("#landscape")

    return wait


@pytest.mark.parametrize("glyphs", GLYPHS)
async def test_a_map_with_title_legend_and_ranges(panel_of, glyphs):
    app = opened(glyphs=glyphs)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await panel_of(pilot)
        lines = text_of(panel).splitlines()
        arrows = "x0 > x1 ^" if glyphs == "ascii" else "x0 → x1 ↑"
        assert lines[0].strip().startswith(f"height of the hills, {arrows[:6]}")
        limit = lines[-2].replace("<=-", "≤−").replace(">=", "≥").split()
        assert limit[0].removeprefix("≤−") == limit[-1].removeprefix("≥")
        assert lines[-1].startswith("x0 ")
        assert glyphs != "ascii" or text_of(panel).isascii()
        assert glyphs != "ascii" or ("X" in text_of(panel) and "o" in text_of(panel))


async def test_without_colours_heights_are_characters(panel_of, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = opened(glyphs="braille")
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await panel_of(pilot)
        assert set("·░▒▓█Xo") <= set(text_of(panel))


@pytest.mark.parametrize("width", [72, 80, 110, 200])
@pytest.mark.parametrize("epsilon", [0.0, 1.23e-5, 900.0])
async def test_no_number_is_cut(panel_of, width, epsilon):
    app = opened()
    async with app.run_test(size=(width, 30)) as pilot:
        app.session.set_parameter("epsilon", epsilon)
        panel = await panel_of(pilot)
        lines = [strip.text for strip in panel.render_lines(panel.size.region)]
        legend = next(line for line in lines if "≤−" in line)
        low, high = legend.partition("≤−")[2].split()[0], legend.partition("≥")[2].split()[0]
        assert low == high
        assert float(low.replace("−", "-")) > 0


async def test_tab_goes_along_the_coordinates_and_back(panel_of):
    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await panel_of(pilot)

        async def shown(*keys):
            await pilot.press(*keys)
            await draw_finished(pilot)
            return text_of(panel).splitlines()[0].partition("→ ")[2].split()[0]

        widest = await shown()
        assert await shown("tab", "tab") == "x2"
        assert await shown("shift+tab") == "x1"
        assert await shown("shift+tab") == widest
        assert await shown("shift+tab") == "x16"
        assert await shown("tab") == widest


async def test_a_number_chooses_the_coordinate(panel_of):
    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await panel_of(pilot)
        await pilot.press("d", "1", "7", "enter")
        await until(pilot, lambda: "xn must be from 1 to 16" in str(problem_of(app)))
        await pilot.press("backspace", "1", "enter")
        await draw_finished(pilot)
        assert "→ x11 " in text_of(panel)
        await pilot.press("v", "v", "d")
        await pilot.pause()
        assert app.screen is app.screen_stack[0]


def problem_of(app):
    return app.screen.query_one(".problem").render()


async def test_where_it_is_narrow_the_map_takes_a_traces_place(panel_of):
    app = opened()
    async with app.run_test(size=(60, 20)) as pilot:
        panel = await panel_of(pilot)
        loss = app.screen.query_one("#loss")
        assert not panel.region
        assert loss.region
        await pilot.press("v")
        await draw_finished(pilot)
        assert "hills" in text_of(panel)
        assert not loss.region
        while panel.region:
            await pilot.press("v")
            await pilot.pause()
        assert loss.region
