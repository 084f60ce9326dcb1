import numpy as np
import pytest
from ui_helpers import text_of, until

from splotch_tui import PRESETS, run
from splotch_tui.core.record import Record
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.plotting import surface_plot
from splotch_tui.ui.plotting.glyphs import GLYPHS
from splotch_tui.ui.plotting.surface_plot import SampleGrid


@pytest.fixture(scope="module")
def history():
    return run(PRESETS["original"].shortened(2000))


def test_the_grid_is_fixed_in_the_world_and_hops_after_the_point():
    grid = SampleGrid(1, 0, 0, 40, 30).following(np.array([100.0, -50.0]))
    again = grid.following(np.array([100.5, -50.0]))
    assert again == grid
    hopped = grid.following(np.array([160.0, -50.0]))
    assert hopped.bottom == grid.bottom
    column, row = hopped.places(np.array([[160.0, -50.0]]))
    assert (column[0], row[0]) == (12, 15)


def test_the_surface_is_the_loss_in_the_slice_through_the_point(history):
    point = history.points[-1]
    grid = SampleGrid(3, 0, 0, 20, 16).following(point)
    mesh = surface_plot.surface(history.landscape, grid, point, 0.0025, None)
    there = np.tile(point, (16, 20, 1))
    there[..., 0] = grid.x0
    there[..., 3] = grid.xm[:, None]
    assert np.allclose(mesh, history.landscape.loss(there, 0.0025))


def test_the_map_shows_point_and_trail(history):
    point = history.points[-1]
    grid = SampleGrid(3, 0, 0, 20, 16).following(point)
    mesh = surface_plot.surface(history.landscape, grid, point, 0.0025, None)
    levels = surface_plot.colour_map(mesh, (mesh.min(), mesh.max()), grid, history.points[-200:])
    column, row = grid.places(point[None])
    assert levels[::-1][row[0], column[0]] == surface_plot.POINT
    assert (levels == surface_plot.TRAIL).any()
    assert levels.max() == surface_plot.POINT
    assert levels.min() == 0


def test_the_axis_that_spans_most(history):
    record = Record.started(np.zeros(17), 0.0).extended(history.points[1:], history.loss[1:])
    assert surface_plot.widest_axis(record) == history.farthest_axis


@pytest.mark.parametrize("glyphs", GLYPHS.values(), ids=GLYPHS)
def test_the_wireframe_shows_surface_trail_and_point(history, glyphs):
    point = history.points[-1]
    grid = SampleGrid(3, 0, 0, 30, 30).following(point)
    trail = history.points[-300:]
    dots, series = surface_plot.wireframe(
        history.landscape, grid, trail, 0.0025, None, glyphs, (30, 15)
    )
    assert dots.shape == series.shape == (15, 30)
    assert set(np.unique(series[dots > 0])) == {0, 1, 2}


@pytest.mark.parametrize("glyphs", GLYPHS)
async def test_v_shows_map_wireframe_and_nothing(glyphs):
    app = SplotchApp(PRESETS["original"], config=Config(glyphs=glyphs))
    async with app.run_test(size=(120, 40)) as pilot:
        panel = app.screen.query_one("#landscape")
        await until(pilot, lambda: "x0" in text_of(panel))
        assert glyphs != "ascii" or text_of(panel).isascii()
        before = text_of(panel)
        await pilot.press("v")
        await until(pilot, lambda: text_of(panel) != before)
        assert panel.display
        await pilot.press("v")
        assert not panel.display
        await pilot.press("v", "tab", "tab")
        await until(pilot, lambda: "x2" in text_of(panel))
        await pilot.press("1")
        await until(pilot, lambda: "x1" in text_of(panel))
