"""`splotch recipe`: the recipe of a file, in one line."""

from __future__ import annotations

from pathlib import Path

import click

from splotch_tui.commands.options import file_argument


@click.command("recipe")
@file_argument(required=True)
def command(file: Path) -> None:
    """Print the recipe in FILE (a .npz, a film, a picture or a plot, or TABLE:ROW) as one line.

    Of a film that shows two runs it prints two; FILM:1 and FILM:2 are either of them.

    The line, of JSON, is all it takes to make the run again: paste it into a post, and
    `splotch run --recipe 'LINE'` gives the same bits on any machine.
    """
    import render

    for recipe in render.read_recipes(file):
        click.echo(recipe.to_json())
