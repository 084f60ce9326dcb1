"""The formats of films and pictures. A new one is a file here and a line in `FORMATS`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from render.frames import FrameSource
    from render.quality import Settings


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes
    ----------
    module : str
        Where its functions `write` and `read_provenance` are.
    moving : bool
        Whether it is a film.
    planar : bool
        Whether it takes its pictures as luma and chroma, `Canvas.yuv420`; width and height must
        be even then. The others take red, green and blue, `Canvas.rgb`.
    rates : tuple of int
        The only rates it can play exactly; empty: any.
    limited : bool
        Whether it gives up what it can to be no larger than `Settings.max_mb`.
    """

    module: str
    moving: bool
    planar: bool = False
    rates: tuple[int, ...] = ()
    limited: bool = False


FORMATS: dict[str, Format] = {
    ".mp4": Format("render.formats.mp4", moving=True, planar=True),
    # A GIF's frames last whole hundredths of a second.
    ".gif": Format(
        "render.formats.gif", moving=True, rates=(1, 2, 4, 5, 10, 20, 25, 50), limited=True
    ),
    ".webm": Format("render.formats.webm", moving=True, planar=True),
    ".png": Format("render.formats.png", moving=False),
}


class FormatModule(Protocol):
    """What the module of a format holds."""

    def write(self, source: FrameSource, path: Path, settings: Settings, provenance: str) -> None:
        """Write the frames of `source`, with `provenance` as the file's comment, to `path`."""

    def read_provenance(self, path: Path) -> str:
        """Return the comment of a file; an empty text where there is none."""


def load_format(ending: str) -> FormatModule:
    """Return the module of the format that files with `ending` have."""
    module: FormatModule = import_module(FORMATS[ending].module)
    return module
