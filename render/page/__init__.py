"""A page of a run to turn by hand: one HTML file, which needs nothing but a browser."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from render.matplotlib_settings import import_matplotlib
from render.options import FilmOptions
from render.scene.step_range import StepRange
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.signals import interruptible
from splotch_tui.core.storage import atomic_write

# What a page ends in.
PAGE_ENDING = ".html"


def check_plotly() -> None:
    """Check that what draws in a page is there.

    Raises
    ------
    SplotchError
        It is not.
    """
    if find_spec("plotly") is None:
        raise SplotchError("a page takes plotly: pip install plotly, or write a .png, .svg or .pdf")


def plot_page(
    history: History,
    path: str | os.PathLike[str],
    *,
    axis: int | None = None,
    part: StepRange | None = None,
    force: bool = False,
) -> None:
    """Write a page of a run to turn by hand: the surface in 3-D, with a slider of the step.

    Parameters
    ----------
    history : History
        The run to show.
    path : path-like
        The page: .html. It is one file, which loads nothing.
    axis, part, force
        As in `render.plot`.

    Raises
    ------
    SplotchError
        An argument is wrong, plotly is missing, or the file cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() != PAGE_ENDING:
        raise SplotchError(f"{path} is no name for a page: end it in {PAGE_ENDING}")
    check_plotly()
    import_matplotlib()
    from render.page.writing import page_of
    from render.plot_part import PlottedPart

    FilmOptions(axis=None if axis is None else (axis,), part=part).check_history(history)
    shown = axis or history.farthest_axis
    plotted = PlottedPart.of(history, part)
    with atomic_write(path, force) as temporary, interruptible():
        temporary.write_text(page_of(plotted, shown), encoding="utf-8")
