"""Options of an ensemble: for every recipe parameter a value, a list or a range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
from click.shell_completion import CompletionItem

from splotch_tui.commands.options import (
    ABOUT_RULE,
    AnyCommand,
    ParameterType,
    parameter_options,
    rules_of,
    was_given,
    words_of,
)
from splotch_tui.core.ensemble.grid import AXES, Grid
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.parameters import Parameter, Value
from splotch_tui.core.recipe import BY_NAME, PRESETS
from splotch_tui.core.rule_text import parse_rule, rule_text, split_rules
from splotch_tui.core.text import shorten

# A range of evenly spaced numbers has no more.
_MOST_NUMBERS = 100_000
# The options that `axis_options` adds, by name.
AXIS_OPTIONS = ("preset", *AXES)


class AxisType(ParameterType):
    """Values of a recipe parameter: one, a list, or a range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the text of an option."""
        try:
            return parse_axis(self.parameter, str(value))
        except SplotchError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(
        self, _ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return how the last part of a list may go on, for the shell."""
        if self.parameter.name != "rule":
            last = incomplete.rpartition(",")[2]
            return _behind(incomplete.removesuffix(last), words_of(self.parameter, last))
        *_, former, last = ["", *split_rules(incomplete)]
        found = _behind(incomplete.removesuffix(last), rules_of(last))
        if ":" in former and "=" not in last:
            # It may as well be a parameter more of the rule before.
            both = f"{former},{last}"
            found += _behind(incomplete.removesuffix(both), rules_of(both))
        return found


def _behind(before: str, items: list[CompletionItem]) -> list[CompletionItem]:
    """Return what may follow a text, with that in front."""
    return [CompletionItem(before + one.value, one.type, one.help) for one in items]


def parse_axis(parameter: Parameter, text: str) -> Sequence[Value]:
    """Return the values that a text stands for.

    Raises
    ------
    SplotchError
        It is no value, list or range of this parameter.
    """
    if parameter.name == "rule":
        return [rule_text(*parse_rule(one)) for one in split_rules(text)]
    # A number may have commas between its thousands; so may a range's ends, but no list's parts.
    if ":" in text and not parameter.choices:
        return _parse_range(parameter, text)
    try:
        return [parameter.parse(text)]
    except SplotchError:
        if "," not in text:
            raise
    return [parameter.parse(part) for part in text.split(",")]


def _parse_range(parameter: Parameter, text: str) -> Sequence[Value]:
    """Return the values of ``first:end``, whole numbers, or of ``first:last:count``."""
    parts = text.split(":")
    if len(parts) == 2 and parameter.kind is int:
        first, end = (parameter.parse(part) for part in parts)
        assert isinstance(first, int)
        assert isinstance(end, int)
        if first >= end:
            raise SplotchError(f"the range {shorten(text)} is empty: its end is left out")
        return range(first, end)
    if len(parts) != 3:
        form = "first:end or first:last:count" if parameter.kind is int else "first:last:count"
        raise SplotchError(f"{shorten(text)} is no range: write {form}")
    first, last = (parameter.parse(part) for part in parts[:2])
    try:
        count = int(parts[2])
    except ValueError:
        count = 0
    if not 2 <= count <= _MOST_NUMBERS:
        raise SplotchError(
            f"the range {shorten(text)} ends with a count of 2 to {_MOST_NUMBERS:,} values"
        )
    assert isinstance(first, int | float)
    assert isinstance(last, int | float)
    if first >= last:
        raise SplotchError(f"the range {shorten(text)} is backwards: write the smaller end first")
    # Short decimals stay short: 0.1:0.3:3 has 0.2 in it, not 0.2000…01.
    values = [float(f"{first + (last - first) * i / (count - 1):.15g}") for i in range(count)]
    return [parameter.check(value) for value in values]


def axis_options(command: AnyCommand) -> AnyCommand:
    """Add `--preset` and an option for every axis of a grid."""
    axes = [parameter for name, parameter in BY_NAME.items() if name in AXES]
    return parameter_options(command, axes, _told, "what holds where no option is given")


def _told(parameter: Parameter) -> dict[str, Any]:
    """Return what an option takes for an axis, and how its help says that."""
    axis = AxisType(parameter)
    if parameter.name == "rule":
        return {"type": axis, "help": ABOUT_RULE, "metavar": "LIST"}
    if parameter.choices:
        about = f"{parameter.help}: {parameter.range_text}"
        return {"type": axis, "help": about, "metavar": "LIST"}
    return {"type": axis, "help": parameter.about, "metavar": "LIST|RANGE"}


def grid_from(preset: str, values: dict[str, Any]) -> Grid:
    """Return the grid of the options that were given.

    Raises
    ------
    SplotchError
        There is no run of one of its combinations, or too many.
    """
    start = PRESETS[preset]
    axes = {name: getattr(start, name) for name in AXES}
    return Grid({**axes, **{name: value for name, value in values.items() if was_given(name)}})
