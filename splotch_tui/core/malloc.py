"""Memory of large arrays goes back to the system when they are gone."""

from __future__ import annotations

import ctypes
from contextlib import suppress

# glibc's number for the size from which on memory is had from the system, and given back to it; and
# that size: more than what a chunk of steps takes, which would be had anew every few milliseconds.
_M_MMAP_THRESHOLD = -3
_LARGE = 4 << 20


def give_back_large_arrays() -> None:
    """Have the memory of arrays over 4 MB given back when they are gone.

    By itself glibc raises that size to the largest array that was ever given back. From then on the
    records of runs, which grow and are thinned, leave holes that nothing else fits into.
    """
    # Other C libraries have no such thing, and need it not; Windows has no library of that kind.
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)
