"""A picture's pixels in the forms that encoders take."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.jit import kernel

Bytes = NDArray[np.uint8]


@kernel
def drop_fourth(pixels: Bytes, rgb: Bytes) -> None:
    """Put the first three bytes of each pixel, shape (H, W, 4), into `rgb`, shape (H, W, 3)."""
    source, target = pixels.reshape(-1), rgb.reshape(-1)
    for i in range(source.size // 4):
        target[3 * i] = source[4 * i]
        target[3 * i + 1] = source[4 * i + 1]
        target[3 * i + 2] = source[4 * i + 2]
