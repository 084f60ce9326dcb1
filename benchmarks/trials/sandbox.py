"""The real command in a place of its own: home, temporary files, all processes it starts."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from processes import started

from trials import Outcome

SPLOTCH = (sys.executable, "-m", "splotch_tui")
# Where compiled kernels and matplotlib's list of fonts are, and how Python finds the program.
_KEPT = {"PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "NUMBA_CACHE_DIR"}
# Whoever takes longer hangs; seconds.
LONGEST = 120.0


class FaultError(Exception):
    """The program did what it promises not to do."""


class Sandbox:
    """A folder in which the command runs.

    Parameters
    ----------
    root : Path
        The folder; made if need be.

    Attributes
    ----------
    home, temporary, work : Path
        Folders in it: the user's, that for temporary files, and that in which commands start.
    environment : dict of str
        What is set for the command.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home, self.temporary, self.work = (root / name for name in ("home", "tmp", "work"))
        for folder in (self.home, self.temporary, self.work):
            folder.mkdir(parents=True, exist_ok=True)
        # Fonts are listed once, and not for each home.
        fonts = os.environ.get("MPLCONFIGDIR", str(Path.home() / ".cache" / "matplotlib"))
        self.environment = {
            **{name: value for name, value in os.environ.items() if name in _KEPT},
            "HOME": str(self.home),
            "XDG_DATA_HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "MPLCONFIGDIR": fonts,
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
        }

    @property
    def runs(self) -> Path:
        """The folder that the app keeps its runs in."""
        return self.home / "splotch" / "runs"

    @contextmanager
    def start(
        self, *arguments: object, before: Sequence[str] = ()
    ) -> Iterator[subprocess.Popen[str]]:
        """Start ``BEFORE splotch ARGUMENTS``, what it says going to pipes; at last, it is ended."""
        with started(
            [*before, *SPLOTCH, *arguments],
            cwd=self.work,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            yield process

    def call(
        self, *arguments: object, before: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run ``BEFORE splotch ARGUMENTS`` to its end."""
        with self.start(*arguments, before=before) as process:
            out, err = process.communicate(timeout=LONGEST)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def processes(self) -> set[int]:
        """Return the numbers of the processes that were started here and have not ended."""
        mark = f"TMPDIR={self.temporary}\0".encode()
        found = set()
        for folder in Path("/proc").glob("[0-9]*"):
            # It may have ended meanwhile, or be another user's.
            with suppress(OSError):
                if mark in (folder / "environ").read_bytes() + b"\0":
                    found.add(int(folder.name))
        return found

    def open(self) -> None:
        """Let what is in closed folders be removed."""
        for folder in (self.home, self.temporary, self.work):
            folder.chmod(0o700)

    def check_settled(self) -> None:
        """Wait until all processes have ended that were started here.

        Raises
        ------
        FaultError
            Some go on; they are ended.
        """
        if not until(lambda: not self.processes(), 5):
            left = self.processes()
            self.end()
            raise FaultError(f"{len(left)} processes go on")

    def end(self) -> None:
        """End all processes that were started here."""
        for number in self.processes():
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)


def until(condition: Callable[[], object], seconds: float) -> bool:
    """Wait for a condition and return whether it came to hold in that time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.002)
    return True


# Does one thing to the program in a place of its own, and says in a word or two what came out.
Case = Callable[[Sandbox, random.Random], str]


def try_cases(
    what: str, cases: Sequence[Case], root: Path, seed: int, pool: ThreadPoolExecutor
) -> Outcome:
    """Do things to the program and count what came out; no process may be left of any."""

    def attempt(number: int) -> tuple[str, str]:
        with TemporaryDirectory(dir=root) as folder:
            sandbox = Sandbox(Path(folder))
            try:
                came_out = cases[number](sandbox, random.Random(f"{seed} {number}"))
                sandbox.check_settled()
            # The terminal of the tests asserts that what is waited for happens.
            except (FaultError, AssertionError, subprocess.TimeoutExpired) as fault:
                sandbox.end()
                return "wrong", f"number {number} of seed {seed}: {str(fault)[:600]}"
            finally:
                sandbox.open()
            return came_out, ""

    results = list(pool.map(attempt, range(len(cases))))
    counts = Counter(came_out for came_out, _ in results)
    told = ", ".join(f"{count} {came_out}" for came_out, count in sorted(counts.items()))
    return Outcome(what, len(cases), told, tuple(fault for _, fault in results if fault))
