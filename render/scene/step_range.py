"""Parts of a run: which of its points a film plays."""

from __future__ import annotations

import re

import numpy as np

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.text import shorten

# The first and the last step that a film plays; None: the run's own.
StepRange = tuple[int | None, int | None]


def parse_step_range(text: str) -> StepRange:
    """Read FIRST:LAST, either of which may be missing.

    Raises
    ------
    SplotchError
        It is none.
    """
    match = re.fullmatch(" *([0-9]{0,12}) *: *([0-9]{0,12}) *", text)
    if match is None:
        raise SplotchError(f"{shorten(repr(text))} is not a part like 2000:2600, 2000: or :2600")
    first, last = (int(digits) if digits else None for digits in match.groups())
    return first, last


def played_rows(history: History, part: StepRange) -> slice:
    """Return which points of a history a film of some part of it plays: two or more.

    Raises
    ------
    SplotchError
        The part is not within the run, or the history keeps too few of its points.
    """
    end = history.recipe.steps
    first, last = (own if step is None else step for step, own in zip(part, (0, end), strict=True))
    if not 0 <= first < last <= end:
        raise SplotchError(
            f"a part goes from one step to a later one, both within 0 to {end:,}: "
            f"not {_step_text(first)} to {_step_text(last)}"
        )
    begin, stop = (nearest_row(history, step) for step in (first, last))
    if begin == stop:
        raise SplotchError(
            f"of the steps {first:,} to {last:,} only one was kept: take a part longer than "
            f"{history.stride:,} steps"
        )
    return slice(begin, stop + 1)


def _step_text(step: int) -> str:
    return f"{step:,}" if abs(step) < 10**12 else shorten(step)


def nearest_row(history: History, step: int) -> int:
    """Return which of the points kept is nearest to a step."""
    return int(np.abs(history.steps - step).argmin())
