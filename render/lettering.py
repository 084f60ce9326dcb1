"""Text as small pictures, quickly: the caption changes with every frame."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from render.theme import Colour

Bytes = NDArray[np.uint8]

_FACES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
# A soft seam of the background's colour keeps text readable over any hill.
_SEAM = 0.12
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
        self._colour = tuple(round(value) for value in colour)
        self._seam = tuple(round(value) for value in seam)
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
        image = Image.new("RGBA", (self.width(text), self.height), (*self._seam, 0))
        ImageDraw.Draw(image).text(
            (self._stroke, self._stroke),
            text,
            font=self._font,
            fill=(*self._colour, 255),
            stroke_width=self._stroke,
            stroke_fill=(*self._seam, 190),
        )
        return np.asarray(image)
