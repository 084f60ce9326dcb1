"""`splotch plot`: the figures of a run, or of an ensemble, for print; and a run's page."""

from __future__ import annotations

from pathlib import Path

import click

import render
from render.options import OPTIONS
from render.page import check_plotly
from render.scene.step_range import StepRange
from splotch_tui.commands.ensemble_figure import draw_table
from splotch_tui.commands.options import file_argument, force_option, output_option, refuse_with
from splotch_tui.commands.progress import announce_compiling, load_with_progress, say_written
from splotch_tui.commands.render import OptionType
from splotch_tui.commands.subcommand import Example, subcommand
from splotch_tui.core.ensemble.formats import FORMATS
from splotch_tui.core.signals import check_stopped
from splotch_tui.core.storage import check_target

_PART = next(one for one in OPTIONS if one.name == "part")


@subcommand(
    "plot",
    Example("For print", "splotch plot demon.npz -o demon.pdf"),
    Example("A page to turn by hand, in a browser", "splotch plot demon.npz -o demon.html"),
)
@file_argument(required=True, tables=True)
@output_option((*render.PLOT_ENDINGS, render.PAGE_ENDING))
@click.option("--axis", type=click.IntRange(1), help="which xn to show; default: the farthest")
@click.option(
    "--part",
    type=OptionType(_PART),
    help="show these steps only, such as 2000:2600, 2000: or :2600",
)
@force_option
def command(
    file: Path, output: Path, axis: int | None, part: StepRange | None, force: bool
) -> None:
    """Draw figures of a run: x0, the xn, the height of the hills, and the path on the surface.

    -o ends in .png, .svg or .pdf, or in .html for a page to turn by hand, with a slider of the
    step: one file that needs nothing but a browser (and, to make it, the extra html). FILE is a
    history (.npz), or a film, picture or plot, whose run is made again; or TABLE:ROW.

    Of an ensemble's TABLE, survival, hazard by ε‖xn‖ and x0 are drawn; some of its descents are run
    again for that.
    """
    is_table = file.suffix.lower() in FORMATS
    if is_table:
        refuse_with("axis", "a table has no surface")
        refuse_with("part", "a table has no steps")
    is_page = output.suffix.lower() == render.PAGE_ENDING
    if is_page and is_table:
        raise click.UsageError(f"a page is of one run: name a descent, as {file.name}:17")
    if is_page:
        check_plotly()
    check_target(output, force)
    if is_table:
        draw_table(file, output, force)
        return
    history = load_with_progress(file)
    check_stopped()
    draw = render.plot_page if is_page else render.plot
    with announce_compiling():
        draw(history, output, axis=axis, part=part, force=force)
    say_written(output)
