"""Session: runs that are steered from outside.

It knows no screen. Whoever steers it calls its methods, which return at once, and looks at
`snapshot` whenever it likes; neither ever waits for the other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from splotch_tui.core.history import History
from splotch_tui.core.parameters import Value
from splotch_tui.core.recipe import Recipe
from splotch_tui.session.snapshot import Activity, Snapshot
from splotch_tui.session.worker import MOST_UNDONE, Start, Worker


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

    Attributes
    ----------
    recipe : Recipe
        What a restart would run: the parameters as they were last set.
    running : bool
        Whether it was last told to run.
    """

    def __init__(self, start: Start, ticks: float, speed: int | None) -> None:
        self.recipe = start.recipe.restated_at(start.step)
        self.running = True
        # What `recipe` was before each change, and whether the change started a new run.
        self._undo: list[tuple[Recipe, bool]] = []
        self._worker = Worker(start, ticks, speed)
        # The run that another was told to follow.
        self._gone = 0

    @property
    def snapshot(self) -> Snapshot:
        """The newest state."""
        return self._worker.snapshot

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
        """Whether the run is over: this one, and not one that was told to give way to another."""
        seen = self.snapshot
        return seen.activity is Activity.FINISHED and seen.run != self._gone

    @property
    def is_open(self) -> bool:
        """Whether the thread is there."""
        return self._worker.is_open

    def start(self) -> None:
        """Start the thread. The first run starts when the engine is compiled."""
        self._worker.open()

    def close(self) -> None:
        """End the thread and wait for it."""
        self._worker.close()

    def run(self, running: bool) -> None:
        """Go on, or pause."""
        self.running = running
        self._worker.tell(lambda: self._worker.run(running))

    def take_step(self) -> None:
        """Take one step."""
        self._worker.tell(self._worker.take_step)

    def set_speed(self, speed: int | None) -> None:
        """Set the steps a tick; None: as fast as it goes."""
        self._worker.speed = speed
        self._worker.tell(self._worker.forget_owed)

    def restart(self, recipe: Recipe) -> None:
        """Start a new run of a recipe from the origin, and run it."""
        self.play(Start(recipe))

    def play(self, start: Start) -> None:
        """Start a new run and run it."""
        self._remember(new_run=True)
        self.recipe = start.recipe.restated_at(start.step)
        self.running = True
        self._gone = self.snapshot.run
        self._worker.tell(lambda: self._worker.begin(start))

    def seek(self, step: int) -> None:
        """Go to a step of the run, forward or back; from its end, to stay there."""
        self._stay()
        self._worker.tell(lambda: self._worker.seek(step))

    def seek_by(self, distance: int) -> None:
        """Go forward or back from where the run is, or is going to; from its end, to stay there."""
        self._stay()
        self._worker.tell(lambda: self._worker.seek_by(distance))

    def _stay(self) -> None:
        if self.finished:
            self.run(False)

    def set_parameter(self, name: str, value: Value) -> None:
        """Set a parameter: a live one from the next step on, any other by a new run.

        Raises
        ------
        SplotchError
            The value is out of its range.
        """
        values: dict[str, Any] = {name: value}
        recipe = replace(self.recipe, **values)
        if name not in recipe.live_parameters or self.snapshot.run == 0:
            self.restart(recipe)
        else:
            live = float(values[name])
            self._remember(new_run=False)
            self.recipe = recipe
            self._worker.tell(lambda: self._worker.change(name, live))

    def undo(self) -> bool:
        """Take the last change back, by replaying the run without it; False: there was none."""
        if not self._undo:
            return False
        self.recipe, new_run = self._undo.pop()
        self._gone = self.snapshot.run
        self._worker.tell(lambda: self._worker.undo(new_run))
        return True

    def history(self) -> History:
        """Return the run so far.

        Raises
        ------
        SplotchError
            There is none yet.
        """
        return self.snapshot.history()

    def _remember(self, *, new_run: bool) -> None:
        self._undo.append((self.recipe, new_run))
        self._worker.tell(self._worker.remember)
        del self._undo[:-MOST_UNDONE]
