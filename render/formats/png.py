"""PNG: one frame, the recipe in a text chunk."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, PngImagePlugin

from render.formats.picture import read_head
from render.frames import FrameSource
from render.plan import FilmPlan

_KEY = "splotch"


def write(source: FrameSource, path: Path, plan: FilmPlan, provenance: str) -> None:  # noqa: ARG001
    """See `render.formats.FormatModule`; the source has one frame."""
    (picture,) = source.pictures()
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt(_KEY, provenance, zip=True)
    Image.fromarray(picture).save(path, format="PNG", pnginfo=chunks)


def read_provenance(path: Path) -> str:
    """See `render.formats.FormatModule`."""
    return str(read_head(path, "PNG").get(_KEY, ""))
