"""`splotch recipe`: the recipe of a file, in one line."""

from __future__ import annotations

import json
from pathlib import Path

import click

from splotch_tui.commands.options import file_argument
from splotch_tui.commands.subcommand import Example, subcommand
from splotch_tui.core.recipe import PARAMETERS, Recipe


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
        click.echo(_for_people(recipe))


def _for_people(recipe: Recipe) -> str:
    """Return a recipe as JSON that says what captions say of every run, be it a default or not."""
    told = {"steps", *(one.name for one in PARAMETERS if one.caption == "always")}
    told |= json.loads(recipe.to_json()).keys()
    return json.dumps({name: value for name, value in recipe.to_dict().items() if name in told})
