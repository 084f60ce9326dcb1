"""Text as small pictures, quickly: the caption changes with every frame."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from render.theme import Colour

Bytes = NDArray[np.uint8]

_FACES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
# A soft seam of the background's colour keeps text readable over any hill.
_SEAM = 0.1
_SEAM_OPACITY = 0.6
# Most lines stay the same for long; those that do not push the others out now and then.
_MOST_KEPT = 32


class Lettering:
    """Sets lines of text in one face, size and colour.

    Parameters
    ----------
    size : float
        Height of the type, pixels.
    colour : tuple
        0 to 255.
    seam : tuple
        Colour of the thin seam around the letters.
    bold : bool
        Which face.

    Attributes
    ----------
    height : int
        Rows of a line's picture.
    ascent : int
        Rows above its base line.
    """

    def __init__(self, size: float, colour: Colour, seam: Colour, *, bold: bool = False) -> None:
        face = Path(matplotlib.get_data_path(), "fonts", "ttf", _FACES[bold])
        self._font = ImageFont.truetype(str(face), size)
        self._colour = np.array(colour, np.float32)
        self._seam = np.array(seam, np.float32)
        self._stroke = max(1, round(_SEAM * size))
        self._kept: dict[str, Bytes] = {}
        ascent, descent = self._font.getmetrics()
        self.ascent = ascent + self._stroke
        self.height = ascent + descent + 2 * self._stroke

    def width(self, text: str) -> int:
        """Return how many pixels wide `text` will be."""
        return int(self._font.getlength(text)) + 2 * self._stroke + 1

    def picture(self, text: str) -> Bytes:
        """Return `text` as red, green, blue and opacity, shape (h, w, 4)."""
        picture = self._kept.get(text)
        if picture is None:
            picture = self._set(text)
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[text] = picture
        return picture

    def _set(self, text: str) -> Bytes:
        mask, (left, top) = self._font.getmask2(text, mode="L")
        width, height = mask.size
        stroke = self._stroke
        letters = np.zeros((self.height, self.width(text)), np.uint8)
        rows = slice(top + stroke, min(top + stroke + height, self.height))
        columns = slice(left + stroke, min(left + stroke + width, letters.shape[1]))
        letters[rows, columns] = np.asarray(mask, np.uint8).reshape(height, width)[
            : rows.stop - rows.start, : columns.stop - columns.start
        ]
        # Pillow's own outlines take four times as long.
        seam = _spread(_spread(letters, stroke, 0), stroke, 1)
        part = letters[..., None] / np.float32(255.0)
        picture = np.empty((*letters.shape, 4), np.uint8)
        picture[..., :3] = part * self._colour + (1.0 - part) * self._seam
        picture[..., 3] = np.maximum(letters, seam * np.float32(_SEAM_OPACITY))
        return picture


def _spread(letters: Bytes, reach: int, axis: int) -> Bytes:
    """Return the largest value within `reach` along an axis; the edges are empty."""
    result = letters.copy()
    for shift in range(1, reach + 1):
        for by in (shift, -shift):
            np.maximum(result, np.roll(letters, by, axis), out=result)
    return result
