"""The formats of tables. A new one is a file here and a line in `FORMATS`.

Each has ``write(path, parts)`` for an iterable of `Columns` in the order of rows, and
``read(path)``, which yields such parts again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from splotch_tui.core.ensemble.columns import Columns
from splotch_tui.core.errors import UnreadableError, reason_of
from splotch_tui.core.phases import KINDS as PHASES
from splotch_tui.core.storage import check_source
from splotch_tui.core.text import shorten

FORMATS: dict[str, str] = {".csv": "csv", ".parquet": "parquet"}
_PHASES = {phase.value for phase in PHASES}
# How many rows are read at once.
ROWS_AT_ONCE = 1 << 16


class TableFormat(Protocol):
    """Reads and writes the tables of a format."""

    def check(self) -> None:
        """Say that it cannot be had here.

        Raises
        ------
        SplotchError
            A package is missing; the message names it.
        """

    def write(self, path: Path, parts: Iterable[Columns]) -> None:
        """Write a table."""

    def read(self, path: Path) -> Iterator[Columns]:
        """Yield a table's rows, some at a time.

        Raises
        ------
        SplotchError
            It is no table of an ensemble, or damaged.
        """


def table_format(path: Path) -> TableFormat:
    """Return the format of a file's ending, which is one of `FORMATS`."""
    module = import_module(f"{__name__}.{FORMATS[path.suffix.lower()]}")
    return cast("TableFormat", module)


def read_table(path: Path) -> Iterator[Columns]:
    """Yield a table's rows, some at a time, after a look at what is there.

    Raises
    ------
    SplotchError
        There is no such file, or it is no table of an ensemble.
    """
    if path.suffix.lower() not in FORMATS:
        raise UnreadableError(path, f"its name ends in none of {', '.join(FORMATS)}")
    check_source(path)
    row = 0
    try:
        for columns in table_format(path).read(path):
            phases = columns["phase"].tolist()
            if not _PHASES.issuperset(phases):
                at = next(at for at, phase in enumerate(phases) if phase not in _PHASES)
                told = f"row {row + at + 1:,}: there is no phase {shorten(phases[at])}"
                raise UnreadableError(path, told)
            row += len(phases)
            yield columns
    except OSError as error:
        raise UnreadableError(path, reason_of(error)) from None
