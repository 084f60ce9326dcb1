"""Least and greatest values of stretches of a run, in one pass."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from splotch_tui.core.kernels.jit import kernel
from splotch_tui.core.types import Singles

# Rounding to float32 moves a double by at most a 2⁻²⁴th part.
WIDENING = 2.0**-23


@kernel
def summarise(
    low_in: NDArray[Any],
    high_in: NDArray[Any],
    size: int,
    widening: float,
    low: Singles,
    high: Singles,
) -> None:
    """Reduce every `size` rows of the inputs to one row of `low` and `high`.

    Each result is moved outwards by its `widening`-th part before it is rounded to float32, so
    that no value lies outside: `WIDENING` for doubles, 0 for what is float32 already.

    Where the results have one value more than the rows, that is the sum of a row's first and last:
    of x0 and the loss.
    """
    given = low_in.shape[1]
    for i in range(len(low)):
        for r in range(given):
            least, greatest = low_in[i * size, r], high_in[i * size, r]
            for j in range(i * size + 1, (i + 1) * size):
                least = min(least, low_in[j, r])
                greatest = max(greatest, high_in[j, r])
            low[i, r] = least - abs(least) * widening
            high[i, r] = greatest + abs(greatest) * widening
        if low.shape[1] > given:
            least = greatest = low_in[i * size, 0] + low_in[i * size, given - 1]
            for j in range(i * size + 1, (i + 1) * size):
                total = low_in[j, 0] + low_in[j, given - 1]
                least = min(least, total)
                greatest = max(greatest, total)
            low[i, given] = least - abs(least) * widening
            high[i, given] = greatest + abs(greatest) * widening
