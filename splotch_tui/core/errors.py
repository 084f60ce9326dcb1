"""The one exception for what a user can put right, and what the system says of the rest."""

from __future__ import annotations

from pathlib import Path


class SplotchError(Exception):
    """Something asked for cannot be done. The message is one line: what, and what to do."""


class UnreadableError(SplotchError):
    """A file cannot be read, for a reason that is a few words."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"cannot read {path}: {reason}")


class TakenError(SplotchError):
    """There is a file already where one is to be made."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists: take another name")
        # For those who call it from Python, below the traceback.
        self.add_note("force=True replaces it")


def reason_of(error: OSError) -> str:
    """Return why the system could not do something, to go into a line of ours."""
    return (error.strerror or str(error)).lower()
