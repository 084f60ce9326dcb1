"""Batch: descents that one kernel runs, and what is different in each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from splotch_tui.core.phases import window_length
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.types import Integers, Words
from splotch_tui.core.weights import DECOUPLED, find_leader


@dataclass(frozen=True, slots=True)
class Batch:
    """Some descents.

    Attributes
    ----------
    cells : sequence of Recipe
        All recipes there are, but for their seeds.
    which : ndarray of int64, shape (n,)
        The cell of each descent.
    seeds : ndarray of uint32, shape (n,)
        Of the landscapes.
    noise_seeds : ndarray of uint32, shape (n,)
        Of the noise, where the cell's noise is not to go on with the landscape's stream.
    """

    cells: Sequence[Recipe]
    which: Integers
    seeds: Words
    noise_seeds: Words

    @classmethod
    def of(cls, recipes: Sequence[Recipe]) -> Batch:
        """Return the descents of some recipes."""
        # Noise that goes on with the landscape's stream stays apart from that of seed 0.
        alike = [
            replace(each, seed=0, noise_seed=None if each.noise_seed is None else 0)
            for each in recipes
        ]
        numbers = {cell: number for number, cell in enumerate(dict.fromkeys(alike))}
        return cls(
            list(numbers),
            np.array([numbers[cell] for cell in alike]),
            np.array([each.seed for each in recipes], np.uint32),
            np.array([each.noise_seed or 0 for each in recipes], np.uint32),
        )

    def __len__(self) -> int:
        return len(self.which)

    @property
    def has_noise_seeds(self) -> bool:
        """Whether the noise of the first descent has a stream of its own."""
        return self.cells[self.which[0]].noise_seed is not None

    def part(self, places: Integers) -> Batch:
        """Return some of them, by their numbers."""
        return Batch(self.cells, self.which[places], self.seeds[places], self.noise_seeds[places])

    def recipe(self, place: int) -> Recipe:
        """Return the recipe of one of them."""
        cell: Recipe = self.cells[self.which[place]]
        noise_seed = None if cell.noise_seed is None else int(self.noise_seeds[place])
        return replace(cell, seed=int(self.seeds[place]), noise_seed=noise_seed)

    def leaders(self) -> Batch:
        """Return the runs whose coordinates are the weights of these; each must have one."""
        present, inverse = np.unique(self.which, return_inverse=True)
        leaders = [_leader(self.cells[cell]) for cell in present]
        own = np.array([self.cells[cell].weights == DECOUPLED for cell in present])[inverse]
        theirs = np.array([leader.seed for leader in leaders], np.uint32)[inverse]
        return Batch(leaders, inverse, np.where(own, self.seeds, theirs), self.noise_seeds)

    def split(self) -> Iterator[tuple[Integers, Batch]]:
        """Yield those that a kernel runs side by side, and their numbers."""
        present, inverse = np.unique(self.which, return_inverse=True)
        keys = [_key(self.cells[cell]) for cell in present]
        # In the order in which they come, whatever the keys are.
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        kinds = np.array([numbers[key] for key in keys])[inverse]
        for number in numbers.values():
            places = np.flatnonzero(kinds == number)
            yield places, self.part(places)


def _leader(cell: Recipe) -> Recipe:
    leader = find_leader(cell)
    assert leader is not None
    return leader


def _key(cell: Recipe) -> tuple[object, ...]:
    """Return what descents that run side by side have in common."""
    return (
        *(cell.rule, cell.dims, cell.waves, cell.steps, window_length(cell)),
        *(cell.weights.partition(":")[0], cell.noise_seed is None),
    )
