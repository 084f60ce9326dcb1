"""The random numbers of a run: torch's CPU generator, without torch."""

from __future__ import annotations

import math

import numpy as np

from splotch_tui.core.types import Doubles, Integers


class RandomStream:
    """The stream that ``torch.random.manual_seed(seed)`` starts, drawn in any order and amount.

    Parameters
    ----------
    seed : int
        0 to 2³²−1.

    Attributes
    ----------
    state : splotch_tui.core.kernels.normals.StreamState
        Where the stream stands. Kernels change it in place.
    """

    def __init__(self, seed: int) -> None:
        from splotch_tui.core.kernels.normals import StreamState

        if not 0 <= seed < 2**32:
            raise ValueError(f"seed must be from 0 to {2**32 - 1}, not {seed}")
        self.state = StreamState.seeded(seed)

    def integers(self, low: int, high: int, shape: tuple[int, ...]) -> Integers:
        """Draw integers from `low` to `high` − 1, as ``torch.randint(low, high, shape)``."""
        from splotch_tui.core.kernels import normals

        drawn = np.empty(math.prod(shape), np.uint32)
        normals.fill_words(self.state, drawn)
        return ((drawn % np.uint32(high - low)).astype(np.int64) + low).reshape(shape)

    def normals(self, shape: tuple[int, ...]) -> Doubles:
        """Draw standard normals, as ``torch.randn(shape)``: float32 values, held as float64."""
        from splotch_tui.core.kernels import normals

        out = np.empty(math.prod(shape))
        if out.size < 16:
            normals.fill_paired(self.state, out, 0, out.size, 1.0)
        else:
            normals.fill_blocked(self.state, np.empty(out.size + 16, np.uint32), out)
        return out.reshape(shape)
