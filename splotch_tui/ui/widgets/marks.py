"""Marks: what happened in a run, and when."""

from __future__ import annotations

from dataclasses import dataclass

from splotch_tui.core.parameters import Parameter
from splotch_tui.core.recipe import Recipe
from splotch_tui.session.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened in a run.

    Attributes
    ----------
    step : int
        When.
    kind : str
        "change", of a parameter, "hop", or the kind of the phase that began.
    word : str
        What stands beside its sign where there is room.
    ahead : bool
        Whether it has happened before, further on than the run is now.
    """

    step: int
    kind: str
    word: str
    ahead: bool = False


def marks_of(snapshot: Snapshot) -> tuple[Mark, ...]:
    """Return what happened in a run so far, and what was changed of it by hand."""
    return (
        *(Mark(phase.start, phase.kind, phase.kind) for phase in snapshot.phases[1:]),
        *(Mark(hop.step, "hop", "hop") for hop in snapshot.hops),
        *changes_of(snapshot.recipe),
    )


def changes_of(recipe: Recipe, *, ahead: bool = False) -> tuple[Mark, ...]:
    """Return the marks of what was changed by hand."""
    return tuple(
        Mark(
            change.step,
            "change",
            _change_text(recipe.parameters[change.parameter], change.value),
            ahead=ahead,
        )
        for change in recipe.changes
    )


def _change_text(parameter: Parameter, value: float) -> str:
    return f"{parameter.label} {parameter.text(value)}"
