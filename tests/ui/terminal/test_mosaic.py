"""Pictures on the screen: what is sent of them, and when."""

import numpy as np
import pyte
import pytest
from rich.console import Console
from textual.color import Color
from textual.filter import ANSIToTruecolor, Monochrome
from textual.geometry import Region
from waiting import wait

from splotch_tui.ui.terminal import mosaic
from splotch_tui.ui.terminal.mosaic import Mosaic

ROWS, COLUMNS = 8, 30
CONSOLE = Console(color_system="truecolor", force_terminal=True)


@pytest.fixture(autouse=True)
def ready():
    """What makes bytes is loaded."""
    mosaic.prepare_encoder()
    wait(lambda: mosaic._encoders)


@pytest.fixture
def pictures():
    """Two pictures of smooth colours."""
    up, along = np.mgrid[: 2 * ROWS, :COLUMNS]
    waves = [127 + 120 * np.sin(0.2 * along + 0.3 * up + shift) for shift in (0.0, 2.0)]
    return [
        mosaic.packed(np.stack((wave, 255 - wave, 0 * wave + 90), axis=-1).astype(np.uint8))
        for wave in waves
    ]


def test_of_a_picture_that_moves_no_more_is_sent_than_may_be(pictures):
    shown = Mosaic(False)
    assert shown.paint(pictures[0], None, squares=False) == [
        Region(0, row, COLUMNS, 1) for row in range(ROWS)
    ]
    whole = shown.take_sent()
    assert shown.paint(pictures[1], whole // 3, squares=True)
    assert 0 < shown.take_sent() <= whole // 3
    # A map's pixels stay what they are: it waits.
    assert Mosaic(False).paint(pictures[1], whole // 8, squares=False) is None


def test_a_picture_that_rests_is_sent_piece_by_piece_and_then_no_more(pictures):
    shown = Mosaic(False)
    parts = 0
    while shown.paint_part(pictures[0], 800, resting=True):
        assert shown.take_sent() < 800 + 44 * COLUMNS
        parts += 1
    assert parts > 2
    assert all(shown.strip(row).cell_length == COLUMNS for row in range(ROWS))


def test_what_is_at_hand_is_taken_once_and_only_for_the_very_cells(pictures):
    shown = Mosaic(False)
    shown.paint(pictures[0], None, squares=False)
    assert shown.take_encoded(0, 0, COLUMNS)
    assert shown.take_encoded(0, 0, COLUMNS) is None
    assert shown.take_encoded(1, 2, 5) is None


def test_a_row_looks_alike_whole_and_cut_and_whole_takes_less(pictures):
    shown = Mosaic(False)
    shown.paint(pictures[0], None, squares=False)

    def looks(text):
        screen = pyte.Screen(COLUMNS, 1)
        pyte.Stream(screen).feed(text)
        cells = [screen.buffer[0][column] for column in range(COLUMNS)]
        return [
            {"▀": (cell.fg, cell.bg), "▄": (cell.bg, cell.fg)}.get(cell.data, (cell.bg, cell.bg))
            for cell in cells
        ]

    strip = shown.strip(3)
    whole = strip.apply_filter(ANSIToTruecolor(None), Color(0, 0, 0)).render(CONSOLE)
    cut = strip.crop(0, 9).render(CONSOLE) + strip.crop(9, COLUMNS).render(CONSOLE)
    assert looks(whole) == looks(cut)
    assert len(whole) < len(cut)
    grey = strip.apply_filter(Monochrome(), Color(0, 0, 0)).render(CONSOLE)
    assert grey != whole
