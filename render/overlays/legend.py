"""Legend: what the surface's colours and lines mean, and how high it is drawn."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from render.hill_colours import hill_colours
from render.kernels.strokes import overlay
from render.overlays.layout import Layout
from render.overlays.panel import TICKS, WORDS, Panel
from render.overlays.text import TextRenderer
from render.overlays.words import coordinate, plain
from render.scene.camera import FOCAL
from render.scene.relief import Relief, colour_place
from render.surface_painter import Surface
from render.theme import Theme
from splotch_tui.core.rounding import round_below
from splotch_tui.core.types import Bytes

# Sizes at 720 rows, pixels: of the panel; where the bar of colours is in it; and the scale of
# heights beside it, which is as long as there is room or less.
WIDTH, HEIGHT = 250.0, 82.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 12.0, 176.0, 28.0, 37.0
_SCALE, _LONGEST, _FOOT = 200.0, 52.0, 70.0
_WORDS_ROW = 66.0
# Numbers are so far from the panel's edge.
_EDGE = 3.0
# How much higher it is for each line more that it says, and where in such a line a rim is shown.
_LINE, _SAMPLE = 17.0, (14.0, 32.0)
_PIT = "glowing: rim of the pit that holds it"


class Coloured(Protocol):
    """What has hills in colours.

    Attributes
    ----------
    relief : Relief
        Heights and colours.
    """

    @property
    def relief(self) -> Relief: ...  # noqa: D102


class Legend:
    """A bar of the colours, and one that is as high as hills of a round height are at the point.

    Parameters
    ----------
    film : Coloured
        What is shown.
    layout : Layout
        The measures.
    theme : Theme
        The colours.
    tilt : float, optional
        How many degrees the ground leans.
    pits : bool, optional
        Whether the rim of a pit is shown.

    Attributes
    ----------
    size : tuple of int
        Width and height, pixels.
    """

    def __init__(
        self,
        film: Coloured,
        layout: Layout,
        theme: Theme,
        *,
        tilt: float = 0.0,
        pits: bool = False,
    ) -> None:
        self._film, self._theme = film, theme
        self._scale = layout.type
        self._focal = FOCAL * layout.height
        panel = Panel(WIDTH, HEIGHT + _LINE * (pits + (tilt > 0.0)), layout.type, theme)
        panel.write("height of the hills", _LEFT - 2.0, 14.0, WORDS, theme.text, bold=True)
        scale = layout.type
        self._numbers = TextRenderer(TICKS * scale, theme.quiet, theme.ground)
        shape = round((_BOTTOM - _TOP) * scale), round((_RIGHT - _LEFT) * scale)
        bar = np.full((*shape, 4), 255, np.uint8)
        bar[..., :3] = np.rint(hill_colours(shape[1]))
        panel.paste(bar, _LEFT, _TOP)
        limit = film.relief.colour_limit
        tick = round_below(0.5 * limit)
        # The bar has no ends: towards them the colours change ever more slowly.
        values = np.array((-10.0 * tick, -tick, 0.0, tick, 10.0 * tick))
        middles = _LEFT + (_RIGHT - _LEFT) * colour_place(values, limit)
        halves = np.array([0.5 * self._numbers.width(plain(v)) for v in values.tolist()]) / scale
        written = np.maximum(middles, _EDGE + halves)
        # Numbers that would run into each other: then without those at the ends.
        outer = slice(None) if (written - halves)[1] - (written + halves)[0] >= 0.0 else slice(1, 4)
        for value, x, middle in zip(values[outer], middles[outer], written[outer], strict=True):
            ends = np.array(((x, _BOTTOM), (x, _BOTTOM + 3.0)))
            panel.lines([ends], theme.quiet, 0.8, 0.7)
            number = plain(float(value))
            panel.write(number, float(middle), _BOTTOM + 11.0, TICKS, theme.quiet, align=0.5)
        lines = f"a line every {plain(film.relief.iso_step)}"
        if 2.0 * film.relief.iso_step <= 8.0 * limit:
            panel.write(lines, _LEFT - 2.0, _WORDS_ROW, TICKS, theme.quiet)
        row = _WORDS_ROW
        if tilt > 0.0:
            row += _LINE
            leans = f"leans {plain(tilt)}° down along {coordinate(0)}"
            panel.write(leans, _LEFT - 2.0, row, TICKS, theme.quiet)
        if pits:
            _tell_of_rim(panel, row + _LINE, theme)
        self.size = panel.size
        self.texts = panel.texts
        self._picture = panel.picture()

    def draw(self, scene: Surface, left: int, top: int, pixels: Bytes) -> None:
        """Put the legend of a scene into a picture."""
        overlay(self._picture, left, top, pixels)
        # How many pixels the loss's unit is high, at the distance of what is looked at.
        one = scene.relief.scale * self._focal / scene.shot.camera.distance
        value = round_below(_LONGEST * self._scale / one)
        length = max(round(value * one), 2)
        foot, x = top + round(_FOOT * self._scale), left + round(_SCALE * self._scale)
        thick, cap = max(round(1.6 * self._scale), 1), round(3.5 * self._scale)
        colour = np.rint(self._theme.text).astype(np.uint8)
        pixels[foot - length : foot, x : x + thick, :3] = colour
        for row in (foot - length, foot - thick):
            pixels[row : row + thick, x - cap : x + thick + cap, :3] = colour
        number = self._numbers.picture(plain(value))
        if number.shape[1] <= (WIDTH - _SCALE - 8.0) * self._scale:
            middle = foot - length // 2 - number.shape[0] // 2
            overlay(number, x + thick + cap, middle, pixels)


def _tell_of_rim(panel: Panel, row: float, theme: Theme) -> None:
    """Say what it is that glows, beside a piece of it."""
    left, right = _SAMPLE
    # As on the hills: on a light panel nothing glows.
    deep = tuple(hill_colours(9)[1].tolist())
    panel.box(left - 4.0, row - 6.0, right + 4.0, row + 6.0, deep, radius=3.0)
    sample = np.array(((left, row), (right, row)))
    for width, opacity in ((9.0, 0.12), (5.0, 0.25), (2.0, 1.0)):
        panel.lines([sample], theme.pit, width, opacity)
    panel.write(_PIT, right + 12.0, row, TICKS, theme.text)
