"""The figure of a claim: points with their intervals, lines, and what they are compared with."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from render.matplotlib_settings import default_settings
from render.plot_style import COLOURS
from splotch_tui.core.claims.chart import Chart, Series
from splotch_tui.core.signals import interruptible
from splotch_tui.core.storage import atomic_write

_SIZE, _DOTS = (7.2, 4.4), 200
# Beside the colours, for print in grey.
_MARKS = ("o", "s", "^", "D")
# Series beside each other are apart by this share of a step, where x is a name.
_APART = 0.12


def draw_chart(chart: Chart, path: Path, *, note: str = "", force: bool = False) -> None:
    """Draw a chart as a .png.

    Parameters
    ----------
    chart : Chart
        What it shows.
    path : Path
        The file.
    note : str, optional
        A line below it.
    force : bool, optional
        Whether an existing file is replaced.

    Raises
    ------
    SplotchError
        It cannot be written.
    """
    with atomic_write(path, force) as temporary, default_settings(), interruptible():
        figure = Figure(figsize=_SIZE, dpi=_DOTS, layout="constrained")
        FigureCanvasAgg(figure)
        plot = figure.add_subplot()
        for number, series in enumerate(chart.series):
            _draw(plot, series, number, _offset(chart, number))
        _label(plot, chart)
        if note:
            figure.supxlabel(note, x=0.01, ha="left", fontsize=7, color="0.35")
        figure.savefig(temporary, format="png", metadata={"Software": "splotch"})


def _offset(chart: Chart, number: int) -> float:
    if not chart.ticks or any(series.line for series in chart.series):
        return 0.0
    return _APART * (number - (len(chart.series) - 1) / 2)


def _draw(plot: Axes, series: Series, number: int, offset: float) -> None:
    colour, mark = COLOURS[number % len(_MARKS)], _MARKS[number % len(_MARKS)]
    x = [place + offset for place in series.x]
    y = [one.value for one in series.y]
    if series.step:
        low, high = [one.low for one in series.y], [one.high for one in series.y]
        plot.fill_between(x, low, high, step="post", color=colour, alpha=0.2, linewidth=0)
        plot.step(x, y, where="post", color=colour, label=series.label)
        return
    if all(one.low == one.value == one.high for one in series.y):
        plot.plot(x, y, color=colour, linestyle="--", label=series.label)
        return
    spread = [[one.value - one.low for one in series.y], [one.high - one.value for one in series.y]]
    plot.errorbar(
        x,
        y,
        yerr=spread,
        color=colour,
        marker=mark,
        markersize=5,
        capsize=3,
        linewidth=1.2 if series.line else 0,
        elinewidth=1.2,
        label=series.label,
    )


def _label(plot: Axes, chart: Chart) -> None:
    plot.set_title(chart.title, loc="left", fontsize=10)
    plot.set_xlabel(chart.x_label)
    plot.set_ylabel(chart.y_label)
    if not chart.ticks:
        plot.xaxis.set_major_formatter("{x:,.0f}")
    if chart.log_x:
        plot.set_xscale("log", base=2)
        plot.set_xticks(sorted({x for series in chart.series for x in series.x}))
        plot.xaxis.set_major_formatter("{x:,.0f}")
        plot.minorticks_off()
    if chart.log_y:
        plot.set_yscale("log")
    if chart.level is not None:
        plot.axhline(chart.level, color="0.5", linewidth=0.8, linestyle=":")
    if chart.ticks:
        places, names = zip(*chart.ticks, strict=True)
        crowded = sum(map(len, names)) > 60
        plot.set_xticks(
            places, names, rotation=25 if crowded else 0, ha="right" if crowded else "center"
        )
    plot.spines[["top", "right"]].set_visible(False)
    if len(chart.series) > 1:
        plot.legend(frameon=False, fontsize=8)
