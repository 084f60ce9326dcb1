"""`splotch render`: make a film or a picture of a saved history."""

from __future__ import annotations

from pathlib import Path

import click

import render
from splotch_tui.commands.options import SizeType, force_option, output_option
from splotch_tui.commands.progress import progress_bar
from splotch_tui.core.storage import check_target


@click.command("render", short_help="make a film or a picture of a saved history")
@click.argument("file", type=click.Path(path_type=Path))
@output_option(required=True)
@click.option("--view", type=click.Choice(list(render.VIEWS)), default="chase", show_default=True)
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
@click.option("--step", type=click.IntRange(0), help="the step a picture shows; default: the last")
@force_option
def command(
    file: Path,
    output: Path,
    view: str,
    quality: str,
    size: tuple[int, int] | None,
    fps: int | None,
    seconds: float | None,
    axis: int | None,
    step: int | None,
    force: bool,
) -> None:
    """Fly over the loss surface along the path in FILE; -o ends in .mp4, .gif or .png.

    The file made carries the run's recipe: `splotch info`, `splotch render` and the app open it.
    """
    check_target(output, force)
    history = render.load_history(file)
    if output.suffix == ".png":
        render.still(history, output, step=step, view=view, size=size, axis=axis, force=force)
    else:
        with progress_bar("rendering") as show:
            render.animate(
                history,
                output,
                view=view,
                size=size,
                fps=fps,
                seconds=seconds,
                quality=quality,
                axis=axis,
                force=force,
                progress=show,
            )
    click.echo(f"written to {click.format_filename(output)}", err=True)
