"""Pictures in the colours of a palette."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.jit import kernel

Bytes = NDArray[np.uint8]

# Colours that agree in so many of the upper bits of red, green and blue share their palette entry.
BITS = 6
_LOST = 8 - BITS


@kernel
def find_nearest(palette: Bytes, entries: Bytes) -> None:
    """Find the palette's entry nearest to every colour.

    Parameters
    ----------
    palette : ndarray of uint8, shape (K, 3)
        Red, green and blue, 256 at most.
    entries : ndarray of uint8, shape (64, 64, 64)
        Receives the entries, by the upper bits of red, green and blue.
    """
    middle = (1 << _LOST) // 2
    for r in range(entries.shape[0]):
        for g in range(entries.shape[1]):
            for b in range(entries.shape[2]):
                least, nearest = np.int64(1 << 20), 0
                for entry in range(palette.shape[0]):
                    red = (r << _LOST) + middle - np.int64(palette[entry, 0])
                    green = (g << _LOST) + middle - np.int64(palette[entry, 1])
                    blue = (b << _LOST) + middle - np.int64(palette[entry, 2])
                    distance = red * red + green * green + blue * blue
                    if distance < least:
                        least, nearest = distance, entry
                entries[r, g, b] = nearest


@kernel
def look_up(rgb: Bytes, entries: Bytes, indices: Bytes) -> None:
    """Put the palette's entry of every pixel of `rgb`, shape (H, W, 3), into `indices`, (H·W,)."""
    pixels = rgb.reshape(-1, 3)
    for i in range(pixels.shape[0]):
        red, green, blue = pixels[i, 0] >> _LOST, pixels[i, 1] >> _LOST, pixels[i, 2] >> _LOST
        indices[i] = entries[red, green, blue]
