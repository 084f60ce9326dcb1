"""`splotch info`: say what a history, film, picture, plot or table holds."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from pathlib import Path

import click

from splotch_tui.commands.options import file_argument, json_option
from splotch_tui.commands.progress import announce_compiling
from splotch_tui.commands.subcommand import Example, subcommand
from splotch_tui.commands.summary import as_json, as_text, facts, facts_of_recipe, recipe_as_text
from splotch_tui.commands.table_summary import tell_digest
from splotch_tui.core.cost import estimate_seconds
from splotch_tui.core.descent import run
from splotch_tui.core.ensemble.digest import read_digest
from splotch_tui.core.ensemble.formats import FORMATS
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.signals import check_stopped
from splotch_tui.core.text import duration_text, printable

# A run that would take longer than the first is not made again; one that does is given up after the
# second. Seconds.
_MOMENTS, _PATIENCE = 2.0, 4.0


@subcommand(
    "info",
    Example("What became of a run", "splotch info demon.npz"),
    Example(
        "The same for a program, of the run that a film shows", "splotch info demon.mp4 --json"
    ),
)
@file_argument(required=True, tables=True)
@json_option
def command(file: Path, as_json_: bool) -> None:
    """Print what became of the run in FILE, and the recipe that makes it again.

    It tells when the run was free, had a demon or was in a snag, and where it ended. FILE is a
    history (.npz), a film, a picture or a plot; or TABLE:ROW, a descent of an ensemble, counted
    from 1. Of an ensemble's TABLE it tells which share is free, and when the others were caught.

    All but a .npz hold the recipe alone: the run is made again from it if that takes only moments.
    Of a film or a picture it tells how it was made, too. --json has null for what was not computed.
    """
    import render
    from render.load import read_provenance

    if file.suffix.lower() in FORMATS:
        tell_digest(file, read_digest(file), as_json_)
        return
    if file.suffix.lower() == ".npz":
        history = render.load_history(file)
        _tell([(history.recipe, history)], [], file, as_json_)
        return
    found = read_provenance(file)
    runs = [(recipe, _made_again(recipe)) for recipe in found.recipes]
    try:
        asked: list[str] | SplotchError = render.FilmOptions.from_json(found.options).as_arguments()
    except SplotchError as error:
        # Those of a later version: the runs are known all the same.
        asked = error
    _tell(runs, asked, file, as_json_)


def _tell(
    runs: Sequence[tuple[Recipe, History | None]],
    asked: list[str] | SplotchError,
    file: Path,
    as_json_: bool,
) -> None:
    """Say what is known of the runs in a file, and what was asked for of a film of them."""
    if as_json_:
        known = [facts_of_recipe(recipe) if made is None else facts(made) for recipe, made in runs]
        told = known[0] if len(known) == 1 else {"runs": known}
        known_options = None if isinstance(asked, SplotchError) else asked
        film = {} if known_options == [] else {"render_options": known_options}
        click.echo(as_json({"file": str(file), **told, **film}))
        return
    for number, (recipe, history) in enumerate(runs, 1):
        name = file
        if len(runs) > 1:
            name = file.with_name(f"{file.name}:{number}")
            click.echo(f"{'' if number == 1 else chr(10)}{printable(str(name))}\n")
        _tell_run(recipe, history, name)
    if isinstance(asked, SplotchError):
        click.echo(f"\nHow it was made is not known here: {printable(str(asked))}")
    elif asked:
        target = f"{file.stem}-again{file.suffix.lower()}"
        words = printable(shlex.join(["splotch", "render", str(file), "-o", target, *asked]))
        click.echo(f"\nIt was made with options. The same once more:\n{words}")


def _tell_run(recipe: Recipe, history: History | None, file: Path) -> None:
    if history is not None:
        click.echo(as_text(history))
    else:
        name = printable(shlex.quote(str(file)))
        click.echo(recipe_as_text(recipe))
        took = duration_text(max(estimate_seconds(recipe), _MOMENTS))
        click.echo(
            f"\nHow it ended is not computed here: it would take about {took}. To make the run:\n"
            f"splotch recipe {name} | splotch run --recipe - -o run.npz"
        )


def _made_again(recipe: Recipe) -> History | None:
    """Run a recipe, unless that takes more than moments."""
    if estimate_seconds(recipe) > _MOMENTS:
        return None
    began = None

    def in_time(_done: int) -> bool:
        nonlocal began
        check_stopped()
        # From the first steps on: before them, kernels may have been compiled.
        began = began or time.monotonic()
        return time.monotonic() - began < _PATIENCE

    with announce_compiling():
        history = run(recipe, in_time)
    return history if history.recipe.steps == recipe.steps else None
