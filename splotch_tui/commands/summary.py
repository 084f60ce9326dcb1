"""What `run` and `info` say of a history."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from splotch_tui.core.history import History
from splotch_tui.core.parameters import Value
from splotch_tui.core.phases import last_climb, track_phases
from splotch_tui.core.recipe import Recipe

# What `facts` finds out beside the recipe and its steps.
_COMPUTED = (
    *("points", "stride", "final", "farthest_axis", "phases", "diverged", "hops"),
    *("proposals", "x0_rate"),
)


def facts(history: History) -> dict[str, Any]:
    """Return what there is to say of a history, as plain values."""
    steps = history.recipe.steps
    tracker = track_phases(history)
    climb = last_climb(history)
    return {
        "recipe": history.recipe.to_dict(),
        "steps": steps,
        "points": len(history.x0),
        "stride": history.stride,
        "final": {
            "x0": float(history.x0[-1]),
            "xn": [float(value) for value in history.xn[-1]],
            "loss": float(history.loss[-1]),
        },
        "farthest_axis": history.farthest_axis,
        "phases": [{"phase": phase.kind.value, "start": phase.start} for phase in tracker.phases],
        "diverged": history.diverged,
        "hops": [
            {"step": hop.step, "x0_before": hop.before, "x0_after": hop.after}
            for hop in tracker.hops
        ],
        "proposals": history.proposals and asdict(history.proposals),
        "x0_rate": {
            "last_steps": climb.steps,
            "per_step": climb.per_step,
            "of_free_climb": climb.of_free,
        },
    }


def facts_of_recipe(recipe: Recipe) -> dict[str, Any]:
    """Return the same of a run that was not made: its recipe, and None for all that is computed."""
    return {"recipe": recipe.to_dict(), "steps": recipe.steps, **dict.fromkeys(_COMPUTED)}


def as_json(values: dict[str, Any]) -> str:
    """Return one JSON object, on one line."""
    return json.dumps(values)


def as_text(history: History) -> str:
    """Return the facts for people."""
    known = facts(history)
    axis = known["farthest_axis"]
    rows = [
        *_recipe_rows(history.recipe),
        ("points kept", f"{len(history.x0):,}" + _every(history.stride)),
        ("final x0", f"{known['final']['x0']:.6g}"),
        (f"final x{axis}", f"{history.xn[-1, axis - 1]:.6g}" + _of_how_many(history.recipe.dims)),
        ("final loss", f"{known['final']['loss']:.6g}"),
        (
            "phases",
            ", ".join(f"{phase['phase']} from {phase['start']:,}" for phase in known["phases"]),
        ),
        *([("proposals", history.proposals.text())] if history.proposals else []),
        *([("diverged", _divergence(history.recipe))] if history.diverged else []),
        *(
            (f"hop at {hop['step']:,}", f"x0 from {hop['x0_before']:.4g} to {hop['x0_after']:.4g}")
            for hop in known["hops"]
        ),
    ]
    # Where it went last as it diverged is no climb.
    if not history.diverged:
        rows.append(("x0 climbs", last_climb(history).text()))
    return _table(rows)


def _divergence(recipe: Recipe) -> str:
    return f"after step {recipe.steps:,}, the last that numbers can tell: {recipe.smaller_step()}"


def recipe_as_text(recipe: Recipe) -> str:
    """Return what there is to say of a recipe alone, for people."""
    return _table(_recipe_rows(recipe))


def _recipe_rows(recipe: Recipe) -> list[tuple[str, str]]:
    rows = [
        (parameter.label, _value_text(recipe.value(name)))
        for name, parameter in recipe.parameters.items()
        if recipe.value(name) is not None and len(parameter.choices) != 1
    ]
    rows += [
        (f"at step {change.step:,}", f"{change.parameter} set to {change.value:g}")
        for change in recipe.changes
    ]
    return rows


def _table(rows: list[tuple[str, str]]) -> str:
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def _every(stride: int) -> str:
    ending = "nd" if stride % 10 == 2 and stride % 100 != 12 else "th"
    return f", every {stride:,}{ending} step" if stride > 1 else ""


def _value_text(value: Value) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,}" if isinstance(value, int) and value >= 10_000 else f"{value:g}"


def _of_how_many(dims: int) -> str:
    return f"  (of {dims} the one that spans most)" if dims > 1 else ""
