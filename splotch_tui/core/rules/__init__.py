"""The rules: how a step follows from a gradient. A new one is a file here and a line in `RULES`."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from splotch_tui.core.rules.rule import Rule

# Each is `RULE` of the module of that name, imported when it is asked for.
RULES: dict[str, str] = {
    "normalised": "down the gradient by a fixed length, and noise: the original program's",
}


@cache
def load_rule(name: str) -> Rule:
    """Return the rule `name`, one of `RULES`."""
    rule: Rule = import_module(f"{__name__}.{name}").RULE
    return rule
