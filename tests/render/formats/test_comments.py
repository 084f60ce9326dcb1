"""The recipe in a film's comment: read as it was written, or not at all."""

import zlib

import pytest

import render
from splotch_tui import SplotchError

FILMS = [".gif", ".mp4", ".webm"]


@pytest.mark.parametrize("ending", FILMS)
def test_a_wrong_bit_is_no_other_recipe(films, tmp_path, ending):
    data, path = bytearray(films[ending].read_bytes()), tmp_path / f"a{ending}"
    data[data.index(b'"steps": ') + len(b'"steps": ')] ^= 1
    path.write_bytes(data)
    with pytest.raises(SplotchError, match="its comment is damaged or was changed"):
        render.read_recipe(path)


@pytest.mark.parametrize("ending", FILMS)
def test_a_film_of_an_earlier_version_tells_no_check_sum(films, tmp_path, history, ending):
    data, path = films[ending].read_bytes(), tmp_path / f"a{ending}"
    for name in (b"SPLOTCH CRC", b"desc", b"DESCRIPTION"):
        data = data.replace(name, name[::-1])
    path.write_bytes(data)
    assert render.read_recipe(path) == history.recipe


@pytest.mark.parametrize("ending", [".gif", ".mp4", ".png"])
def test_parts_without_end_are_not_gone_through(films, tmp_path, ending):
    data, path = films[ending].read_bytes(), tmp_path / f"a{ending}"
    place, part = {
        ".gif": (data.find(b"!\xff"), b"!\x01\0"),
        ".mp4": (len(data), b"\0\0\0\x08free"),
        ".png": (33, b"\0\0\0\0teSt" + zlib.crc32(b"teSt").to_bytes(4)),
    }[ending]
    path.write_bytes(data[:place] + 10 * part + data[place:])
    assert render.read_recipe(path)
    path.write_bytes(data[:place] + 2_000_000 * part + data[place:])
    with pytest.raises(SplotchError, match=r"longer than any recipe|more parts than any film"):
        render.read_recipe(path)
