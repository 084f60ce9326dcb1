"""What terminals are sent as a picture shows it, in as many bytes as it may take."""

import io
import re
from base64 import standard_b64decode

import numpy as np
import pytest
from PIL import Image
from sixels import decode_sixels

from splotch_tui.ui.terminal.graphics import Protocol
from splotch_tui.ui.terminal.pixel_pictures import (
    PictureEncoder,
    PictureOrder,
    fitted,
    shown_text,
    taken_away_text,
)

KITTY, SIXEL = Protocol.KITTY, Protocol.SIXEL
SIZE, CELLS = (120, 90), (12, 5)
PART = re.compile(r"\x1b_G([^;\x1b]*)(?:;([^\x1b]*))?\x1b\\")


def hills():
    """A smooth picture, as an array of shape (height, width, 3)."""
    y, x = np.mgrid[: SIZE[1], : SIZE[0]] / 9.0
    height = np.sin(x) * np.cos(y)
    light = 0.7 + 0.3 * np.cos(0.7 * x + y)
    colours = np.stack((120 + 100 * height, 120 + 60 * height, 120 - 80 * height), axis=-1)
    return (light[..., None] * colours).astype(int)


def packed(colours):
    return (colours @ (1, 1 << 8, 1 << 16)).astype(np.int32)


def encoded(protocol, most, encoder=None):
    order = PictureOrder(protocol, SIZE, CELLS, most)
    return (encoder or PictureEncoder()).encode(packed(hills()), order)


def shown(picture):
    if picture.order.protocol is SIXEL:
        return decode_sixels(picture.data)
    image = Image.open(io.BytesIO(standard_b64decode(picture.data)))
    return np.asarray(image.convert("RGB")).astype(int)


@pytest.mark.parametrize("protocol", Protocol)
def test_a_picture_that_may_take_what_it_takes_is_as_it_is(protocol):
    picture = encoded(protocol, 1 << 20)
    assert shown(picture).shape == hills().shape
    assert np.abs(shown(picture) - hills()).mean() < 4.0
    assert np.abs(shown(picture) - hills()).max() < 32


@pytest.mark.parametrize(("protocol", "part"), [(KITTY, 0.5), (SIXEL, 0.8)])
def test_it_takes_no_more_than_it_may_or_there_is_none(protocol, part):
    whole = len(encoded(protocol, 1 << 20).data)
    smaller = encoded(protocol, int(part * whole))
    assert len(smaller.data) <= part * whole
    fine = fitted(packed(shown(smaller)), (12, 9))
    coarse = fitted(packed(hills()), (12, 9))
    apart = fine.view(np.uint8).astype(int) - coarse.view(np.uint8)
    assert np.abs(apart).mean() < 12.0
    assert encoded(protocol, 300) is None


def test_it_gets_finer_again_where_there_is_room():
    encoder = PictureEncoder()
    whole = encoded(KITTY, 1 << 20, encoder)
    assert shown(encoded(KITTY, len(whole.data) // 2, encoder)).shape < hills().shape
    sizes = [shown(encoded(KITTY, 1 << 20, encoder)).shape for _ in range(3)]
    assert sizes[-1] == hills().shape


def test_sixels_have_their_colours_before_their_pixels():
    commands = encoded(SIXEL, 1 << 20).data.partition(b"q")[2]
    first = re.search(rb"[?-~]", commands).start()
    assert commands[:first].count(b";2;") > 100
    assert b";2;" not in commands[first:]


def test_kitty_gets_it_in_parts_and_answers_nothing():
    picture = encoded(KITTY, 1 << 20)
    text = shown_text(picture, (7, 3), 0)
    assert text.startswith("\x1b[4;8H\x1b_G")
    parts = PART.findall(text)
    keys = dict(key.split("=") for key in parts[0][0].split(","))
    assert (keys["a"], keys["f"], keys["q"], keys["C"]) == ("T", "100", "2", "1")
    assert (keys["c"], keys["r"]) == ("12", "5")
    *whole, away = parts
    assert all(len(data) <= 4096 for _, data in whole)
    assert [keys[-3:] for keys, _ in whole] == ["m=1"] * (len(whole) - 1) + ["m=0"]
    assert "".join(data for _, data in whole).encode() == picture.data
    # The last picture goes when this one is there, and has another number.
    last = dict(key.split("=") for key in away[0].split(","))
    assert (last["a"], last["d"]) == ("d", "I")
    assert last["i"] != keys["i"]
    assert f"i={last['i']}," in shown_text(picture, (7, 3), 1)


def test_taken_away_it_is_there_no_more():
    away = taken_away_text(KITTY)
    text = shown_text(encoded(KITTY, 1 << 20), (0, 0), 0)
    assert set(re.findall(r"i=\d+", text)) == set(re.findall(r"i=\d+", away))
    assert all(keys.startswith("a=d,d=I,") for keys, _ in PART.findall(away))
    assert taken_away_text(SIXEL) == ""


def test_fewer_pixels_are_the_means_of_what_was_there():
    pixels = packed(np.array([[[0, 10, 20], [100, 30, 40]], [[0, 10, 20], [100, 30, 40]]]))
    assert fitted(pixels, (1, 1)).tolist() == packed(np.array([[[50, 20, 30]]])).tolist()
