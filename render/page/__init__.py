"""A page of a run to turn by hand: one HTML file, which needs nothing but a browser."""

from __future__ import annotations

from importlib.util import find_spec

from splotch_tui.core.errors import SplotchError


def check_plotly() -> None:
    """Check that what draws in a page is there.

    Raises
    ------
    SplotchError
        It is not.
    """
    if find_spec("plotly") is None:
        raise SplotchError("a page takes plotly: pip install plotly, or write a .png, .svg or .pdf")
