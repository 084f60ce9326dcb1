"""Text from outside, made safe to show."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return `text` on one line, its control characters written out, safe to send to a terminal."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def shorten(value: object, longest: int = 24) -> str:
    """Return a value from outside as a few printable letters, to go into a message."""
    try:
        text = printable(str(value)[: longest + 1])
    except ValueError:  # Python writes out no more than some thousand digits
        return "a number of thousands of digits"
    return text if len(text) <= longest else f"{text[:longest]}…"
