"""The formats of films and pictures. A new one is a file here and a line in `FORMATS`."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from splotch_tui.core.errors import SplotchError, UnreadableError

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


# No file's comment is read beyond so many bytes. A recipe is some hundred letters.
LONGEST_COMMENT = 4_000_000

FORMATS: dict[str, Format] = {
    ".mp4": Format("render.formats.mp4", moving=True, planar=True),
    # A GIF's frames last whole hundredths of a second.
    ".gif": Format(
        "render.formats.gif", moving=True, rates=(1, 2, 4, 5, 10, 20, 25, 50), limited=True
    ),
    ".webm": Format("render.formats.webm", moving=True, planar=True),
    ".png": Format("render.formats.png", moving=False),
}


# Where recipes are read from: films and pictures, the plots that are no pictures, and pages.
CARRIERS: dict[str, str] = {
    **{ending: known.module for ending, known in FORMATS.items()},
    ".svg": "render.formats.svg",
    ".pdf": "render.formats.pdf",
    ".html": "render.formats.html",
}


class Carrier(Protocol):
    """What the module of a kind of file that carries a recipe holds."""

    def read_provenance(self, path: Path) -> str:
        """Return the comment of a file; an empty text where there is none.

        Raises
        ------
        SplotchError
            The file is damaged or of another kind, or the comment longer than `LONGEST_COMMENT`:
            memory is taken for no more.
        """


class FormatModule(Carrier, Protocol):
    """What the module of a format holds."""

    def write(self, source: FrameSource, path: Path, settings: Settings, provenance: str) -> None:
        """Write the frames of `source` to `path`.

        Parameters
        ----------
        source : FrameSource
            The frames.
        path : Path
            A file beside the one that is wanted, with the same ending.
        settings : Settings
            How it is to be made.
        provenance : str
            The file's comment, see `render.provenance.written`.
        """


def check_sum(comment: str) -> str:
    """Return what a file says of its comment beside it: the CRC-32, eight hexadecimal digits.

    One wrong bit in a recipe is likely to be another recipe, and these files have no check of
    their own, as a PNG has.
    """
    return f"{zlib.crc32(comment.encode()):08x}"


def check_comment(path: Path, comment: str, told: str | None) -> None:
    """Compare a comment with the check sum that the file tells; earlier versions told none.

    Raises
    ------
    UnreadableError
        They differ.
    """
    if told is not None and told != check_sum(comment):
        raise UnreadableError(path, "its comment is damaged or was changed")


def find_format(path: Path, *, moving: bool | None = None) -> Format:
    """Return the format that a path's ending asks for.

    Parameters
    ----------
    path : Path
        The file.
    moving : bool, optional
        Whether it has to be a film, or a picture; by default either.

    Raises
    ------
    SplotchError
        The ending is none of these.
    """
    kinds = {True: "film", False: "picture", None: "film or picture"}
    known = {end: one for end, one in FORMATS.items() if moving is None or one.moving is moving}
    if path.suffix.lower() not in known:
        raise SplotchError(
            f"{path} is no name for a {kinds[moving]}: end it in {' or '.join(known)}"
        )
    return known[path.suffix.lower()]


def load_format(ending: str) -> FormatModule:
    """Return the module of the format that files with `ending` have."""
    module: FormatModule = import_module(FORMATS[ending].module)
    return module


def load_carrier(ending: str) -> Carrier:
    """Return the module that reads the recipe of files with `ending`."""
    module: Carrier = import_module(CARRIERS[ending])
    return module
