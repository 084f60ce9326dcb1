"""The story of a run: what its film says in words, and at which step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from render.overlays.climb import climb_between, window_rows
from render.overlays.words import coordinate, counted, listed, percent, rounded, steps_text
from render.scene.step_range import nearest_row
from splotch_tui.core.history import History
from splotch_tui.core.phases import Hop, Phase, PhaseKind, free_run, window_length
from splotch_tui.core.recipe import BY_NAME, Change, Recipe
from splotch_tui.core.recipe_words import acting_changes, value_at
from splotch_tui.core.silence import CHANNELS, DIAGONALS, NONE, RANDOM
from splotch_tui.core.weights import DECOUPLED, FROZEN, OWN, YOKED

# So many of the xn are named, of those that go at least this part of the way of the farthest.
_MOST_NAMED, _NAMED = 3, 0.5
# A climb that is left with less than this part of what it was has slowed.
_SLOWED = 0.9
# For so many windows a pit that holds the point has held it.
_WHILE = 4
# From one pit to the next x0 changes by about this much: half of the hills' longest period.
_ONE_PIT = np.pi
# More phases, or changes, than these are not listed.
_MOST_TOLD = 4
# What the controls are, see `splotch_tui.core.silence` and `splotch_tui.core.weights`.
_SILENCED = {
    CHANNELS: "The waves whose ridges run along x₀ are taken away.",
    DIAGONALS: "The waves whose ridges lie across the way are taken away.",
    RANDOM: "Some of the waves are taken away, by chance.",
}
_WEIGHED = {
    DECOUPLED: "How high they are is a walk of the noise, not the point's own way.",
    FROZEN: "They are equally high wherever the point is.",
    YOKED: "How high they are is decided by another run, of the seed {}.",
}


@dataclass(frozen=True, slots=True)
class Card:
    """Words that a film shows for a while.

    Attributes
    ----------
    heading : str
        What it is about, in a few words.
    lines : tuple of str
        Sentences, the first of which matters most.
    fine : tuple of str
        Small print.
    kind : PhaseKind, optional
        The phase whose colour it has.
    """

    heading: str
    lines: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()
    kind: PhaseKind | None = None


@dataclass(frozen=True, slots=True)
class News:
    """A card, and the step that it belongs to.

    Attributes
    ----------
    step : int
        When it happens.
    card : Card
        What is told.
    lasts : bool
        Whether it is still so later.
    minor : bool
        Whether it may be left out where there is something else to tell.
    """

    step: int
    card: Card
    lasts: bool = False
    minor: bool = False


def opening(history: History, played: slice, title: str) -> Card:
    """Return what a film begins with.

    Parameters
    ----------
    history : History
        The run.
    played : slice
        Which of its points the film plays.
    title : str
        The user's; may be empty.
    """
    recipe, steps = history.recipe, history.steps[played]
    first = "A point rolls downhill along x₀"
    lines = (_hidden(recipe),)
    if title:
        lines, first = (f"{first}. {_hidden(recipe)}",), title
    reached = _free_x0(history, 0, len(history.x0) - 1)
    within = f"in {steps_text(recipe.steps)}"
    fine = [f"Without hills x₀ would come to {rounded(reached)} {within}.", *controls(recipe)]
    if len(steps) < len(history.x0):
        fine = [f"Steps {steps[0]:,} to {steps[-1]:,} of {recipe.steps:,}.", *controls(recipe)]
    return Card(first, lines, tuple(fine))


def _hidden(recipe: Recipe) -> str:
    """Return what there is beside x0, in a sentence."""
    if not any(live.epsilon for live in (recipe, *(live for _, live in recipe.restatements()))):
        return "There are no hills in its way."
    other = (
        "One other direction hides ripples"
        if recipe.dims == 1
        else f"{counted(recipe.dims).capitalize()} other directions hide ripples"
    )
    if recipe.weights != OWN:
        return f"{other}."
    far = "it strays there" if recipe.dims == 1 else "it strays along them"
    return f"{other}, and the farther {far}, the higher they get."


def controls(recipe: Recipe) -> list[str]:
    """Return what is not as in the post's own program, a sentence each."""
    told = []
    if recipe.rule != BY_NAME["rule"].default:
        told.append(f"It goes down by the rule {recipe.rule}.")
    if recipe.silence != NONE:
        told.append(_SILENCED[recipe.silence])
    kind, _, value = recipe.weights.partition(":")
    if kind != OWN:
        told.append(_WEIGHED[kind].format(value))
    return told


def news(history: History, phases: Sequence[Phase], hops: Sequence[Hop]) -> list[News]:
    """Return what happens in a run, in its order: phases, hops, and changes by hand."""
    recipe = history.recipe
    starts = [phase.start for phase in phases]
    ends = [*starts[1:], recipe.steps]
    told = []
    for n, phase in enumerate(phases):
        card = _phase_card(history, phase.kind, starts[max(n - 1, 0)], starts[n], ends[n])
        told.append(News(starts[n], card, lasts=True, minor=n == 0))
    told += [News(hop.step, _hop_card(hop), minor=True) for hop in hops]
    for step, changes in groupby(acting_changes(recipe), lambda change: change.step):
        told.append(News(step, _change_card(recipe, step, list(changes))))
    return sorted(told, key=lambda one: one.step)


def ending(
    history: History, phases: Sequence[Phase], played: slice, commands: Sequence[str]
) -> Card:
    """Return what a film ends with: what happened, the recipe, the commands to make it again.

    Parameters
    ----------
    history : History
        The run.
    phases : sequence of Phase
        Its phases.
    played : slice
        Which of its points the film plays.
    commands : sequence of str
        See `render.overlays.commands`.
    """
    recipe, step = history.recipe, int(history.steps[played][-1])
    x0 = rounded(float(history.x0[played][-1]))
    begun = [phase for phase in phases if phase.start <= step]
    heading = {
        PhaseKind.FREE: f"Still free at x₀ = {x0}",
        PhaseKind.DEMON: f"In the grip of a demon at x₀ = {x0}",
        PhaseKind.SNAG: f"Caught at x₀ = {x0}",
    }[begun[-1].kind]
    if begun[-1].kind is PhaseKind.SNAG and not _is_held(history, begun[-1].start, step):
        heading = f"All but stopped at x₀ = {x0}"
    if history.diverged and step == recipe.steps:
        heading = f"Out of the range of numbers after step {step:,}"
    reached = rounded(_free_x0(history, 0, nearest_row(history, step)))
    lines = [f"Without hills x₀ would have come to {reached} in {steps_text(step)}."]
    if len(begun) > 1 and len(begun) <= _MOST_TOLD:
        ends = [*(phase.start for phase in begun[2:]), step]
        told = [
            _told(phase, held=_is_held(history, phase.start, end))
            for phase, end in zip(begun[1:], ends, strict=True)
        ]
        lines.insert(0, f"{listed(told).capitalize()}.")
    fine = [" · ".join(recipe_phrases(recipe)), *commands]
    if _changing(history):
        fine.insert(0, "These are the hills where it ended; on its way they were others.")
    return Card(heading, tuple(lines), tuple(fine), begun[-1].kind)


def recipe_phrases(recipe: Recipe) -> list[str]:
    """Return what the run started with, and what was changed by hand."""
    live = recipe.live_parameters
    changes = [
        f"{live[change.parameter].phrase(change.value)} from step {change.step:,}"
        for change in acting_changes(recipe)
    ]
    if len(changes) > _MOST_TOLD:
        changes = [f"{len(changes):,} changes by hand"]
    return [*recipe.restated_at(-1).caption(), *changes]


def _is_held(history: History, since: int, last: int) -> bool:
    """Return whether one pit has held the point, at the end of some steps, for a good while."""
    since = max(since, last - _WHILE * window_length(history.recipe))
    rows = [nearest_row(history, step) for step in (since, last)]
    begun, ended = history.x0[rows]
    return bool(abs(ended - begun) <= _ONE_PIT)


def _told(phase: Phase, *, held: bool) -> str:
    what = {
        PhaseKind.FREE: "free again",
        PhaseKind.DEMON: "a demon phase",
        PhaseKind.SNAG: "caught in a pit" if held else "in one pit after the other",
    }[phase.kind]
    return f"{what} from step {phase.start:,}"


def _free_x0(history: History, first: int, last: int) -> float:
    """Return where x0 would be without hills at one of a history's points, from another on."""
    climbed = free_run(history.recipe, history.steps[[first, last]])[0, 0]
    return float(history.x0[first] + climbed)


def _phase_card(history: History, kind: PhaseKind, before: int, start: int, end: int) -> Card:
    """Return what a phase is, in words.

    Parameters
    ----------
    history : History
        The run.
    kind : PhaseKind
        What it does in the phase.
    before, start, end : int
        Steps: where the phase before begins, where this one does, and where this one ends.
    """
    begun, since, last = (nearest_row(history, step) for step in (before, start, end))
    # Of a long run few points are kept: the phase, and what was before, have two at least.
    since = min(max(since, begun + 1), len(history.x0) - 2) if start else 0
    last = max(last, since + 1)
    window = window_rows(history)
    _, part = climb_between(history, since, last)
    climb = f"x₀ goes on at {percent(part)} of the speed it has without hills"
    if kind is PhaseKind.FREE:
        return Card("Free again" if start else "Free", (f"{climb}.",), kind=kind)
    if kind is PhaseKind.SNAG:
        x0 = history.x0[[since, last]]
        held = f"A pit between the hills holds the point, near x₀ = {rounded(float(x0.mean()))}."
        if abs(x0[1] - x0[0]) > _ONE_PIT:
            way = " → ".join(rounded(float(value)) for value in x0)
            steps = steps_text(int(history.steps[last] - history.steps[since]))
            held = f"Pit after pit holds the point for a while: x₀ {way} in {steps}."
        return Card("Snag", (held, f"{climb}, on average; under 10% is a snag."), kind=kind)
    earlier, _ = climb_between(history, min(max(begun, since - 4 * window), since - 1), since)
    later, _ = climb_between(history, max(since, last - window), last)
    speed = f"x₀ goes on by {rounded(later, 2)} a step."
    if later < _SLOWED * earlier:
        speed = f"x₀ slows from {rounded(earlier, 2)} to {rounded(later, 2)} a step."
    return Card("Demon", (_running(history, since, last), speed), _changing(history), kind)


def _changing(history: History) -> tuple[str, ...]:
    """Return why the surface changes, where it does."""
    if history.recipe.dims == 1 or history.recipe.weights != OWN:
        return ()
    return ("One slice of the hills is shown. As the other xₙ move, its hills change.",)


def _running(history: History, since: int, last: int) -> str:
    """Return which of the xn run off in a demon, in a sentence."""
    ways = np.abs(history.xn[last] - history.xn[since])
    order = np.argsort(-ways, kind="stable")[:_MOST_NAMED]
    names = [coordinate(n + 1) for n in sorted(order[ways[order] >= _NAMED * ways.max()].tolist())]
    others = history.recipe.weights != OWN
    if len(names) == 1:
        why = "." if others else ": the farther, the higher the hills that push it."
        return f"{names[0]} runs off{why}"
    why = " together." if others else " together: each makes the hills higher that push the others."
    return f"{listed(names)} run off{why}"


def _hop_card(hop: Hop) -> Card:
    moved = (
        f"The point gets over into another pit: x₀ {rounded(hop.before)} → {rounded(hop.after)}."
    )
    return Card("Hop", (moved,), kind=PhaseKind.SNAG)


def _change_card(recipe: Recipe, step: int, changes: list[Change]) -> Card:
    lines = []
    for change in changes:
        parameter = recipe.live_parameters[change.parameter]
        before = value_at(recipe, step - 1, change.parameter)
        values = " → ".join(parameter.text(value) for value in (before, change.value))
        told = f"{parameter.symbol} {values} at step {step:,}"
        meaning = parameter.help.removeprefix(f"{parameter.symbol}, ")
        if change.parameter == "epsilon" and before > 0.0:
            meaning = f"the hills are {_times(change.value / before)} as high"
        lines.append(f"{told}: {meaning}.")
    return Card("Changed by hand", tuple(lines))


def _times(ratio: float) -> str:
    """Return a ratio as people say it before "as high"."""
    known = {2.0: "twice", 0.5: "half"}
    return known.get(round(ratio, 3), f"{rounded(ratio, 2)} times")
