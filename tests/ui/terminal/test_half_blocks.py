"""Pictures in half blocks: what a terminal shows of what is sent."""

import numpy as np
import pyte
import pytest

from splotch_tui.ui.terminal import mosaic
from splotch_tui.ui.terminal.half_blocks import encode

ROWS, COLUMNS = 9, 21
NOTHING = np.empty((0, 0), np.int32)


class Terminal:
    """A terminal of just the picture's size."""

    def __init__(self):
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self.screen)

    def take(self, data, spans):
        """Show what `encode` returns."""
        for row, (first, past, start, stop) in enumerate(spans.tolist()):
            if past:
                self._stream.feed(f"\x1b[{row + 1};{first + 1}H".encode() + data[start:stop])

    @property
    def pixels(self):
        """The colours of all halves of cells."""
        shown = np.zeros((2 * ROWS, COLUMNS), np.int32)
        for row in range(ROWS):
            for column in range(COLUMNS):
                cell = self.screen.buffer[row][column]
                front, back = number_of(cell.fg), number_of(cell.bg)
                halves = {"▀": (front, back), "▄": (back, front), "█": (front, front)}
                shown[2 * row : 2 * row + 2, column] = halves.get(cell.data, (back, back))
        return shown


def number_of(colour):
    """A colour as pyte names it, as a pixel."""
    return -1 if colour == "default" else int.from_bytes(bytes.fromhex(colour), "little")


def distances(one, other):
    """How far apart the colours of two pictures are."""
    difference = (
        one.view(np.uint8).reshape(*one.shape, 4)[..., :3].astype(float)
        - other.view(np.uint8).reshape(*one.shape, 4)[..., :3]
    )
    return np.sqrt(np.average(np.square(difference), axis=-1, weights=(2, 4, 3)))


@pytest.fixture
def pictures():
    """A picture, and one that differs in its middle."""
    rng = np.random.default_rng(4)
    before = rng.integers(0, 1 << 24, (2 * ROWS, COLUMNS), np.int32)
    after = before.copy()
    after[3:14, 5:15] = rng.integers(0, 1 << 24, (11, 10))
    after[6:10, 7:12] = after[6, 7]
    return before, after


def test_the_terminal_shows_each_pixel(pictures):
    terminal = Terminal()
    shown = NOTHING
    for picture in (*pictures, pictures[0]):
        data, shown, spans = encode(picture, shown, 0.0, None)
        terminal.take(data, spans)
        assert (terminal.pixels == picture).all()
        assert (shown == picture).all()


def test_what_has_not_changed_is_not_sent(pictures):
    before, after = pictures
    whole, _, _ = encode(after, NOTHING, 0.0, None)
    data, _, spans = encode(after, before, 0.0, None)
    assert len(data) < len(whole) / 2
    assert spans[:, 0].tolist() == [0, *[5] * 6, 0, 0]
    assert encode(after, after, 0.0, None)[0] == b""


@pytest.mark.parametrize("tolerance", [5.0, 20.0, 60.0])
def test_colours_are_off_by_the_tolerance_at_most(pictures, tolerance):
    terminal = Terminal()
    shown, sizes = NOTHING, []
    for picture in pictures:
        data, shown, spans = encode(picture, shown, tolerance, None)
        terminal.take(data, spans)
        sizes.append(len(data))
        assert (terminal.pixels == shown).all()
        assert distances(terminal.pixels, picture).max() <= tolerance
    assert sizes[1] <= len(encode(pictures[1], pictures[0], 0.0, None)[0])


def test_rows_that_make_too_many_bytes_come_the_next_time(pictures):
    before, after = pictures
    terminal = Terminal()
    data, shown, spans = encode(before, NOTHING, 0.0, None)
    terminal.take(data, spans)
    data, shown, spans = encode(after, shown, 0.0, None, 4, 400)
    terminal.take(data, spans)
    assert 400 <= len(data) < 1000
    assert (terminal.pixels == shown).all()
    assert (shown[8:10] == after[8:10]).all()
    assert (shown[4:6] == before[4:6]).all()


def test_256_colours_are_told_by_the_nearest_number():
    picture = np.array([[0x0000FF, 0x8A8A8A], [0xFF0000, 0x8A8A8A]], np.int32)
    data, _, _ = encode(picture, NOTHING, 0.0, mosaic.colour_numbers())
    assert data.decode() == "\x1b[38;5;196m\x1b[48;5;21m▀\x1b[48;5;245m \x1b[0m"
