"""Options that several subcommands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.parameters import Parameter, Value
from splotch_tui.core.recipe import LONGEST_TEXT, PARAMETERS, PRESETS, Recipe
from splotch_tui.core.signals import interruptible

AnyCommand = Callable[..., Any]


class ParameterType(click.ParamType):  # type: ignore[type-arg] # generic from click 8.5 on
    """A recipe parameter, read and checked by its own rules."""

    def __init__(self, parameter: Parameter) -> None:
        self.parameter = parameter
        self.name = "integer" if parameter.kind is int else "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Value:
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
            help=parameter.about,
            metavar=f"[{'|'.join(parameter.choices)}]" if parameter.choices else None,
            # A single choice is none.
            hidden=len(parameter.choices) == 1,
        )(command)
    return click.option(
        "--preset",
        type=click.Choice(list(PRESETS)),
        default="comment",
        show_default=True,
        help="the recipe to start from",
    )(command)


def recipe_from(start: Recipe, values: dict[str, Any]) -> Recipe:
    """Return a recipe with the options that were given put in.

    A shorter run has only the changes of its own steps; other options act from the first step on.
    """
    given = {name: value for name, value in values.items() if value is not None}
    if given.get("steps", start.steps) < start.steps:
        start = start.shortened(given["steps"])
    return replace(start, **given)


def refuse_with(name: str, why: str) -> None:
    """Refuse an option where it was given beside something that it does not go with."""
    if click.get_current_context().get_parameter_source(name) is not ParameterSource.DEFAULT:
        raise click.UsageError(f"leave out --{name.replace('_', '-')}: {why}")


def read_recipe_text(text: str) -> Recipe:
    """Read the recipe that an option gives: its JSON, or - for standard input.

    Raises
    ------
    SplotchError
        It is none.
    """
    if text == "-":
        with interruptible():
            text = sys.stdin.read(LONGEST_TEXT + 1)
    try:
        return Recipe.from_json(text)
    except SplotchError as error:
        raise SplotchError(f"--recipe is no recipe to run: {error}") from None


def file_argument(required: bool) -> Callable[[AnyCommand], AnyCommand]:
    """Add FILE, called ``file``; whoever reads it checks whether that is possible."""
    return click.argument(
        "file",
        type=click.Path(path_type=Path, readable=False),
        required=required,
        shell_complete=_complete_file,
    )


def _complete_file(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the files that have a recipe, by their endings, and the folders, for the shell."""
    from render.formats import CARRIERS

    # What is typed stays as it is: it may begin with ~.
    folder, begun = os.path.split(incomplete)
    typed = incomplete[: len(incomplete) - len(begun)]
    files, folders = [], []
    try:
        for path in sorted(Path(folder or ".").expanduser().iterdir()):
            name = path.name
            hidden = name.startswith(".") and not begun.startswith(".")
            if hidden or not name.startswith(begun) or not name.isprintable():
                continue
            if path.is_dir():
                folders.append(CompletionItem(f"{typed}{name}/"))
            elif path.suffix.lower() in {".npz", *CARRIERS}:
                files.append(CompletionItem(f"{typed}{name}"))
    except (OSError, RuntimeError):  # no such folder, or no home: there is nothing to offer
        return []
    # Of folders alone the shell takes care, which goes on after their name.
    return files + folders if files else [CompletionItem(incomplete, "dir")] if folders else []


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
