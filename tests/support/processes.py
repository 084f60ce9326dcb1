"""Processes of which nothing is left, however a test ends."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any


@contextmanager
def started(arguments: Sequence[Any], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """Start a process in a session of its own; end what is left of it and of its children."""
    command = list(map(str, arguments))
    with subprocess.Popen(command, start_new_session=True, **options) as process:
        try:
            yield process
        finally:
            end_group(process.pid)


def finished(
    arguments: Sequence[Any], timeout: float = 100, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run a process to its end, as `subprocess.run` does; its children end with it."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
    with started(arguments, **options) as process:
        output, errors = process.communicate(timeout=timeout)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def end_group(number: int) -> None:
    """End all processes of a group, if there are any."""
    with suppress(ProcessLookupError):
        os.killpg(number, signal.SIGKILL)
