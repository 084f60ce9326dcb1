"""Sample: runs the descents of a claim, all of them or a share, wherever they are to be run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from splotch_tui.core.ensemble.columns import Columns
from splotch_tui.core.ensemble.executors import Executor, Report
from splotch_tui.core.ensemble.executors.threads import run_blocks
from splotch_tui.core.ensemble.making import ensemble
from splotch_tui.core.ensemble.recipes import find_ends, run_recipes
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.types import Doubles


@dataclass(frozen=True, slots=True)
class Sample:
    """How a claim's descents are run.

    Attributes
    ----------
    share : float
        Which part of the plan's counts is run: 1 is all.
    report : callable
        Told of descent-steps as they are taken.
    executor : Executor
        What runs the blocks of grids.
    """

    share: float
    report: Report
    executor: Executor = run_blocks

    def size(self, count: int, least: int = 8) -> int:
        """Return how many of `count` are run."""
        return max(round(count * self.share), least)

    def table(self, axes: Mapping[str, Any]) -> Columns:
        """Run a grid; see `splotch_tui.core.ensemble.making.ensemble`."""
        return ensemble(axes, self.report, executor=self.executor)

    def table_of(self, recipes: Sequence[Recipe]) -> Columns:
        """Run recipes that make no grid, on this machine."""
        return run_recipes(recipes, self.report)

    def ends_of(self, recipes: Sequence[Recipe]) -> Doubles:
        """Return where runs end, shape (n, 1+D); they are made on this machine."""
        return find_ends(recipes, self.report)
