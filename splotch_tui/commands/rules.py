"""`splotch rules`: every descent rule, with its parameters and what it is checked against."""

from __future__ import annotations

import click

from splotch_tui.core.recipe import Recipe
from splotch_tui.core.rules import RULES, load_rule


@click.command("rules")
def command() -> None:
    """List the rules by which a run can descend, for --rule NAME:KEY=VALUE,….

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
