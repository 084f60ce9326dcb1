"""Session: runs that are steered from outside.

It knows no screen. Its methods return at once, and `snapshot` can be read at any time: neither the
session nor its user ever waits for the other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from splotch_tui.core.history import History
from splotch_tui.core.parameters import Value
from splotch_tui.core.recipe import Recipe
from splotch_tui.session.snapshot import Activity, Snapshot
from splotch_tui.session.start import Start
from splotch_tui.session.worker import MAX_UNDO, Note, Worker


class _Change(NamedTuple):
    """What can be undone: a parameter that was set, or a run that was started."""

    before: Recipe
    after: Recipe
    new_run: bool


class Session:
    """Runs descents, one after the other, in a thread of its own.

    Parameters
    ----------
    start : Start
        What to run first.
    ticks : float
        How often a second it takes steps, unless as fast as it goes.
    speed : int, optional
        Steps a tick; None: as fast as it goes.
    note : callable, optional
        Keeps note of the runs; see `Worker`.

    Attributes
    ----------
    running : bool
        Whether it runs, or does when the thread gets to it.
    """

    def __init__(
        self, start: Start, ticks: float, speed: int | None, note: Note | None = None
    ) -> None:
        self.running = True
        # What was last asked for, and how many such orders there were.
        self._wanted = start.recipe.restated_at(start.step)
        self._orders = 0
        self._undo: list[_Change] = []
        self._worker = Worker(start, ticks, speed, note)
        # The number of the run that another was asked for to follow.
        self._superseded = 0

    @property
    def snapshot(self) -> Snapshot:
        """The newest state."""
        return self._worker.snapshot

    @property
    def recipe(self) -> Recipe:
        """What a restart would run: the parameters that hold at the run's step, without changes.

        What was set and is not in the snapshot yet holds already, as does what was set when no step
        of the run was left to act on.
        """
        now = self.snapshot
        if now.orders != self._orders:
            return self._wanted
        return now.recipe.restated_at(now.step) if now.recipe.changes else now.recipe

    @property
    def speed(self) -> int | None:
        """Steps a tick; None: as fast as it goes."""
        return self._worker.speed

    @property
    def crash(self) -> BaseException | None:
        """What ended the thread, if anything but `close` did."""
        return self._worker.crash

    @property
    def finished(self) -> bool:
        """Whether the run is over, and no other has been asked for."""
        now = self.snapshot
        return now.activity is Activity.FINISHED and now.run != self._superseded

    @property
    def preparing(self) -> bool:
        """Whether another run has been asked for that has not begun: it may have to be compiled."""
        now = self.snapshot
        return now.run == self._superseded and now.activity is not Activity.FAILED

    @property
    def is_open(self) -> bool:
        """Whether the thread is running."""
        return self._worker.is_open

    def start(self) -> None:
        """Start the thread. The first run starts when the engine is compiled."""
        self._worker.open()

    def close(self) -> None:
        """End the thread and wait for it."""
        self._worker.close()

    def run(self, running: bool) -> None:
        """Run, or pause."""
        self.running = running
        self._worker.submit(lambda: self._worker.run(running))

    def take_step(self) -> None:
        """Take one step."""
        self._worker.submit(self._worker.take_step)

    def set_speed(self, speed: int | None) -> None:
        """Set the steps a tick; None: as fast as it goes."""
        self._worker.speed = speed
        self._worker.submit(self._worker.change_pace)

    def restart(self, recipe: Recipe) -> None:
        """Start a new run of a recipe from the origin, and run it."""
        self.play(Start(recipe))

    def play(self, start: Start) -> None:
        """Start a new run and run it."""
        self._remember(start.recipe.restated_at(start.step), new_run=True)
        self.running = True
        self._superseded = self.snapshot.run
        self._order(lambda: self._worker.begin(start))

    def seek(self, step: int) -> None:
        """Go to a step of the run, forward or back; a run that was over pauses there."""
        self._pause_if_finished()
        self._wanted = self.recipe
        self._order(lambda: self._worker.seek(step))

    def seek_by(self, distance: int) -> None:
        """Go `distance` steps on from where the run is, or is going to, or back if it is negative.

        A run that was over pauses there.
        """
        self._pause_if_finished()
        self._wanted = self.recipe
        self._order(lambda: self._worker.seek_by(distance))

    def _pause_if_finished(self) -> None:
        if self.finished:
            self.run(False)

    def set_parameter(self, name: str, value: Value) -> None:
        """Set a parameter: a live one from the next step on, any other by a new run.

        More steps are no other run: the present one goes on to them.

        Raises
        ------
        SplotchError
            The value is out of its range.
        """
        recipe = self.recipe.with_value(name, value)
        if name == "steps" and self.snapshot.run and recipe.steps > self.snapshot.step:
            self._extend(recipe)
            return
        if name not in recipe.live_parameters or self.snapshot.run == 0:
            self.restart(recipe)
        else:
            # A live parameter is a number.
            assert isinstance(value, int | float)
            live = float(value)
            self._remember(recipe, new_run=False)
            self._order(lambda: self._worker.change(name, live))

    def _extend(self, recipe: Recipe) -> None:
        was_finished = self.finished
        self._remember(recipe, new_run=False)
        self._order(lambda: self._worker.extend(recipe.steps))
        if was_finished:
            self.run(True)

    def undo(self) -> tuple[Recipe, Recipe] | None:
        """Undo the last change, by replaying the run without it.

        Returns
        -------
        before, after : Recipe
            What `recipe` is again, and what the change had made of it; None: there was no change.
        """
        if not self._undo:
            return None
        change = self._undo.pop()
        self._wanted = change.before
        self._superseded = self.snapshot.run
        self._order(lambda: self._worker.undo(change.new_run))
        return change.before, change.after

    def history(self) -> History:
        """Return the run so far.

        Raises
        ------
        SplotchError
            There is none yet.
        """
        return self.snapshot.history()

    def _remember(self, wanted: Recipe, *, new_run: bool) -> None:
        self._undo.append(_Change(self.recipe, wanted, new_run))
        self._worker.submit(self._worker.remember)
        del self._undo[:-MAX_UNDO]
        self._wanted = wanted

    def _order(self, command: Callable[[], object]) -> None:
        """Have the thread do what changes `recipe`, unless it returns False."""
        self._orders += 1
        number = self._orders

        def carry_out() -> None:
            if command() is not False:
                self._worker.orders = number

        self._worker.submit(carry_out)
