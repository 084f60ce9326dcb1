"""What all figures for print have in common: size, colours, axes, and how they are written."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from PIL import Image

from render.matplotlib_settings import default_settings
from render.overlays.panel import short
from splotch_tui.core.signals import interruptible

# As wide as a page's text, inches. Dots to the inch on a screen and in print.
PAGE_WIDTH = 7.2
SCREEN_DPI, _PRINT_DPI = 150, 300
# Okabe and Ito's colours, told apart by all eyes.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
INK, GREY = "#222222", "#b8b8b8"
# From so many steps on they are counted in these, so that their numbers stay short.
_STEPS = (
    (1e9, 1e9, "billion steps"),
    (1e6, 1e6, "million steps"),
    (1e4, 1e3, "thousand steps"),
    (0.0, 1.0, "step"),
)
STYLE: dict[Any, Any] = {
    "font.size": 8.0,
    "axes.labelsize": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "lines.linewidth": 0.8,
    "lines.solid_joinstyle": "round",
    "legend.frameon": False,
    "legend.fontsize": 7.5,
    # The same figure is the same file.
    "svg.hashsalt": "splotch",
    "pdf.fonttype": 42,
}


class ShownFigure(Figure):
    """A figure that a notebook shows by itself: matplotlib's own are not, but for pyplot's."""

    def _repr_png_(self) -> bytes:
        drawn, file = BytesIO(), BytesIO()
        with default_settings(STYLE):
            self.savefig(drawn, format="png")
        # A notebook keeps what it shows: by so few colours, which suffice, it has a third to keep.
        picture = Image.open(drawn).convert("RGB").quantize(256, dither=Image.Dither.NONE)
        picture.save(file, "png", optimize=True)
        return file.getvalue()


def new_figure(height: float) -> Figure:
    """Return an empty figure as wide as a page's text, and so high, in inches."""
    size = (PAGE_WIDTH, height)
    figure = ShownFigure(figsize=size, dpi=SCREEN_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def write_figure(figure: Figure, path: Path, provenance: str) -> None:
    """Write a figure, with `provenance` inside, in the format that the path's ending says."""
    kind = path.suffix.lower().lstrip(".")
    metadata: dict[str, str | None] = {
        "png": {"splotch": provenance, "Software": None},
        "svg": {"Description": provenance, "Date": None},
        "pdf": {"Subject": provenance, "CreationDate": None},
    }[kind]
    # By way of the memory: matplotlib's PDFs fail with other errors than a full disk's.
    file = BytesIO()
    # Only here: where kernels are compiled or loaded, what a signal raises is lost.
    with interruptible(), default_settings(STYLE):
        figure.savefig(file, format=kind, metadata=metadata, dpi=_PRINT_DPI)
    path.write_bytes(file.getbuffer())


def count_steps(last: float) -> tuple[float, str]:
    """Return in what an axis up to the step `last` counts, and that as its label."""
    return next((unit, name) for least, unit, name in _STEPS if last >= least)


def pushed_apart(
    ends: Mapping[int, float], low: float, high: float, apart: float
) -> dict[int, float]:
    """Return where to write the names of curves: near their ends, none over another.

    Parameters
    ----------
    ends : mapping
        Where each curve ends, by its number.
    low, high : float
        Between which all of them are written.
    apart : float
        How far from each other.
    """
    numbers = sorted(ends, key=lambda number: ends[number])
    places = np.array([ends[number] for number in numbers], np.float64)
    # Neighbours push each other away, a little less each time.
    for _ in range(100):
        short = 0.5 * np.maximum(apart - np.diff(places), 0.0)
        places[:-1] -= short
        places[1:] += short
        places = np.clip(places, low, high)
    return dict(zip(numbers, places.tolist(), strict=True))


def rule_axis(axis: Axis, unit: float = 1.0, *, whole: bool = False) -> None:
    """Put round numbers on an axis, in units of `unit`, short enough to be side by side."""
    axis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10], integer=whole))
    axis.set_major_formatter(FuncFormatter(lambda value, _: short(value / unit)))
