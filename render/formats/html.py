"""HTML, as pages are written: the recipe is in a script of its own, which nothing runs."""

from __future__ import annotations

import re
from pathlib import Path

from render.formats import LONGEST_COMMENT, check_comment, check_sum
from splotch_tui.core.errors import UnreadableError

# What is written comes before all that is large.
_BEFORE = 10_000
_RECIPE = re.compile(
    rb'<script type="application/json" id="splotch-recipe" data-crc32="(\w*)">([^<]*)</script>'
)


def as_json_script(text: str) -> str:
    """Return JSON that browsers take for nothing more, wherever its words come from."""
    return text.replace("<", "\\u003c")


def embed_recipe(recipe: str) -> str:
    """Return the element that carries a recipe."""
    text = as_json_script(recipe)
    attributes = f'type="application/json" id="splotch-recipe" data-crc32="{check_sum(text)}"'
    return f"<script {attributes}>{text}</script>"


def read_provenance(path: Path) -> str:
    """See `render.formats.Carrier`."""
    with path.open("rb") as file:
        beginning = file.read(_BEFORE + LONGEST_COMMENT)
    if b"<html" not in beginning[:_BEFORE]:
        raise UnreadableError(path, "it is damaged or no HTML")
    found = _RECIPE.search(beginning)
    if found is None:
        return ""
    text = found[2].decode(errors="replace")
    check_comment(path, text, found[1].decode(errors="replace"))
    return text
