"""Waiting by condition."""

from collections.abc import Callable
from time import monotonic, sleep


def wait(condition: Callable[[], object], seconds: float = 90) -> None:
    """Let other threads and processes go on until the condition holds."""
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, "it never happened"
        sleep(0.002)
