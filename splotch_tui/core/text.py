"""Text for people: what comes from outside, made safe to show; durations and sizes."""

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


def duration_text(seconds: float) -> str:
    """Return a duration as people say it."""
    if seconds < 59.5:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def size_text(size: float) -> str:
    """Return a number of bytes as people say it."""
    return f"{size / 1e9:,.0f} GB" if size >= 1e10 else f"{size / 1e6:,.0f} MB"
