"""`splotch render`: make a film or a picture of a saved history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

import render
from render.option_kinds import ChoiceKind, YesNoKind
from render.options import OPTIONS, Option, unsuitable
from render.plan import OptionError, choose_settings
from splotch_tui.commands.options import (
    AnyCommand,
    TargetType,
    file_argument,
    force_option,
    output_option,
)
from splotch_tui.commands.progress import (
    announce_compiling,
    load_all_with_progress,
    progress_bar,
    say_written,
)
from splotch_tui.commands.subcommand import Example, subcommand
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.storage import check_target

# Arguments of `render.animate` that `render.still` does not have.
_FILMS_ONLY = ("jobs", "poster")


class OptionType(click.ParamType):  # type: ignore[type-arg] # generic from click 8.5 on
    """A film option's value, read and checked by its own rules."""

    def __init__(self, option: Option) -> None:
        self.option = option
        self.name = option.kind.metavar

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """Read the text of an option."""
        try:
            return self.option.read(str(value))
        except SplotchError as error:
            self.fail(str(error), param, ctx)


def film_options(command: AnyCommand) -> AnyCommand:
    """Add an option for every field of `render.FilmOptions`."""
    for option in reversed(OPTIONS):
        kind = option.kind
        if isinstance(kind, YesNoKind):
            flags = "/".join(option.flags)
            command = click.option(flags, option.name, default=option.default, help=option.help)(
                command
            )
            continue
        command = click.option(
            *option.flags,
            option.name,
            type=click.Choice(kind.names) if isinstance(kind, ChoiceKind) else OptionType(option),
            default=option.default,
            show_default=bool(option.default),
            help=f"{option.help}; {kind.limits}" if kind.limits else option.help,
        )(command)
    return command


@subcommand(
    "render",
    Example(
        "A film of a run, and a picture of its middle",
        "splotch render demon.npz -o demon.mp4 --poster demon.png",
    ),
    Example(
        "The steps in which the demon begins, small enough to post",
        "splotch render demon.npz -o demon.gif --part 2000:2600 -q low",
    ),
    sections={
        "Films and pictures": [one.name for one in OPTIONS if not one.only],
        "Films": [*(one.name for one in OPTIONS if one.only == "films"), *_FILMS_ONLY],
        "Pictures": [one.name for one in OPTIONS if one.only == "pictures"],
    },
)
@file_argument(required=True)
@file_argument(required=False, name="beside")
@output_option(render.FORMATS)
@film_options
@click.option(
    "--jobs",
    type=click.IntRange(1, render.MOST_JOBS),
    help="threads that draw, and encode a .webm; default: one for each processor that may be used",
)
@click.option(
    "--poster",
    type=TargetType([ending for ending, kind in render.FORMATS.items() if not kind.moving]),
    help="also write a picture (.png) of the film's middle",
)
@force_option
@click.pass_context
def command(
    context: click.Context,
    /,
    file: Path,
    beside: Path | None,
    output: Path,
    jobs: int | None,
    poster: Path | None,
    force: bool,
    **given: Any,
) -> None:
    """Make a film or a picture of a run: a flight over its loss surface, along its path.

    The ending of -o says which: .mp4, .webm and .gif are films, .png is a picture. FILE is a
    history (.npz, by `splotch run -o`); or a film, picture or plot, whose run is made again; or
    TABLE:ROW. With a second file, BESIDE, both runs are shown beside each other, each at the same
    step. What is made knows its run as well: `splotch info`, `splotch render` and the app open it.
    """
    for path in filter(None, (output, poster)):
        check_target(path, force)
    moving = render.FORMATS[output.suffix.lower()].moving
    _refuse_unsuitable(context, moving)
    options = render.FilmOptions(**given)
    try:
        choose_settings(options, output)
    except OptionError as error:
        raise click.BadParameter(str(error), param_hint=error.option.flags[-1]) from None
    histories = load_all_with_progress(file)
    if beside is not None:
        histories += load_all_with_progress(beside)
    if moving:
        with announce_compiling(), progress_bar("rendering") as show:
            render.animate(
                histories, output, options, jobs=jobs, poster=poster, force=force, progress=show
            )
    else:
        with announce_compiling():
            render.still(histories, output, options, force=force)
    for path in filter(None, (output, poster)):
        say_written(path)


def _refuse_unsuitable(context: click.Context, moving: bool) -> None:
    """Say so where an option was typed that means nothing for a film, or for a picture."""
    typed = [
        name
        for name in context.params
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT
    ]
    wrong = [(option.flags[-1], option.only) for option in unsuitable(typed, moving)]
    if not moving:
        wrong += [(f"--{name}", "films") for name in _FILMS_ONLY if name in typed]
    for flag, only in wrong:
        raise click.UsageError(f"{flag} is for {only}: leave it out")
