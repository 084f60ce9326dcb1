"""The figure of an ensemble's table, for the subcommands that draw it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import render
from splotch_tui.commands.progress import Tally, announce_compiling, progress_bar, say_written
from splotch_tui.core.ensemble.digest import Digest, read_digest
from splotch_tui.core.ensemble.watching import bounded, recipes_at, sample_rows, watch
from splotch_tui.core.recipe import Recipe


def draw_table(table: Path, output: Path, force: bool) -> None:
    """Draw the figure of a table that is there."""
    digest = read_digest(table)
    draw_ensemble(digest, recipes_at(table, sample_rows(digest.rows)), table, output, force)


def draw_ensemble(
    digest: Digest, sample: Sequence[Recipe], table: Path, output: Path, force: bool
) -> None:
    """Run a sample of an ensemble's descents again, and draw its figure into `output`."""
    some = bounded(sample)
    with announce_compiling(), progress_bar("watching some of them") as show:
        watched = watch(some, Tally(sum(each.steps for each in some), show))
    render.plot_ensemble(digest, watched, output, table=table.name, force=force)
    say_written(output)
