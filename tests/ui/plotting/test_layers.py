import numpy as np

from splotch_tui.ui.plotting.glyphs import GLYPHS
from splotch_tui.ui.plotting.layers import Kind, Layer, draw_layers
from splotch_tui.ui.plotting.plot import Scale

BRAILLE = GLYPHS["braille"]
SCALE = Scale(0.0, 11.0)


def layer(kind, *lines, own=True):
    return Layer(kind, np.array(lines), "any", own)


def drawn(layers, low, high, scale=SCALE):
    """Rows of text, of 3 rows of cells with 12 rows of dots, and the layer of each cell."""
    low, high = np.array(low, float), np.array(high, float)
    columns = range(low.shape[1])
    dots, series = draw_layers(layers, low, high, scale, columns, 3, BRAILLE)
    return [BRAILLE.text(row) for row in dots], series.tolist()


def test_a_cell_shows_the_dots_of_the_first_layer_alone():
    layers = [layer(Kind.LINE, 0), layer(Kind.LINE, 1, own=False)]
    text, series = drawn(layers, [[11] * 4, [8] * 4], [[11] * 4, [8] * 4])
    assert text == ["⠉⠉", "  ", "  "]
    assert series[0] == [0, 0]


def test_lines_of_the_run_share_a_cell():
    layers = [layer(Kind.LINE, 0), layer(Kind.LINE, 1)]
    text, series = drawn(layers, [[11] * 4, [8] * 4], [[11] * 4, [8] * 4])
    assert text == ["⣉⣉", "  ", "  "]
    assert series[0] == [0, 0]


def test_an_outline_is_a_line_above_and_one_below():
    layers = [layer(Kind.OUTLINE, 0, own=False)]
    text, _ = drawn(layers, [[0] * 4], [[11] * 4])
    assert text == ["⠉⠉", "  ", "⣀⣀"]


def test_a_band_is_thin_behind_all_lines():
    layers = [layer(Kind.LINE, 0), layer(Kind.BAND, 1, 2)]
    low = [[5] * 4, [2] * 4, [0] * 4]
    text, series = drawn(layers, low, [[5] * 4, [6] * 4, [11] * 4])
    assert text == ["⠡⠡", "⠤⠤", "⠡⠡"]
    assert series == [[1, 1], [0, 0], [1, 1]]


def test_a_band_beyond_the_scale_leaves_nothing_at_its_edge():
    layers = [layer(Kind.LINE, 0), layer(Kind.BAND, 1)]
    low = [[0] * 4, [12, 12, 3, 3]]
    text, _ = drawn(layers, low, [[0] * 4, [20, 20, 20, 20]])
    assert text == [" ⠡", " ⠡", "⣀⣀"]


def test_where_there_is_nothing_no_dot_is():
    layers = [layer(Kind.LINE, 0), layer(Kind.OUTLINE, 1, own=False), layer(Kind.BAND, 2)]
    nothing = np.full((3, 4), np.nan)
    text, _ = drawn(layers, nothing, nothing)
    assert text == ["  ", "  ", "  "]
