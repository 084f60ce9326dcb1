"""The random numbers of a run: torch's CPU generator, without torch."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


class RandomStream:
    """The stream that ``torch.random.manual_seed(seed)`` starts, drawn in any order and amount.

    Parameters
    ----------
    seed : int
        0 to 2³²−1.

    Attributes
    ----------
    words, position, kept : ndarray
        The state, as `splotch_tui.core.kernels.normals` describes it. Kernels change it in place.
    """

    def __init__(self, seed: int) -> None:
        from splotch_tui.core.kernels import normals

        if not 0 <= seed < 2**32:
            raise ValueError(f"seed must be from 0 to {2**32 - 1}, not {seed}")
        self.words = np.empty(624, np.uint32)
        self.position = np.array([624], np.int64)
        self.kept = np.zeros(2)
        normals.seed_words(seed, self.words)

    def integers(self, low: int, high: int, shape: tuple[int, ...]) -> NDArray[np.int64]:
        """Draw integers from `low` to `high` − 1, as ``torch.randint(low, high, shape)``."""
        from splotch_tui.core.kernels import normals

        drawn = np.empty(math.prod(shape), np.uint32)
        normals.fill_words(self.words, self.position, drawn)
        return ((drawn % np.uint32(high - low)).astype(np.int64) + low).reshape(shape)

    def normals(self, shape: tuple[int, ...]) -> NDArray[np.float64]:
        """Draw standard normals, as ``torch.randn(shape)``: float32 values, held as float64."""
        from splotch_tui.core.kernels import normals

        out = np.empty(math.prod(shape))
        normals.fill_normals(self.words, self.position, self.kept, out, 0, out.size)
        return out.reshape(shape)
