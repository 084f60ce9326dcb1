"""GIF: one palette for the whole film, no dither, the recipe in a comment, a limit to its size."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from PIL import Image

from render.formats import LONGEST_COMMENT, check_comment, check_sum
from render.formats.ffmpeg import Ffmpeg, raw_input
from render.frames import FrameSource
from render.quality import Settings
from splotch_tui.core.errors import SplotchError, UnreadableError
from splotch_tui.core.temporaries import temporary_folder
from splotch_tui.core.types import Bytes

# The application, and its code, whose extension holds the comment's check sum.
_SUM = b"SPLOTCH CRC"
# The palette is made from this many frames.
_SAMPLES = 16
# The last frame, with its words, stays for this long before the film starts again, hundredths of a
# second.
_HOLD = 300
# A GIF of more pixels than this is none of ours.
_MOST_PIXELS = 8192 * 8192


@dataclass(frozen=True, slots=True)
class _Savings:
    """What is given up for a smaller file.

    Attributes
    ----------
    colours : int
        Colours of the palette.
    every : int
        Every how manieth frame is kept.
    scale : float
        Width and height, in parts of the film's.
    factor : float
        How large the file gets at the least, in parts of what it was without savings; measured.
    """

    colours: int
    every: int
    scale: float
    factor: float


# First colours are given up, then frames, then size; with fewer or smaller frames there is room for
# colours again.
_SAVINGS = (
    _Savings(256, 1, 1.0, 1.0),
    _Savings(128, 1, 1.0, 0.74),
    _Savings(64, 1, 1.0, 0.54),
    _Savings(256, 2, 1.0, 0.49),
    _Savings(128, 2, 1.0, 0.38),
    _Savings(64, 2, 1.0, 0.29),
    _Savings(128, 2, 0.75, 0.24),
    _Savings(64, 2, 0.75, 0.19),
    _Savings(128, 2, 0.5, 0.12),
    _Savings(64, 2, 0.5, 0.1),
    _Savings(32, 2, 0.35, 0.04),
)


def write(source: FrameSource, path: Path, settings: Settings, provenance: str) -> None:
    """See `render.formats.FormatModule`.

    Raises
    ------
    SplotchError
        It cannot be made as small as `settings.max_mb` says.
    """
    most = settings.max_mb
    limit = None if most is None else most * 1e6 - len(provenance) - 100
    whole = 0.0
    bar = _RisingBar(source, limit)
    # Beside the target: whatever is too large for the disk is too large for that one.
    with temporary_folder(path.parent, ".film") as folder:
        film = folder / "film.gif"
        for savings in _SAVINGS:
            # What cannot be small enough, going by the first attempt, is not tried.
            if limit is not None and whole * savings.factor > limit:
                continue
            _encode(bar.next_pass(film), film, savings, folder / "palette.png")
            size = film.stat().st_size
            if limit is None or size <= limit:
                _add_comment(film, path, provenance)
                bar.fill()
                return
            whole = whole or size
    raise SplotchError(
        f"this GIF does not fit into {most:g} MB: take fewer seconds or a smaller size"
    )


def read_provenance(path: Path) -> str:
    """See `render.formats.FormatModule`."""
    with path.open("rb") as film:
        head = film.read(13)
        width, height = (int.from_bytes(head[at : at + 2], "little") for at in (6, 8))
        if head[:6] not in {b"GIF87a", b"GIF89a"} or width * height > _MOST_PIXELS:
            raise UnreadableError(path, "it is damaged or no GIF")
        film.seek(_palette_length(head), os.SEEK_CUR)
        # Before the first frame there are extensions, each of blocks with their length before them;
        # one of length 0 ends it.
        told = None
        while (start := film.read(2)) and start[:1] == b"\x21":
            blocks = []
            while (length := film.read(1)) not in {b"", b"\x00"}:
                blocks.append(film.read(length[0]))
                if film.tell() > LONGEST_COMMENT:
                    raise UnreadableError(path, "its comment is longer than any recipe")
            if start == b"\x21\xff" and blocks[:1] == [_SUM]:
                told = b"".join(blocks[1:]).hex()
            if start == b"\x21\xfe":
                comment = b"".join(blocks).decode("utf-8", errors="replace")
                check_comment(path, comment, told)
                return comment
    return ""


class _RisingBar:
    """The progress of a film that may have to be made several times, as one that only rises.

    Parameters
    ----------
    source : FrameSource
        The frames; it knows who is told.
    limit : float or None
        The most bytes allowed.
    """

    def __init__(self, source: FrameSource, limit: float | None) -> None:
        self._source = source
        self._limit = limit
        self._shown = 0.0

    def next_pass(self, film: Path) -> FrameSource:
        """Return the source of the next attempt, which is written to `film`."""
        show, frames = self._source.progress, self._source.frames
        if show is None:
            return self._source
        before = 0

        def step(done: int, _total: int) -> None:
            nonlocal before
            # The size so far tells whether this attempt is the last.
            written = film.stat().st_size if film.exists() else 0
            fits = self._limit is None or written * frames <= self._limit * done
            left = (frames - before) / frames + (0.0 if fits else 1.0)
            self._shown += (1.0 - self._shown) * (done - before) / frames / left
            before = done
            # The last frame is done when the file is known to be small enough.
            if done < frames:
                show(min(round(self._shown * frames), frames - 1), frames)

        return replace(self._source, progress=step)

    def fill(self) -> None:
        """Show that all is done."""
        if self._source.progress is not None:
            self._source.progress(self._source.frames, self._source.frames)


def _encode(source: FrameSource, path: Path, savings: _Savings, palette_path: Path) -> None:
    width, height = size = _scaled_size(source.size, savings.scale)
    palette = _palette(source, size, savings.colours, palette_path)
    # The transparent entry is the encoder's own, for what does not change.
    opaque = palette[palette[:, 3] > 0, :3]
    lookup = Image.new("P", (1, 1))
    # Pillow finds the entry nearest to the darkest of 4 by 4 by 4 neighbouring colours. Two steps
    # darker, it is the one nearest to their middle, which measures half a decibel more.
    lookup.putpalette((np.maximum(opaque, 2) - 2).tobytes())
    # A picture of one byte a pixel, and its palette: blue, green, red, opacity.
    data = np.empty(width * height + palette.size, np.uint8)
    data[width * height :] = palette[:, (2, 1, 0, 3)].ravel()
    arguments = raw_input(size, source.fps / savings.every, "pal8")
    ending = ("-loop", "0", "-final_delay", str(_HOLD), f"file:{path}")
    with Ffmpeg([*arguments, *ending]) as ffmpeg:
        for picture in source.pictures(savings.every):
            image = Image.fromarray(_scaled(picture, size))
            indexed = image.quantize(palette=lookup, dither=Image.Dither.NONE)
            data[: width * height] = np.asarray(indexed).ravel()
            ffmpeg.send(data)


def _palette(source: FrameSource, size: tuple[int, int], colours: int, path: Path) -> Bytes:
    """Return red, green, blue and opacity of 256 entries, opaque ones first, by way of a file."""
    # Reading a recipe does without imageio, which takes 30 ms to import.
    import imageio.v3 as iio

    generate = f"palettegen=max_colors={colours}:stats_mode=full"
    arguments = raw_input(size, source.fps, "rgb24")
    # One picture, whatever its name looks like: with %d in it, it would be a series.
    with Ffmpeg([*arguments, "-vf", generate, "-update", "1", f"file:{path}"]) as ffmpeg:
        for picture in chain([_accents(source)], source.samples(_SAMPLES)):
            ffmpeg.send(_scaled(picture, size))
    # Given the path, imageio would take .zip/ in it for more than a name.
    with path.open("rb") as file:
        entries: Bytes = iio.imread(file, plugin="pillow", mode="RGBA").reshape(256, 4)
    return entries[np.argsort(entries[:, 3] == 0, kind="stable")]


def _scaled_size(size: tuple[int, int], scale: float) -> tuple[int, int]:
    width, height = (max(round(length * scale), 1) for length in size)
    return width, height


def _scaled(picture: Bytes, size: tuple[int, int]) -> Bytes:
    width, height = size
    if picture.shape[:2] == (height, width):
        return picture
    return np.array(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))


def _accents(source: FrameSource) -> Bytes:
    """Return a picture of the film's accents: small as they are, they must be in the palette."""
    width, height = source.size
    colours = np.array(source.accents, np.uint8)
    stripes = colours[np.arange(height) * len(colours) // height]
    return np.ascontiguousarray(np.repeat(stripes[:, None], width, axis=1))


def _palette_length(head: bytes) -> int:
    """Return how many bytes of palette follow a GIF's first 13, which tell it."""
    return 3 * 2 ** ((head[10] & 7) + 1) if len(head) == 13 and head[10] & 0x80 else 0


def _add_comment(source: Path, target: Path, text: str) -> None:
    """Copy a GIF, with a comment and its check sum before its first frame."""
    with source.open("rb") as film, target.open("wb") as result:
        head = film.read(13)
        result.write(head + film.read(_palette_length(head)))
        told = bytes.fromhex(check_sum(text))
        result.write(b"\x21\xff" + _block(_SUM) + _block(told) + b"\x00")
        result.write(b"\x21\xfe")
        data = text.encode()
        for start in range(0, len(data), 255):
            result.write(_block(data[start : start + 255]))
        result.write(b"\x00")
        shutil.copyfileobj(film, result)


def _block(data: bytes) -> bytes:
    """Return up to 255 bytes as a block of an extension."""
    return bytes((len(data),)) + data
