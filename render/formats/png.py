"""PNG: one frame, the recipe in a text chunk."""

from __future__ import annotations

import warnings
from pathlib import Path

from render.formats import LONGEST_COMMENT
from render.frames import FrameSource
from render.quality import Settings
from splotch_tui.core.errors import UnreadableError

_KEY = "splotch"


def write(source: FrameSource, path: Path, settings: Settings, provenance: str) -> None:  # noqa: ARG001
    """See `render.formats.FormatModule`; the source has one frame."""
    # Reading a recipe does without imageio, which takes 30 ms to import.
    import imageio.v3 as iio
    from PIL.PngImagePlugin import PngInfo

    (picture,) = source.pictures()
    chunks = PngInfo()
    chunks.add_itxt(_KEY, provenance, zip=True)
    # Of a path imageio would take ~ and .zip/ for more than a name, and on errors leave it open.
    with path.open("wb") as file:
        iio.imwrite(file, picture, plugin="pillow", extension=".png", pnginfo=chunks)


def read_provenance(path: Path) -> str:
    """See `render.formats.FormatModule`.

    Pillow reads it, as `imageio.v3.immeta` would decode every pixel first, and could not be kept to
    one format. It refuses texts that are packed to fill the memory.
    """
    from PIL import Image

    _check_chunks(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=["PNG"]) as image:
                return str(image.info.get(_KEY, ""))
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        raise UnreadableError(path, "it is damaged or no PNG") from None


def _check_chunks(path: Path) -> None:
    """Refuse a picture that has more than any recipe takes before its pixels."""
    with path.open("rb") as file:
        file.seek(8)
        # A chunk is its length, four letters, what it holds, and a check sum.
        while len(head := file.read(8)) == 8 and head[4:] != b"IDAT":
            if file.seek(int.from_bytes(head[:4]) + 4, 1) > LONGEST_COMMENT:
                raise UnreadableError(path, "its comment is longer than any recipe")
