"""The commands that make a run and its film again."""

from __future__ import annotations

import shlex

from render.plan import FilmPlan
from splotch_tui.core.run_command import command_of

# Longer ones are not written out.
_LONGEST = 220


def making(plan: FilmPlan) -> list[str]:
    """Return the commands that make a run and its film, or where the recipe is."""
    made = command_of(plan.history.recipe)
    if len(made) > _LONGEST:
        return ["The recipe is in this file: splotch render takes it."]
    words = ("splotch", "render", *plan.run_files, *plan.options.as_arguments(), "-o", "film.mp4")
    return [f"{made} -o {plan.run_file}", shlex.join(words)]
