"""A card: what is known, line by line, around a figure. All text in it is text, and no markup."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

# Notebooks have styles of their own for tables; these hold in all of them.
_CELL = "text-align:left;padding:1px 14px 1px 0;vertical-align:top"
_WHOLE = ";white-space:nowrap"
_TABLE = "border-collapse:collapse;margin:4px 0"


class Code(str):
    """Text that is to be typed."""

    __slots__ = ()


def card(title: str, about: str, *parts: str) -> str:
    """Return a card.

    Parameters
    ----------
    title, about : str
        A line each.
    *parts : str
        What is below them: an SVG element, what `table` and `lines` return.
    """
    return (
        f'<div style="max-width:700px"><div><b>{escape(title)}</b></div>'
        f'<div style="opacity:.75">{escape(about)}</div>{"".join(parts)}</div>'
    )


def lines(texts: Sequence[str]) -> str:
    """Return texts, each on a line of its own."""
    return "".join(f"<div>{escape(text)}</div>" for text in texts)


def table(rows: Sequence[Sequence[str]], heads: Sequence[str] = ()) -> str:
    """Return rows of text as a table."""
    top = _row(heads, "th") if heads else ""
    body = "".join(_row(row, "td") for row in rows)
    return f'<table style="{_TABLE}">{top}{body}</table>'


def _row(cells: Sequence[str], kind: str) -> str:
    # The last one may be as long as it likes.
    *whole, last = cells
    inside = "".join(_cell(text, kind, _CELL + _WHOLE) for text in whole)
    return f"<tr>{inside}{_cell(last, kind, _CELL)}</tr>"


def _cell(text: str, kind: str, style: str) -> str:
    inside = f"<code>{escape(text)}</code>" if isinstance(text, Code) else escape(text)
    return f'<{kind} style="{style}">{inside}</{kind}>'
