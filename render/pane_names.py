"""What runs that are shown beside each other are called, by what is different in them."""

from __future__ import annotations

from collections.abc import Sequence

from splotch_tui.core.recipe import PRESETS, Recipe


def name_runs(recipes: Sequence[Recipe]) -> list[str]:
    """Return a name for each of some runs: what they do not have in common, and a preset's.

    A single run needs none, and runs that are the same have none.
    """
    if len(recipes) == 1:
        return [""]
    starts = [recipe.restated_at(-1) for recipe in recipes]
    parameters = {name: None for start in starts for name in start.parameters}
    told: list[list[str]] = [[] for _ in recipes]
    for name in parameters:
        values = [start.value(name) if name in start.parameters else None for start in starts]
        if len(set(map(repr, values))) == 1:
            continue
        for phrases, start, value in zip(told, starts, values, strict=True):
            if name in start.parameters:
                phrases.append(start.parameters[name].phrase(value))
    if len({recipe.changes for recipe in recipes}) > 1:
        for phrases, recipe in zip(told, recipes, strict=True):
            phrases.append("changed by hand" if recipe.changes else "left alone")
    presets = {recipe.to_json(): name for name, recipe in PRESETS.items()}
    names = [presets.get(recipe.to_json(), "") for recipe in recipes]
    if not all(names):
        # Beside one that has no name of its own, it would say of the other what both have.
        names = [""] * len(names)
    return [
        ": ".join(filter(None, (name, " · ".join(phrases))))
        for name, phrases in zip(names, told, strict=True)
    ]
