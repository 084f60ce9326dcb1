"""Worker: the thread of a session, which takes the steps.

All of its state belongs to the thread. Other threads submit commands, which it carries out between
two chunks of steps, and read `snapshot`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from queue import Empty, Queue
from threading import Thread
from typing import Protocol

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.record import Record
from splotch_tui.session.active_run import ActiveRun
from splotch_tui.session.snapshot import Activity, Snapshot
from splotch_tui.session.start import Start, with_few_histories

# A command waits no longer than this for steps under way, in seconds.
_CHUNK_SECONDS = 0.004
_LARGEST_CHUNK = 1 << 16
_RATE_EVERY = 0.5
# A run is noted after so many seconds, and then as often as this.
_FIRST_NOTE, _NOTE_EVERY = 1.0, 10.0
# How many changes can be undone; and how many numbers of saved runs are held for that.
MAX_UNDO = 100
_MAX_HELD_NUMBERS = 2**23
# Of how many runs that went back is known how far they were: each may take 50 MB.
_MOST_FUTURES = 3


class Note(Protocol):
    """Keeps note of a run."""

    def __call__(self, seen: Snapshot, *, final: bool = False) -> None:
        """Note how far a run has come; `final` when it is left."""


class Worker:
    """Runs descents, one after the other, in a thread.

    Parameters
    ----------
    start : Start
        What to run first.
    ticks : float
        How often a second it takes steps, unless as fast as it goes.
    speed : int, optional
        Steps a tick; None: as fast as it goes.
    note : callable, optional
        Given a snapshot now and then, when the run is changed or comes to rest, and, with
        ``final=True``, when it is left for another or the thread ends.

    Attributes
    ----------
    speed : int or None
        As given; it may be set from another thread, which submits `change_pace` then.
    orders : int
        Set by commands: how many of those that it was told to count are carried out.
    snapshot : Snapshot
        The newest state.
    crash : BaseException or None
        What ended the thread, if anything but `close` did.
    """

    def __init__(
        self, start: Start, ticks: float, speed: int | None, note: Note | None = None
    ) -> None:
        self.speed = speed
        self.orders = 0
        self._note = note
        self._note_at = 0.0
        self.snapshot = Snapshot(0, start.recipe)
        self.crash: BaseException | None = None
        # Not a SimpleQueue: Python's (3.11) waits for ever if the process was stopped for longer
        # than the timeout, and the signal to go on reaches the thread that waits.
        self._inbox: Queue[Callable[[], None]] = Queue()
        self._thread = Thread(target=self._work, name="descent")
        self._tick = 1 / ticks
        self._start = start
        # How to come back to where the run was before each change that can be undone.
        self._undo_points: list[Start] = []
        self._active: ActiveRun | None = None
        # What is played, or how far the run was before it went back, and its recipe then; and how
        # far the last few that went back were, as undo may lead to one of them.
        self._ahead: tuple[Record, Recipe] | None = None
        self._futures: list[tuple[Record, Recipe]] = []
        self._number = 0
        self._running = True
        self._open = True
        # Steps of this tick that are still to be taken; steps up to `_target` are not timed.
        self._due = 0
        self._target = 0
        self._chunk = 16
        self._rate = 0.0
        self._rated_at = (0.0, 0)
        self._problem = ""

    def open(self) -> None:
        """Start the thread. The first run starts when the engine is compiled."""
        self._thread.start()

    def submit(self, command: Callable[[], None]) -> None:
        """Have a command carried out in the thread, soon; this returns at once."""
        self._inbox.put(command)

    def close(self) -> None:
        """End the thread and wait for it."""
        self.submit(self._close)
        if self._thread.is_alive():
            self._thread.join()

    @property
    def is_open(self) -> bool:
        """Whether the thread is running."""
        return self._thread.is_alive()

    # All that follows runs in the thread. These are the commands.

    def begin(self, start: Start) -> None:
        """Start a new run, and run it."""
        self._begin(start, True)

    def run(self, running: bool) -> None:
        """Run, or pause."""
        self._running = running
        self.drop_due_steps()
        self._rated_at = (time.monotonic(), self._active.step if self._active else 0)

    def take_step(self) -> None:
        """Take one step."""
        self._due = 1
        self._advance()

    def drop_due_steps(self) -> None:
        """Drop the steps of this tick that are not taken yet."""
        self._due = 0

    def change_pace(self) -> None:
        """Go on at another speed: what was measured of the last one counts no more."""
        self.drop_due_steps()
        if self._active is not None:
            self._rated_at = (time.monotonic(), self._active.step)
            if self.speed is not None:
                self._rate = self.speed / self._tick

    def change(self, name: str, value: float) -> bool:
        """Set a live parameter from the next step on; False: no step of this run is left."""
        if self._active is None or not self._active.change(name, value):
            return False
        self._note_at = 0.0
        return True

    def extend(self, steps: int) -> None:
        """Go on to so many steps in all."""
        if self._active is not None and steps >= self._active.step:
            self._active.extend(steps)
            self._note_at = 0.0

    def seek(self, step: int) -> None:
        """Go to a step of the run, forward or back."""
        now = self._present()
        step = min(max(step, 0), now.recipe.steps)
        if step >= now.step:
            self._target = 0 if self._problem else step
            return
        if self._active is not None:
            self._keep_future(self._active)
        self._begin_again(replace(now, step=step))

    def seek_by(self, distance: int) -> None:
        """Go forward or back from where the run is, or is going to."""
        step = 0 if self._active is None else self._active.step
        self.seek(max(step, self._target) + distance)

    def remember(self) -> None:
        """Note how to come back to where the run is now."""
        points = [*self._undo_points[1 - MAX_UNDO :], self._present()]
        self._undo_points = with_few_histories(points, _MAX_HELD_NUMBERS)

    def undo(self, new_run: bool) -> None:
        """Go back to what was remembered last; to the very step, if a new run followed it."""
        before, now = self._undo_points.pop(), self._present()
        step = before.step if new_run else max(now.step, self._target)
        self._begin_again(replace(before, step=step))

    def _close(self) -> None:
        self._open = False

    def _work(self) -> None:
        try:
            self._begin(self._start, True)
            due = time.monotonic()
            was_moving = False
            while self._open:
                now, wait = time.monotonic(), None
                was_moving = was_moving or self._is_moving
                if self._is_moving:
                    if self._seeking or self.speed is None:
                        self._due = self._chunk
                    elif self._due == 0 and now >= due:
                        self._due = self.speed
                        # After a delay the ticks start anew: missed ones are not made up for.
                        due = max(due + self._tick, now)
                    self._advance()
                    at_once = self._due or self._seeking or self.speed is None
                    wait = 0.0 if at_once else due - time.monotonic()
                else:
                    due = now
                self._publish()
                # One that comes to rest is noted at once, as it may stay so until it is killed.
                came_to_rest = was_moving and not self._is_moving
                if came_to_rest or time.monotonic() >= self._note_at:
                    self._note_run()
                if wait is None:
                    # Steps taken one by one are noted in their turn.
                    wait = max(self._note_at - time.monotonic(), 0.0)
                was_moving = self._is_moving
                self._run_commands(wait)
            self._leave()
        except BaseException as error:  # noqa: BLE001 - handed to the screen, which raises it
            self.crash = error

    @property
    def _has_steps(self) -> bool:
        if self._active is None or self._problem:
            return False
        return self._running and self._active.remaining > 0

    @property
    def _is_moving(self) -> bool:
        return self._seeking or self._has_steps

    @property
    def _seeking(self) -> bool:
        return self._active is not None and self._active.step < self._target

    def _run_commands(self, wait: float) -> None:
        """Carry out the commands that are there, or the first to come within `wait` seconds."""
        try:
            if wait > 0:
                self._inbox.get(timeout=wait)()
            while True:
                self._inbox.get_nowait()()
        except Empty:
            return

    def _note_run(self, *, final: bool = False) -> None:
        """Hand the run to whoever keeps note of runs."""
        self._note_at = time.monotonic() + _NOTE_EVERY
        if self._note is not None:
            self._note(self.snapshot, final=final)

    def _leave(self) -> None:
        """Note a run that gives way to another, or to nothing."""
        if self._active is not None:
            self._publish()
            self._note_run(final=True)

    def _begin(self, start: Start, running: bool) -> None:
        self._leave()
        self._note_at = time.monotonic() + _FIRST_NOTE
        self._start = start
        self._active = None
        self._ahead = None
        self._problem = ""
        self._running = running
        self.drop_due_steps()
        self._rate = 0.0
        try:
            self._active = ActiveRun.started(start.recipe, start.history)
        except (SplotchError, MemoryError) as error:
            self._fail(str(error) or "out of memory: take fewer dims")
            return
        whole = self._active.whole
        if whole is not None:
            self._ahead = (whole, start.recipe)
        self._number += 1
        self._target = min(start.step, start.recipe.steps)
        self._rated_at = (time.monotonic(), 0)

    def _begin_again(self, start: Start) -> None:
        """Start a run that was there before: what is known of it lies ahead."""
        self._begin(start, self._running)
        known = (future for future in self._futures if _is_of(start.recipe, *future))
        self._ahead = next(known, self._ahead)

    def _keep_future(self, active: ActiveRun) -> None:
        """Keep how far a run came, or was known to come, before it goes back."""
        farthest, others = (active.record, active.recipe), []
        for future in self._futures:
            if not _is_of(active.recipe, *future):
                others.append(future)
            elif future[0].length > farthest[0].length:
                farthest = future
        self._futures = [*others, farthest][-_MOST_FUTURES:]

    def _fail(self, problem: str) -> None:
        self._target = 0
        self._problem = problem

    def _present(self) -> Start:
        """Return how to come to where the run is now."""
        active = self._active
        if active is None:
            return self._start
        # Once it was changed it is not the saved run any more.
        history = self._start.history if active.played else None
        return replace(self._start, recipe=active.recipe, history=history, step=active.step)

    def _advance(self) -> None:
        if self._active is None or self._due == 0 or self._problem:
            return
        count, seeking = min(self._due, self._chunk), self._seeking
        if seeking:
            count = min(count, self._target - self._active.step)
        began = time.perf_counter()
        if not self._active.advance(count):
            self._fail(
                f"the run diverges here: {self._active.recipe.smaller_step()}; r starts again"
            )
            return
        took = time.perf_counter() - began
        if seeking:
            # These are no steps of the speed that is set.
            self._rated_at = (time.monotonic(), self._active.step)
        # On the way to a target nothing is due: what is left of a chunk would lead beyond it.
        self._due = 0 if seeking or not self._active.remaining else self._due - count
        if count == self._chunk:
            ideal = count * _CHUNK_SECONDS / max(took, 1e-9)
            self._chunk = int(min(max(ideal, 1), 2 * self._chunk, _LARGEST_CHUNK))

    def _publish(self) -> None:
        active = self._active
        if active is None:
            self.snapshot = replace(
                self.snapshot, activity=Activity.FAILED, problem=self._problem, rate=0.0
            )
            return
        now, step = time.monotonic(), active.step
        since, then = self._rated_at
        if now - since >= _RATE_EVERY:
            self._rate = (step - then) / (now - since)
            self._rated_at = (now, step)
        if self._problem:
            activity = Activity.FAILED
        elif not active.remaining:
            activity = Activity.FINISHED
        else:
            activity = Activity.RUNNING if self._running else Activity.PAUSED
        ahead = ghost = ghost_recipe = None
        if self._ahead is not None:
            known, made_by = self._ahead
            if _is_of(active.recipe, known, made_by):
                ahead = known
            elif _is_changed_from(active.recipe, made_by):
                ghost, ghost_recipe = known, made_by
        self.snapshot = Snapshot(
            self._number,
            active.recipe,
            active.record,
            active.landscape,
            active.phases,
            step,
            activity,
            active.played,
            self._rate if activity is Activity.RUNNING else 0.0,
            self._problem,
            ahead,
            self._target if self._seeking else None,
            active.weights,
            self.orders,
            ghost,
            ghost_recipe,
            active.hops,
            active.climb,
        )


def _is_of(recipe: Recipe, record: Record, made_by: Recipe) -> bool:
    """Return whether a record is a part of a recipe's run, however long that is to be."""
    return record.length <= recipe.steps + 1 and made_by.shortened(recipe.steps) == recipe


def _is_changed_from(recipe: Recipe, made_by: Recipe) -> bool:
    """Return whether a recipe's run is the other's up to where a change led away from it."""
    common = made_by.changes
    if recipe.changes[: len(common)] != common:
        return False
    return replace(recipe, steps=made_by.steps, changes=common) == made_by
