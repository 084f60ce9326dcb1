"""`splotch info`: say what a history, film or picture holds."""

from __future__ import annotations

from pathlib import Path

import click

from splotch_tui.commands.options import file_argument, json_option
from splotch_tui.commands.progress import load_with_progress
from splotch_tui.commands.summary import as_json, as_text, facts


@click.command("info")
@file_argument(required=True)
@json_option
def command(file: Path, as_json_: bool) -> None:
    """Print the recipe in FILE (a .npz, a film or a picture), how long it ran and how it ended.

    A film or a picture holds the recipe alone: the run is made again from it.
    """
    history = load_with_progress(file)
    if as_json_:
        click.echo(as_json({"file": str(file), **facts(history)}))
    else:
        click.echo(as_text(history))
