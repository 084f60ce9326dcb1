"""PNG: one frame, the recipe in a text chunk."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, PngImagePlugin, UnidentifiedImageError

from render.quality import Settings
from render.take import Take
from splotch_tui.core.errors import SplotchError

_KEY = "splotch"


def write(take: Take, path: Path, settings: Settings, provenance: str) -> None:  # noqa: ARG001
    """See `render.formats.FormatModule`; the take has one frame."""
    (picture,) = take.pictures()
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt(_KEY, provenance, zip=True)
    Image.fromarray(picture).save(path, format="PNG", pnginfo=chunks)


def read_provenance(path: Path) -> str:
    """See `render.formats.FormatModule`."""
    try:
        with Image.open(path, formats=["PNG"]) as image:
            return str(image.info.get(_KEY, ""))
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError):
        raise SplotchError(f"cannot read {path}: it is damaged or no PNG") from None
