"""Columns as a data frame of pandas or polars, whichever is there: neither is needed otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal, get_args

from numpy.typing import NDArray

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.text import shorten

# In the order in which they are taken.
Library = Literal["pandas", "polars"]
_LIBRARIES: tuple[str, ...] = get_args(Library)


def make_frame(
    columns: Mapping[str, NDArray[Any]], library: str | None, optional: Collection[str] = ()
) -> Any:
    """Return columns as a data frame.

    Parameters
    ----------
    columns : mapping
        Arrays of one length, by name.
    library : {"pandas", "polars"}, optional
        Whose; by default that which is installed, pandas before polars.
    optional : collection of str
        Columns of whole numbers where −1 stands for what is missing.

    Raises
    ------
    SplotchError
        There is no such library here.
    """
    chosen = import_module(_installed(library))
    missing = {name: columns[name] < 0 for name in columns if name in optional}
    if chosen.__name__ == "polars":
        return chosen.DataFrame(
            [_polars_series(chosen, name, columns[name], missing.get(name)) for name in columns]
        )
    integers = chosen.arrays.IntegerArray
    return chosen.DataFrame(
        {
            name: integers(values.copy(), missing[name]) if name in missing else values
            for name, values in columns.items()
        }
    )


def _polars_series(
    polars: Any, name: str, values: NDArray[Any], missing: NDArray[Any] | None
) -> Any:
    # Of an array of objects it would make a column of objects, and not of words.
    series = polars.Series(name, values.tolist() if values.dtype == object else values)
    return series if missing is None else series.set(polars.Series(missing), None)


def _installed(library: str | None) -> str:
    """Return the library that is to be taken."""
    if library is not None and library not in _LIBRARIES:
        known = " or ".join(_LIBRARIES)
        raise SplotchError(f"a data frame is of {known}, not of {shorten(library)}")
    wanted = _LIBRARIES if library is None else (library,)
    found = next((name for name in wanted if find_spec(name) is not None), None)
    if found is None:
        raise SplotchError(f"a data frame takes {' or '.join(wanted)}: pip install {wanted[0]}")
    return found
