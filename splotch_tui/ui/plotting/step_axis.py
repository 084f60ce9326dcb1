"""The step axis: its numbers, and the signs and words of what happened when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from splotch_tui.ui.plotting.parts import Window
from splotch_tui.ui.plotting.ticks import step_ticks


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands at the step of something that happened.

    Attributes
    ----------
    character : str
        Its sign.
    texts : tuple of str
        What to say of it, the longest first.
    style : str
        In which style.
    """

    character: str
    texts: tuple[str, ...]
    style: str


def lay_out(
    window: Window,
    cells: int,
    last: int,
    signs: Mapping[int, Sign],
    tick: str,
    others: Mapping[int, Sign] = MappingProxyType({}),
) -> tuple[list[str], list[str]]:
    """Return the characters of a step axis, and the style of each cell; empty: the axis' own.

    Parameters
    ----------
    window : StepWindow or LogWindow
        The steps that it spans.
    cells : int
        Its cells.
    last : int
        The last step that there will be.
    signs : mapping of int to Sign
        By cell; numbers make room for a sign, and words for numbers.
    tick : str
        The mark of a number.
    others : mapping of int to Sign
        By cell, those that give way to `signs`; numbers stay where they are, or are left out.
    """
    chars, styles = [" "] * cells, [""] * cells
    # The words of the first take their room first.
    inside = {
        cell: sign for cell, sign in {**signs, **others, **signs}.items() if 0 <= cell < cells
    }
    own = inside.keys() & signs.keys()
    for place in step_ticks(window, cells, last, own):
        chars[place.cell] = tick
        stop = place.start + len(place.label)
        if inside.keys().isdisjoint(range(place.start, stop)):
            chars[place.start : stop] = place.label
    for cell, sign in inside.items():
        chars[cell], styles[cell] = sign.character, sign.style
    for cell, sign in inside.items():
        text, start = _beside(cell, sign.texts, chars)
        chars[start : start + len(text)] = text
        styles[start : start + len(text)] = [sign.style] * len(text)
    return chars, styles


def _beside(cell: int, texts: Sequence[str], chars: Sequence[str]) -> tuple[str, int]:
    """Return the first text that fits beside a cell, and where: a space keeps it from others."""
    for text in texts:
        for start in (cell + 1, cell - len(text)):
            stop = start + len(text)
            around = [at for at in (start - 1, *range(start, stop), stop) if at != cell]
            if (
                start >= 0
                and stop <= len(chars)
                and all(chars[at] == " " for at in around if 0 <= at < len(chars))
            ):
                return text, start
    return "", cell
