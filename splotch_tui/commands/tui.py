"""`splotch tui`, or `splotch` alone: watch and change a descent in the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from splotch_tui.commands.options import (
    RECIPE_OPTIONS,
    ParameterType,
    file_argument,
    recipe_from,
    recipe_options,
    refuse_with,
)
from splotch_tui.commands.progress import load_with_progress
from splotch_tui.commands.subcommand import Example, subcommand
from splotch_tui.core.ensemble.rows import TableRow
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.garbage import put_off_collection
from splotch_tui.core.parameters import Parameter
from splotch_tui.core.recipe import PRESETS
from splotch_tui.core.signals import check_stopped, stop_signal
from splotch_tui.session.start import Start
from splotch_tui.ui.terminal.colours import colour_system

# As in `ui.config`, which takes long to import.
_FPS = Parameter(name="fps", kind=float, default=20.0, help="", symbol="", low=1, high=60)


@subcommand(
    "tui",
    Example("The post's own run, of sixteen dimensions", "splotch --preset original"),
    Example("A run of before, from the film that was made of it", "splotch tui demon.mp4"),
    sections={"The run": RECIPE_OPTIONS},
)
@file_argument(required=False)
@recipe_options
@click.option(
    "--fps", type=ParameterType(_FPS), help="frames a second; default: 20, or the settings'"
)
@click.option(
    "--glyphs",
    type=click.Choice(["braille", "block", "ascii"]),
    help="what to draw with; default: what the terminal can show",
)
def command(
    file: Path | None, preset: str, fps: float | None, glyphs: str | None, **values: Any
) -> int:
    """Open the app: watch a point roll down a slope of random hills, and change what it does.

    It opens running. The footer says which keys help at the moment, ? lists all of them.

    FILE is a run of before: a history (.npz), or a film, picture or plot, which know their run; or
    TABLE:ROW, a descent of an ensemble's table, counted from 1. Of a film of two runs it is
    FILM:1 or FILM:2.
    """
    row = None
    if file is not None:
        row = TableRow.named(file)
        if row is None and not file.exists() and not _is_of_a_pair(file):
            raise click.UsageError(f"there is no command and no file {str(file)!r}")
        _refuse_recipe_options(values)
    given: dict[str, Any] = {
        name: value for name, value in (("fps", fps), ("glyphs", glyphs)) if value is not None
    }

    def start() -> Start:
        if row is not None:
            return Start(row.recipe())
        if file is not None:
            return Start.from_history(load_with_progress(file))
        return Start(recipe_from(PRESETS[preset], values))

    return open_app(start, **given)


def open_app(start: Callable[[], Start], *, tour: bool = False, **given: Any) -> int:
    """Open the app in this terminal and return its exit code.

    Parameters
    ----------
    start : callable
        Returns what is to run first.
    tour : bool
        Whether it opens with the tour.
    **given
        Settings that hold in place of the user's.

    Raises
    ------
    SplotchError
        This is no terminal, or one that cannot show the app.
    """
    # `textual serve` shows the app in a browser: then no terminal is needed.
    served = "TEXTUAL_DRIVER" in os.environ
    if not (served or (sys.stdin.isatty() and sys.stdout.isatty())):
        raise SplotchError("the app needs a terminal: use `splotch run` in scripts and pipes")
    if not served:
        if os.environ.get("TERM") in {"dumb", "unknown"}:
            raise SplotchError(
                "TERM says that this terminal only prints lines: set it to what it is, as in "
                "TERM=xterm-256color, or use `splotch run`"
            )
        # Before Textual is imported, which reads it then.
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", colour_system())
    with put_off_collection():
        from splotch_tui.ui.app import run_app
        from splotch_tui.ui.config import load_config

        first = start()
        config = replace(load_config(), **given)
        check_stopped()
        return run_app(first, config=config, stop_signal=stop_signal, tour=tour)


def _refuse_recipe_options(values: dict[str, Any]) -> None:
    """Say so where a recipe was given beside a file, which has its own."""
    for name in ("preset", *values):
        refuse_with(name, "it starts another run than the file's")


def _is_of_a_pair(file: Path) -> bool:
    """Return whether a name is that of one of the runs in a film."""
    from render.provenance import ShownRun

    return ShownRun.named(file) is not None
