"""`splotch rules`: every descent rule, with its parameters and what it is checked against."""

from __future__ import annotations

import click

from splotch_tui.commands.subcommand import Example, subcommand
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.rules import RULES, load_rule


@subcommand(
    "rules",
    Example("Every rule, with its formula, parameters and source", "splotch rules"),
    Example("Their names alone", "splotch rules | grep '^[a-z]'"),
)
def command() -> None:
    """List the rules by which a run can descend (adam, langevin, nuts …), for --rule.

    Is it the optimiser, or the function? --rule NAME:KEY=VALUE,… has `splotch run`, `ensemble` and
    the app go down the same hills by another rule than the original program's, which is normalised.

    T is η·noise²/(2(1+D)); q is g/‖g‖ + noise·z/√(1+D), of adam and rmsprop g + noise·z/√(1+D).
    """
    click.echo("\n\n".join(_about(name) for name in RULES))


def _about(name: str) -> str:
    rule = load_rule(name)
    rows = [
        ("step", rule.formula),
        *(
            (parameter.name, f"{parameter.text(parameter.default)}: {parameter.about}")
            for parameter in rule.parameters
        ),
        ("free climb", f"{rule.free_climb(Recipe(rule=name)):.3g} a step of preset comment"),
        ("source", rule.source),
        ("checked against", rule.checked_against),
    ]
    lines = (f"  {label:<15}  {text}" for label, text in rows)
    return "\n".join((f"{name}: {RULES[name]}", *lines))
