"""`splotch plot`: draw a run's figures for print."""

from __future__ import annotations

from pathlib import Path

import click

import render
from splotch_tui.commands.options import file_argument, force_option, output_option
from splotch_tui.commands.progress import load_with_progress, say_written
from splotch_tui.core.signals import check_stopped
from splotch_tui.core.storage import check_target


@click.command("plot")
@file_argument(required=True)
@output_option(render.PLOT_ENDINGS)
@click.option("--axis", type=click.IntRange(1), help="which xn to show; default: the farthest")
@force_option
def command(file: Path, output: Path, axis: int | None, force: bool) -> None:
    """Draw x0, the xn and the path on the loss surface, seen from above.

    FILE is a .npz, or a film, picture or plot that carries its recipe; -o ends in .png, .svg or
    .pdf.
    """
    check_target(output, force)
    history = load_with_progress(file)
    check_stopped()
    render.plot(history, output, axis=axis, force=force)
    say_written(output)
