"""The cursor of insets and minimap: the moving point, small."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from render.kernels.strokes import draw_disc
from render.theme import Theme


def draw_cursor(x: float, y: float, scale: float, theme: Theme, pixels: NDArray[np.uint8]) -> None:
    """Draw it in a picture, `scale` times as large as at 720 rows; x and y are pixels."""
    for radius, colour in ((4.4, theme.point_rim), (3.2, theme.point)):
        draw_disc(x, y, radius * scale, 1.0, 1.0, colour, pixels)
