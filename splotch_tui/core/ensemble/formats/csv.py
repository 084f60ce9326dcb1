"""CSV: text that everything reads. A step that did not happen is empty."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from splotch_tui.core.ensemble.columns import KINDS, OPTIONAL, Columns
from splotch_tui.core.ensemble.formats import ROWS_AT_ONCE
from splotch_tui.core.errors import UnreadableError
from splotch_tui.core.text import shorten


def check() -> None:
    """See `TableFormat`: nothing is missing."""


def write(path: Path, parts: Iterable[Columns]) -> None:
    """See `TableFormat`. Numbers are written so that they are read again bit for bit."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(KINDS)
        for columns in parts:
            lists = [_texts(name, columns[name].tolist()) for name in KINDS]
            writer.writerows(zip(*lists, strict=True))


def _texts(name: str, values: list[Any]) -> list[Any]:
    return ["" if value < 0 else value for value in values] if name in OPTIONAL else values


def read(path: Path) -> Iterator[Columns]:
    """See `TableFormat`."""
    # Spreadsheets put a byte order mark first.
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
        lines = csv.reader(file)
        try:
            header = next(lines, [])
            if header != list(KINDS):
                raise UnreadableError(path, _wrong_header(header))
            row = 0
            while some := list(islice(lines, ROWS_AT_ONCE)):
                yield _columns(path, some, row)
                row += len(some)
        except csv.Error as error:
            raise UnreadableError(path, f"line {lines.line_num:,}: {error}") from None


def _wrong_header(header: list[str]) -> str:
    missing = [name for name in KINDS if name not in header]
    if len(missing) == len(KINDS):
        return "it is no table of an ensemble"
    if missing:
        return f"it has no column {missing[0]}"
    extra = [name for name in header if name not in KINDS]
    return f"it has a column of its own, {shorten(extra[0])}" if extra else "its columns are moved"


def _columns(path: Path, rows: list[list[str]], before: int) -> Columns:
    """Return rows as columns; `before` them there were so many."""
    for number, row in enumerate(rows):
        if len(row) != len(KINDS):
            what = "is cut off" if len(row) < len(KINDS) else "is too long"
            raise UnreadableError(path, f"row {before + number + 1:,} {what}")
    columns = {}
    for name, texts in zip(KINDS, zip(*rows, strict=True), strict=True):
        kind = KINDS[name]
        if kind is str:
            columns[name] = np.array(texts, object)
            continue
        values = [text or "-1" for text in texts] if name in OPTIONAL else texts
        try:
            columns[name] = np.array(list(map(kind, values)), kind)
        except (ValueError, OverflowError):
            raise UnreadableError(path, _no_number(name, texts, before)) from None
    return columns


def _no_number(name: str, texts: Iterable[str], before: int) -> str:
    for number, text in enumerate(texts):
        try:
            np.array(KINDS[name](text or "-1" * (name in OPTIONAL)), KINDS[name])
        except (ValueError, OverflowError):
            return f"row {before + number + 1:,}: {name} is {shorten(text) or 'empty'}"
    raise AssertionError("every text is a number")
