"""Numbers on logarithmic axes, as many as have room beside each other."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import (
    FixedLocator,
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    NullFormatter,
    NullLocator,
)

from render.overlays.panel import short

# What is numbered from one power of ten to the next, on an axis of less than so many of them.
_WITHIN = (
    (0.8, (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0)),
    (2.6, (1.0, 2.0, 5.0)),
    (4.0, (1.0, 3.0)),
    (np.inf, (1.0,)),
)
_MOST_POWERS = 5


def rule_log(axis: Axis) -> None:
    """Put numbers on a logarithmic axis."""
    low, high = axis.get_view_interval()
    powers = np.log10(high / low)
    within = next(numbers for most, numbers in _WITHIN if powers < most)
    axis.set_major_locator(LogLocator(subs=within, numticks=12))
    axis.set_major_formatter(FuncFormatter(short))
    axis.set_minor_formatter(NullFormatter())


def rule_both_ways(plot: Axes, low: float, high: float, linear: float) -> None:
    """Make a plot's heights logarithmic to both sides of 0, and linear within `linear` of it.

    They go from `low`, at most 0, to `high`, and a little beyond.
    """
    plot.set_yscale("symlog", linthresh=linear, linscale=0.4)
    plot.set_ylim(1.2 * low, 1.2 * high)
    powers = 10.0 ** np.arange(np.ceil(np.log10(0.5 * linear)), np.log10(1.2 * max(high, -low)))
    powers = powers[:: 1 + len(powers) // _MOST_POWERS]
    ticks = [tick for tick in (*-powers, 0.0, *powers) if 1.2 * low <= tick <= 1.2 * high]
    plot.yaxis.set_major_locator(FixedLocator(ticks) if len(ticks) > 1 else MaxNLocator(4))
    plot.yaxis.set_major_formatter(FuncFormatter(short))
    plot.yaxis.set_minor_locator(NullLocator())
