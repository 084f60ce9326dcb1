"""Canvas: a picture while it is drawn."""

from __future__ import annotations

import numpy as np

from render.kernels.pixels import to_rgb, to_yuv420
from splotch_tui.core.types import Bytes, Doubles


class Canvas:
    """Colours and a z-buffer, of one size, used again for picture after picture.

    Parameters
    ----------
    background : ndarray, shape (H, 3)
        The colour of each row of an empty canvas, 0 to 255.
    width : int
        W, pixels.

    Attributes
    ----------
    colours : ndarray of int32, shape (H+1, W)
        A pixel each; the last row is room for kernels that read on past the picture's end.
    pixels : ndarray of uint8, shape (H, W, 4)
        The same, as red, green, blue and a byte without a meaning.
    padded_z_buffer : ndarray of float32, shape (H+1, W)
        One over the depth of what is drawn, 0 where nothing is; its last row as above.
    z_buffer : ndarray of float32, shape (H, W)
        The same without that row.
    """

    def __init__(self, background: Doubles, width: int) -> None:
        height = len(background)
        self._empty = np.zeros((height, 4), np.uint8)
        self._empty[:, :3] = background
        self.colours = np.zeros((height + 1, width), np.int32)
        self.pixels = self.colours[:-1].view(np.uint8).reshape(height, width, 4)
        self.padded_z_buffer = np.zeros((height + 1, width), np.float32)
        self.z_buffer = self.padded_z_buffer[:-1]

    def clear(self) -> None:
        """Empty it."""
        self.colours[:-1] = self._empty.view(np.int32)
        self.z_buffer[:] = 0.0

    def rgb(self) -> Bytes:
        """Return the picture, shape (H, W, 3): a new array."""
        picture = np.empty((*self.z_buffer.shape, 3), np.uint8)
        to_rgb(self.pixels, picture)
        return picture

    def yuv420(self) -> Bytes:
        """Return it as video has it, shape (3H/2, W), see `to_yuv420`: a new array."""
        height, width = self.z_buffer.shape
        planes = np.empty((height + height // 2, width), np.uint8)
        to_yuv420(self.colours[:-1], planes)
        return planes
