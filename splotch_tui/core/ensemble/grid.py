"""Grid: all combinations of lists of values, each a recipe, in a fixed order."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from splotch_tui.core.cost import estimate_seconds
from splotch_tui.core.ensemble.batch import Batch
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.recipe import BY_NAME, Recipe
from splotch_tui.core.rule_text import parse_rule, rule_text
from splotch_tui.core.rules import load_rule

# What varies fastest comes last, so that neighbours have as much in common as can be.
AXES = (
    *("rule", "silence", "weights", "dims", "waves", "steps"),
    *("epsilon", "learning_rate", "noise", "seed", "noise_seed"),
)
_SEEDS = ("seed", "noise_seed")
MOST_ROWS = 100_000_000
_MOST_CELLS = 100_000
# A block takes about so long on a slow machine, in seconds; where there are fewer rows than make
# so many blocks, blocks are shorter, so that all processors have some.
_BLOCK_SECONDS, _FEWEST_BLOCKS = 8.0, 16
# Eight rows go side by side.
_UNIT = 8


class Grid:
    """Descents for all combinations of some values.

    Parameters
    ----------
    axes : mapping
        For names in `AXES` what they take, one value or several; the others have their defaults.
        A rule may have its own parameters with it: ``"adam:beta1=0.95"``.

    Attributes
    ----------
    axes : dict
        For each of `AXES`, its values.
    cells : list of Recipe
        One for every combination but those of the seeds.
    rows_in_block : int
        How many rows a block has; the last may have fewer.

    Raises
    ------
    SplotchError
        A name is unknown, there is nothing or too much to run, or a value is out of its range.
    """

    def __init__(self, axes: Mapping[str, Any]) -> None:
        unknown = axes.keys() - set(AXES)
        if unknown:
            raise SplotchError(f"an ensemble has no {min(unknown)}: it has {', '.join(AXES)}")
        defaults = Recipe()
        self.axes: dict[str, Sequence[Any]] = {
            name: _checked(name, axes.get(name, getattr(defaults, name))) for name in AXES
        }
        lengths = [len(values) for values in self.axes.values()]
        if math.prod(lengths) > MOST_ROWS:
            raise SplotchError(
                f"these are {math.prod(lengths):,} descents, and {MOST_ROWS:,} fit into a table: "
                "take fewer values"
            )
        if math.prod(lengths[:-2]) > _MOST_CELLS:
            raise SplotchError(
                f"these are {math.prod(lengths[:-2]):,} combinations beside the seeds, of at most "
                f"{_MOST_CELLS:,}: take fewer values"
            )
        names = [name for name in AXES if name not in _SEEDS]
        noise_seed = None if self.axes["noise_seed"][0] is None else 0
        self.cells = [
            _cell(dict(zip(names, values, strict=True)), noise_seed)
            for values in product(*(self.axes[name] for name in names))
        ]
        slowest = max(estimate_seconds(cell) for cell in self.cells)
        rows = min(_BLOCK_SECONDS / slowest, len(self) / _FEWEST_BLOCKS, 1 << 16)
        self.rows_in_block = max(1, math.ceil(rows / _UNIT)) * _UNIT

    def __len__(self) -> int:
        return len(self.cells) * self._in_a_cell

    @property
    def _in_a_cell(self) -> int:
        return len(self.axes["seed"]) * len(self.axes["noise_seed"])

    @property
    def varied(self) -> list[str]:
        """The names of the axes that have more than one value."""
        return [name for name, values in self.axes.items() if len(values) > 1]

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-len(self) // self.rows_in_block)

    @property
    def key(self) -> str:
        """What tells this grid from others."""
        told = {name: _described(values) for name, values in self.axes.items()}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def rows_of(self, block: int) -> range:
        """Return the numbers of a block's rows."""
        start = block * self.rows_in_block
        return range(start, min(start + self.rows_in_block, len(self)))

    @property
    def steps(self) -> int:
        """How many descent-steps these are."""
        return self._in_a_cell * sum(cell.steps for cell in self.cells)

    def steps_of(self, block: int) -> int:
        """Return how many descent-steps a block has."""
        batch = self.batch(self.rows_of(block))
        return sum(self.cells[which].steps for which in batch.which)

    def batch(self, rows: range) -> Batch:
        """Return the descents of some rows."""
        numbers = np.arange(rows.start, rows.stop)
        which, inside = np.divmod(numbers, self._in_a_cell)
        of_seed, of_noise = np.divmod(inside, len(self.axes["noise_seed"]))
        noise_seeds = [0 if seed is None else seed for seed in self.axes["noise_seed"]]
        return Batch(
            self.cells,
            which,
            np.asarray(self.axes["seed"], np.uint32)[of_seed],
            np.asarray(noise_seeds, np.uint32)[of_noise],
        )

    def recipe(self, row: int) -> Recipe:
        """Return the recipe of a row."""
        return self.batch(range(row, row + 1)).recipe(0)


def _checked(name: str, given: Any) -> Sequence[Any]:
    """Return the values of an axis, each as a recipe has it."""
    several = isinstance(given, Iterable) and not isinstance(given, str | Mapping)
    values = given if isinstance(given, range) else list(given) if several else [given]
    if not len(values):
        raise SplotchError(f"{name} has no value: give one at least")
    if len(values) > MOST_ROWS:
        raise SplotchError(f"{name} has {len(values):,} values, of at most {MOST_ROWS:,}")
    if name == "rule":
        return _different_rules([rule_text(*parse_rule(str(value))) for value in values])
    check = BY_NAME[name].check
    if isinstance(values, range):
        # Its ends are its extremes.
        check(values[0]), check(values[-1])
        return values
    checked = [check(value.item() if isinstance(value, np.generic) else value) for value in values]
    if name == "noise_seed" and None in checked and len(checked) > 1:
        raise SplotchError("noise_seed is none for all, or a number for all")
    twice = len(checked) - len(set(checked))
    if twice:
        raise SplotchError(f"{name} has {twice:,} value{'s' * (twice > 1)} twice: give each once")
    return checked


def _different_rules(texts: list[str]) -> list[str]:
    """Return rules as they are given, if none is another with its defaults written out."""
    known: dict[object, str] = {}
    for text in texts:
        rule, own = parse_rule(text)
        defaults = {one.name: one.default for one in load_rule(rule).parameters}
        meant = rule, tuple({**defaults, **own}.items())
        if meant in known:
            raise SplotchError(f"rule has {known[meant]} twice, once as {text}: give each once")
        known[meant] = text
    return texts


def _cell(values: dict[str, Any], noise_seed: int | None) -> Recipe:
    rule, own = parse_rule(values.pop("rule"))
    return Recipe(rule=rule, rule_parameters=own, noise_seed=noise_seed, **values)


def _described(values: Sequence[Any]) -> Any:
    if isinstance(values, range):
        return [values.start, values.stop, values.step]
    return values
