"""Ticks and numbers: what stands beside axes and in headings.

A number with a digit cut off is another number: one that does not fit is written shorter, or left
out.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from splotch_tui.core.rounding import round_below
from splotch_tui.ui.plotting.parts import LogWindow, Window
from splotch_tui.ui.plotting.plot import Scale

_UNITS = ((1, ""), (10**3, "k"), (10**6, "M"), (10**9, "G"))
# More digits after the point are written as powers of ten.
_MOST_DECIMALS = 4


def value_text(value: float) -> str:
    """Return a value as people read it: five significant digits, or whole."""
    if value == 0:
        return "0"
    if 1e-4 <= abs(value) < 1e9:
        digits = max(0, min(4, 4 - math.floor(math.log10(abs(value)) + 1e-12)))
        return f"{value:,.{digits}f}".replace("-", "−")
    return f"{value:.2e}".replace("-", "−")


def fitting_value(value: float, room: int) -> str:
    """Return a value as `value_text` does, or with fewer digits if that takes too much room.

    It is empty where nothing fits.
    """
    shorter = (f"{value:.{digits}g}".replace("-", "−") for digits in (4, 3, 2, 1))
    return next((text for text in (value_text(value), *shorter) if len(text) <= room), "")


def value_ticks(scale: Scale, rows: int, dots: int, width: int) -> dict[int, str]:
    """Return the labels of a value axis by row: multiples of one round number.

    Parameters
    ----------
    scale : Scale
        The values that the axis spans.
    rows : int
        Its rows of cells.
    dots : int
        The rows of dots in a cell: a label stands in the cell that the value's dots are in.
    width : int
        How long a label may be.
    """
    span = scale.high - scale.low
    # Two to five rows apart: closer, and rounding to rows would show.
    step = round_below(min(5.0 * span / max(1, rows - 1), span))
    if len(_numbers(scale, step)) < 2:
        step = round_below(0.6 * step)
    while len(numbers := _numbers(scale, step)) > 1:
        places = [_row_of(n * step, scale, rows, dots) for n in numbers]
        labels = _labels(numbers, step, width)
        if labels and len(set(places)) == len(places):
            return dict(zip(places, labels, strict=True))
        step = round_below(2.5 * step)
    # There is room for one, or for none.
    middle = 0.0 if scale.low <= 0 <= scale.high else scale.low
    step = round_below(abs(middle)) if middle else 1.0
    if abs(middle - round(middle / step) * step) > 1e-9 * span:
        return {}
    labels = _labels([round(middle / step)], step, width)
    return {_row_of(middle, scale, rows, dots): label for label in labels}


def _numbers(scale: Scale, step: float) -> list[int]:
    """Return which multiples of a step a scale holds."""
    spare = 1e-9 * (scale.high - scale.low)
    numbers = range(round(scale.low / step), round(scale.high / step) + 1)
    return [n for n in numbers if scale.low - spare <= n * step <= scale.high + spare]


def _row_of(value: float, scale: Scale, rows: int, dots: int) -> int:
    share = min(max((scale.high - value) / (scale.high - scale.low), 0.0), 1.0)
    return round(share * (rows * dots - 1)) // dots


def _labels(numbers: Sequence[int], step: float, width: int) -> list[str]:
    """Return multiples of a round step, all written alike; empty if they do not fit."""
    for unit, letter in _UNITS:
        decimals = max(0, -math.floor(math.log10(step / unit) + 1e-9))
        if decimals <= _MOST_DECIMALS and (unit == 1 or step / unit > 1e-2):
            texts = [f"{n * step / unit:,.{decimals}f}{letter}" if n else "0" for n in numbers]
            if all(len(text) <= width for text in texts):
                return [text.replace("-", "−") for text in texts]
    texts = [_power_text(n, step) for n in numbers]
    return texts if all(len(text) <= width for text in texts) else []


def _power_text(number: int, step: float) -> str:
    """Return a multiple of a round step with a power of ten: 1.5e−7."""
    if number == 0:
        return "0"
    power = math.floor(math.log10(step) + 1e-9)
    # The step has one digit: it and its multiples are whole numbers of its power.
    digits = number * round(step / 10.0**power)
    more = len(str(abs(digits))) - 1
    mantissa = f"{digits / 10**more:.{more}f}".rstrip("0").rstrip(".") if more else str(digits)
    return f"{mantissa}e{power + more}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class StepTick:
    """A mark on the step axis.

    Attributes
    ----------
    cell : int
        Where it is.
    label : str
        What stands beside it; empty: nothing.
    start : int
        The first cell of that.
    """

    cell: int
    label: str
    start: int


def step_ticks(
    window: Window, cells: int, last: int, taken: Collection[int] = ()
) -> list[StepTick]:
    """Return the marks of a step axis of `cells` cells.

    A label stands to the right of its mark, or to the left of it where there is no room or one of
    the cells is `taken`. Marks lie so far apart that all but the first have a label, if possible.

    Parameters
    ----------
    window : StepWindow or LogWindow
        The steps that the axis spans.
    cells : int
        Its cells.
    last : int
        The last step that there will be.
    taken : collection of int
        Cells in which something else stands.
    """
    if isinstance(window, LogWindow):
        return _log_step_ticks(window, cells, last, taken)
    columns_in_cell = window.columns // cells
    stop = min(window.stop, last + 1)
    best: list[StepTick] = []
    for wanted in range(max(2, cells // 14), 0, -1):
        step = round_whole(max(stop - window.start, 1) / wanted)
        steps = range(-(-window.start // step) * step, stop, step)
        room = step / window.width / columns_in_cell
        if max((len(step_text(value)) for value in steps), default=0) + 3 > room:
            steps = steps[:1]
        ticks = _placed(steps, window, cells, taken)
        if sum(bool(tick.label) for tick in ticks) > sum(bool(tick.label) for tick in best):
            best = ticks
        if len(steps) > 1 and all(tick.label for tick in ticks[1:]):
            return ticks
    return best


def _log_step_ticks(
    window: LogWindow, cells: int, last: int, taken: Collection[int]
) -> list[StepTick]:
    """Return marks at powers of ten, with 2 and 5 times them between where there is room.

    Within less than one decade they are multiples of a round number.
    """
    start, stop = int(window.edges[0]), min(window.stop, last + 1)
    powers = [10**power for power in range(len(str(stop)))]
    choices = [
        [0, *(factor * power for power in powers for factor in factors)]
        for factors in ((1, 2, 5), (1, 3), (1,))
    ]
    # Over ever more decades.
    choices += [[0, *powers[::every]] for every in (2, 3, 4)]
    steps = (range(0, stop, round_whole(max(stop - start, 1) / part)) for part in (6, 4, 3, 2))
    if stop <= 10 * max(start, 1):
        choices = [list(each[-(-start // each.step) :]) for each in steps]
    best: list[StepTick] = []
    for choice in choices:
        inside = [step for step in choice if start <= step < stop]
        ticks = _placed(inside, window, cells, taken)
        if sum(bool(tick.label) for tick in ticks) > sum(bool(tick.label) for tick in best):
            best = ticks
        if len(inside) > 1 and all(tick.label for tick in ticks):
            return ticks
    return best


def round_whole(value: float) -> int:
    """Return the largest whole 1, 2 or 5 times a power of ten that is at most `value`, or 1."""
    return max(1, round(round_below(value)))


def _placed(
    steps: Sequence[int], window: Window, cells: int, taken: Collection[int]
) -> list[StepTick]:
    """Return the marks of some steps, with labels where there is room for them."""
    ticks: list[StepTick] = []
    marked = [cell in taken for cell in range(cells)]
    written = [False] * cells
    for value in steps:
        cell = window.column_of(value) // (window.columns // cells)
        text = step_text(value)
        if written[cell]:
            continue
        for start in (cell + 1, cell - len(text)):
            inside = range(start, start + len(text))
            # A cell between two labels keeps them apart.
            around = range(max(start - 1, 0), min(inside.stop + 1, cells))
            if (
                start >= 0
                and inside.stop <= cells
                and not any(marked[at] or written[at] for at in inside)
                and not any(written[at] for at in around if at != cell)
            ):
                written[start : inside.stop] = [True] * len(text)
                ticks.append(StepTick(cell, text, start))
                break
        else:
            ticks.append(StepTick(cell, "", cell))
        written[cell] = True
    return ticks


def step_text(value: int) -> str:
    """Return a step number, short."""
    for unit, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if value >= unit and value % (unit // 100) == 0 and value >= 10_000:
            return f"{value / unit:.2f}".rstrip("0").rstrip(".") + letter
    return str(value)
