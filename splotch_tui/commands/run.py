"""`splotch run`: run a descent and keep its history."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from splotch_tui.commands.options import (
    RECIPE_OPTIONS,
    RecipeType,
    force_option,
    json_option,
    output_option,
    recipe_from,
    recipe_from_input,
    recipe_options,
    refuse_with,
)
from splotch_tui.commands.progress import announce_compiling, progress_bar, say_written
from splotch_tui.commands.subcommand import Example, subcommand
from splotch_tui.commands.summary import as_json, as_text, facts
from splotch_tui.core.descent import run
from splotch_tui.core.history import History
from splotch_tui.core.recipe import PRESETS, Recipe
from splotch_tui.core.signals import stop_signal
from splotch_tui.core.storage import check_target


@subcommand(
    "run",
    Example("The post's own run, to film it next", "splotch run --preset original -o demon.npz"),
    Example(
        "Down the same hills by another rule",
        "splotch run --preset original --rule adam:beta1=0.95",
    ),
    sections={"The run": (*RECIPE_OPTIONS, "given")},
)
@recipe_options
@click.option(
    "--recipe",
    "given",
    type=RecipeType(),
    metavar="JSON|-",
    help="the recipe to start from, as `splotch recipe` prints it; - reads it from standard input. "
    "Other options change it: --steps goes on to more",
)
@output_option([".npz"], required=False)
@click.option(
    "--keep",
    type=click.IntRange(64),
    help="how many points to keep at most; a longer run keeps every 2nd, 4th, 8th … and the "
    "extremes between; default: 2²⁰, or 2²² numbers if that is fewer",
)
@json_option
@force_option
def command(
    preset: str,
    given: Recipe | str | None,
    output: Path | None,
    keep: int | None,
    as_json_: bool,
    force: bool,
    **values: Any,
) -> int:
    """Run a descent to its last step, and say how it ended: free, with a demon, or in a snag.

    Where -o names a file its history is written: a .npz that `splotch render` films and numpy.load
    opens, with x0, xn and loss at every step, the landscape's numbers, and the recipe, which is all
    that decides a run. Stopped by Ctrl-C or another signal, it says and writes what was done.
    """
    if given is None:
        start = PRESETS[preset]
    else:
        refuse_with("preset", "--recipe gives all that a preset would")
        start = given if isinstance(given, Recipe) else recipe_from_input()
    recipe = recipe_from(start, values)
    if output is not None:
        check_target(output, force)
    with announce_compiling(), progress_bar("running") as show:

        def report(done: int) -> bool:
            """Show how far it is; False ends the run."""
            if stop_signal() is None:
                show(done, recipe.steps)
            return stop_signal() is None

        history = run(recipe, report, keep)
    if output is not None:
        history.save(output, force=force)
    if as_json_:
        click.echo(as_json({"file": str(output) if output else None, **facts(history)}))
    else:
        click.echo(as_text(history))
        if output is not None:
            say_written(output)
    number = stop_signal()
    for line in _warnings(recipe, history, stopped=number is not None):
        print(f"splotch: {line}", file=sys.stderr)
    if number is not None:
        return 128 + number
    return 0 if history.recipe.steps == recipe.steps else 1


def _warnings(recipe: Recipe, history: History, *, stopped: bool) -> Iterator[str]:
    """Yield what went otherwise than was asked for."""
    done, proposals = history.recipe.steps, history.proposals
    if done < recipe.steps and stopped:
        yield f"stopped at step {done:,} of {recipe.steps:,}"
    elif done < recipe.steps:
        yield (f"the run diverges after step {done:,} of {recipe.steps:,}: {recipe.smaller_step()}")
    if proposals and 2 * proposals.diverged > proposals.made:
        yield (
            f"{proposals.diverged:,} of {proposals.made:,} proposals diverged: "
            f"{recipe.smaller_step()}"
        )
