"""`splotch ensemble`: run descents for all combinations of some values, into a table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import render
from splotch_tui.commands.axes import AXIS_OPTIONS, axis_options, grid_from
from splotch_tui.commands.cluster_option import cluster_option, say
from splotch_tui.commands.options import TargetType, force_option, json_option, output_option
from splotch_tui.commands.progress import Tally, announce_compiling, progress_bar, say_written
from splotch_tui.commands.subcommand import Example, subcommand
from splotch_tui.commands.table_summary import tell_digest
from splotch_tui.core.ensemble.formats import FORMATS
from splotch_tui.core.ensemble.grid import Grid
from splotch_tui.core.signals import StoppedError
from splotch_tui.core.storage import check_target

if TYPE_CHECKING:
    from splotch_tui.core.ensemble.executors.cluster import Cluster


@subcommand(
    "ensemble",
    Example(
        "How the odds of a free run fall with the dimensions, in 3,000 descents",
        "splotch ensemble --seed 0:1000 --dims 1,2,3 -o odds.csv --plot odds.png",
    ),
    Example(
        "Three rules on the hills of a hundred seeds",
        "splotch ensemble --seed 0:100 --rule normalised,adam,sign -o rules.csv",
    ),
    sections={"The descents (each a value, a list or a range)": AXIS_OPTIONS},
)
@axis_options
@output_option(list(FORMATS))
@click.option(
    "--plot",
    type=TargetType(render.PLOT_ENDINGS),
    help="a figure to draw as well: survival, hazard by ε‖xn‖, x0",
)
@cluster_option
@json_option
@force_option
def command(
    preset: str,
    output: Path,
    plot: Path | None,
    cluster: Cluster | None,
    as_json_: bool,
    force: bool,
    **values: Any,
) -> None:
    """Run a descent for every combination of the values given, and write a table of them.

    One run is an anecdote: this tells which share of thousands runs free, and when the others are
    caught. The table has a row a descent: what it was given, where it ended, and when a demon or a
    snag took it (docs/tables.md). Stopped or killed, it goes on where it was when called again.

    A list is 1,2,4; a range of whole numbers 0:1000, its end left out, or evenly spaced numbers
    0.01:0.2:8, eight of them.
    """
    from splotch_tui.commands.ensemble_figure import draw_ensemble
    from splotch_tui.core.ensemble.executors.threads import run_blocks
    from splotch_tui.core.ensemble.making import make_table
    from splotch_tui.core.ensemble.watching import sample_rows

    if plot is not None:
        check_target(plot, force)
    grid = grid_from(preset, values)
    is_there = output.exists() and not force
    executor = run_blocks if cluster is None else cluster.executor(say)
    say_size(grid)
    with announce_compiling(), progress_bar("descending") as show:
        tally = Tally(grid.steps, show)
        try:
            digest = make_table(grid, output, tally, executor=executor, force=force)
        except StoppedError:
            say("what was done is kept: the same command goes on from there")
            raise
    tell_digest(output, digest, as_json_)
    if is_there:
        say(f"{output} is complete already: nothing was run")
    elif not as_json_:
        say_written(output)
    if plot is not None:
        sample = [grid.recipe(row) for row in sample_rows(len(grid)).tolist()]
        draw_ensemble(digest, sample, output, plot, force)


def say_size(grid: Grid) -> None:
    """Say on stderr what is about to be run."""
    print(f"{len(grid):,} descents, {grid.steps:,} descent-steps", file=sys.stderr, flush=True)
