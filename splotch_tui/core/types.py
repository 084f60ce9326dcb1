"""The array types that every room speaks of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Singles = NDArray[np.float32]
Complexes = NDArray[np.complex128]
Integers = NDArray[np.int64]
# No value of a run is larger: it is η·steps at most, and some noise.
LARGEST_VALUE = 1e15
# 32-bit words of a random stream.
Words = NDArray[np.uint32]
# Pixels of four bytes each, as kernels read them: red in the lowest byte, then green, then blue.
PackedPixels = NDArray[np.int32]
Bytes = NDArray[np.uint8]
Truths = NDArray[np.bool_]
