"""Provenance: what films, pictures, plots and pages say of the runs that they show."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from render.formats import CARRIERS
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


def written(recipes: Sequence[Recipe]) -> str:
    """Return the comment of a file that shows some runs: a recipe as JSON, or a list of them."""
    texts = [recipe.to_json() for recipe in recipes]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def read(comment: str) -> list[Recipe]:
    """Return the recipes in the comment of a file.

    Raises
    ------
    SplotchError
        There is none, or one is wrong.
    """
    if not comment.lstrip().startswith("["):
        return [Recipe.from_json(comment)]
    several = []
    if len(comment) <= MOST_PANES * LONGEST_TEXT:
        try:
            several = json.loads(comment)
        except (ValueError, RecursionError):
            several = []
    if not 1 < len(several) <= MOST_PANES:
        raise SplotchError("there is no recipe in it")
    return [Recipe.from_json(json.dumps(one)) for one in several]
