"""The command that makes a run, with as few options as there can be."""

from __future__ import annotations

import shlex

from splotch_tui.core.recipe import PARAMETERS, PRESETS, Recipe
from splotch_tui.core.rule_text import rule_text
from splotch_tui.core.rules import load_rule

# The preset that `splotch run` starts from where none is given.
_USUAL = "comment"


def command_of(recipe: Recipe) -> str:
    """Return the command that makes a run, without the file that it may go to."""
    return f"splotch run {run_options(recipe)}".rstrip()


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
