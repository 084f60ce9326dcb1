"""From a run to the text of its page."""

from __future__ import annotations

import html
import json
import re
import shlex
from importlib.resources import files

from render.formats.html import as_json_script, embed_recipe
from render.page.numbers import page_numbers
from render.plot_part import PlottedPart
from splotch_tui.core.recipe_words import told_recipe

_FOLDER = files("render.page")
# Together they are one script: later ones use what is in earlier ones.
_SCRIPTS = ("numbers.js", "surface.js", "curves.js", "page.js")


def page_of(part: PlottedPart, axis: int) -> str:
    """Return the page of a run.

    Parameters
    ----------
    part : PlottedPart
        The steps of it to show.
    axis : int
        The coordinate shown beside x0 on the surface, 1 to D.
    """
    from plotly.offline import get_plotlyjs

    recipe = part.history.recipe
    phrases = told_recipe(recipe)
    if not part.is_whole:
        phrases.append(part.told_steps)
    line = recipe.to_json()
    shown = "" if part.is_whole else f" --part {part.first}:{part.last}"
    told = {
        # Lines are broken between phrases.
        "title": ", ".join(phrase.replace(" ", "\N{NO-BREAK SPACE}") for phrase in phrases),
        "recipe": json.dumps(json.loads(line), indent=2, ensure_ascii=False),
        "command": f"splotch run --recipe {shlex.quote(line)} -o run.npz\n"
        f"splotch plot run.npz -o run.html --axis {axis}{shown}",
    }
    parts = {name: html.escape(text) for name, text in told.items()}
    parts |= {
        "style": _read("page.css"),
        "script": "\n".join(map(_read, _SCRIPTS)),
        "carried": embed_recipe(line),
        "numbers": as_json_script(json.dumps(page_numbers(part, axis), separators=(",", ":"))),
        "plotly": get_plotlyjs(),
    }
    # In one go: what is put in is not looked through for more places.
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], _read("page.html"))


def _read(name: str) -> str:
    return _FOLDER.joinpath(name).read_text("utf-8")
