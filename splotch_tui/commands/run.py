"""`splotch run`: run a descent and keep its history."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from splotch_tui.commands.options import (
    force_option,
    json_option,
    output_option,
    recipe_from,
    recipe_options,
)
from splotch_tui.commands.progress import announce_compiling, progress_bar, say_written
from splotch_tui.commands.summary import as_json, as_text, facts
from splotch_tui.core.descent import run
from splotch_tui.core.storage import check_target


@click.command("run")
@recipe_options
@output_option(required=False)
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
    output: Path | None,
    keep: int | None,
    as_json_: bool,
    force: bool,
    **values: Any,
) -> None:
    """Run a descent to its last step, say how it ended, and write its history if -o names a file.

    The history is a .npz that numpy.load opens: x0, xn, loss, the landscape's numbers, the recipe.
    """
    recipe = recipe_from(preset, values)
    if output is not None:
        if output.suffix != ".npz":
            raise click.BadParameter(f"{output} must end in .npz", param_hint="-o")
        check_target(output, force)
    announced = announce_compiling() if recipe.engine == "compiled" else nullcontext()
    with announced, progress_bar("running") as show:
        history = run(recipe, lambda done: show(done, recipe.steps), keep)
    if output is not None:
        history.save(output, force=force)
    if as_json_:
        click.echo(as_json({"file": str(output) if output else None, **facts(history)}))
    else:
        click.echo(as_text(history))
        if output is not None:
            say_written(output)
