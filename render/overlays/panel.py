"""Panels: what is drawn once, on a backing, to be laid over every frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from PIL import Image, ImageDraw

from render.overlays.text import TextRenderer
from render.theme import Colour, Theme
from splotch_tui.core.types import Bytes, Doubles

# Lines are drawn so many times as large, and made smaller.
_FINER = 3
# The backing's opacity, and the radius of its corners at 720 rows.
BACKING, _ROUND = 0.74, 7.0
# The size of type in panels at 720 rows, pixels: words, and numbers of ticks.
WORDS, TICKS = 12.5, 11.0


class Panel:
    """A picture with a rounded backing. Lengths are pixels at 720 rows, from its upper left corner.

    Parameters
    ----------
    width, height : float
        Its size.
    scale : float
        How many pixels a length of 1 is.
    theme : Theme
        The colours.
    backing : float, optional
        Opacity of the backing.

    Attributes
    ----------
    size : tuple of int
        Width and height, pixels.
    scale : float
        As given.
    texts : list
        What was written, and where: left, top, right and bottom, pixels.
    """

    def __init__(
        self, width: float, height: float, scale: float, theme: Theme, backing: float = BACKING
    ) -> None:
        self.size = round(width * scale), round(height * scale)
        self.texts: list[tuple[str, tuple[int, int, int, int]]] = []
        self.scale = scale
        self._theme = theme
        self._layers: list[Image.Image] = [Image.new("RGBA", self.size)]
        if backing > 0.0:
            self.box(0.0, 0.0, width, height, theme.ground, backing, radius=_ROUND)

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        opacity: float = 1.0,
        radius: float = 0.0,
    ) -> None:
        """Draw a filled box."""
        fine = self.scale * _FINER
        mask, draw = self._mask()
        ends = [value * fine for value in (left, top, right, bottom)]
        ends[2:] = [max(ends[2] - 1.0, ends[0]), max(ends[3] - 1.0, ends[1])]
        draw.rounded_rectangle(ends, radius * fine, fill=255)
        self._lay(mask, colour, opacity)

    def polygon(self, corners: Doubles, colour: Colour, opacity: float) -> None:
        """Draw a filled polygon, shape (K, 2)."""
        mask, draw = self._mask()
        draw.polygon(_flat(corners * (self.scale * _FINER)), fill=255)
        self._lay(mask, colour, opacity)

    def lines(
        self, curves: Iterable[Doubles], colour: Colour, width: float, opacity: float = 1.0
    ) -> None:
        """Draw lines, each of shape (K, 2), blended once wherever they cross."""
        fine = self.scale * _FINER
        mask, draw = self._mask()
        for curve in curves:
            draw.line(
                _flat(curve * fine), fill=255, width=max(round(width * fine), 2), joint="curve"
            )
        self._lay(mask, colour, opacity)

    def write(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        colour: Colour,
        *,
        align: float = 0.0,
        bold: bool = False,
    ) -> None:
        """Write a line of text.

        Parameters
        ----------
        text : str
            What.
        x, y : float
            Where: the middle of its height, and the part `align` of its width.
        size : float
            Height of the type.
        colour : tuple
            0 to 255.
        align : float
            0: it begins there; 1: it ends there.
        bold : bool
            Which face.
        """
        renderer = TextRenderer(size * self.scale, colour, self._theme.ground, bold=bold)
        picture = renderer.picture(text)
        left = round(x * self.scale - align * picture.shape[1])
        top = round(y * self.scale - 0.5 * picture.shape[0])
        layer = Image.new("RGBA", self.size)
        layer.paste(Image.fromarray(picture), (left, top))
        self._layers.append(layer)
        place = (left, top, left + picture.shape[1], top + picture.shape[0])
        self.texts.append((text, place))

    def text_width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a text is."""
        colour = self._theme.text
        renderer = TextRenderer(size * self.scale, colour, colour, bold=bold)
        return renderer.width(text) / self.scale

    def paste(self, picture: Bytes, left: float, top: float) -> None:
        """Lay a picture of pixels over it, shape (h, w, 4)."""
        layer = Image.new("RGBA", self.size)
        layer.paste(Image.fromarray(picture), (round(left * self.scale), round(top * self.scale)))
        self._layers.append(layer)

    def picture(self) -> Bytes:
        """Return it as red, green, blue and opacity, shape (h, w, 4)."""
        whole = self._layers[0]
        for layer in self._layers[1:]:
            whole = Image.alpha_composite(whole, layer)
        self._layers = [whole]
        return np.array(whole)

    def _mask(self) -> tuple[Image.Image, ImageDraw.ImageDraw]:
        width, height = self.size
        mask = Image.new("L", (width * _FINER, height * _FINER))
        return mask, ImageDraw.Draw(mask)

    def _lay(self, mask: Image.Image, colour: Colour, opacity: float) -> None:
        red, green, blue = (round(value) for value in colour)
        layer = Image.new("RGBA", self.size, (red, green, blue, 0))
        layer.putalpha(mask.reduce(_FINER).point(lambda value: round(value * opacity)))
        self._layers.append(layer)


def _flat(points: Doubles) -> Sequence[float]:
    flat: list[float] = points.ravel().tolist()
    return flat


def short(value: float, _place: float = 0.0) -> str:
    """Return a tick's number, ten thousand and more with a letter for the zeros: 3M.

    matplotlib takes it for a formatter, which is given the tick's place, too.
    """
    for scale, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= max(scale, 1e4):
            return f"{value / scale:g}{unit}".replace("-", "−")
    return f"{value:,g}".replace("-", "−")
