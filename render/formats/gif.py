"""GIF: one palette for the whole film, no dither, the recipe in a comment."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from render.formats.ffmpeg import Ffmpeg, raw_input
from render.quality import Settings
from render.take import Take
from splotch_tui.core.errors import SplotchError

# The palette is made from this many frames.
_SAMPLES = 16
# The last frame stays for this long before the film starts again, hundredths of a second.
_HOLD = 150


def write(take: Take, path: Path, settings: Settings, provenance: str) -> None:  # noqa: ARG001
    """See `render.formats.FormatModule`."""
    with tempfile.TemporaryDirectory() as folder:
        palette, film = Path(folder, "palette.png"), Path(folder, "film.gif")
        arguments = [*raw_input(take.size, take.fps), "-vf", "palettegen=stats_mode=full"]
        with Ffmpeg([*arguments, str(palette)]) as ffmpeg:
            for picture in take.samples(_SAMPLES):
                ffmpeg.send(picture)
        arguments = [
            *raw_input(take.size, take.fps),
            *("-i", str(palette), "-lavfi", "paletteuse=dither=none:diff_mode=rectangle"),
            *("-loop", "0", "-final_delay", str(_HOLD), str(film)),
        ]
        with Ffmpeg(arguments) as ffmpeg:
            for picture in take.pictures():
                ffmpeg.send(picture)
        _add_comment(film, path, provenance)


def read_provenance(path: Path) -> str:
    """See `render.formats.FormatModule`."""
    try:
        with Image.open(path, formats=["GIF"]) as image:
            comment = image.info.get("comment", b"")
    except (OSError, ValueError, UnidentifiedImageError):
        raise SplotchError(f"cannot read {path}: it is damaged or no GIF") from None
    return bytes(comment).decode("utf-8", errors="replace")


def _add_comment(source: Path, target: Path, text: str) -> None:
    """Copy a GIF, with a comment before its first frame."""
    with source.open("rb") as read, target.open("wb") as write_:
        head = read.read(13)
        # The screen descriptor's flags say how long the palette is that follows it.
        palette = 3 * 2 ** ((head[10] & 7) + 1) if head[10] & 0x80 else 0
        write_.write(head + read.read(palette))
        write_.write(b"\x21\xfe")
        data = text.encode()
        for start in range(0, len(data), 255):
            block = data[start : start + 255]
            write_.write(bytes((len(block),)) + block)
        write_.write(b"\x00")
        shutil.copyfileobj(read, write_)
