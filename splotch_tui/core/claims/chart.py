"""Chart: what a claim's figure shows, as numbers; `render` draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from splotch_tui.core.ensemble.survival import Interval


@dataclass(frozen=True, slots=True)
class Series:
    """Points with their intervals, or a line.

    Attributes
    ----------
    label : str
        What they are of.
    x : sequence of float
        Where.
    y : sequence of Interval
        Values; where both ends of the interval are the value, none is drawn.
    line : bool
        Whether they are joined.
    step : bool
        Whether each value holds until the next: a curve of survival.
    """

    label: str
    x: Sequence[float]
    y: Sequence[Interval]
    line: bool = False
    step: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure of one panel.

    Attributes
    ----------
    title : str
        What it shows, in a few words.
    x_label, y_label : str
        The axes, with units.
    series : sequence of Series
        In the order of the legend.
    ticks : mapping, optional
        Names of values of x, where they are no numbers.
    log_x, log_y : bool
        Whether the axes are logarithmic.
    level : float, optional
        A value of y that is drawn as a line across: what is compared with.
    """

    title: str
    x_label: str
    y_label: str
    series: Sequence[Series]
    ticks: Sequence[tuple[float, str]] = ()
    log_x: bool = False
    log_y: bool = False
    level: float | None = None


def exact(value: float) -> Interval:
    """Return a value that is drawn without an interval."""
    return Interval(value, value, value)
