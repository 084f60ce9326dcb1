"""How this package compiles its kernels: strict IEEE arithmetic, no GIL, cached on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

_OPTIONS: dict[str, Any] = {"nogil": True, "fastmath": False, "error_model": "numpy"}


def kernel(function: Function) -> Function:
    """Compile `function` on its first call.

    `fastmath` stays off, so LLVM neither reorders nor contracts floating-point operations: the
    same inputs give the same bits on every processor. The machine code is cached on disk; where
    no folder can be written, it is compiled anew in each process.
    """
    compiled: Function
    try:
        compiled = numba.njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:  # numba found no cache folder that it may write to
        compiled = numba.njit(**_OPTIONS)(function)
    return compiled
