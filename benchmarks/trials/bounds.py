"""Many small checks in a process of their own, which time and memory bound."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from trials import Outcome

# Of the processor's time; where other processes want it too, a clock runs faster.
SECONDS, BY_THE_CLOCK = 5.0, 30.0
MEMORY = 1_000_000_000


_ENDS = {-signal.SIGALRM: "it waits", -signal.SIGPROF: "it takes too long"}


@dataclass(frozen=True)
class Verdict:
    """What came of one check: in a word, and what was wrong, if anything was."""

    word: str
    fault: str = ""


# A check is made ready for its number, outside the bounds, and then done.
Check = Callable[[int], Callable[[], Verdict]]


def try_all(
    what: str, make: Callable[..., Check], arguments: tuple[object, ...], count: int
) -> Outcome:
    """Make a check in a process of its own and call it with 0 to `count` − 1.

    No call may take longer than `SECONDS`, or wait until `BY_THE_CLOCK`, nor take more memory than
    `MEMORY`; one that ends the process is a fault, and the others go on in a new one.
    """
    words: Counter[str] = Counter()
    faults = []
    slowest, most, number = 0.0, 0, 0
    context = multiprocessing.get_context("spawn")
    while number < count:
        ours, theirs = context.Pipe(duplex=False)
        with ours:
            process = context.Process(target=_serve, args=(theirs, make, arguments, number, count))
            process.start()
            theirs.close()
            try:
                while number < count:
                    verdict, seconds, memory = ours.recv()
                    words[verdict.word] += 1
                    if verdict.fault:
                        faults.append(f"{what} {number}: {verdict.fault}")
                    slowest, most, number = max(slowest, seconds), max(most, memory), number + 1
            except EOFError:
                process.join()
                faults.append(f"{what} {number}: {_ENDS.get(process.exitcode or 0, 'it ended')}")
                number += 1
            process.join()
    if most > MEMORY:
        faults.append(f"{what}: {most / 1e6:.0f} MB of memory")
    came_out = ", ".join(f"{times:,} {word}" for word, times in sorted(words.items()))
    return Outcome(
        what, count, f"{came_out}; {slowest:.2f} s and {most / 1e6:.0f} MB at most", tuple(faults)
    )


def _serve(
    results: Connection,
    make: Callable[..., Check],
    arguments: tuple[object, ...],
    first: int,
    count: int,
) -> None:
    check = make(*arguments)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY, hard))
    for number in range(first, count):
        do = check(number)
        Path("/proc/self/clear_refs").write_text("5")  # begins a new count of the most memory
        # Nothing handles their signals: they end the process, wherever that is.
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        signal.setitimer(signal.ITIMER_REAL, BY_THE_CLOCK)
        began = _processor_time()
        verdict = do()
        seconds = _processor_time() - began
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        status = Path("/proc/self/status").read_text()
        ours = int(status.partition("VmHWM:")[2].split()[0])
        of_ffmpeg = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        results.send((verdict, seconds, 1024 * max(ours, of_ffmpeg)))


def _processor_time() -> float:
    """Return the seconds that this process, and those it started, had of a processor."""
    return sum(os.times()[:4])
