"""How this package compiles its kernels: strict IEEE arithmetic, no GIL, cached on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

import numba
from numba.core import event

from splotch_tui.core.kernels.kernel_cache import KernelCache

Function = TypeVar("Function", bound=Callable[..., Any])

# Kernels work in arrays that they are given, so they can do without numba's reference counts,
# which cost more than the arithmetic.
_OPTIONS: dict[str, Any] = {
    "nogil": True,
    "fastmath": False,
    "error_model": "numpy",
    "_nrt": False,
    # None is called from C, and to compile a way to do so takes a tenth of the time.
    "no_cfunc_wrapper": True,
}


def kernel(function: Function, *sources: Path) -> Function:
    """Compile `function`, an entry point called from Python, on its first call.

    Parameters
    ----------
    function : callable
        What to compile.
    *sources : Path
        Files, or folders of files, that it is compiled from as well: when one changes, the code
        cached on disk is out of date. Those beside the function always count.

    Notes
    -----
    `fastmath` stays off, so LLVM neither reorders nor contracts floating-point operations: the
    same inputs give the same bits on every processor. The machine code is cached on disk; where
    no folder can be written, it is compiled anew in each process.
    """
    compiled: Any = numba.njit(**_OPTIONS)(function)
    with suppress(RuntimeError):  # numba found no cache folder that it may write to
        compiled._cache = KernelCache(function, sources)
    result: Function = compiled
    return result


def are_kept(function: Callable[..., Any]) -> bool:
    """Return whether what is compiled of a kernel goes to disk, where other processes find it."""
    compiled: Any = function
    return isinstance(compiled._cache, KernelCache)


def bind(function: Callable[..., Any], name: str, **names: Any) -> Callable[..., Any]:
    """Return a copy of `function` for which some global names mean something else.

    Parameters
    ----------
    function : callable
        To be compiled; so what its globals are is settled when it is.
    name : str
        Distinguishes this copy from others in numba's cache.
    **names
        The global names, and what they stand for.
    """
    bound = FunctionType(
        function.__code__,
        {**function.__globals__, **names},
        f"{function.__name__}_{name}",
        function.__defaults__,
    )
    bound.__module__ = function.__module__
    bound.__qualname__ = bound.__name__
    return bound


def inlined(function: Function) -> Function:
    """Compile `function` into each kernel that calls it: a call would cost more than its work."""
    # Nor is any of these called from Python.
    options = {**_OPTIONS, "forceinline": True, "no_cpython_wrapper": True}
    compiled: Function = numba.njit(**options)(function)
    return compiled


class _First(event.Listener):
    """Calls `notify` at the first event."""

    def __init__(self, notify: Callable[[], None]) -> None:
        self._notify: Callable[[], None] | None = notify

    def on_start(self, _event: Any) -> None:
        notify, self._notify = self._notify, None
        if notify is not None:
            notify()

    def on_end(self, _event: Any) -> None:
        pass


@contextmanager
def notify_on_compile(notify: Callable[[], None]) -> Iterator[None]:
    """Call `notify` once if a kernel has to be compiled meanwhile, before that begins."""
    with event.install_listener("numba:compile", _First(notify)):
        yield
