"""Numbers and names as films write them."""

from __future__ import annotations

import math
from collections.abc import Sequence

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
)
# Less than this is not written out.
_LEAST = 1e-4


def coordinate(number: int) -> str:
    """Return the name of a coordinate: x₀, x₁₃."""
    return f"x{number}".translate(_SUBSCRIPTS)


def counted(count: int) -> str:
    """Return a count as sentences write it: three, sixteen, 64."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def listed(names: Sequence[str]) -> str:
    """Return names as one reads them out: x₃, x₆ and x₁₃."""
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def rounded(value: float, digits: int = 3) -> str:
    """Return a value with so many digits that count, or all those before the point."""
    if value == 0.0:
        return "0"
    if abs(value) < _LEAST:
        return "about 0"
    places = max(digits - 1 - math.floor(math.log10(abs(value)) + 1e-12), 0)
    return f"{value:,.{places}f}".replace("-", "−")


def percent(part: float) -> str:
    """Return a part of a whole in percent; of little, the first decimal too."""
    value = 100.0 * part
    # Adding 0 turns −0 into 0.
    text = f"{round(value, 1) + 0.0:.1f}" if abs(value) < 9.95 else f"{value:,.0f}"
    return f"{text}%".replace("-", "−")


def plain(value: float) -> str:
    """Return a round number of a scale: as short as it can be."""
    return f"{value:,.10g}".replace("-", "−")


def steps_text(count: int) -> str:
    """Return a number of steps: 1 step, 5,000 steps."""
    return f"{count:,} step" if count == 1 else f"{count:,} steps"
