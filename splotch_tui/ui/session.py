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

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.parameters import BY_NAME
from splotch_tui.core.phases import Phase
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.record import Record
from splotch_tui.ui.progress import Progress

# A command waits no longer than this for steps under way, in seconds.
_CHUNK_SECONDS = 0.004
_LARGEST_CHUNK = 1 << 16
_RATE_EVERY = 0.5
_MOST_UNDONE = 100


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
    phases : tuple of Phase
        The phases so far.
    step : int
        Steps taken.
    activity : Activity
        What it is doing.
    played : bool
        Whether it is a kept history that is played.
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
    phases: tuple[Phase, ...] = ()
    step: int = 0
    activity: Activity = Activity.COMPILING
    played: bool = False
    rate: float = 0.0
    problem: str = ""

    def history(self) -> History:
        """Return the run so far; its recipe has as many steps.

        Raises
        ------
        SplotchError
            There is none yet.
        """
        if self.record is None or self.landscape is None or self.step == 0:
            raise SplotchError("no step has been taken yet: there is nothing to keep")
        return self.record.history(self.recipe, self.landscape, self.engine)


@dataclass(frozen=True, slots=True)
class Start:
    """How a run begins.

    Attributes
    ----------
    recipe : Recipe
        What to run, with changes at their steps.
    history : History, optional
        A kept run of it, to play instead.
    step : int
        Up to here it goes as fast as it can.
    """

    recipe: Recipe
    history: History | None = None
    step: int = 0


class Session:
    """Runs descents, one after the other.

    Parameters
    ----------
    start : Start
        What to run first.
    ticks : float
        How often a second it takes steps, unless as fast as it goes.
    pace : int, optional
        Steps a tick; None: as fast as it goes.

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

    def __init__(self, start: Start, ticks: float, pace: int | None) -> None:
        self.recipe = _as_it_stands(start)
        self.running = True
        self.pace = pace
        self.snapshot = Snapshot(0, start.recipe)
        self.crash: BaseException | None = None
        # What `recipe` was before each change, and whether the change started a new run.
        self._undo: list[tuple[Recipe, bool]] = []
        self._inbox: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._thread = Thread(target=self._work, name="descent")
        # From here on: touched by the thread alone.
        self._tick = 1 / ticks
        self._start = start
        self._befores: list[Start] = []
        self._progress: Progress | None = None
        self._number = 0
        self._going = True
        self._open = True
        self._owed = 0
        self._target = 0
        self._chunk = 16
        self._rate = 0.0
        self._rated_at = (0.0, 0)
        self._problem = ""

    def start(self) -> None:
        """Start the thread. The first run starts when the engine is compiled."""
        self._thread.start()

    def close(self) -> None:
        """End the thread and wait for it."""
        self._inbox.put(self._do_close)
        if self._thread.is_alive():
            self._thread.join()

    def run(self, running: bool) -> None:
        """Go on, or pause."""
        self.running = running
        self._inbox.put(lambda: self._do_run(running))

    def take_step(self) -> None:
        """Take one step."""
        self._inbox.put(self._do_step)

    def set_pace(self, pace: int | None) -> None:
        """Set the steps a tick; None: as fast as it goes."""
        self.pace = pace
        self._inbox.put(self._forget_owed)

    def restart(self, recipe: Recipe) -> None:
        """Start a new run of a recipe from the origin, and run it."""
        self.play(Start(recipe))

    def play(self, start: Start) -> None:
        """Start a new run and run it."""
        self._remember(new_run=True)
        self.recipe = _as_it_stands(start)
        self.running = True
        self._inbox.put(lambda: self._do_start(start, True))

    def seek(self, step: int) -> None:
        """Go to a step of the run, forward or back."""
        self._inbox.put(lambda: self._do_seek(step))

    def set_parameter(self, name: str, value: float | None) -> None:
        """Set a parameter: a live one from the next step on, any other by a new run.

        Raises
        ------
        SplotchError
            The value is out of its range.
        """
        values: dict[str, Any] = {name: value}
        recipe = replace(self.recipe, **values)
        if not BY_NAME[name].live or value is None or self.snapshot.run == 0:
            self.restart(recipe)
        else:
            self._remember(new_run=False)
            self.recipe = recipe
            self._inbox.put(lambda: self._do_change(name, value))

    def undo(self) -> bool:
        """Take the last change back, by replaying the run without it; False: there was none."""
        if not self._undo:
            return False
        self.recipe, new_run = self._undo.pop()
        self._inbox.put(lambda: self._do_undo(new_run))
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
        self._inbox.put(self._do_remember)
        del self._undo[:-_MOST_UNDONE]

    # The thread.

    def _work(self) -> None:
        try:
            self._do_start(self._start, True)
            due = time.monotonic()
            while self._open:
                now, wait = time.monotonic(), None
                if self._hurrying or self._busy:
                    if self._hurrying or self.pace is None:
                        self._owed = self._chunk
                    elif self._owed == 0 and now >= due:
                        self._owed = self.pace
                        # After a delay the rhythm starts anew: missed ticks are not made up for.
                        due = max(due + self._tick, now)
                    self._advance()
                    at_once = self._owed or self._hurrying or self.pace is None
                    wait = 0.0 if at_once else due - time.monotonic()
                else:
                    due = now
                self._publish()
                self._obey(wait)
        except BaseException as error:  # noqa: BLE001 - handed to the screen, which raises it
            self.crash = error

    @property
    def _busy(self) -> bool:
        return self._going and self._progress is not None and self._progress.remaining > 0

    @property
    def _hurrying(self) -> bool:
        return self._progress is not None and self._progress.step < self._target

    def _obey(self, wait: float | None) -> None:
        """Carry out the commands that are there, or the first that comes within `wait`."""
        try:
            if wait is None or wait > 0:
                self._inbox.get(timeout=wait)()
            while True:
                self._inbox.get_nowait()()
        except Empty:
            return

    def _do_start(self, start: Start, running: bool) -> None:
        self._start = start
        self._progress = None
        self._problem = ""
        self._going = running
        self._forget_owed()
        self._rate = 0.0
        try:
            self._progress = Progress.started(start.recipe, start.history)
        except (SplotchError, MemoryError) as error:
            self._fail(str(error) or "out of memory: take fewer dims")
            return
        self._number += 1
        self._target = min(start.step, start.recipe.steps)
        self._rated_at = (time.monotonic(), 0)

    def _fail(self, problem: str) -> None:
        self._going = False
        self._target = 0
        self._problem = problem

    def _do_run(self, running: bool) -> None:
        self._going = running and not self._problem
        self._forget_owed()
        self._rated_at = (time.monotonic(), self._progress.step if self._progress else 0)

    def _forget_owed(self) -> None:
        self._owed = 0

    def _present(self) -> Start:
        """Return how to come to where the run is now."""
        if self._progress is None:
            return self._start
        return replace(self._start, recipe=self._progress.recipe, step=self._progress.step)

    def _do_remember(self) -> None:
        self._befores.append(self._present())
        del self._befores[:-_MOST_UNDONE]

    def _do_undo(self, new_run: bool) -> None:
        before, now = self._befores.pop(), self._present()
        step = before.step if new_run else max(before.step, now.step)
        self._do_start(replace(before, step=step), self._going)

    def _do_seek(self, step: int) -> None:
        now = self._present()
        step = min(max(step, 0), now.recipe.steps)
        if step < now.step:
            self._do_start(replace(now, step=step), self._going)
        else:
            self._target = step

    def _do_step(self) -> None:
        self._owed = 1
        self._advance()

    def _do_change(self, name: str, value: float) -> None:
        if self._progress is not None:
            self._progress.change(name, value)

    def _do_close(self) -> None:
        self._open = False

    def _advance(self) -> None:
        if self._progress is None or self._owed == 0 or self._problem:
            return
        count = min(self._owed, self._chunk)
        if self._hurrying:
            count = min(count, self._target - self._progress.step)
        began = time.perf_counter()
        if not self._progress.advance(count):
            self._fail("the numbers have left the range of floating point: r starts again")
            return
        took = time.perf_counter() - began
        self._owed = self._owed - count if self._progress.remaining else 0
        if count == self._chunk:
            ideal = count * _CHUNK_SECONDS / max(took, 1e-9)
            self._chunk = int(min(max(ideal, 1), 2 * self._chunk, _LARGEST_CHUNK))

    def _publish(self) -> None:
        progress = self._progress
        if progress is None:
            self.snapshot = replace(
                self.snapshot, activity=Activity.FAILED, problem=self._problem, rate=0.0
            )
            return
        now, step = time.monotonic(), progress.step
        since, then = self._rated_at
        if now - since >= _RATE_EVERY:
            self._rate = (step - then) / (now - since)
            self._rated_at = (now, step)
        if self._problem:
            activity = Activity.FAILED
        elif not progress.remaining:
            activity = Activity.FINISHED
        else:
            activity = Activity.RUNNING if self._going else Activity.PAUSED
        self.snapshot = Snapshot(
            self._number,
            progress.recipe,
            progress.record,
            progress.landscape,
            progress.engine,
            progress.phases,
            step,
            activity,
            progress.played,
            self._rate if activity is Activity.RUNNING else 0.0,
            self._problem,
        )


def _as_it_stands(start: Start) -> Recipe:
    """Return the recipe that starts with the parameters as they are at the step begun with."""
    live = start.recipe.live_at(start.step)
    return replace(
        start.recipe,
        epsilon=live.epsilon,
        learning_rate=live.learning_rate,
        noise=live.noise,
        changes=(),
    )
