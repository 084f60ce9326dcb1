"""Garbage: what the program itself is made of is not looked through for any.

Now and then Python's collector looks through all objects there are, and holds the GIL meanwhile. Of
those that modules and kernels are made of there are so many that this takes a tenth of a second: a
third of one until the app is there, and a key that comes just then waits for it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off_collection() -> Iterator[None]:
    """Collect no garbage while the program comes together."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def collect_only_what_comes() -> None:
    """Collect garbage again, but only among objects that are made from now on."""
    gc.freeze()
    gc.enable()
