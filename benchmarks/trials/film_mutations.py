"""Films and pictures that something has happened to, by accident or by intent."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from render.formats import FORMATS, Format, load_format
from render.frames import FrameSource
from render.options import FilmOptions
from render.plan import plan_film
from splotch_tui import History, Recipe, run
from trials.damage import DAMAGES, EVIL_TEXTS, WRONG_VALUES

Random = np.random.Generator

RECIPE = Recipe(seed=4242, dims=2, epsilon=0.125, steps=50)
_SIZE = (64, 64)
# Room in the comments of films for a text that is put into its place.
_ROOM = 3000


@dataclass(frozen=True)
class Mutant:
    """A changed file.

    Attributes
    ----------
    kind : str
        What was done to it.
    ending : str
        Of its name.
    data : bytes
        What is in it now.
    damaged : bool
        Whether it holds `RECIPE` if it can be read at all; else a text was forged.
    """

    kind: str
    ending: str
    data: bytes
    damaged: bool = True


def originals(folder: Path) -> dict[str, bytes]:
    """Return a small film or picture in each format, by its ending."""
    history = run(RECIPE)
    return {ending: _made(history, folder / f"a{ending}", kind) for ending, kind in FORMATS.items()}


def _made(history: History, path: Path, kind: Format) -> bytes:
    """Return a file as `render` writes it, of frames that need not be drawn."""
    width, height = _SIZE
    shape = (height * 3 // 2, width) if kind.planar else (height, width, 3)
    length = {"fps": 10, "seconds": 0.3} if kind.moving else {}
    plan = plan_film(FilmOptions(size=_SIZE, **length), history, path)

    def draw(numbers):
        return (np.full(shape, 40 * number, np.uint8) for number in numbers)

    source = FrameSource(_SIZE, 10, 3 if kind.moving else 1, draw, [(200, 30, 30)])
    comment = history.recipe.to_json().ljust(_ROOM if kind.moving else 0)
    load_format(path.suffix).write(source, path, plan.settings, comment)
    return path.read_bytes()


def mutant(files: dict[str, bytes], random: Random) -> Mutant:
    """Return a mutant of one of the originals."""
    ending = str(random.choice(list(files)))
    data = files[ending]
    chosen = random.random()
    if chosen < 0.35:
        kind = str(random.choice(list(DAMAGES)))
        return Mutant(kind, ending, DAMAGES[kind](random, data))
    if chosen < 0.6:
        return Mutant("a flipped bit of the comment", ending, _flipped_in_comment(random, data))
    if chosen < 0.7:
        return Mutant("another format's", ending, files[str(random.choice(list(files)))])
    if chosen < 0.75:
        return Mutant("parts without end", ending, _crowded(ending, data))
    text = _forged_text(random)
    return Mutant("a forged recipe", ending, _with_comment(random, ending, data, text), False)


def _flipped_in_comment(random: Random, data: bytes) -> bytes:
    """Flip a bit of the recipe or near it; a picture has nothing but its comment and a few more."""
    begin = max(data.find(b'"version"') - 100, 0)
    changed = bytearray(data)
    changed[min(begin + int(random.integers(260)), len(data) - 1)] ^= 1 << int(random.integers(8))
    return bytes(changed)


def _crowded(ending: str, data: bytes) -> bytes:
    place, part = {
        ".gif": (data.find(b"\x21\xff\x0bSPLOTCH"), b"\x21\x01\x00"),
        ".mp4": (len(data), b"\0\0\0\x08free"),
        ".webm": (len(data), b"\xec\x80"),
        ".png": (33, _chunk(b"teSt", b"")),
    }[ending]
    return data[:place] + part * 500_000 + data[place:]


def _forged_text(random: Random) -> str:
    """Return what is no recipe, or one that nobody ran."""
    values = RECIPE.to_dict()
    name = str(random.choice(["version", *values]))
    evil = EVIL_TEXTS[random.integers(len(EVIL_TEXTS))]
    match random.integers(6):
        case 0:
            values[name] = WRONG_VALUES[random.integers(len(WRONG_VALUES))]
        case 1:
            values[name] = evil
        case 2:
            values[evil] = 1
        case 3:  # as large, and as long, as a recipe may be
            values |= {"steps": 10 ** int(random.integers(11))}
            values |= {"dims": int(random.choice([1, 16, 1024])), "waves": int(random.integers(20))}
        case 4:
            change = {"step": 1, "parameter": "noise", "value": 1}
            values["changes"] = [change] * int(random.choice([1, 40, 50_000]))
        case _:
            return str(random.choice(np.array([evil, "[" * 100_000, "", "null", "{" * 9], object)))
    return json.dumps(values, ensure_ascii=bool(random.integers(2)))


def _with_comment(random: Random, ending: str, data: bytes, text: str) -> bytes:
    """Put a text into the comment's place, and leave no check sum that would tell."""
    raw = text.encode("utf-8", "replace")
    if ending == ".png":
        return data[:33] + _text_chunk(random, raw) + data[33:]
    if ending == ".gif":
        begin = data.index(b"\x21\xff\x0bSPLOTCH")
        end = data.index(b"\x21\xff\x0bNETSCAPE")
        blocks = (raw[at : at + 255] for at in range(0, len(raw), 255))
        comment = b"".join(bytes((len(block),)) + block for block in blocks)
        return data[:begin] + b"\x21\xfe" + comment + b"\x00" + data[end:]
    begin = data.index(b'{"version"')
    changed = data[:begin] + raw[:_ROOM].ljust(_ROOM) + data[begin + _ROOM :]
    for name in (b"desc", b"DESCRIPTION"):
        changed = changed.replace(name, name[::-1])
    return changed


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def _text_chunk(random: Random, raw: bytes) -> bytes:
    """Return a text in one of the ways that a PNG may have it, some of them packed tightly."""
    match random.integers(5):
        case 0:
            return _chunk(b"iTXt", b"splotch\0\0\0\0\0" + raw)
        case 1:
            return _chunk(b"iTXt", b"splotch\0\1\0\0\0" + zlib.compress(raw))
        case 2:
            return _chunk(b"zTXt", b"splotch\0\0" + zlib.compress(raw + bytes(20_000_000)))
        case 3:
            return _chunk(b"tEXt", b"splotch\0" + raw)
        case _:
            bomb = _chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(900_000)))
            return bomb * 100 + _chunk(b"iTXt", b"splotch\0\0\0\0\0" + raw)
