"""`splotch info`: say what a history, film or picture holds."""

from __future__ import annotations

from pathlib import Path

import click

from splotch_tui.commands.options import json_option
from splotch_tui.commands.summary import as_json, as_text, facts


@click.command("info")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def command(file: Path, as_json_: bool) -> None:
    """Print the recipe in FILE (a .npz, a film or a picture), how long it ran and how it ended.

    A film or a picture holds the recipe alone: the run is made again from it.
    """
    import render

    history = render.load_history(file)
    if as_json_:
        click.echo(as_json({"file": str(file), **facts(history)}))
    else:
        click.echo(as_text(history))
