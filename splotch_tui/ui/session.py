"""Session: a descent that runs in a thread of its own and is steered from outside.

It knows no screen. Whoever steers it calls its methods, which return at once, and looks at
`snapshot` whenever it likes; neither ever waits for the other.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import numpy as np

from splotch_tui.core.descent import Descent
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.parameters import BY_NAME
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.record import Record
from splotch_tui.ui.playback import Playback

# A command waits no longer than this for steps under way, in seconds.
_CHUNK_SECONDS = 0.004
_LARGEST_CHUNK = 1 << 16
_RATE_EVERY = 0.5


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
    engine : str
        What runs it.
    step : int
        Steps taken.
    activity : Activity
        What it is doing.
    rate : float
        Steps a second, lately.
    problem : str
        Why it stopped, in one line, if it did.
    """

    run: int
    recipe: Recipe
    record: Record | None = None
    landscape: Landscape | None = None
    engine: str = "compiled"
    step: int = 0
    activity: Activity = Activity.COMPILING
    rate: float = 0.0
    problem: str = ""


class Session:
    """Runs descents, one after the other.

    Parameters
    ----------
    recipe : Recipe
        What to run first.
    ticks : float
        How often a second it takes steps, unless as fast as it goes.
    pace : int, optional
        Steps a tick; None: as fast as it goes.
    history : History, optional
        A kept run of this recipe, to play instead of running it again.

    Attributes
    ----------
    recipe : Recipe
        What a restart would run: the parameters as they were last set.
    running : bool
        Whether it was last told to run.
    pace : int or None
        As set.
    snapshot : Snapshot
        The newest state.
    crash : BaseException or None
        What ended the thread, if anything but `close` did.
    """

    def __init__(
        self,
        recipe: Recipe,
        ticks: float,
        pace: int | None,
        history: History | None = None,
    ) -> None:
        self.recipe = replace(recipe, changes=())
        self.running = True
        self.pace = pace
        self.snapshot = Snapshot(0, recipe)
        self.crash: BaseException | None = None
        self._first = (recipe, history)
        self._tick = 1 / ticks
        self._inbox: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._thread = Thread(target=self._work, name="descent")
        # From here on: touched by the thread alone.
        self._source: Descent | Playback | None = None
        self._record: Record | None = None
        self._run_number = 0
        self._going = True
        self._open = True
        self._owed = 0
        self._chunk = 16
        self._rate = 0.0
        self._rated_at = (0.0, 0)
        self._problem = ""

    def start(self) -> None:
        """Start the thread. The first run starts when the engine is compiled."""
        self._thread.start()

    def close(self) -> None:
        """End the thread and wait for it."""
        self._inbox.put(self._close)
        if self._thread.is_alive():
            self._thread.join()

    def run(self, running: bool) -> None:
        """Go on, or pause."""
        self.running = running
        self._inbox.put(lambda: self._run(running))

    def take_step(self) -> None:
        """Take one step."""
        self._inbox.put(self._take_step)

    def set_pace(self, pace: int | None) -> None:
        """Set the steps a tick; None: as fast as it goes."""
        self.pace = pace
        self._inbox.put(self._forget_owed)

    def restart(self, recipe: Recipe) -> None:
        """Start a new run from the origin and run it."""
        self.recipe = replace(recipe, changes=())
        self.running = True
        self._inbox.put(lambda: self._start(recipe))

    def set_parameter(self, name: str, value: float | None) -> None:
        """Set a parameter: a live one from the next step on, any other by a new run.

        Raises
        ------
        SplotchError
            The value is out of its range.
        """
        values: dict[str, Any] = {name: value}
        recipe = replace(self.recipe, **values)
        if BY_NAME[name].live and value is not None:
            self.recipe = recipe
            self._inbox.put(lambda: self._change(name, value))
        else:
            self.restart(recipe)

    def history(self) -> History:
        """Return the run so far; its recipe has as many steps.

        Raises
        ------
        SplotchError
            There is none yet.
        """
        shown = self.snapshot
        if shown.record is None or shown.landscape is None or shown.step == 0:
            raise SplotchError("no step has been taken yet: there is nothing to keep")
        return shown.record.history(shown.recipe, shown.landscape, shown.engine)

    # The thread.

    def _work(self) -> None:
        try:
            self._start(*self._first)
            due = time.monotonic()
            while self._open:
                now = time.monotonic()
                if self._busy:
                    if self.pace is None:
                        self._owed = self._chunk
                    elif self._owed == 0 and now >= due:
                        self._owed = self.pace
                        # After a delay the rhythm starts anew: missed ticks are not made up for.
                        due = max(due + self._tick, now)
                    self._advance()
                    wait = 0.0 if self._owed or self.pace is None else due - time.monotonic()
                else:
                    due, wait = now, None
                self._publish()
                self._obey(wait)
        except BaseException as error:  # noqa: BLE001 - handed to the screen, which raises it
            self.crash = error

    @property
    def _busy(self) -> bool:
        return self._source is not None and self._going and self._source.remaining > 0

    def _obey(self, wait: float | None) -> None:
        """Carry out the commands that are there, or the first that comes within `wait`."""
        try:
            if wait is None or wait > 0:
                self._inbox.get(timeout=wait)()
            while True:
                self._inbox.get_nowait()()
        except Empty:
            return

    def _start(self, recipe: Recipe, history: History | None = None) -> None:
        self._source = None
        self._problem = ""
        self._going = True
        self._owed = 0
        self._rate = 0.0
        try:
            source: Descent | Playback
            if history is None:
                source = Descent(recipe)
            elif history.stride > 1:
                # Not every point was kept; the recipe gives them all again.
                source = Descent(recipe, history.engine)
            else:
                source = Playback(history)
            origin = np.zeros(1 + recipe.dims)
            loss = float(source.landscape.loss(origin, recipe.epsilon))
            record = Record.started(origin, loss)
        except (SplotchError, MemoryError) as error:
            self._fail(str(error) or "out of memory: take fewer dims")
            return
        self._record, self._source = record, source
        self._run_number += 1
        self._rated_at = (time.monotonic(), 0)

    def _fail(self, problem: str) -> None:
        self._going = False
        self._problem = problem

    def _run(self, running: bool) -> None:
        self._going = running and not self._problem
        self._owed = 0
        self._rated_at = (time.monotonic(), self._source.step if self._source else 0)

    def _forget_owed(self) -> None:
        self._owed = 0

    def _take_step(self) -> None:
        if self._source is not None and self._source.remaining:
            self._owed = 1
            self._advance()

    def _change(self, name: str, value: float) -> None:
        # After the last step no step is left to act on; the next run takes the value.
        if self._source is None or not self._source.remaining:
            return
        source = self._source
        descent = source.taken_over() if isinstance(source, Playback) else source
        descent.change(name, value)
        self._source = descent

    def _close(self) -> None:
        self._open = False

    def _advance(self) -> None:
        if self._source is None or self._record is None or self._owed == 0:
            return
        count = min(self._owed, self._chunk)
        began = time.perf_counter()
        points, losses = self._source.advance(count)
        if not np.isfinite(losses[-1:]).all():
            self._fail("the numbers have left the range of floating point: r starts again")
            return
        self._record = self._record.extended(points, losses)
        took = time.perf_counter() - began
        self._owed = 0 if not self._source.remaining else self._owed - count
        if count == self._chunk:
            ideal = count * _CHUNK_SECONDS / max(took, 1e-9)
            self._chunk = int(min(max(ideal, 1), 2 * self._chunk, _LARGEST_CHUNK))

    def _publish(self) -> None:
        if self._source is None:
            activity = Activity.FAILED
            self.snapshot = replace(self.snapshot, activity=activity, problem=self._problem)
            return
        now, step = time.monotonic(), self._source.step
        since, then = self._rated_at
        if now - since >= _RATE_EVERY:
            self._rate = (step - then) / (now - since)
            self._rated_at = (now, step)
        if self._problem:
            activity = Activity.FAILED
        elif not self._source.remaining:
            activity = Activity.FINISHED
        else:
            activity = Activity.RUNNING if self._going else Activity.PAUSED
        rate = self._rate if activity is Activity.RUNNING else 0.0
        self.snapshot = Snapshot(
            self._run_number,
            self._source.recipe,
            self._record,
            self._source.landscape,
            self._source.engine,
            step,
            activity,
            rate,
            self._problem,
        )
