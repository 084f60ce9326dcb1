"""A rule and values of its own parameters as one text: ``adam:beta1=0.95,eps=1e-6``."""

from __future__ import annotations

from collections.abc import Mapping

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.recipe import BY_NAME
from splotch_tui.core.rules import load_rule, unknown_rule_parameter
from splotch_tui.core.text import shorten


def parse_rule(text: str) -> tuple[str, dict[str, float]]:
    """Return the rule's name and the values given, of ``NAME:key=value,key=value``.

    Raises
    ------
    SplotchError
        There is no such rule, it has no such parameter, or a value is out of its range.
    """
    name, _, rest = text.partition(":")
    rule = str(BY_NAME["rule"].parse(name))
    known = {parameter.name: parameter for parameter in load_rule(rule).parameters}
    values: dict[str, float] = {}
    for part in filter(None, rest.split(",")):
        key, equals, value = (word.strip() for word in part.partition("="))
        # As the app and `info` write it, and as options are written.
        key = key.replace(" ", "_").replace("-", "_")
        if not equals:
            raise SplotchError(f"{shorten(part)} is no key=value: write {rule}:key=value,…")
        if key not in known:
            raise unknown_rule_parameter(rule, key)
        if key in values:
            raise SplotchError(f"{key} is given twice")
        number = known[key].parse(value)
        # Rules have no other parameters than numbers.
        assert isinstance(number, int | float)
        values[key] = number
    return rule, values


def split_rules(text: str) -> list[str]:
    """Return the rules in a list of them: after a comma, ``key=value`` goes on with the last."""
    rules: list[str] = []
    for part in text.split(","):
        if rules and "=" in part and ":" not in part:
            rules[-1] += f",{part}"
        else:
            rules.append(part)
    return rules


def parameters_text(values: Mapping[str, float]) -> str:
    """Return values of a rule's own parameters as they stand after the colon."""
    return ",".join(f"{name}={value!r}" for name, value in values.items())


def rule_text(rule: str, values: Mapping[str, float]) -> str:
    """Return what `parse_rule` reads."""
    return f"{rule}:{parameters_text(values)}" if values else rule
