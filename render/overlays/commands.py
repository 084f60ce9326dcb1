"""The commands that make a run and its film again."""

from __future__ import annotations

import shlex

from render.options import OPTIONS, FilmOptions
from render.plan import FilmPlan
from splotch_tui.core.recipe import PARAMETERS, PRESETS, Recipe
from splotch_tui.core.rule_text import rule_text
from splotch_tui.core.rules import load_rule

# The preset that `splotch run` starts from where none is given.
_USUAL = "comment"
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


def run_options(recipe: Recipe) -> str:
    """Return the options of `splotch run` that give a recipe."""
    if recipe.changes:
        return f"--recipe {shlex.quote(recipe.to_json())}"
    return min((_from_preset(name, recipe) for name in PRESETS), key=len)


def _from_preset(name: str, recipe: Recipe) -> str:
    """Return the options that turn a preset into a recipe."""
    start = PRESETS[name]
    told = [] if name == _USUAL else [f"--preset {name}"]
    for parameter in PARAMETERS:
        value = getattr(recipe, parameter.name)
        flag = f"--{parameter.name.replace('_', '-')}"
        if parameter.name == "rule":
            defaults = {p.name: p.default for p in load_rule(recipe.rule).parameters}
            own = {n: v for n, v in recipe.rule_parameters.items() if v != defaults[n]}
            if own or value != start.rule:
                told.append(f"{flag} {rule_text(value, own)}")
        elif value != getattr(start, parameter.name):
            told.append(f"{flag} {value!r}" if parameter.kind is float else f"{flag} {value}")
    return " ".join(told)


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
