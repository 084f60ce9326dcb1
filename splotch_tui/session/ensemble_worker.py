"""EnsembleWorker: ensembles of the present run's parameters, in a thread behind all others.

It takes small pieces of work, in kernels that hold no GIL, and publishes what others only read.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Lock, Thread, get_native_id

from splotch_tui.core.ensemble.live import LiveEnsemble, LiveState, Over, recipes_over
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.recipe import Recipe

# A group of descents is at work for so many seconds, about, before there is a look at the inbox.
_PIECE_SECONDS = 0.004
_FIRST_COUNT, _LARGEST_COUNT = 32, 1 << 16
# What there is to see is published so often, seconds.
_PUBLISH_EVERY = 0.2
# How much the thread steps back for the others.
_NICENESS = 10


@dataclass(frozen=True, eq=False, slots=True)
class EnsembleSnapshot:
    """An ensemble at one moment.

    Attributes
    ----------
    over : Over
        What is different in its descents.
    recipes : sequence of Recipe
        The descents'.
    state : LiveState, optional
        What they have done; None before the first step.
    problem : str
        Why it cannot go on, in one line, if it cannot.
    """

    over: Over
    recipes: Sequence[Recipe]
    state: LiveState | None = None
    problem: str = ""

    @property
    def is_over(self) -> bool:
        """Whether it is at its end, or cannot go on."""
        at_end = self.state is not None and self.state.step == self.recipes[0].steps
        return at_end or bool(self.problem)

    def is_of(self, recipe: Recipe) -> bool:
        """Return whether a run is one of its descents, or would be with another noise seed."""
        if self.over is Over.NOISE:
            recipe = replace(recipe, noise_seed=self.recipes[0].noise_seed)
        return recipe in self.recipes


class EnsembleWorker:
    """Runs an ensemble over noise seeds and one over landscapes, the one shown last first.

    Attributes
    ----------
    snapshot : EnsembleSnapshot or None
        The newest state of what is shown.
    crash : BaseException or None
        What ended the thread, if anything but `close` did.
    """

    def __init__(self) -> None:
        self.snapshot: EnsembleSnapshot | None = None
        self.crash: BaseException | None = None
        self._inbox: SimpleQueue[EnsembleSnapshot] = SimpleQueue()
        self._thread: Thread | None = None
        self._closing = False
        self._lock = Lock()
        # By what they are over: as they are shown; and, in the thread, what is at work on them.
        self._shown: dict[Over, EnsembleSnapshot] = {}
        self._jobs: dict[Over, _Job] = {}

    def show(self, recipe: Recipe, over: Over) -> bool:
        """Show an ensemble of a recipe; return whether it has been there before.

        It goes on if the run is one of its descents, and is started if it is not.
        """
        with self._lock:
            known = self._shown.get(over)
            # One that failed is made anew: there may be room for it now.
            is_known = known is not None and not known.problem and known.is_of(recipe)
            if known is None or not is_known:
                known = EnsembleSnapshot(over, recipes_over(over, recipe))
                self._shown[over] = known
            self.snapshot = known
        self._inbox.put(known)
        if self._thread is None:
            self._thread = Thread(target=self._work, name="ensemble")
            self._thread.start()
        return is_known

    def close(self) -> None:
        """End the thread, if there is one, and wait for it."""
        self._closing = True
        if self._thread is not None:
            assert self.snapshot is not None
            self._inbox.put(self.snapshot)
            self._thread.join()

    # All that follows runs in the thread.

    def _work(self) -> None:
        try:
            _step_back()
            while not self._closing:
                self._take_orders()
                job = next((one for one in self._jobs.values() if not one.shown.is_over), None)
                if job is not None and not self._closing and job.work():
                    self._publish(job)
        except BaseException as error:  # noqa: BLE001 - handed to the screen, which raises it
            self.crash = error

    def _take_orders(self) -> None:
        """Turn to what is to be shown; wait for it where nothing is left to do."""
        try:
            if all(job.shown.is_over for job in self._jobs.values()):
                self._turn_to(self._inbox.get())
            while True:
                self._turn_to(self._inbox.get_nowait())
        except Empty:
            return

    def _turn_to(self, wanted: EnsembleSnapshot) -> None:
        job = self._jobs.pop(wanted.over, None)
        if job is None or job.shown.recipes is not wanted.recipes:
            job = _Job(wanted)
        self._jobs = {wanted.over: job, **self._jobs}

    def _publish(self, job: _Job) -> None:
        shown = job.shown
        with self._lock:
            # Meanwhile another may have been asked for in its place.
            if self._shown[shown.over].recipes is shown.recipes:
                self._shown[shown.over] = shown
            seen = self.snapshot
            if seen is not None and seen.recipes is shown.recipes:
                self.snapshot = shown


class _Job:
    """An ensemble under way, and how it was last shown."""

    def __init__(self, shown: EnsembleSnapshot) -> None:
        self.shown = shown
        self._ensemble: LiveEnsemble | None = None
        self._count = _FIRST_COUNT
        self._shown_at = float("-inf")

    def work(self) -> bool:
        """Do a piece of the work, and return whether there is something new to show."""
        try:
            return self._advance()
        except SplotchError as error:
            return self._fail(str(error))
        except MemoryError:
            return self._fail("out of memory: take fewer dims")

    def _fail(self, problem: str) -> bool:
        self._ensemble = None
        self.shown = replace(self.shown, problem=problem)
        return True

    def _advance(self) -> bool:
        if self._ensemble is None:
            self._ensemble = LiveEnsemble(self.shown.recipes)
        ensemble, is_first = self._ensemble, self._ensemble.step == 0
        began = time.perf_counter()
        is_whole = ensemble.work(self._count)
        now = time.perf_counter()
        if not is_whole:
            return False
        if not is_first:
            # The last piece stands for all; in the first round they were made as well.
            ideal = self._count * _PIECE_SECONDS / max(now - began, 1e-9)
            self._count = int(min(max(ideal, 1), 2 * self._count, _LARGEST_COUNT))
        if now - self._shown_at < _PUBLISH_EVERY and not ensemble.is_over:
            return False
        self._shown_at = now
        self.shown = replace(self.shown, state=ensemble.state())
        if ensemble.is_over:
            self._ensemble = None
        return True


def _step_back() -> None:
    """Let other threads go first, where the system knows priorities of single threads."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), _NICENESS)
