"""FilmQueue: films made one after the other, each in its own process, while the app goes on."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING

from splotch_tui.core.errors import SplotchError, reason_of
from splotch_tui.core.history import History
from splotch_tui.core.temporaries import temporary_folder

if TYPE_CHECKING:
    from render import FilmOptions

_CANCELLED = "cancelled"


@dataclass(frozen=True, eq=False, slots=True)
class FilmJob:
    """A film or picture to make.

    Attributes
    ----------
    histories : tuple of History
        Of what: one run, or two beside each other.
    path : Path
        The file, whose ending decides its kind.
    options : FilmOptions
        What it is to be like.
    """

    histories: tuple[History, ...]
    path: Path
    options: FilmOptions


@dataclass(frozen=True, slots=True)
class FilmProgress:
    """How far the film under way is.

    Attributes
    ----------
    path : Path
        Which film.
    done, total : int
        Frames; both 0 before the first.
    seconds_left : float, optional
        How long it will still take, once that can be told.
    waiting : int
        Films to come after it.
    """

    path: Path
    done: int
    total: int
    seconds_left: float | None
    waiting: int


@dataclass(frozen=True, slots=True)
class FilmResult:
    """A film that is done with.

    Attributes
    ----------
    path : Path
        The file.
    problem : str
        Why there is none, in one line; empty when all went well.
    cancelled : bool
        Whether it was cancelled.
    """

    path: Path
    problem: str = ""
    cancelled: bool = False


class FilmQueue:
    """Makes the films that are pending.

    Parameters
    ----------
    niceness : int
        How much the processes that make films step back for others: who watches the app comes
        first.

    Attributes
    ----------
    progress : FilmProgress or None
        Of the film under way.
    pending : tuple of Path
        Films that are not done with yet.
    results : deque of FilmResult
        Of films done with; whoever shows one takes it out.
    crash : BaseException or None
        What ended the thread, if anything but `close` did.
    """

    def __init__(self, niceness: int = 10) -> None:
        self._niceness = niceness
        self.progress: FilmProgress | None = None
        self.results: deque[FilmResult] = deque()
        self.crash: BaseException | None = None
        self.pending: tuple[Path, ...] = ()
        self._jobs: SimpleQueue[FilmJob | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._lock = Lock()
        self._process: subprocess.Popen[str] | None = None
        self._cancelled = False
        self._closing = False

    def submit(self, job: FilmJob) -> None:
        """Make a film as soon as those before it are done."""
        if self._thread is None:
            self._thread = Thread(target=self._work, name="films")
            self._thread.start()
        with self._lock:
            self.pending += (job.path,)
        self._jobs.put(job)

    def cancel(self) -> None:
        """Give up the film under way."""
        with self._lock:
            self._cancelled = True
            if self._process is not None:
                self._process.terminate()

    def close(self) -> None:
        """Give up all films and wait until nothing of them is left."""
        self._closing = True
        self._jobs.put(None)
        self.cancel()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        try:
            while (job := self._jobs.get()) is not None and not self._closing:
                with self._lock:
                    self._cancelled = self._closing
                self._note(job, 0, 0, None)
                problem = self._problem_of(job)
                self.progress = None
                with self._lock:
                    self.pending = self.pending[1:]
                self.results.append(FilmResult(job.path, problem, problem == _CANCELLED))
                # Its history would be held until the next film.
                del job
        except BaseException as error:  # noqa: BLE001 - handed to the screen, which raises it
            self.crash = error

    def _problem_of(self, job: FilmJob) -> str:
        """Make a film and return why it could not be made, or nothing."""
        try:
            return self._make(job)
        except SplotchError as error:
            return str(error)
        except OSError as error:
            return f"cannot film: {reason_of(error)}"
        except MemoryError:
            return "out of memory"

    def _note(self, job: FilmJob, done: int, total: int, left: float | None) -> None:
        self.progress = FilmProgress(job.path, done, total, left, self._jobs.qsize())

    def _make(self, job: FilmJob) -> str:
        with temporary_folder(Path(tempfile.gettempdir()), "splotch") as folder:
            files = [folder / f"history-{number}.npz" for number in range(len(job.histories))]
            for history, file in zip(job.histories, files, strict=True):
                history.save(file)
            return self._run(job, files)

    def _run(self, job: FilmJob, histories: list[Path]) -> str:
        # What lies in the folder one is in is not taken for a module.
        worker = [sys.executable, "-P", "-m", "splotch_tui.session.film_worker"]
        options = job.options.to_json()
        with self._lock:
            if self._cancelled:
                return _CANCELLED
            self._process = subprocess.Popen(
                [*worker, f"--niceness={self._niceness}", job.path, options, *histories],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                # Whatever else it may say stays off the screen; the last of it is a reason.
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            )
        problem, began = "", None
        with self._process as process:
            for line in process.stdout or ():
                try:
                    message = json.loads(line)
                except ValueError:
                    message = None
                # Whatever else is said, by whatever it is made with, may be the reason.
                if not isinstance(message, dict):
                    problem = line.strip() or problem
                    continue
                problem = message.get("problem", "")
                if "done" not in message:
                    continue
                now = time.monotonic()
                if began is None:
                    began = (now, message["done"])
                since, first = began
                done, total = message["done"], message["total"]
                frames = done - first
                left = (now - since) / frames * (total - done) if frames else None
                self._note(job, done, total, left)
        with self._lock:
            code, self._process = self._process.returncode, None
        if code == 0:
            return ""
        return _CANCELLED if self._cancelled else problem or f"its process ended with code {code}"
