"""How this package compiles its kernels: strict IEEE arithmetic, no GIL, cached on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile `function` on its first call.

    `fastmath` stays off, so LLVM neither reorders nor contracts floating-point operations: the
    same inputs give the same bits on every processor. The machine code is cached on disk; where
    no folder can be written, it is compiled anew in each process.
    """
    options = {"nogil": True, "fastmath": False, "error_model": "numpy"}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba found no cache folder that it may write to
        return numba.njit(**options)(function)
