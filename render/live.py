"""LivePicture: pictures of a run under way, as a film of it would show it, made at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from render.kernels.pixels import shrink
from render.painter import Painter
from render.scene.live import LiveFlight, Moment
from render.theme import THEMES, Colour
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.types import PackedPixels

# Each pixel is the mean of so many squared, in pictures of no more pixels than that: fewer of them
# in large pictures, which are smooth by their size.
_SAMPLES = ((4, 12_000), (3, 60_000))
_SAMPLES_OF_LARGEST = 2
# More of the light comes from everywhere than in films: in small pictures shadows are holes.
_AMBIENT = 0.5
# The size of lines and marks: for pictures of half as many rows, half as large. They get no
# smaller.
_UNIT_ROWS, _SMALLEST_UNIT = 110.0, 0.55


class LivePicture:
    """Draws the flight over the hills. One of them, one thread: it keeps its buffers.

    Parameters
    ----------
    landscape : Landscape
        The surface.
    axis : int
        The coordinate shown beside x0, 1 to D.
    size : tuple of int
        Width and height, pixels.
    background : tuple
        The colour around the surface, red, green and blue, 0 to 255.
    dark : bool
        Whether that is dark.
    """

    def __init__(
        self,
        landscape: Landscape,
        axis: int,
        size: tuple[int, int],
        background: Colour,
        dark: bool,
    ) -> None:
        self._flight = LiveFlight(landscape, axis, size[0] / size[1])
        self._size = size
        pixels = size[0] * size[1]
        self._times = next((n for n, most in _SAMPLES if pixels <= most), _SAMPLES_OF_LARGEST)
        theme = replace(
            THEMES["dark" if dark else "light"],
            sky=background,
            ground=background,
            ambient=_AMBIENT,
        )
        unit = max(size[1] / _UNIT_ROWS, _SMALLEST_UNIT) * self._times / 2.6
        width, height = (self._times * length for length in size)
        self._painter = Painter(self._flight, (width, height), theme, None, unit)

    @property
    def colour_limit(self) -> float:
        """See `render.scene.relief.Relief`."""
        return self._flight.relief.colour_limit

    def draw(self, moment: Moment, passed: float) -> PackedPixels:
        """Return the picture of a moment, shape (height, width); see `LiveFlight.scene`."""
        self._painter.draw(self._flight.scene(moment, passed))
        picture = np.empty(self._size[::-1], np.int32)
        shrink(self._painter.canvas.pixels, self._times, picture)
        return picture
