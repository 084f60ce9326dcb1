"""Text as small pictures, quickly: the caption changes with every frame."""

from __future__ import annotations

from functools import reduce
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.ft2font import FT2Font
from PIL import Image, ImageDraw, ImageFont

from render.theme import Colour
from splotch_tui.core.types import Bytes

_FACES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
# A soft seam of the background's colour keeps text readable over any hill.
_SEAM = 0.1
_SEAM_OPACITY = 0.6
# Most lines stay the same for long; those that do not push the others out now and then. Threads
# may set the same line twice, and find it gone: neither changes what they get.
_MOST_CACHED = 32


def _face(bold: bool) -> str:
    return str(Path(matplotlib.get_data_path(), "fonts", "ttf", _FACES[bold]))


def missing_letters(text: str, *, bold: bool = False) -> str:
    """Return the letters of `text` that the face does not have, each once."""
    known = FT2Font(_face(bold)).get_charmap()
    return "".join(dict.fromkeys(letter for letter in text if ord(letter) not in known))


class TextRenderer:
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
        self._font = ImageFont.truetype(_face(bold), size)
        # By the letters' opacity: red, green and blue from the seam's to theirs.
        part = np.linspace(0.0, 1.0, 256)[:, None]
        self._shades = np.zeros((256, 4), np.uint8)
        self._shades[:, :3] = part * np.array(colour) + (1.0 - part) * np.array(seam)
        self._stroke = max(1, round(_SEAM * size))
        self._cache: dict[str, Bytes] = {}
        ascent, descent = self._font.getmetrics()
        self.ascent = ascent + self._stroke
        self.height = ascent + descent + 2 * self._stroke

    def width(self, text: str) -> int:
        """Return how many pixels wide `text` will be."""
        return int(self._font.getlength(text)) + 2 * self._stroke + 1

    def picture(self, text: str) -> Bytes:
        """Return `text` as red, green, blue and opacity, shape (h, w, 4)."""
        picture = self._cache.get(text)
        if picture is None:
            picture = self._set(text)
            if len(self._cache) >= _MOST_CACHED:
                self._cache.clear()
            self._cache[text] = picture
        return picture

    def _set(self, text: str) -> Bytes:
        image = Image.new("L", (self.width(text), self.height))
        at = (self._stroke, self._stroke)
        ImageDraw.Draw(image).text(at, text, font=self._font, fill=255)
        letters = np.asarray(image)
        picture = np.take(self._shades, letters, axis=0)
        # Pillow's own strokes take twice to five times as long.
        seam = _SEAM_OPACITY * _dilated(letters, self._stroke)
        np.maximum(letters, seam.astype(np.uint8), out=picture[..., 3])
        return picture


def _dilated(letters: Bytes, reach: int) -> Bytes:
    """Return the largest value of the square around each pixel."""
    height, width = letters.shape
    shifts = range(2 * reach + 1)
    padded = np.pad(letters, reach)
    # The largest of a square is the largest, along a row, of the largest of its columns.
    columns = reduce(np.maximum, [padded[shift : shift + height] for shift in shifts])
    return reduce(np.maximum, [columns[:, shift : shift + width] for shift in shifts])
