"""Pictures of pixels as terminals take them: kitty's way, and as sixels."""

from __future__ import annotations

import io
import re
from base64 import standard_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from splotch_tui.core.types import PackedPixels
from splotch_tui.ui.terminal.graphics import Protocol

if TYPE_CHECKING:
    from PIL.Image import Image

# kitty takes no more of a picture at once.
_PART = 4096
# A new picture is there before the old one is taken away, so there are two. What else is shown in
# the same window has other numbers.
_NUMBERS = 1_399_877_743, 1_399_877_744
_COLOURS = 256
# A picture that takes too many bytes: for kitty with so many times fewer pixels each way, which it
# enlarges; as sixels in so many colours. And about which part of the bytes these take.
_REDUCTIONS = {1: 1.0, 2: 0.36, 3: 0.2, 4: 0.13}
_FEWER_COLOURS = {256: 1.0, 128: 0.8, 64: 0.65}
# A finer picture is tried where it likely takes this part of what it may take.
_ROOM_FOR_FINER = 0.9
# Sixels: what colour a number means, and the size of all of them.
_MEANING = re.compile(r"#\d+;2;\d+;\d+;\d+")
_SIXEL_SIZE = re.compile(r"(\"1;1;\d+;\d+)")


@dataclass(frozen=True, slots=True)
class PictureOrder:
    """How a picture of pixels is to be made.

    Attributes
    ----------
    protocol : Protocol
        For what kind of terminal.
    size : tuple of int
        Width and height, pixels.
    cells : tuple of int
        Columns and rows of cells that it covers.
    most : int
        How many bytes it may take.
    """

    protocol: Protocol
    size: tuple[int, int]
    cells: tuple[int, int]
    most: int


@dataclass(frozen=True, eq=False, slots=True)
class EncodedPicture:
    """A picture of pixels, ready for the terminal.

    Attributes
    ----------
    order : PictureOrder
        What for.
    data : bytes
        For kitty a PNG; for others all that is to be sent.
    """

    order: PictureOrder
    data: bytes


class PictureEncoder:
    """Makes pictures take no more bytes than they may."""

    def __init__(self) -> None:
        # Which of the ways to take fewer bytes was enough for the last picture.
        self._way = 0

    def encode(self, pixels: PackedPixels, order: PictureOrder) -> EncodedPicture | None:
        """Return a picture as it is to be sent; None where so few bytes are not enough."""
        image = as_image(pixels)
        ways = _ways(image, order)
        self._way = min(self._way, len(ways) - 1)
        data = ways[self._way][1]()
        while len(data) > order.most and self._way + 1 < len(ways):
            self._way += 1
            data = ways[self._way][1]()
        if len(data) > order.most:
            return None
        if self._way:
            (finer, _), (part, _) = ways[self._way - 1 : self._way + 1]
            if len(data) * finer / part < _ROOM_FOR_FINER * order.most:
                self._way -= 1
        return EncodedPicture(order, data)


def as_image(pixels: PackedPixels) -> Image:
    """Return packed pixels as an image of Pillow's."""
    from PIL import Image

    colours = np.ascontiguousarray(pixels).view(np.uint8).reshape(*pixels.shape, 4)
    return Image.fromarray(np.ascontiguousarray(colours[..., :3]))


def fitted(pixels: PackedPixels, size: tuple[int, int]) -> PackedPixels:
    """Return a picture with other pixels, each the mean of those that were there."""
    from PIL import Image

    image = as_image(pixels).resize(size, Image.Resampling.BOX)
    colours = np.asarray(image).astype(np.int32)
    return np.asarray(colours @ np.array((1, 1 << 8, 1 << 16), np.int32), np.int32)


def _ways(image: Image, order: PictureOrder) -> list[tuple[float, Callable[[], bytes]]]:
    """Return what makes bytes of an image, the best first, with the part of the most it makes."""
    if order.protocol is Protocol.SIXEL:
        return [
            (part, partial(_sixels, image, colours)) for colours, part in _FEWER_COLOURS.items()
        ]
    # No coarser than half blocks would be.
    return [
        (part, partial(_png, image, reduction))
        for reduction, part in _REDUCTIONS.items()
        if reduction == 1 or image.width >= reduction * order.cells[0]
    ]


def _png(image: Image, reduction: int) -> bytes:
    """Return an image, so many times smaller, as a PNG in base64.

    Of 256 colours: zlib makes more than twice as much of its pixels in 15 bits each.
    """
    from PIL import Image

    file = io.BytesIO()
    reduced = image.reduce(reduction)
    reduced.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE).save(file, "png")
    return standard_b64encode(file.getvalue())


def _sixels(image: Image, colours: int) -> bytes:
    """Return an image as sixels."""
    # What textual-image has of this in public asks the terminal when it is imported.
    from textual_image._sixel import SixelOptions, image_to_sixels

    text = image_to_sixels(image, SixelOptions(colors=colours))
    # It says what a number means where that is first used: xterm then draws some pixels wrong.
    meanings = "".join(_MEANING.findall(text))
    plain = _MEANING.sub(lambda found: found[0].partition(";")[0], text)
    head, size, rest = _SIXEL_SIZE.split(plain, maxsplit=1)
    return f"{head}{size}{meanings}{rest}".encode()


def shown_text(picture: EncodedPicture, at: tuple[int, int], turn: int) -> str:
    """Return what to send to show a picture in the place of the last one.

    Parameters
    ----------
    picture : EncodedPicture
        The picture.
    at : tuple of int
        Column and row of its first cell.
    turn : int
        How many pictures there were before.
    """
    place = f"\x1b[{at[1] + 1};{at[0] + 1}H"
    data = picture.data.decode()
    if picture.order.protocol is Protocol.SIXEL:
        return place + data
    number, last = _NUMBERS[turn % 2], _NUMBERS[1 - turn % 2]
    columns, rows = picture.order.cells
    # It answers nothing (q), and its cursor stays (C).
    keys = f"a=T,f=100,i={number},p=1,c={columns},r={rows},C=1,q=2,"
    parts = [data[start : start + _PART] for start in range(0, len(data), _PART)]
    sent = [
        f"\x1b_G{'' if index else keys}m={int(index + 1 < len(parts))};{part}\x1b\\"
        for index, part in enumerate(parts)
    ]
    return place + "".join(sent) + _without(last)


def taken_away_text(protocol: Protocol) -> str:
    """Return what to send to have no picture any more; sixels go where text is written."""
    return "" if protocol is Protocol.SIXEL else "".join(map(_without, _NUMBERS))


def _without(number: int) -> str:
    return f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\"
