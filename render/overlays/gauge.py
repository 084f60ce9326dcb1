"""Gauge: how fast x0 climbs, in percent of its speed without hills."""

from __future__ import annotations

import numpy as np

from render.kernels.strokes import overlay
from render.overlays.climb import climb_parts
from render.overlays.panel import TICKS, WORDS, Panel
from render.overlays.text import TextRenderer
from render.overlays.words import coordinate, percent
from render.scene.film import Film
from render.scene.scene import Scene
from render.theme import Theme
from splotch_tui.core.phases import PhaseKind
from splotch_tui.core.types import Bytes

# Its height at 720 rows, pixels; where the bar is in it, how high it is, and how far it goes.
HEIGHT = 52.0
_BAR, _THICK, _FAR = 26.0, 7.0, 1.2
_LEFT, _RIGHT = 10.0, 14.0
# A snag begins below the first and ends above the second: see `splotch_tui.core.phases`.
MARKS = (0.1, 0.25)


class Gauge:
    """A bar with marks at a snag's criterion, and words with the number.

    Parameters
    ----------
    film : Film
        What is shown.
    panel : Panel
        Where its scale is drawn.
    top : float
        Where it begins in the panel, in its lengths.
    theme : Theme
        The colours.
    """

    def __init__(self, film: Film, panel: Panel, top: float, theme: Theme) -> None:
        scale = panel.scale
        self._parts = climb_parts(film.history)
        self._film, self._theme, self._scale = film, theme, scale
        width = panel.size[0] / scale
        self._left, self._right = _LEFT, width - _RIGHT
        self._top = top + _BAR
        self._words = TextRenderer(WORDS * scale, theme.text, theme.ground, bold=True)
        self._quiet = TextRenderer(WORDS * scale, theme.quiet, theme.ground)
        self._line = round((top + 11.0) * scale)
        row = self._top + _THICK
        panel.box(self._left, self._top, self._right, row, theme.quiet, 0.25)
        snag = theme.phases[PhaseKind.SNAG]
        panel.box(self._left, self._top, self._x(MARKS[0]), row, snag, 0.35)
        past = 0.0
        for part in (*MARKS, 1.0):
            x, text = self._x(part), f"{100 * part:.0f}%"
            ends = np.array(((x, self._top - 2.0), (x, row + 3.0)))
            panel.lines([ends], theme.text, 1.0, 0.7)
            half = 0.5 * panel.text_width(text, TICKS)
            if x - half >= past:
                panel.write(text, x, row + 11.0, TICKS, theme.quiet, align=0.5)
                past = x + half + 2.0

    def _x(self, part: float) -> float:
        """Return where a part of the free climb is, in the panel's lengths."""
        inside = min(max(part / _FAR, 0.0), 1.0)
        return self._left + (self._right - self._left) * inside

    def draw(self, scene: Scene, left: int, top: int, pixels: Bytes) -> None:
        """Put the number and the bar of a scene into a picture, of which the panel is a part."""
        part = float(self._parts[scene.row])
        scale = self._scale
        number = self._words.picture(percent(part))
        # They end on the panel: where the words have no room the number is alone.
        first = self._quiet.picture(f"{coordinate(0)} goes on at")
        last = self._quiet.picture("of its free speed")
        room = (self._right - self._left) * scale
        pictures = [first, number, last]
        while sum(one.shape[1] for one in pictures) > room and len(pictures) > 1:
            pictures.pop()
        column = left + round(self._left * scale)
        for one in pictures:
            overlay(one, column, top + self._line - one.shape[0] // 2, pixels)
            column += one.shape[1]
        begin, end = (left + round(x * scale) for x in (self._left, self._x(part)))
        row, thick = top + round(self._top * scale), max(round(_THICK * scale), 2)
        colour = self._theme.phases[self._film.phase_at(scene.step).kind]
        pixels[row : row + thick, begin:end, :3] = np.rint(colour).astype(np.uint8)
