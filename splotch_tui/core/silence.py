"""Silence: waves of a landscape taken away, to see what they are needed for.

Of a wave with the wavenumbers k along x1 … xD and k0 along x0:

- **channels** have k0 = 0 and k ≠ 0: their ridges run along x0, and wall the xn in;
- **diagonals** have k0 ≠ 0 and k ≠ 0: their ridges lie across the way, and deflect it;
- **random** silences as many waves as there are channels, whichever they are: what is to be
  compared with the first two. They are drawn from a stream of their own, that of the landscape's
  seed plus 2³¹, by a shuffle: the first takes the place of wave number ``word mod n`` of all n, the
  second that of ``word mod (n − 1)`` of those left, and so on.

A wave that is silenced has no amplitude; the wavenumbers, the other waves and the noise stay as
they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.random_stream import RandomStream
from splotch_tui.core.types import Truths

NONE, CHANNELS, DIAGONALS, RANDOM = SILENCES = ("none", "channels", "diagonals", "random")
_APART = 2**31


def find_silent(silence: str, k: NDArray[Any], k0: NDArray[Any], seed: int) -> Truths:
    """Return which waves are silenced.

    Parameters
    ----------
    silence : str
        One of `SILENCES`.
    k, k0 : ndarray, shapes (D, W, D), (D, W)
        The wavenumbers.
    seed : int
        Of the landscape.

    Returns
    -------
    ndarray of bool, shape (D, W)
    """
    if silence == NONE:
        return np.zeros(k0.shape, np.bool_)
    across: Truths = (k != 0).any(axis=-1)
    channels: Truths = across & (k0 == 0)
    if silence == CHANNELS:
        return channels
    if silence == DIAGONALS:
        return across & ~channels
    chosen = np.zeros(k0.size, np.bool_)
    chosen[_choose(int(channels.sum()), k0.size, (seed + _APART) % 2**32)] = True
    return chosen.reshape(k0.shape)


def _choose(count: int, of: int, seed: int) -> list[int]:
    """Return `count` numbers below `of`, each once."""
    left = list(range(of))
    stream = RandomStream(seed)
    return [left.pop(int(stream.integers(0, len(left), (1,))[0])) for _ in range(count)]
