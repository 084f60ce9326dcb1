"""Options that several subcommands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from splotch_tui.commands.shells import begun, complete_files
from splotch_tui.core.ensemble.formats import FORMATS as TABLES
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.parameters import Parameter, Value
from splotch_tui.core.recipe import BY_NAME, LONGEST_TEXT, PARAMETERS, PRESETS, Recipe
from splotch_tui.core.rule_text import parse_rule
from splotch_tui.core.rules import RULES, load_rule
from splotch_tui.core.signals import interruptible

AnyCommand = Callable[..., Any]
# The options that `recipe_options` adds, by name.
RECIPE_OPTIONS = ("preset", *(parameter.name for parameter in PARAMETERS))
ABOUT_RULE = f"{BY_NAME['rule'].help}: `splotch rules` lists them"


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

    def shell_complete(
        self, _ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the words that begin like this, for the shell."""
        return words_of(self.parameter, incomplete)


class RuleType(click.ParamType):  # type: ignore[type-arg] # as above
    """A rule and, after a colon, values of its own parameters."""

    name = "rule"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, dict[str, float]]:
        """Read the text of the option."""
        try:
            return parse_rule(str(value))
        except SplotchError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(
        self, _ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the rules, or the parameters of one, that begin like this, for the shell."""
        return rules_of(incomplete)


def words_of(parameter: Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the words of a parameter that begin like this; some go on with a value."""
    return [CompletionItem(word) for word in parameter.choices if word.startswith(incomplete)] + [
        begun(f"{one.name}:", one.help)
        for one in parameter.arguments
        if f"{one.name}:".startswith(incomplete)
    ]


def rules_of(incomplete: str) -> list[CompletionItem]:
    """Return the rules that begin like this; after a colon, the parameters of the rule."""
    name, colon, given = incomplete.partition(":")
    if not colon:
        return [
            CompletionItem(rule, help=about)
            for rule, about in RULES.items()
            if rule.startswith(name)
        ]
    if name not in RULES:
        return []
    before, _, key = given.rpartition(",")
    head = f"{name}:{before}," if before else f"{name}:"
    taken = {part.partition("=")[0] for part in before.split(",")}
    return [
        begun(f"{head}{one.name}=", one.about)
        for one in load_rule(name).parameters
        if one.name.startswith(key) and one.name not in taken
    ]


def recipe_options(command: AnyCommand) -> AnyCommand:
    """Add `--preset` and an option for every recipe parameter."""
    return parameter_options(command, PARAMETERS, _told, "the recipe to start from")


def parameter_options(
    command: AnyCommand,
    parameters: Sequence[Parameter],
    tell: Callable[[Parameter], dict[str, Any]],
    about_preset: str,
) -> AnyCommand:
    """Add `--preset`, and an option for every parameter.

    Parameters
    ----------
    command : callable
        What to add them to.
    parameters : sequence of Parameter
        In the order of the help.
    tell : callable
        Returns what an option takes for a parameter, and how its help says that.
    about_preset : str
        What the help says of `--preset`.
    """
    for parameter in reversed(parameters):
        names = [f"--{parameter.name.replace('_', '-')}"]
        if parameter.name == "learning_rate":
            names.append("--lr")
        # A single choice is none.
        hidden = len(parameter.choices) == 1
        option = click.option(*names, parameter.name, hidden=hidden, **tell(parameter))
        command = option(command)
    return click.option(
        "--preset",
        type=click.Choice(list(PRESETS)),
        default="comment",
        show_default=True,
        help=about_preset,
    )(command)


def _told(parameter: Parameter) -> dict[str, Any]:
    """Return what an option takes for a parameter, and how its help says that."""
    if parameter.name == "rule":
        return {"type": RuleType(), "help": ABOUT_RULE, "metavar": "NAME[:KEY=VALUE,…]"}
    words = f"[{'|'.join(parameter.words)}]" if parameter.choices else None
    return {"type": ParameterType(parameter), "help": parameter.about, "metavar": words}


def recipe_from(start: Recipe, values: dict[str, Any]) -> Recipe:
    """Return a recipe with the options that were given put in.

    A shorter run has only the changes of its own steps; other options act from the first step on.
    """
    given = {name: value for name, value in values.items() if was_given(name)}
    if "rule" in given:
        rule, own = given.pop("rule")
        if rule != start.rule:
            _check_changes(start)
            start = start.with_value("rule", rule)
        given["rule_parameters"] = {**start.rule_parameters, **own}
    if given.get("steps", start.steps) < start.steps:
        start = start.shortened(given["steps"])
    return replace(start, **given)


def _check_changes(start: Recipe) -> None:
    """Refuse another rule where the recipe changes what is this one's own."""
    for change in start.changes:
        if change.parameter in start.rule_parameters:
            raise click.UsageError(
                f"leave out --rule: at step {change.step:,} the recipe changes {change.parameter}, "
                f"a parameter of {start.rule} alone"
            )


def was_given(name: str) -> bool:
    """Return whether an option of the command under way was typed."""
    source = click.get_current_context().get_parameter_source(name)
    return source is not ParameterSource.DEFAULT


def refuse_with(name: str, why: str) -> None:
    """Refuse an option where it was given beside something that it does not go with."""
    if was_given(name):
        raise click.UsageError(f"leave out --{name.replace('_', '-')}: {why}")


class RecipeType(click.ParamType):  # type: ignore[type-arg] # generic from click 8.5 on
    """A recipe as JSON, or - for what is on standard input, which is not read here."""

    name = "recipe"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Recipe | str:
        """Read the text of an option."""
        text = str(value)
        if text == "-":
            return text
        try:
            return Recipe.from_json(text)
        except SplotchError as error:
            self.fail(f"it is no recipe to run: {error}", param, ctx)

    def shell_complete(
        self, _ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return what stands for standard input, for the shell."""
        return [] if incomplete else [CompletionItem("-", help="read it from standard input")]


def recipe_from_input() -> Recipe:
    """Read the recipe that is on standard input.

    Raises
    ------
    SplotchError
        It is none.
    """
    with interruptible():
        text = sys.stdin.read(LONGEST_TEXT + 1)
    try:
        return Recipe.from_json(text)
    except SplotchError as error:
        raise SplotchError(f"--recipe -: the input is no recipe to run: {error}") from None


def file_argument(
    required: bool, name: str = "file", *, tables: bool = False
) -> Callable[[AnyCommand], AnyCommand]:
    """Add a file; whoever reads it checks whether that is possible.

    Parameters
    ----------
    required : bool
        Whether there has to be one.
    name : str
        What it is called.
    tables : bool
        Whether it may be a whole table, and not only a row of one.
    """

    def complete(*_: object) -> list[CompletionItem]:
        """Return what has a recipe, by its ending, for the shell."""
        from render.formats import CARRIERS

        endings = (".npz", *CARRIERS)
        whole = complete_files((*endings, *TABLES)) if tables else complete_files(endings, TABLES)
        return [whole]

    return click.argument(
        name,
        type=click.Path(path_type=Path, readable=False),
        required=required,
        shell_complete=complete,
    )


class TargetType(click.Path):
    """The name of a file to write: its ending says what is written.

    Parameters
    ----------
    endings : collection of str
        Those it may have.
    """

    def __init__(self, endings: Collection[str]) -> None:
        super().__init__(path_type=Path)
        self.endings = tuple(endings)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Read the text of an option."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if path.suffix.lower() not in self.endings:
            name = path if value else "an empty name"
            self.fail(f"{name} must end in {' or '.join(self.endings)}", param, ctx)
        return path

    def shell_complete(
        self, _ctx: click.Context, _param: click.Parameter, _incomplete: str
    ) -> list[CompletionItem]:
        """Return what there is already of these endings, for the shell."""
        return [complete_files(self.endings)]


def output_option(
    endings: Collection[str], *, required: bool = True
) -> Callable[[AnyCommand], AnyCommand]:
    """Add `-o/--output`, called ``output``."""
    return click.option(
        "-o", "--output", type=TargetType(endings), required=required, help="the file to write"
    )


force_option = click.option("--force", is_flag=True, help="replace the file if it exists")
json_option = click.option("--json", "as_json_", is_flag=True, help="print one JSON object")
