"""Histories and recipes out of every kind of file that carries them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from render import provenance
from render.formats import CARRIERS, load_carrier
from render.options import FilmOptions
from render.provenance import Provenance, ShownRun
from splotch_tui.core.cost import estimate_seconds
from splotch_tui.core.descent import run
from splotch_tui.core.ensemble.formats import FORMATS as TABLES
from splotch_tui.core.ensemble.rows import TableRow
from splotch_tui.core.errors import SplotchError, UnreadableError, reason_of
from splotch_tui.core.history import History
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.storage import check_source
from splotch_tui.core.text import duration_text

if TYPE_CHECKING:
    from render.frames import ProgressCallback

# What is longer than this has to be asked for: any file may say that it is.
_MOST_SECONDS = 900.0


def load_history(path: str | os.PathLike[str], progress: ProgressCallback | None = None) -> History:
    """Read a history, or run the recipe in a film, a picture or a plot again.

    Parameters
    ----------
    path : path-like
        A .npz, any of `render.CARRIERS`, or ``TABLE:ROW`` of an ensemble; of a film that shows two
        runs ``FILM:1`` or ``FILM:2``.
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
    return _run_again(path, _only(path, _provenance_in(path).recipes), progress)


def load_histories(
    path: str | os.PathLike[str], progress: ProgressCallback | None = None
) -> list[History]:
    """Read all that a file shows: as `load_history`, but both runs of a film that shows two."""
    path = Path(path)
    if _is_history(path):
        return [History.load(path)]
    return [_run_again(path, recipe, progress) for recipe in _provenance_in(path).recipes]


def read_recipe(path: str | os.PathLike[str]) -> Recipe:
    """Read the recipe of a history, a film, a picture, a plot or a row of an ensemble's table.

    Raises
    ------
    SplotchError
        It cannot be read, or has no recipe.
    """
    return _only(Path(path), read_recipes(path))


def read_recipes(path: str | os.PathLike[str]) -> list[Recipe]:
    """Read the recipes of all that a file shows: one, or both of a film that shows two runs."""
    return read_provenance(Path(path)).recipes


def read_options(path: str | os.PathLike[str]) -> FilmOptions:
    """Read what was asked for of a film or a picture; of all else there is nothing.

    Raises
    ------
    SplotchError
        It cannot be read, has no recipe, or was made by a version that has other options.
    """
    path = Path(path)
    if path.suffix.lower() not in CARRIERS:
        return FilmOptions()
    return FilmOptions.from_json(_provenance_of_film(path).options)


def read_provenance(path: Path) -> Provenance:
    """Read all that a file says of where it comes from: it is opened once, by ffmpeg or another."""
    return Provenance([History.load_recipe(path)]) if _is_history(path) else _provenance_in(path)


def _run_again(path: Path, recipe: Recipe, progress: ProgressCallback | None) -> History:
    takes = estimate_seconds(recipe)
    if takes > _MOST_SECONDS:
        raise SplotchError(
            f"the run in {path} would take about {duration_text(takes)}, too long to make it again "
            "here: use `splotch recipe` and `splotch run`"
        )
    if progress is None:
        return run(recipe)
    return run(recipe, lambda done: progress(done, recipe.steps))


def _only(path: Path, recipes: list[Recipe]) -> Recipe:
    if len(recipes) > 1:
        raise UnreadableError(path, f"it shows two runs: name one of them, as {path.name}:1")
    return recipes[0]


def _is_history(path: Path) -> bool:
    """Return whether a path is of a history, and not of a recipe alone; others are refused."""
    if path.suffix.lower() in CARRIERS or TableRow.named(path) or ShownRun.named(path):
        return False
    if path.suffix.lower() in TABLES and path.is_file():
        raise UnreadableError(path, f"it is a table: name a descent in it, as {path.name}:17")
    if path.suffix.lower() != ".npz" and path.is_file():
        endings = ", ".join((".npz", *CARRIERS))
        tables = " or ".join(f"{ending}:ROW" for ending in TABLES)
        raise UnreadableError(path, f"its name ends in none of {endings}, or in {tables}")
    return True


def _provenance_in(path: Path) -> Provenance:
    row, shown = TableRow.named(path), ShownRun.named(path)
    if row is not None:
        return Provenance([row.recipe()])
    if shown is None:
        return _provenance_of_film(path)
    recipes = _provenance_of_film(shown.film).recipes
    if not 1 <= shown.place <= len(recipes):
        told = "one run" if len(recipes) == 1 else f"runs 1 to {len(recipes)}"
        raise SplotchError(f"{shown.film} shows {told}: {shown.place:,} is none")
    return Provenance([recipes[shown.place - 1]])


def _provenance_of_film(path: Path) -> Provenance:
    check_source(path)
    try:
        text = load_carrier(path.suffix.lower()).read_provenance(path)
    except OSError as error:
        raise UnreadableError(path, reason_of(error)) from None
    try:
        return provenance.read(text)
    except SplotchError as error:
        raise UnreadableError(path, str(error)) from None
