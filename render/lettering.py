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
    """

    def __init__(self, size: float, colour: Colour, seam: Colour, *, bold: bool = False) -> None:
        face = Path(matplotlib.get_data_path(), "fonts", "ttf", _FACES[bold])
        self._font = ImageFont.truetype(str(face), size)
        self._colour = tuple(round(value) for value in colour)
        self._seam = tuple(round(value) for value in seam)
        self._stroke = max(1, round(_SEAM * size))
        ascent, descent = self._font.getmetrics()
        self.height = ascent + descent + 2 * self._stroke

    def width(self, text: str) -> int:
        """Return how many pixels wide `text` will be."""
        return int(self._font.getlength(text)) + 2 * self._stroke + 1

    def picture(self, text: str) -> Bytes:
        """Return `text` as red, green, blue and opacity, shape (h, w, 4)."""
        image = Image.new("RGBA", (self.width(text), self.height), (*self._seam, 0))
        ImageDraw.Draw(image).text(
            (self._stroke, self._stroke),
            text,
            font=self._font,
            fill=(*self._colour, 255),
            stroke_width=self._stroke,
            stroke_fill=(*self._seam, 150),
        )
        return np.asarray(image)
