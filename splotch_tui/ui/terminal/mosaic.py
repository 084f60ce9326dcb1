"""Mosaic: a picture of pixels in the terminal, in half blocks, as it is shown there by now."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from itertools import groupby
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as BackgroundColor
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from splotch_tui.core.types import Bytes, Integers, PackedPixels

Encode = Callable[..., tuple[bytes, PackedPixels, Integers]]

# How a picture is made to take fewer bytes: first by how far apart colours may be that count as the
# same, but with more of that it looks like cloth; then by squares of several pixels as well.
_WAYS = (
    *((1, 4.0), (1, 9.0), (1, 14.0), (1, 20.0)),
    *((2, 8.0), (2, 16.0), (2, 24.0)),
)
# A picture that stays takes so many times as much as one of those that move, at most.
_PARTS_AT_REST = 16
_WAYS_WITHOUT_SQUARES = _WAYS[:4]
_MOST_STYLES = 1 << 14
_NOTHING: PackedPixels = np.empty((0, 0), np.int32)
# What turns pictures into bytes, once it is compiled.
_encoders: list[Encode] = []


class Encoded(Widget):
    """A widget that may have what to send at hand."""

    def take_encoded(self, part: Region) -> str | None:  # noqa: ARG002
        """Return what to send to show a part of one line anew, if just that is at hand."""
        return None


@cache
def prepare_encoder() -> None:
    """Load what makes bytes of pictures, or compile it, in a thread of its own."""

    def load() -> None:
        from splotch_tui.ui.terminal.half_blocks import encode

        encode(np.zeros((2, 1), np.int32), _NOTHING, 0.0, None)
        _encoders.append(encode)

    Thread(target=load, name="encoder", daemon=True).start()


class RowStrip(Strip):
    """A row of a mosaic that takes as few bytes as it can where all of it is sent.

    Parameters
    ----------
    segments : list of Segment
        The row, for those who cut it up or change its colours.
    cells : int
        How many cells it has.
    sent : str
        What to send of it.
    """

    def __init__(self, segments: list[Segment], cells: int, sent: str) -> None:
        super().__init__(segments, cells)
        self._render_cache = sent

    def apply_filter(self, filter: LineFilter, background: BackgroundColor) -> Strip:  # noqa: A002
        """Return it as a filter leaves it: that of colours with names has nothing to do here."""
        if isinstance(filter, ANSIToTruecolor):
            return self
        return super().apply_filter(filter, background)


class Mosaic:
    """A picture on the screen, two pixels to a cell.

    Parameters
    ----------
    numbered : bool
        Whether the terminal has 256 colours with numbers, and no others.
    """

    def __init__(self, numbered: bool) -> None:
        prepare_encoder()
        self._numbers = colour_numbers() if numbered else None
        self._shown = _NOTHING
        self._waiting: dict[int, tuple[int, int, str]] = {}
        # What to send to show each row whole, once that has been asked for.
        self._encoded: list[str] | None = None
        self._next_row = 0
        self._sent = 0

    @property
    def rows(self) -> int:
        """Rows of cells."""
        return len(self._shown) // 2

    def paint(
        self, pixels: PackedPixels, most: int | None, *, squares: bool
    ) -> list[Region] | None:
        """Show another picture.

        Parameters
        ----------
        pixels : ndarray of int32, shape (2·rows, columns)
            The picture.
        most : int, optional
            How many bytes may be sent; None: as many as it takes, and no colour is changed.
        squares : bool
            Whether several pixels may get the same colour for that.

        Returns
        -------
        list of Region
            What of the mosaic has changed; None: so few bytes are not enough, and nothing has.
        """
        if not _encoders:
            return self._replace(pixels)
        ways = ((1, 0.0),) if most is None else _WAYS if squares else _WAYS_WITHOUT_SQUARES
        for size, tolerance in ways:
            coarse = in_squares(pixels, size)
            data, shown, spans = _encoders[0](coarse, self._shown, tolerance, self._numbers)
            if most is None or len(data) <= most:
                return self._take_over(data, shown, spans)
        return None

    def paint_part(self, pixels: PackedPixels, most: int, *, resting: bool) -> list[Region]:
        """Show as much of another picture as so many bytes can, the next time the rest.

        Parameters
        ----------
        pixels : ndarray of int32, shape (2·rows, columns)
            The picture.
        most : int
            About how many bytes may be sent.
        resting : bool
            Whether this is the last picture for a while: then colours are as near to it as the link
            allows, exact if all of it takes no more than some seconds.

        Returns
        -------
        list of Region
            What of the mosaic has changed.
        """
        rows = len(pixels) // 2
        if not _encoders:
            return self._replace(pixels)
        size, tolerance = _WAYS[-1]
        if resting:
            size, tolerance = self._way_to_rest(pixels, _PARTS_AT_REST * most)
        coarse = in_squares(pixels, size)
        data, shown, spans = _encoders[0](
            coarse, self._shown, tolerance, self._numbers, self._next_row % rows, most
        )
        regions = self._take_over(data, shown, spans)
        order = (self._next_row + np.arange(rows)) % rows
        sent = order[spans[order, 1] > 0]
        self._next_row = int(sent[-1]) + 1 if sent.size else 0
        return regions

    def _way_to_rest(self, pixels: PackedPixels, most: int) -> tuple[int, float]:
        """Return the best way that takes so few bytes for all of a picture, if any does."""
        for way in ((1, 0.0), *_WAYS):
            data, _, _ = _encoders[0](in_squares(pixels, way[0]), _NOTHING, way[1], self._numbers)
            if len(data) <= most:
                return way
        return _WAYS[-1]

    def take_sent(self) -> int:
        """Return how many bytes have been made of pictures since the last time."""
        sent, self._sent = self._sent, 0
        return sent

    def take_encoded(self, row: int, first: int, past: int) -> str | None:
        """Return what to send to show these cells of a row, if they have just changed."""
        known = self._waiting.pop(row, None)
        return None if known is None or known[:2] != (first, past) else known[2]

    def strip(self, row: int) -> Strip:
        """Return a row of cells."""
        if self._encoded is None and _encoders:
            data, _, spans = _encoders[0](self._shown, _NOTHING, 0.0, self._numbers)
            self._encoded = [data[start:stop].decode() for _, _, start, stop in spans.tolist()]
        above, below = self._shown[2 * row].tolist(), self._shown[2 * row + 1].tolist()
        segments = []
        for (upper, lower), run in groupby(zip(above, below, strict=True)):
            length = sum(1 for _ in run)
            segments.append(
                Segment(
                    (" " if upper == lower or min(upper, lower) < 0 else "▀") * length,
                    _style(upper, lower),
                )
            )
        if self._encoded is None or min(*above, *below) < 0:
            return Strip(segments, len(above))
        return RowStrip(segments, len(above), self._encoded[row])

    def _replace(self, pixels: PackedPixels) -> list[Region]:
        """Show another picture whole."""
        self._waiting.clear()
        self._shown = pixels.copy()
        self._encoded = None
        return [Region(0, 0, pixels.shape[1], self.rows)]

    def _take_over(self, data: bytes, shown: PackedPixels, spans: Integers) -> list[Region]:
        # What has not been sent is not at hand any more: its rows are shown whole.
        late, self._waiting = set(self._waiting), {}
        self._sent += len(data)
        self._shown = shown
        self._encoded = None
        regions = []
        for row, (first, past, start, stop) in enumerate(spans.tolist()):
            if row in late:
                regions.append(Region(0, row, shown.shape[1], 1))
            elif past:
                self._waiting[row] = first, past, data[start:stop].decode()
                regions.append(Region(first, row, past - first, 1))
        return regions


def colour_bar(colours: PackedPixels) -> list[Segment]:
    """Return a cell of each colour."""
    return [Segment(" ", _style(colour, colour)) for colour in colours.tolist()]


def packed(colours: NDArray[np.integer[Any]]) -> PackedPixels:
    """Return colours, shape (…, 3), as one number each."""
    red, green, blue = np.moveaxis(colours.astype(np.int32), -1, 0)
    return np.asarray(red | green << 8 | blue << 16, np.int32)


def in_squares(pixels: PackedPixels, size: int) -> PackedPixels:
    """Return a picture in squares of `size`² pixels, each of their mean colour."""
    if size == 1:
        return pixels
    rows, columns = pixels.shape
    colours = np.ascontiguousarray(pixels).view(np.uint8).reshape(rows, columns, 4)
    firsts = np.arange(0, rows, size), np.arange(0, columns, size)
    sums = colours.astype(np.int32)
    counts = np.ones((rows, columns, 1), np.int32)
    for axis, first in enumerate(firsts):
        sums = np.add.reduceat(sums, first, axis=axis)
        counts = np.add.reduceat(counts, first, axis=axis)
    means = packed(sums[..., :3] // counts)
    return np.asarray(means.repeat(size, axis=0).repeat(size, axis=1)[:rows, :columns])


@cache
def colour_numbers() -> Bytes:
    """Return the nearest of the 256 colours by five bits of each channel; 16 vary by terminal."""
    steps = np.array((0, 95, 135, 175, 215, 255))
    cube = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    greys = np.repeat(8 + 10 * np.arange(24)[:, None], 3, axis=1)
    known = np.concatenate((cube, greys)).astype(np.float32)
    five = np.arange(32) * 8 + 4
    wanted = np.stack(np.meshgrid(five, five, five, indexing="ij"), axis=-1).reshape(-1, 1, 3)
    parts = np.split(wanted.astype(np.float32), 32)
    nearest = [(np.square(part - known) @ (2.0, 4.0, 3.0)).argmin(axis=1) for part in parts]
    return (16 + np.concatenate(nearest)).astype(np.uint8)


@lru_cache(_MOST_STYLES)
def _style(upper: int, lower: int) -> Style:
    """Return the style of a cell whose halves have these colours; below 0: none is known."""
    if min(upper, lower) < 0:
        return Style.null()
    front, back = (
        Color.from_triplet(ColorTriplet(colour & 0xFF, colour >> 8 & 0xFF, colour >> 16 & 0xFF))
        for colour in (upper, lower)
    )
    return Style.from_color(None if upper == lower else front, back)
