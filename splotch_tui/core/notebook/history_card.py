"""The card of a history: its recipe, its curves, what it did, and what to do with it."""

from __future__ import annotations

from collections import Counter

import numpy as np

from splotch_tui.core.curves import curve, curve_of_hills
from splotch_tui.core.history import History
from splotch_tui.core.notebook.markup import Code, card, table
from splotch_tui.core.notebook.svg import (
    COLOURS,
    GREY,
    INK,
    MOST_STRETCHES,
    Band,
    Curve,
    Panel,
    Words,
    draw,
)
from splotch_tui.core.phases import (
    KINDS,
    Phase,
    PhaseKind,
    PhaseTracker,
    kinds_at,
    last_climb,
    track_phases,
)
from splotch_tui.core.recipe_words import told_recipe
from splotch_tui.core.run_command import command_of
from splotch_tui.core.types import Doubles, Integers

# More phases are counted by kind.
_MOST_PHASES = 6
# So many of the xn have a colour.
_NAMED = 4
_PHASE_COLOURS = {PhaseKind.FREE: INK, PhaseKind.DEMON: COLOURS[4], PhaseKind.SNAG: COLOURS[5]}
# Longer commands are not written out.
_LONGEST = 400


def told_history(history: History) -> str:
    """Return what a history is of and where it ended, on one line."""
    return (
        f"{_counted(history.recipe.steps)} ({', '.join(told_recipe(history.recipe))}), "
        f"ended at {_told_end(history)}"
    )


def history_card(history: History) -> str:
    """Return the card of a history, as HTML."""
    recipe = history.recipe
    tracker = track_phases(history)
    told = _told_phases(history, tracker)
    rows = [("ended", _told_end(history))]
    if history.diverged:
        rows.append(("diverged", f"after step {recipe.steps:,}: {recipe.smaller_step()}"))
    else:
        rows.append(("x0 climbs", last_climb(history).text()))
    if tracker.hops:
        first = tracker.hops[0]
        rows.append(("hops", f"{len(tracker.hops):,}, the first at step {first.step:,}"))
    if history.proposals is not None:
        rows.append(("proposals", history.proposals.text()))
    if history.stride > 1:
        kept = f"every {history.stride:,} steps, {len(history.x0):,} in all"
        rows.append(("points kept", f"{kept}, and the extremes between"))
    rows += [
        ("to see it", Code('render.plot(history), render.animate(history, "run.mp4")')),
        ("to keep it", Code('history.save("run.npz"), history.to_dataframe()')),
    ]
    command = command_of(recipe)
    if len(command) <= _LONGEST:
        rows.append(("to make it again", Code(f"{command} -o run.npz")))
    return card(
        f"{_counted(recipe.steps)}: {told}",
        ", ".join(told_recipe(recipe)),
        _figure(history, tracker.phases, told),
        table(rows),
    )


def _counted(steps: int) -> str:
    return f"{steps:,} step{'s' * (steps > 1)}"


def _told_end(history: History) -> str:
    axis, dims = history.farthest_axis, history.recipe.dims
    farthest = f"x{axis} = {history.xn[-1, axis - 1]:.6g}"
    if dims > 1:
        farthest += f" (the farthest of {dims})"
    return f"x0 = {history.x0[-1]:.6g}, {farthest}, loss = {history.loss[-1]:.6g}"


def _told_phases(history: History, tracker: PhaseTracker) -> str:
    phases = tracker.phases
    if history.diverged:
        return "diverged"
    if tracker.climb is None:
        return "too short to be free or not"
    if len(phases) == 1:
        return f"{phases[0].kind} all the way"
    if len(phases) <= _MOST_PHASES:
        later = [f"{phase.kind} from {phase.start:,}" for phase in phases[1:]]
        return ", ".join((phases[0].kind, *later))
    counts = Counter(str(phase.kind) for phase in phases)
    times = ", ".join(f"{count:,} × {kind}" for kind, count in counts.items())
    return f"{times}; {phases[-1].kind} since {phases[-1].start:,}"


def _figure(history: History, phases: tuple[Phase, ...], told: str) -> str:
    """Return the curves of x0, of the hills and of the xn, by step."""
    last = history.recipe.steps
    marks = [
        Words(f"{phase.kind} {phase.start:,}", phase.start / last, _PHASE_COLOURS[phase.kind])
        for phase in phases[1:]
    ]
    panels = [
        Panel([Words("x0")], _by_phase(phases, last, *curve(history, 0, MOST_STRETCHES))),
        Panel(
            [Words("loss + x0, the height of the hills")],
            _by_phase(phases, last, *curve_of_hills(history, MOST_STRETCHES)),
        ),
        _panel_of_xn(history),
    ]
    ticks = [Words("0"), Words(_counted(last), 1.0)]
    about = f"Curves of x0, of loss + x0 and of the xn over {_counted(last)}: {told}"
    return draw(panels, marks, ticks, about)


def _by_phase(
    phases: tuple[Phase, ...], last: int, steps: Integers, values: Doubles
) -> list[Curve]:
    """Return a curve in the colours of the phases."""
    # The stroke that leads to a point has the colour of what the run was doing.
    kinds = kinds_at(phases, np.maximum(steps - 1, 0))
    curves = []
    for place, kind in enumerate(KINDS):
        led_to = np.flatnonzero(kinds == place)
        if not len(led_to):
            continue
        starts_after = np.setdiff1d(led_to - 1, led_to, assume_unique=True)
        points = np.union1d(led_to, starts_after[starts_after >= 0])
        starts = ~np.isin(points, led_to) | (points == 0)
        curves.append(Curve(steps[points] / last, values[points], _PHASE_COLOURS[kind], starts))
    return curves


def _panel_of_xn(history: History) -> Panel:
    """Return the panel of the xn: those that span most with names, the others as a band."""
    dims, last = history.recipe.dims, history.recipe.steps
    spans = np.ptp(history.xn, axis=0)
    farthest = (1 + np.argsort(-spans, kind="stable")[:_NAMED]).tolist()
    title: list[Words] = []
    curves: list[Curve] = []
    for number, colour in zip(farthest, COLOURS, strict=False):
        steps, values = curve(history, number, MOST_STRETCHES)
        # What spans most lies on top.
        curves.insert(0, Curve(steps / last, values, colour))
        title.append(Words(f"x{number}", colour=colour))
    quiet = [number for number in range(1, dims + 1) if number not in farthest]
    if not quiet:
        return Panel(title, curves)
    others = "one" if len(quiet) == 1 else f"{len(quiet):,}"
    title.append(Words(f"and the other {others}", colour=GREY))
    values = np.array([curve(history, number, MOST_STRETCHES)[1] for number in quiet])
    return Panel(title, curves, [Band(steps / last, values.min(axis=0), values.max(axis=0), GREY)])
