"""What the formats that Pillow reads have in common."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from PIL import Image

from splotch_tui.core.errors import SplotchError


def read_head(path: Path, kind: str) -> dict[str | tuple[int, int], Any]:
    """Return what is written in the head of a file beside the picture.

    Pillow reads it, as `imageio.v3.immeta` would decode every pixel of a PNG first, and could not
    be kept to one format.

    Parameters
    ----------
    path : Path
        The file.
    kind : str
        Pillow's name of its format.

    Raises
    ------
    SplotchError
        It is none, or one larger than any of ours.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=[kind]) as image:
                return dict(image.info)
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        raise SplotchError(f"cannot read {path}: it is damaged or no {kind}") from None
