"""The one exception for what a user can put right, and what the system says of the rest."""

from __future__ import annotations


class SplotchError(Exception):
    """Something asked for cannot be done. The message is one line: what, and what to do."""


def reason_of(error: OSError) -> str:
    """Return why the system could not do something, to go into a line of ours."""
    return (error.strerror or str(error)).lower()
