"""Memory: how much there is, asked before much is taken.

A system that gives out more than it has ends the process later, without a word.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from pathlib import Path

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.text import size_text

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

# Where a container's own control group is.
_GROUP = Path("/sys/fs/cgroup")


def free_memory() -> float:
    """Return how many bytes this process may still take; infinity where nothing tells.

    Of the machine's, of its control group's, and of its own limit it is the least.
    """
    free = [math.inf]
    with suppress(OSError):  # there is no /proc
        told = re.search(r"MemAvailable: *(\d+) kB", Path("/proc/meminfo").read_text())
        free += [1024 * int(told[1])] if told else []
    with suppress(OSError, ValueError):  # no control group, or one with "max"
        most = int((_GROUP / "memory.max").read_text())
        taken = int((_GROUP / "memory.current").read_text())
        # What it keeps of files that were read is given up where it is needed.
        kept = re.search(r"^inactive_file (\d+)$", (_GROUP / "memory.stat").read_text(), re.M)
        free.append(most - taken + (int(kept[1]) if kept else 0))
    if resource is not None:
        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        with suppress(OSError):
            if limit != resource.RLIM_INFINITY:
                taken = int(Path("/proc/self/statm").read_text().split()[0])
                free.append(limit - taken * resource.getpagesize())
    return max(min(free), 0)


def check_memory(needed: float, what: str, instead: str) -> None:
    """Refuse what would not fit into memory.

    Parameters
    ----------
    needed : float
        About how many bytes it takes.
    what : str
        What takes them, for the message.
    instead : str
        What to do, for the message.

    Raises
    ------
    SplotchError
        There are not so many.
    """
    free = free_memory()
    if needed > free:
        raise SplotchError(
            f"{what} takes about {size_text(needed)} of memory, and {size_text(free)} are free: "
            f"{instead}"
        )
