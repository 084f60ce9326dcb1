"""Parquet: smaller and faster than text. It takes pyarrow, the extra `parquet`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from splotch_tui.core.ensemble.columns import KINDS, OPTIONAL, Columns
from splotch_tui.core.ensemble.formats import ROWS_AT_ONCE
from splotch_tui.core.errors import SplotchError, UnreadableError

_TYPES = {int: "int64", float: "float64", str: "string"}


def check() -> None:
    """See `TableFormat`."""
    if find_spec("pyarrow") is None:
        raise SplotchError("Parquet takes pyarrow: pip install pyarrow, or write a .csv")


def write(path: Path, parts: Iterable[Columns]) -> None:
    """See `TableFormat`."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = _schema()
    with parquet.ParquetWriter(path, schema) as writer:
        for columns in parts:
            arrays = [
                pa.array(columns[name], field.type, mask=_missing(name, columns[name]))
                for name, field in zip(KINDS, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _schema() -> Any:
    import pyarrow as pa

    return pa.schema([(name, getattr(pa, _TYPES[kind])()) for name, kind in KINDS.items()])


def _missing(name: str, values: Any) -> Any:
    return values < 0 if name in OPTIONAL else None


def read(path: Path) -> Iterator[Columns]:
    """See `TableFormat`."""
    check()
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            if not file.schema_arrow.equals(_schema()):
                raise UnreadableError(path, "it is no table of an ensemble")
            for part in file.iter_batches(ROWS_AT_ONCE):
                empty = [name for name in KINDS if part.column(name).null_count]
                if not OPTIONAL.issuperset(empty):
                    raise UnreadableError(path, "numbers are missing in it")
                yield {name: _array(name, part.column(name)) for name in KINDS}
    except (pa.ArrowException, OSError) as error:
        raise UnreadableError(path, f"it is damaged: {str(error).splitlines()[0]}") from None


def _array(name: str, values: Any) -> Any:
    kind = KINDS[name]
    if kind is str:
        return np.array(values.to_pylist(), object)
    return np.asarray(values.fill_null(-1) if name in OPTIONAL else values, kind)
