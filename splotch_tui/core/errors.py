"""The one exception for what a user can put right."""

from __future__ import annotations


class SplotchError(Exception):
    """Something asked for cannot be done. The message is one line: what, and what to do."""
