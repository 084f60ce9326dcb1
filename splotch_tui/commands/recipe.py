"""`splotch recipe`: the recipe of a file, in one line."""

from __future__ import annotations

from pathlib import Path

import click

from splotch_tui.commands.options import file_argument
from splotch_tui.commands.subcommand import Example, subcommand


@subcommand(
    "recipe",
    Example("One line to paste into a post", "splotch recipe demon.mp4"),
    Example(
        "The run of a film once more, and further",
        "splotch recipe demon.mp4 | splotch run --recipe - --steps 20000 -o more.npz",
    ),
)
@file_argument(required=True)
def command(file: Path) -> None:
    """Print the recipe of the run in FILE, as one line of JSON: all it takes to make it again.

    Paste it into a post, and `splotch run --recipe 'LINE'` gives the same bits on any machine. FILE
    is a history (.npz), a film, a picture or a plot; or TABLE:ROW, a descent of an ensemble. Of a
    film that shows two runs it prints two lines; FILM:1 and FILM:2 are either of them.
    """
    import render

    for recipe in render.read_recipes(file):
        click.echo(recipe.to_json())
