"""matplotlib as it comes, whatever the user has set for it: what is drawn here looks the same.

`splotch` imports it without the settings of the user's environment; where it was imported before,
as in a notebook, its settings are set aside while something is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from splotch_tui.core.errors import SplotchError, reason_of


def import_matplotlib() -> None:
    """Import matplotlib, before the modules that draw with it are imported.

    Raises
    ------
    SplotchError
        It cannot read its settings: a file matplotlibrc in the present folder is always read.
    """
    try:
        import matplotlib  # noqa: F401
    except (OSError, ValueError) as error:
        why = reason_of(error) if isinstance(error, OSError) else str(error)
        raise SplotchError(
            f"matplotlib cannot read its settings: {why}: move the file matplotlibrc away"
        ) from None


@contextmanager
def default_settings(style: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Draw with matplotlib's own defaults and a style, and put the user's settings back after.

    Parameters
    ----------
    style : mapping, optional
        Settings, by matplotlib's names.
    """
    import matplotlib as mpl

    # By way of `dict`, which warns of no setting that is going out of use. The backend stays: none
    # is asked for where a canvas is made.
    settings: dict[Any, Any] = {
        name: value
        for name, value in dict.items(mpl.rcParamsDefault)
        if name != "backend" and dict.get(mpl.rcParams, name) != value
    }
    with mpl.rc_context(settings | dict(style or {})):
        yield
