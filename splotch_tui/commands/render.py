"""`splotch render`: make a film or a picture of a saved history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import render
from render.scene.step_range import StepRange, parse_step_range
from splotch_tui.commands.options import SizeType, file_argument, force_option, output_option
from splotch_tui.commands.progress import (
    announce_compiling,
    load_with_progress,
    progress_bar,
    say_written,
)
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.storage import check_target

_FILMS_ONLY = ("fps", "seconds", "timing", "part", "max_mb", "jobs", "poster")


class StepRangeType(click.ParamType):  # type: ignore[type-arg]
    """A part of a run, FIRST:LAST; either may be missing."""

    name = "FIRST:LAST"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> StepRange:
        """Read 2000:2600."""
        if isinstance(value, tuple):
            return value
        try:
            return parse_step_range(str(value))
        except SplotchError as error:
            self.fail(str(error), param, ctx)


@click.command("render")
@file_argument(required=True)
@output_option(required=True)
@click.option(
    "--view",
    type=click.Choice(list(render.VIEWS)),
    help="how the camera moves; default: flight for films, chase for pictures. "
    + "; ".join(f"{name} {does}" for name, does in render.VIEWS.items()),
)
@click.option(
    "-q",
    "--quality",
    type=click.Choice(list(render.QUALITIES)),
    default="medium",
    show_default=True,
    help="sets size, rate and compression",
)
@click.option("--size", type=SizeType(), help="width and height in pixels, such as 1280x720")
@click.option("--fps", type=click.IntRange(1, 120), help="frames a second")
@click.option("--seconds", type=click.FloatRange(0.1, 3600), help="the film's length")
@click.option("--axis", type=click.IntRange(1), help="which xn to show; default: the farthest")
@click.option("--theme", type=click.Choice(list(render.THEMES)), help="default: dark")
@click.option("--title", help="words at the top")
@click.option(
    "--timing",
    type=click.Choice(list(render.TIMINGS)),
    help="share out the film's time by distance travelled (the default) or by steps",
)
@click.option(
    "--part",
    type=StepRangeType(),
    help="play these steps only, such as 2000:2600, 2000: or :2600",
)
@click.option("--max-mb", type=click.FloatRange(0.0, min_open=True), help="the most a .gif may be")
@click.option(
    "--jobs",
    type=click.IntRange(1, render.MOST_JOBS),
    help="threads that draw; default: all processors",
)
@click.option(
    "--poster",
    type=click.Path(path_type=Path),
    help="also write a picture (.png) of the film's middle",
)
@click.option("--step", type=click.IntRange(0), help="the step a picture shows; default: the last")
@force_option
def command(
    file: Path, output: Path, step: int | None, poster: Path | None, force: bool, **given: Any
) -> None:
    """Fly over the loss surface along the path in FILE.

    FILE is a .npz, or a film or picture that carries its recipe. The file made carries it too:
    `splotch info`, `splotch render` and the app open it.
    """
    for path in filter(None, (output, poster)):
        check_target(path, force)
    options = {name: value for name, value in given.items() if value is not None}
    ending = output.suffix.lower()
    if ending in render.FORMATS and not render.FORMATS[ending].moving:
        _refuse(options | ({"poster": poster} if poster else {}), "films", *_FILMS_ONLY)
        history = load_with_progress(file)
        with announce_compiling():
            render.still(history, output, step=step, force=force, **options)
    else:
        _refuse({"step": step} if step is not None else {}, "pictures", "step")
        history = load_with_progress(file)
        with announce_compiling(), progress_bar("rendering") as show:
            render.animate(history, output, poster=poster, force=force, progress=show, **options)
    for path in filter(None, (output, poster)):
        say_written(path)


def _refuse(options: dict[str, Any], kind: str, *names: str) -> None:
    """Say so where an option was given that means nothing here."""
    for name in names:
        if name in options:
            raise click.UsageError(f"--{name.replace('_', '-')} is for {kind}: leave it out")
