"""Text from outside, made safe to show."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return `text` on one line, its control characters written out, safe to send to a terminal."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )
