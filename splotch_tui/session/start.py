"""Start: how a run begins, and how to come back to where one was."""

from __future__ import annotations

from dataclasses import dataclass, replace

from splotch_tui.core.history import History
from splotch_tui.core.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Start:
    """How a run begins.

    Attributes
    ----------
    recipe : Recipe
        What to run, with changes at their steps.
    history : History, optional
        A saved run of it, to play instead.
    step : int
        Up to here it goes as fast as it can.
    """

    recipe: Recipe
    history: History | None = None
    step: int = 0

    @classmethod
    def from_history(cls, history: History) -> Start:
        """Return how to play a saved run."""
        return cls(history.recipe, history)


def with_few_histories(starts: list[Start], most: int) -> list[Start]:
    """Return how runs began, with the newest saved runs of `most` numbers in all.

    Those from before are made again by their recipes.
    """
    held: set[int] = set()
    result = []
    for start in reversed(starts):
        history = start.history
        if history is not None and id(history) not in held:
            numbers = history.loss.size * (2 + history.recipe.dims)
            if numbers <= most:
                most -= numbers
                held.add(id(history))
            else:
                start = replace(start, history=None)  # noqa: PLW2901
        result.append(start)
    return result[::-1]
