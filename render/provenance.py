"""Provenance: what films, pictures, plots and pages say of the runs that they show."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from render.formats import CARRIERS
from render.options import FilmOptions
from render.panes import MOST_PANES
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.recipe import LONGEST_TEXT, Recipe

_PLACE = re.compile(rf"(.+(?:{'|'.join(map(re.escape, CARRIERS))})):(\d{{1,9}})", re.IGNORECASE)


class ShownRun(NamedTuple):
    """One of the runs that a film shows beside each other: ``film.mp4:2``.

    Attributes
    ----------
    film : Path
        The film.
    place : int
        Which, from 1 on.
    """

    film: Path
    place: int

    @classmethod
    def named(cls, path: Path) -> ShownRun | None:
        """Return what a path of the form ``FILM:PLACE`` means; None: it is the name of a file."""
        match = _PLACE.fullmatch(str(path))
        return None if match is None or path.exists() else cls(Path(match[1]), int(match[2]))


class Provenance(NamedTuple):
    """What a file says of where it comes from.

    Attributes
    ----------
    recipes : list of Recipe
        Of the runs that it shows.
    options : str
        What was asked for of a film or a picture, as `FilmOptions.to_json` writes it.
    """

    recipes: list[Recipe]
    options: str = "{}"


def written(recipes: Sequence[Recipe], options: FilmOptions) -> str:
    """Return the comment of a file that shows some runs.

    That is a recipe as JSON, or a list of them; with options that are not all at their defaults an
    object, ``{"runs": [recipe, …], "film": {option: value, …}}``.
    """
    texts = [recipe.to_json() for recipe in recipes]
    several = f"[{', '.join(texts)}]"
    if options.changed():
        return f'{{"runs": {several}, "film": {options.to_json()}}}'
    return texts[0] if len(texts) == 1 else several


def read(comment: str) -> Provenance:
    """Return what is in the comment of a file.

    Raises
    ------
    SplotchError
        There is no recipe in it, or one is wrong.
    """
    values = None
    if len(comment) <= MOST_PANES * LONGEST_TEXT:
        try:
            values = json.loads(comment)
        except (ValueError, RecursionError):
            values = None
    film: object = {}
    if isinstance(values, dict) and "runs" in values:
        values, film = values["runs"], values.get("film")
    if not isinstance(values, list):
        # Its own words say what is wrong with a single one.
        return Provenance([Recipe.from_json(comment)])
    if not 1 <= len(values) <= MOST_PANES:
        raise SplotchError("there is no recipe in it")
    return Provenance([Recipe.from_json(json.dumps(one)) for one in values], json.dumps(film))
