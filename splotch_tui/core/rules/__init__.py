"""The rules: how a step follows from a gradient. A new one is a file here and a line in `RULES`."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.rules.rule import Rule
from splotch_tui.core.text import shorten

# Each is `RULE` of the module of that name, imported when it is asked for.
RULES: dict[str, str] = {
    "normalised": "down the gradient by a fixed length, and noise: the original program's",
    "plain": "down the gradient, and noise: unadjusted Langevin",
    "momentum": "the heavy ball: normalised steps, averaged over the past",
    "nesterov": "momentum that looks ahead",
    "adam": "each coordinate's mean gradient over its mean square",
    "rmsprop": "each coordinate's gradient over its mean square",
    "sign": "every coordinate by the same length, down or up",
    "mala": "plain steps, accepted or refused so that exp(−L/T) is held",
    "langevin": "a mass with friction and noise, at temperature T",
    "hmc": "frictionless trajectories, accepted or refused",
    "nuts": "trajectories that double until they turn back",
    "atmc": "a mass whose friction adapts, so that it has temperature T",
}


@cache
def load_rule(name: str) -> Rule:
    """Return the rule `name`, one of `RULES`."""
    rule: Rule = import_module(f"{__name__}.{name}").RULE
    return rule


def unknown_rule_parameter(rule: str, name: str) -> SplotchError:
    """Return the error that says which parameters a rule has."""
    known = ", ".join(parameter.name for parameter in load_rule(rule).parameters)
    return SplotchError(
        f"the rule {rule} has no parameter {shorten(name)}" + (f": it has {known}" if known else "")
    )
