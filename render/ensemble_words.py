"""What figures of ensembles say of what their descents were given."""

from __future__ import annotations

import json
from collections.abc import KeysView
from typing import Any

from render.plot_notes import in_formulas, in_lines
from splotch_tui.core.ensemble.columns import GIVEN, given_value
from splotch_tui.core.ensemble.digest import Digest
from splotch_tui.core.recipe import BY_NAME, Recipe

# More values are told by the least and the greatest.
_MOST_VALUES = 6


def told_ensemble(digest: Digest, cell: Recipe) -> str:
    """Return what an ensemble is of, in words and symbols.

    Parameters
    ----------
    digest : Digest
        Of its table.
    cell : Recipe
        Of any of its descents, for what they have in common.
    """
    low, high = digest.extremes["steps"]
    steps = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    phrases = [f"{counted(digest.rows)} of {steps} step{'s' * (high > 1)}"]
    phrases += [f"seed {_told_range(digest, 'seed')}"]
    if digest.extremes["noise_seed"][0] >= 0:
        phrases += [f"noise seed {_told_range(digest, 'noise_seed')}"]
    varied = _varied(digest)
    for name, parameter in cell.parameters.items():
        # What differs from rule to rule, or within one, is not told of all.
        own = name not in BY_NAME and varied & {"rule", "rule_parameters"}
        if name in {"seed", "noise_seed", "steps"} or own:
            continue
        if name in varied:
            phrases.append(_told_values(digest, name))
        elif parameter.phrase(cell.value(name)) in cell.caption():
            phrases.append(parameter.phrase(cell.value(name)))
    return in_formulas(in_lines(phrases))


def counted(descents: int) -> str:
    """Return how many descents there are."""
    return f"{descents:,} descent{'s' * (descents != 1)}"


def told_value(option: str, value: Any) -> str:
    """Return a value of an option as legends have it."""
    return in_formulas(_phrase(option, value))


def _phrase(option: str, value: Any) -> str:
    # A rule's own parameters are written as they are given.
    return str(value) if option == "rule_parameters" else BY_NAME[option].phrase(value)


def told_cell(digest: Digest, cell: Recipe, count: int, longest: int) -> str:
    """Return what sets a cell apart from others of its ensemble, and how many descents are shown.

    In lines of so many letters.
    """
    phrases: list[str] = []
    for name in _varied(digest):
        # Of a rule's own parameters there may be several, or none.
        phrases += filter(None, _phrase(name, given_value(cell, name)).split(","))
    return in_formulas(in_lines([*phrases, counted(count)], longest))


def provenance(digest: Digest, table: str) -> str:
    """Return what an ensemble's figure tells of itself, as JSON."""
    given: dict[str, Any] = {"table": table, "descents": digest.rows}
    for name in GIVEN:
        values, extremes = digest.values(name), digest.extremes.get(name)
        if values is not None:
            given[name] = values
        elif extremes is not None:
            given[name] = dict(zip(("from", "to"), extremes, strict=True))
    return json.dumps({"ensemble": given})


def _varied(digest: Digest) -> KeysView[str]:
    """Return the options that have several values, in their order."""
    several: dict[str, None] = {}
    for name in GIVEN:
        values = digest.values(name)
        if name not in {"seed", "noise_seed"} and (values is None or len(values) > 1):
            several[name] = None
    # Where each rule has one set of its own parameters, the rule's name tells.
    if digest.each_rule_has_one():
        several.pop("rule_parameters", None)
    return several.keys()


def _told_values(digest: Digest, name: str) -> str:
    """Return an option with all its values, or the least and the greatest."""
    parameter, values = BY_NAME[name], digest.values(name)
    if values is not None and len(values) <= _MOST_VALUES:
        return ", ".join([parameter.phrase(values[0]), *map(parameter.text, values[1:])])
    low, high = map(parameter.text, digest.extremes[name])
    return f"{parameter.symbol} from {low} to {high}"


def _told_range(digest: Digest, name: str) -> str:
    low, high = digest.extremes[name]
    return f"{low}" if low == high else f"{low} to {high}"
