"""PNG: one frame, the recipe in a text chunk."""

from __future__ import annotations

from pathlib import Path

from render.formats.picture import read_head
from render.frames import FrameSource
from render.plan import FilmPlan

_KEY = "splotch"


def write(source: FrameSource, path: Path, plan: FilmPlan, provenance: str) -> None:  # noqa: ARG001
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
    """See `render.formats.FormatModule`."""
    return str(read_head(path, "PNG").get(_KEY, ""))
