"""Options that several subcommands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.parameters import PARAMETERS, Parameter
from splotch_tui.core.recipe import PRESETS, Recipe

AnyCommand = Callable[..., Any]


class ParameterType(click.ParamType):  # type: ignore[type-arg] # generic from click 8.5 on
    """A recipe parameter, read and checked by its own rules."""

    def __init__(self, parameter: Parameter) -> None:
        self.parameter = parameter
        self.name = "integer" if parameter.kind is int else "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | float | None:
        """Read the text of an option."""
        try:
            return self.parameter.parse(str(value))
        except SplotchError as error:
            self.fail(str(error), param, ctx)


def recipe_options(command: AnyCommand) -> AnyCommand:
    """Add `--preset` and an option for every recipe parameter."""
    for parameter in reversed(PARAMETERS):
        names = [f"--{parameter.name.replace('_', '-')}"]
        if parameter.name == "learning_rate":
            names.append("--lr")
        command = click.option(
            *names,
            parameter.name,
            type=ParameterType(parameter),
            help=f"{parameter.help}; {parameter.range_text}",
        )(command)
    return click.option(
        "--preset",
        type=click.Choice(list(PRESETS)),
        default="comment",
        show_default=True,
        help="the recipe to start from",
    )(command)


def recipe_from(preset: str, values: dict[str, Any]) -> Recipe:
    """Return the preset's recipe with the options that were given put in."""
    given = {name: value for name, value in values.items() if value is not None}
    return replace(PRESETS[preset], **given)


def file_argument(required: bool) -> Callable[[AnyCommand], AnyCommand]:
    """Add FILE, called ``file``; whether it can be read is said by those who read it."""
    return click.argument(
        "file", type=click.Path(path_type=Path, readable=False), required=required
    )


def output_option(required: bool) -> Callable[[AnyCommand], AnyCommand]:
    """Add `-o/--output`, called ``output``."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        required=required,
        help="the file to write",
    )


force_option = click.option("--force", is_flag=True, help="replace the file if it exists")
json_option = click.option("--json", "as_json_", is_flag=True, help="print one JSON object")
