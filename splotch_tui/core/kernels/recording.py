"""Least and greatest values of stretches of a run, in one pass."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.jit import kernel


@kernel
def summarise(
    low_in: NDArray[Any],
    high_in: NDArray[Any],
    size: int,
    low: NDArray[np.float32],
    high: NDArray[np.float32],
) -> None:
    """Reduce every `size` rows of the inputs to one row of `low` and `high`.

    Results are rounded to float32 outwards, so that no value lies outside of them.
    """
    for i in range(len(low)):
        for r in range(low.shape[1]):
            least, greatest = low_in[i * size, r], high_in[i * size, r]
            for j in range(i * size + 1, (i + 1) * size):
                least = min(least, low_in[j, r])
                greatest = max(greatest, high_in[j, r])
            low[i, r] = least
            if low[i, r] > least:
                low[i, r] = np.nextafter(np.float32(least), np.float32(-np.inf))
            high[i, r] = greatest
            if high[i, r] < greatest:
                high[i, r] = np.nextafter(np.float32(greatest), np.float32(np.inf))
