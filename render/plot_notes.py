"""What plots say beside their curves: parameters, phases, changes and hops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

from render.plot_part import PlottedPart
from render.plot_phases import COLOURS
from splotch_tui.core.phases import PhaseKind
from splotch_tui.core.recipe_words import acting_changes, told_recipe, value_at

_NOTE, _INK, _GREY, _HOP = 6.5, "#555555", "#b8b8b8", "#d7191c"
# Notes above a plot leave so much of its width to its letter, and to each other.
_LETTER, _APART = 0.055, 0.02
# Changes as close together as this part of it are told in sum.
_CLOSE = 0.08
# More names or hops than these are told in sum.
_MOST_NAMES, _MOST_HOPS = 3, 3
# A line of the title has no more letters.
_LONGEST_LINE = 100
# How formulas write what captions write in plain letters.
IN_FORMULAS = {"ε": "$\\varepsilon$", "η": "$\\eta$", "D": "$D$"}


def told_part(part: PlottedPart) -> str:
    """Return what a run's parameters were, and which of its steps are shown."""
    recipe = part.history.recipe
    phrases = told_recipe(recipe)
    if not part.is_whole:
        phrases.append(part.told_steps)
    return in_formulas(in_lines(phrases))


def in_lines(phrases: list[str], longest: int = _LONGEST_LINE) -> str:
    """Return phrases with commas between them, in lines of at most so many letters."""
    lines = [phrases[0]]
    for phrase in phrases[1:]:
        longer = f"{lines[-1]}, {phrase}"
        if len(longer) <= longest:
            lines[-1] = longer
        else:
            lines[-1] += ","
            lines.append(phrase)
    return "\n".join(lines)


def in_formulas(text: str) -> str:
    """Return the words of captions with their symbols as formulas write them."""
    for symbol, formula in IN_FORMULAS.items():
        text = text.replace(f"{symbol} ", f"{formula} ")
    return text


@dataclass(frozen=True, slots=True)
class _Note:
    """Words above a plot, which belong to some steps.

    Attributes
    ----------
    first, last : float
        The steps.
    items : tuple of int
        What is told, by number.
    """

    first: float
    last: float
    items: tuple[int, ...]


def mark_phases(plot: Axes, part: PlottedPart) -> None:
    """Write the phases above a plot, each over its steps, and mark hops on its curve.

    Phases that have no room for their names are counted, and their colours named in the plot. Its
    place has to be settled.
    """
    phases, keys = part.phases, dict[str, Line2D]()
    kinds = dict.fromkeys(phase.kind for phase in phases)
    starts = [max(phase.start, part.first) for phase in phases]
    ends = [*starts[1:], part.last]
    if len(phases) > 1 or phases[0].kind is not PhaseKind.FREE:
        for start in starts[1:]:
            _rule_off(plot, start, (4, 2))
        notes = [
            _Note(start, end, (number,))
            for number, (start, end) in enumerate(zip(starts, ends, strict=True))
        ]

        def words(items: tuple[int, ...]) -> str:
            told = [phases[item].kind for item in items]
            if len(told) <= _MOST_NAMES:
                return ", ".join(map(str, told))
            return ", ".join(f"{told.count(kind)} × {kind}" for kind in dict.fromkeys(told))

        for note, text in _write(plot, notes, words, centred=True):
            if len(note.items) == 1:
                text.set_color(COLOURS[phases[note.items[0]].kind])
            else:
                keys |= {str(kind): Line2D([], [], color=COLOURS[kind]) for kind in kinds}
    if part.hops:
        keys |= _mark_hops(plot, part)
    if keys:
        # Curves climb from the other corner, or, where there is more to tell, are looked at.
        legend = plot.legend(
            list(keys.values()),
            list(keys),
            loc="lower right" if len(keys) == 1 else "best",
            fontsize=_NOTE,
            labelcolor=_INK,
            handlelength=1.2,
            labelspacing=0.25,
        )
        legend.set_in_layout(False)


def _mark_hops(plot: Axes, part: PlottedPart) -> dict[str, Line2D]:
    """Mark hops on a curve, and return what is told of them, with their mark."""
    at = [hop.step for hop in part.hops]
    if len(at) <= _MOST_HOPS:
        heights = np.interp(at, part.steps, part.coordinate(0))
        marks = plot.plot(at, heights, "v", color=_HOP, markersize=4, markeredgewidth=0.0)
        told = "\n".join(f"hop at {step:,}" for step in at)
    else:
        # So many would hide the curve: they are at the foot of the plot.
        foot = np.full(len(at), 0.03)
        ticks = plot.get_xaxis_transform()
        marks = plot.plot(
            at, foot, "|", color=_HOP, markersize=5, markeredgewidth=0.4, transform=ticks
        )
        told = f"{len(at):,} hops, first at {at[0]:,}"
    return {told: marks[0]}


def mark_changes(plot: Axes, part: PlottedPart) -> None:
    """Mark the steps at which parameters were changed, and say to what.

    Changes too close together to be told one by one are told in sum: the value after them, and
    the one before where no other note tells it. The plot's place has to be settled.
    """
    recipe = part.history.recipe
    changes = [
        change for change in acting_changes(recipe) if part.first <= change.step <= part.last
    ]
    for change in changes:
        _rule_off(plot, change.step, (1, 1.5))

    def words(items: tuple[int, ...]) -> str:
        told = [changes[item] for item in items]
        phrases = []
        for name in dict.fromkeys(change.parameter for change in told):
            parameter = recipe.live_parameters[name]
            values = [float(f"{change.value:.3g}") for change in told if change.parameter == name]
            phrase = parameter.phrase(values[-1])
            earlier = any(change.parameter == name for change in changes[: items[0]])
            if len(values) > 1 and not earlier:
                before = float(f"{value_at(recipe, told[0].step - 1, name):.3g}")
                phrase = f"{parameter.phrase(before)} → {parameter.text(values[-1])}"
            phrases.append(phrase)
        return in_formulas(", ".join(phrases))

    notes: list[_Note] = []
    for number, change in enumerate(changes):
        # So many need not be measured to see that there is no room.
        if notes and change.step - notes[-1].first < _CLOSE * (part.last - part.first):
            notes[-1] = _Note(notes[-1].first, change.step, (*notes[-1].items, number))
        else:
            notes.append(_Note(change.step, change.step, (number,)))
    _write(plot, notes, words, centred=False)


def _rule_off(plot: Axes, step: int, dashes: tuple[float, float]) -> None:
    plot.axvline(step, color=_GREY, linewidth=0.6, linestyle=(0, dashes), zorder=1)


def _write(
    plot: Axes, notes: list[_Note], words: Callable[[tuple[int, ...]], str], *, centred: bool
) -> list[tuple[_Note, Text]]:
    """Write notes above a plot and return them; those that would run into each other become one."""
    begin, end = plot.get_xlim()
    apart = _APART * (end - begin)
    placed: list[tuple[_Note, Text, float]] = []
    for following in notes:
        note = following
        text, left, right = _place(plot, note, words(note.items), centred=centred)
        # One that has grown, or has no room at the right, may run into the one before.
        while placed and placed[-1][2] + apart > left:
            before, its_text, _ = placed.pop()
            text.remove()
            its_text.remove()
            note = _Note(before.first, note.last, before.items + note.items)
            text, left, right = _place(plot, note, words(note.items), centred=centred)
        placed.append((note, text, right))
    return [(note, text) for note, text, _ in placed]


def _place(plot: Axes, note: _Note, words: str, *, centred: bool) -> tuple[Text, float, float]:
    """Write words above a plot and return them, and the steps at their left and right end."""
    text = plot.text(
        0.0,
        1.02,
        words,
        transform=plot.get_xaxis_transform(),
        fontsize=_NOTE,
        color=_INK,
        va="bottom",
    )
    text.set_in_layout(False)
    begin, end = plot.get_xlim()
    length = end - begin
    width = length * text.get_window_extent().width / plot.bbox.width
    left = 0.5 * (note.first + note.last - width) if centred else note.first
    left = max(min(left, end - width), begin + _LETTER * length)
    text.set_x(left)
    return text, left, left + width
