"""Histories and recipes out of every kind of file that carries them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from render.formats import CARRIERS, load_carrier
from splotch_tui.core.descent import run
from splotch_tui.core.ensemble.formats import FORMATS as TABLES
from splotch_tui.core.ensemble.rows import TableRow
from splotch_tui.core.errors import SplotchError, UnreadableError, reason_of
from splotch_tui.core.history import History
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.storage import check_source

if TYPE_CHECKING:
    from render.frames import ProgressCallback

# A film is a few megabytes; what its recipe says must not fill the memory of who opens it.
_MOST_NUMBERS = 200_000_000


def load_history(path: str | os.PathLike[str], progress: ProgressCallback | None = None) -> History:
    """Read a history, or run the recipe in a film, a picture or a plot again.

    Parameters
    ----------
    path : path-like
        A .npz, any of `render.CARRIERS`, or ``TABLE:ROW`` of an ensemble.
    progress : callable, optional
        Called now and then, where there is a recipe to run, with the number of steps done and of
        all. What it raises ends the work.

    Raises
    ------
    SplotchError
        It cannot be read, or has no recipe.
    """
    path = Path(path)
    if _is_history(path):
        return History.load(path)
    recipe = _read_recipe(path)
    if (recipe.steps + 1) * (2 + recipe.dims) > _MOST_NUMBERS:
        raise SplotchError(
            f"the run in {path} is {recipe.steps:,} steps of {recipe.dims} dims, too long to make "
            "again here: use `splotch run`"
        )
    if progress is None:
        return run(recipe)
    return run(recipe, lambda done: progress(done, recipe.steps))


def read_recipe(path: str | os.PathLike[str]) -> Recipe:
    """Read the recipe of a history, a film, a picture, a plot or a row of an ensemble's table.

    Raises
    ------
    SplotchError
        It cannot be read, or has no recipe.
    """
    path = Path(path)
    if _is_history(path):
        return History.load_recipe(path)
    return _read_recipe(path)


def _is_history(path: Path) -> bool:
    """Return whether a path is of a history, and not of a recipe alone; others are refused."""
    if path.suffix.lower() in CARRIERS or TableRow.named(path) is not None:
        return False
    if path.suffix.lower() in TABLES and path.is_file():
        raise UnreadableError(path, f"it is a table: name a descent in it, as {path.name}:17")
    if path.suffix.lower() != ".npz" and path.is_file():
        endings = ", ".join((".npz", *CARRIERS))
        raise UnreadableError(path, f"its name ends in none of {endings}")
    return True


def _read_recipe(path: Path) -> Recipe:
    row = TableRow.named(path)
    if row is not None:
        return row.recipe()
    check_source(path)
    try:
        text = load_carrier(path.suffix.lower()).read_provenance(path)
    except OSError as error:
        raise UnreadableError(path, reason_of(error)) from None
    try:
        return Recipe.from_json(text)
    except SplotchError as error:
        raise UnreadableError(path, str(error)) from None
