"""Snapshot: what a session shows of its run, at one moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.phases import Hop, Phase
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.record import Record
from splotch_tui.core.types import Doubles


class Activity(StrEnum):
    """What a session is doing, as people read it."""

    COMPILING = "compiling…"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    FAILED = "stopped"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A session at one moment.

    Attributes
    ----------
    run : int
        The number of the run, from 1 on; 0 before the first.
    recipe : Recipe
        Of the run so far and to come, its changes included.
    record : Record, optional
        The points so far.
    landscape : Landscape, optional
        The surface it runs on.
    phases : tuple of Phase
        The phases so far.
    step : int
        Steps taken.
    activity : Activity
        What it is doing.
    played : bool
        Whether it is a saved history that is played.
    rate : float
        Steps a second, measured over about half a second.
    problem : str
        Why it stopped, in one line, if it did.
    ahead : Record, optional
        What is known of this run from its origin to beyond the present step: all of what is played,
        or how far the run was before it went back.
    target : int, optional
        The step it is going to, as fast as it can.
    weights : ndarray, shape (D,), optional
        What weighs the splotches at the present point; None: its coordinates.
    orders : int
        How many orders of the session `recipe` follows.
    ghost : Record, optional
        How this run would have gone on without the changes that led it away from what was ahead.
    ghost_recipe : Recipe, optional
        What makes that.
    hops : tuple of Hop
        The hops so far.
    climb : float, optional
        How far x0 climbed over the last window, of what it would without hills; None: there is no
        window yet.
    """

    run: int
    recipe: Recipe
    record: Record | None = None
    landscape: Landscape | None = None
    phases: tuple[Phase, ...] = ()
    step: int = 0
    activity: Activity = Activity.COMPILING
    played: bool = False
    rate: float = 0.0
    problem: str = ""
    ahead: Record | None = None
    target: int | None = None
    weights: Doubles | None = None
    orders: int = 0
    ghost: Record | None = None
    ghost_recipe: Recipe | None = None
    hops: tuple[Hop, ...] = ()
    climb: float | None = None

    @property
    def longest(self) -> int:
        """Steps taken, including those that lie ahead after going back."""
        return self.step if self.ahead is None else max(self.step, self.ahead.length - 1)

    def longest_history(self) -> History:
        """Return the run as far as it ever was.

        Raises
        ------
        SplotchError
            There is none yet.
        """
        if self.longest == self.step:
            return self.history()
        return replace(self, record=self.ahead, step=self.longest).history()

    def history(self) -> History:
        """Return the run so far; its recipe has as many steps.

        Raises
        ------
        SplotchError
            There is none yet.
        """
        if self.record is None or self.landscape is None or self.step == 0:
            raise SplotchError("no step has been taken yet: there is nothing to keep")
        return self.record.history(self.recipe, self.landscape)
