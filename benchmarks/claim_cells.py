"""The registered samples of the claims, as far as the torch engine can run them.

Their seeds, counts and settings are those of `splotch_tui.core.claims`, whose plans name them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from splotch_tui import Recipe, SplotchError
from splotch_tui.core.claims import choice, criterion, dimension, feedback, odds, seed_1725
from splotch_tui.core.claims import rules as rules_claim
from splotch_tui.core.engines import make_engine
from splotch_tui.core.rules import RULES
from splotch_tui.core.silence import CHANNELS, DIAGONALS, NONE, SILENCES


class Cell(NamedTuple):
    """Descents of a claim that differ in their seeds: how many, and the recipe of each."""

    count: int
    recipe: Callable[[int], Recipe]


def torch_rules() -> list[str]:
    """Return the rules that the torch engine has."""
    found = []
    for rule in RULES:
        try:
            make_engine(Recipe(rule=rule, engine="torch"))
        except SplotchError:
            continue
        found.append(rule)
    return found


def _seeded(recipe: Recipe, first: int, row: int) -> Recipe:
    return replace(recipe, seed=first + row)


def _with_noise(recipe: Recipe, first: int, row: int) -> Recipe:
    return replace(recipe, noise_seed=first + row)


def _yoked(recipe: Recipe, first: int, row: int) -> Recipe:
    return replace(recipe, seed=first + row, weights=f"yoked:{first + 5_000 + row}")


def _cells_of_odds() -> Iterator[Cell]:
    for dims, count in odds._COUNTS.items():
        plain = Recipe(dims=dims, steps=odds._STEPS[0])
        yield Cell(count, partial(_seeded, plain, odds._FIRST_SEED * dims))


def _cells_of_criterion() -> Iterator[Cell]:
    for dims in criterion._DIMS:
        for silence in SILENCES:
            plain = Recipe(dims=dims, steps=criterion._STEPS, silence=silence)
            first = criterion._FIRST_SEED + 1_000_000 * dims
            yield Cell(criterion._COUNT, partial(_seeded, plain, first))


def _cells_of_seed_1725() -> Iterator[Cell]:
    for silence in (NONE, CHANNELS, DIAGONALS):
        plain = Recipe(seed=seed_1725._SEED, steps=seed_1725._EARLY, silence=silence)
        yield Cell(seed_1725._COUNT, partial(_with_noise, plain, seed_1725._FIRST_NOISE))


def _cells_of_feedback() -> Iterator[Cell]:
    for dims, (count, epsilon, steps) in feedback._PLANS.items():
        own = Recipe(dims=dims, epsilon=epsilon, steps=steps)
        first = feedback._FIRST_SEED + 10_000 * dims
        yield Cell(count, partial(_seeded, own, first))
        yield Cell(count, partial(_seeded, replace(own, weights="decoupled"), first))
        if dims in feedback._YOKED:
            yield Cell(count, partial(_yoked, own, first))
            for u in feedback._FROZEN:
                frozen = replace(own, weights=f"frozen:{u!r}", steps=feedback._FROZEN_STEPS)
                yield Cell(count, partial(_seeded, frozen, first))


def _cells_of_choice() -> Iterator[Cell]:
    for landscape in range(choice._LANDSCAPES):
        plain = Recipe(
            seed=choice._FIRST_SEED + landscape,
            dims=choice._DIMS,
            epsilon=choice.PRESETS["original"].epsilon,
            steps=choice._STEPS,
        )
        first = choice._FIRST_NOISE + landscape * choice._DRAWS
        yield Cell(choice._DRAWS, partial(_with_noise, plain, first))


def _cells_of_dimension() -> Iterator[Cell]:
    for dims, steps in dimension._STEPS.items():
        plain = Recipe(dims=dims, epsilon=dimension._EPSILON, steps=steps)
        first = dimension._FIRST_SEED + 1000 * dims
        yield Cell(dimension._COUNT, partial(_seeded, plain, first))


def _cells_of_rules() -> Iterator[Cell]:
    for dims, (count, epsilon, _) in rules_claim._PLANS.items():
        for rule in torch_rules():
            steps = rules_claim._steps(rule, dims)
            plain = Recipe(dims=dims, epsilon=epsilon, rule=rule, steps=steps)
            first = rules_claim._FIRST_SEED + 1000 * dims
            yield Cell(count, partial(_seeded, plain, first))


CELLS: dict[str, Callable[[], Iterator[Cell]]] = {
    "odds": _cells_of_odds,
    "criterion": _cells_of_criterion,
    "seed_1725": _cells_of_seed_1725,
    "feedback": _cells_of_feedback,
    "choice": _cells_of_choice,
    "dimension": _cells_of_dimension,
    "rules": _cells_of_rules,
}


def choose(cells: Sequence[Cell], descents: int, steps: int) -> list[Recipe]:
    """Return the recipes of descents spread evenly over cells, cut off at some steps."""
    chosen = []
    for number in range(descents):
        place = number % len(cells)
        of_cell = -(-(descents - place) // len(cells))
        cell = cells[place]
        recipe = cell.recipe(number // len(cells) * cell.count // of_cell)
        chosen.append(replace(recipe, steps=min(recipe.steps, steps)))
    return chosen
