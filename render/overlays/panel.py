"""Panels: what is drawn once, on a backing, to be laid over every frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw

from render.overlays.text import TextRenderer, find_face
from render.theme import Colour, Theme
from splotch_tui.core.types import Bytes, Doubles

# Lines are drawn so many times as large, and made smaller.
_FINER = 3
# The backing's opacity, and the radius of its corners at 720 rows.
BACKING, _ROUND = 0.8, 7.0
# That of what lies behind words alone.
BEHIND_WORDS = 0.6
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
        self._image = Image.new("RGBA", self.size)
        self._type: dict[tuple[float, Colour, str], TextRenderer] = {}
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
        ends = np.array(((left, top), (right, bottom)))

        def draw(mask: ImageDraw.ImageDraw, places: Doubles) -> None:
            # Both corners are within what is filled.
            corners = np.maximum(places - ((0.0, 0.0), (1.0, 1.0)), places[0])
            mask.rounded_rectangle(_flat(corners), radius * self.scale * _FINER, fill=255)

        self._fill([ends], draw, colour, opacity)

    def polygon(self, corners: Doubles, colour: Colour, opacity: float) -> None:
        """Draw a filled polygon, shape (K, 2)."""

        def draw(mask: ImageDraw.ImageDraw, places: Doubles) -> None:
            mask.polygon(_flat(places), fill=255)

        self._fill([corners], draw, colour, opacity)

    def lines(
        self, curves: Sequence[Doubles], colour: Colour, width: float, opacity: float = 1.0
    ) -> None:
        """Draw lines, each of shape (K, 2), blended once wherever they cross."""
        thick = max(round(width * self.scale * _FINER), 2)

        def draw(mask: ImageDraw.ImageDraw, places: Doubles) -> None:
            mask.line(_flat(places), fill=255, width=thick, joint="curve")

        self._fill(curves, draw, colour, opacity, around=width)

    def _fill(
        self,
        shapes: Sequence[Doubles],
        draw: Callable[[ImageDraw.ImageDraw, Doubles], None],
        colour: Colour,
        opacity: float,
        around: float = 0.0,
    ) -> None:
        """Fill what `draw` draws of some shapes, so large, in the part of the panel they are in."""
        every = self.scale * np.concatenate(shapes)
        reach = around * self.scale + 1.0
        low = np.maximum(np.floor(every.min(axis=0) - reach), 0.0).astype(int)
        high = np.minimum(np.ceil(every.max(axis=0) + reach), self.size).astype(int)
        if not (high > low).all():
            return
        mask = Image.new("L", tuple(_FINER * (high - low)))
        pen = ImageDraw.Draw(mask)
        for shape in shapes:
            draw(pen, _FINER * (self.scale * shape - low))
        layer = Image.new("RGBA", tuple(high - low), (*(round(value) for value in colour), 0))
        layer.putalpha(mask.reduce(_FINER).point(lambda value: round(value * opacity)))
        self._image.alpha_composite(layer, tuple(low.tolist()))

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
        picture = self._renderer(size, colour, bold, text).picture(text)
        left = round(x * self.scale - align * picture.shape[1])
        top = round(y * self.scale - 0.5 * picture.shape[0])
        self._lay(picture, left, top)
        place = (left, top, left + picture.shape[1], top + picture.shape[0])
        self.texts.append((text, place))

    def text_width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a text is."""
        return self._renderer(size, self._theme.text, bold, text).width(text) / self.scale

    def paste(self, picture: Bytes, left: float, top: float) -> None:
        """Lay a picture of pixels over it, shape (h, w, 4)."""
        self._lay(picture, round(left * self.scale), round(top * self.scale))

    def picture(self) -> Bytes:
        """Return it as red, green, blue and opacity, shape (h, w, 4)."""
        return np.array(self._image)

    def _renderer(self, size: float, colour: Colour, bold: bool, text: str) -> TextRenderer:
        key = size, colour, find_face(text, bold=bold)
        renderer = self._type.get(key)
        if renderer is None:
            ground = self._theme.ground
            renderer = TextRenderer(size * self.scale, colour, ground, bold=bold, text=text)
            self._type[key] = renderer
        return renderer

    def _lay(self, picture: Bytes, left: int, top: int) -> None:
        # Pillow takes no places outside.
        inside = np.ascontiguousarray(picture[max(-top, 0) :, max(-left, 0) :])
        if inside.size:
            self._image.alpha_composite(Image.fromarray(inside), (max(left, 0), max(top, 0)))


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
