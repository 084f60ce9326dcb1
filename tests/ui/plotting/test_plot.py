import numpy as np
import pytest

from splotch_tui.ui.plotting import plot
from splotch_tui.ui.plotting.glyphs import GLYPHS, fitting_glyphs
from splotch_tui.ui.plotting.plot import Scale


@pytest.mark.parametrize("points", [2, 140, 141, 5001, 123_457, 10**9])
@pytest.mark.parametrize("columns", [8, 141, 400])
def test_the_whole_run_fits_and_uses_its_room(points, columns):
    width = plot.fitting_width(points, columns)
    assert width * columns >= points
    assert width == 1 or width * columns < 1.2 * points + columns
    while width % 2 == 0:
        width //= 2
    assert width < 16


def test_columns_double_while_the_run_grows():
    widths = [plot.whole_run(length, 5001, 100).width for length in range(1, 5002)]
    assert widths == sorted(widths)
    assert widths[0] == 1
    assert widths[-1] == plot.fitting_width(5001, 100)
    assert all(width * 100 >= length for length, width in enumerate(widths, 1))


@pytest.mark.parametrize("stride", [1, 2, 64, 4096])
def test_columns_hold_whole_numbers_of_kept_points(stride):
    rng = np.random.default_rng(stride)
    for _ in range(2000):
        length = int(rng.integers(1, 5000)) * stride
        points = length + int(rng.integers(0, 20)) ** 4
        columns = int(rng.integers(8, 500))
        for window in (
            plot.whole_run(length, points, columns, stride),
            plot.last_window(length, points, columns, 16, stride),
        ):
            assert window.width % stride == 0
            assert window.start <= length <= window.stop
            odd = window.width
            while odd % 2 == 0:
                odd //= 2
            assert odd < 16


def test_the_last_window_hops_by_a_quarter():
    windows = [plot.last_window(length, 100_000, 40, 4) for length in range(1, 2000)]
    starts = sorted({window.start for window in windows if window.width == 4})
    assert set(np.diff(starts).tolist()) == {40}
    for length, window in enumerate(windows, 1):
        assert window.start < length <= window.stop


def test_a_scale_holds_its_values_and_changes_seldom():
    scale, changes = Scale(0, 0), 0
    for value in range(1, 5000):
        new = scale.holding(0.0, float(value))
        changes += new != scale
        scale = new
        assert scale.low <= 0.0 <= value <= scale.high
    assert changes <= 45
    assert scale.holding(1.0, 1.1) != scale


@pytest.mark.parametrize("value", [0.0, 5.0, -3e-7, 1e12])
def test_a_scale_of_one_value_has_room(value):
    scale = Scale.around(value, value)
    assert scale.low < value < scale.high or value == 0.0


def test_dots_become_cells():
    top = np.array([[0, 4, 8, 3]])
    bottom = np.array([[3, 7, -1, 3]])
    dots, series = plot.rasterise(top, bottom, 2, GLYPHS["braille"])
    assert [GLYPHS["braille"].text(row) for row in dots] == ["⡇⢀", "⢸ "]
    assert not series.any()


def test_a_cell_has_the_colour_of_the_first_series_in_it():
    top = np.array([[0, 0], [0, 0]])
    bottom = np.array([[-1, -1], [1, 1]])
    _, series = plot.rasterise(top, bottom, 1, GLYPHS["braille"])
    assert series.tolist() == [[1]]


def test_a_line_has_no_gaps():
    top = np.array([[0, 9, 2]])
    bottom = np.array([[1, 9, 3]])
    plot.join_columns(top, bottom)
    assert top.tolist() == [[0, 2, 2]]
    assert bottom.tolist() == [[1, 9, 8]]


@pytest.mark.parametrize("name", GLYPHS)
def test_every_set_of_glyphs_shows_every_dot(name):
    glyphs = GLYPHS[name]
    sums = np.arange(int(glyphs.bits.sum()) + 1, dtype=np.uint8)
    text = glyphs.text(sums)
    assert len(set(text)) == len(sums)
    assert text[0] == " "
    assert name != "ascii" or text.isascii()


def test_glyphs_follow_the_terminal(monkeypatch):
    monkeypatch.setattr("locale.getencoding", lambda: "UTF-8")
    assert fitting_glyphs({"TERM": "xterm-256color"}).name == "braille"
    assert fitting_glyphs({"TERM": "linux"}).name == "block"
    monkeypatch.setattr("locale.getencoding", lambda: "ANSI_X3.4-1968")
    assert fitting_glyphs({"TERM": "xterm"}).name == "ascii"
