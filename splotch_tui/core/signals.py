"""Ctrl-C and other signals: noted when they come, acted on between two pieces of work.

A handler that raises is not heard everywhere: what is raised while numba compiles or loads a kernel
is lost in a callback from C. So handlers only note the signal, and whatever takes long calls
`check_stopped` every now and then. This module is imported before all others, and imports little.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StoppedError(BaseException):
    """The process was asked to end. Work under way cleans up after itself."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class _State:
    """The signal that came first, and whether what goes on may be interrupted."""

    number: int | None = None
    may_interrupt = False


def _note(number: int, _frame: FrameType | None) -> None:
    if _State.number is None:
        _State.number = number
    # A second Ctrl-C interrupts wherever the program is; a second of the others changes nothing.
    if signal.getsignal(signal.SIGINT) is _note:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if _State.may_interrupt:
        raise StoppedError(_State.number)


def catch_signals(always: tuple[str, ...] = ()) -> None:
    """Have the signals that ask a process to end noted, from now on.

    One that the caller has us ignore, as under nohup, stays ignored.

    Parameters
    ----------
    always : tuple of str
        Names of signals that are noted even then.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        # Windows has no SIGHUP.
        number = getattr(signal, name, None)
        if number is None:
            continue
        if name in always or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _note)


def stop_signal() -> int | None:
    """Return the number of the signal that asked the process to end, if one did."""
    return _State.number


def check_stopped() -> None:
    """End the work under way if a signal asked for it.

    Raises
    ------
    StoppedError
        One did.
    """
    if _State.number is not None:
        raise StoppedError(_State.number)


@contextmanager
def interruptible() -> Iterator[None]:
    """Let a signal interrupt what checks nothing: a wait for input, or matplotlib at work."""
    check_stopped()
    _State.may_interrupt = True
    try:
        yield
    finally:
        _State.may_interrupt = False
