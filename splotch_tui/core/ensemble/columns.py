"""Columns: the table of an ensemble, a row a descent, as arrays by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.ensemble.batch import Batch
from splotch_tui.core.ensemble.results import Results
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.phases import KINDS as PHASES
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.rule_text import parameters_text, parse_rule

# What each column holds: whole numbers, numbers or words.
KINDS: dict[str, type] = {
    "seed": int,
    "noise_seed": int,
    "dims": int,
    "waves": int,
    "epsilon": float,
    "learning_rate": float,
    "noise": float,
    "rule": str,
    "rule_parameters": str,
    "silence": str,
    "weights": str,
    "steps": int,
    "x0": float,
    "xn_norm": float,
    "loss": float,
    "phase": str,
    "demon_step": int,
    "snag_step": int,
    "releases": int,
    "gradient_evaluations": int,
}
# Those that may be empty; in arrays, −1 stands for that.
OPTIONAL = frozenset({"noise_seed", "demon_step", "snag_step"})
# Those that say which descent it is.
GIVEN = tuple(KINDS)[: tuple(KINDS).index("x0")]

Columns = Mapping[str, NDArray[Any]]


def given_columns(batch: Batch) -> Columns:
    """Return the columns that say which descents these are."""
    result: dict[str, NDArray[Any]] = {}
    present, inverse = np.unique(batch.which, return_inverse=True)
    cells = [batch.cells[which] for which in present]
    for name in GIVEN:
        if name == "seed":
            result[name] = batch.seeds.astype(np.int64)
            continue
        if name == "noise_seed":
            seeds = batch.noise_seeds.astype(np.int64)
            result[name] = seeds if batch.has_noise_seeds else np.full_like(seeds, -1)
            continue
        values = [given_value(cell, name) for cell in cells]
        kind = object if KINDS[name] is str else KINDS[name]
        result[name] = np.array(values, kind)[inverse]
    return result


def given_value(cell: Recipe, name: str) -> Any:
    """Return what a column says that descents of a cell were given."""
    value = getattr(cell, name)
    return parameters_text(value) if name == "rule_parameters" else value


def whole_columns(batch: Batch, results: Results) -> Columns:
    """Return all columns of some descents."""
    words = np.array([kind.value for kind in PHASES], object)
    found = results._asdict()
    found["phase"] = words[results.phase]
    columns = {**given_columns(batch), **found}
    return {name: columns[name] for name in KINDS}


def recipe_of(columns: Columns, row: int) -> Recipe:
    """Return the recipe of a row.

    Raises
    ------
    SplotchError
        It is of no run: a value is out of its range.
    """
    values = {name: columns[name][row] for name in GIVEN}
    rule, own = parse_rule(f"{values.pop('rule')}:{values.pop('rule_parameters')}")
    if values["noise_seed"] < 0:
        values["noise_seed"] = None
    try:
        return Recipe(
            rule=rule,
            rule_parameters=own,
            **{name: v.item() if isinstance(v, np.generic) else v for name, v in values.items()},
        )
    except SplotchError as error:
        raise SplotchError(f"that row is of no run: {error}") from None
