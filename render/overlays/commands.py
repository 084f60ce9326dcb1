"""The commands that make a run and its film again."""

from __future__ import annotations

import shlex

from render.options import OPTIONS, FilmOptions
from render.plan import FilmPlan
from splotch_tui.core.run_command import run_options

# Longer ones are not written out.
_LONGEST = 220


def making(plan: FilmPlan) -> list[str]:
    """Return the commands that make a run and its film, or where the recipe is."""
    made = f"splotch run {run_options(plan.history.recipe)}".rstrip()
    if len(made) > _LONGEST:
        return ["The recipe is in this file: splotch render takes it."]
    options = _film_options(plan.options)
    shown = " ".join(("splotch render", *plan.run_files, *options, "-o film.mp4"))
    return [f"{made} -o {plan.run_file}", shown]


def _film_options(options: FilmOptions) -> list[str]:
    """Return the options of `splotch render` that were asked for."""
    told = []
    for one in OPTIONS:
        value = getattr(options, one.name)
        if value == one.default:
            continue
        if isinstance(value, bool):
            told.append(one.flags[0 if value else 1])
        else:
            told.append(f"{one.flags[0]} {shlex.quote(one.kind.text(value))}")
    return told
