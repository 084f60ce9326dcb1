"""How many processors there are for this process."""

from __future__ import annotations

import os


def count_processors() -> int:
    """Return how many processors this process may use, as `taskset` or a batch system allows."""
    if hasattr(os, "process_cpu_count"):  # from Python 3.13 on
        count: int | None = os.process_cpu_count()
        return count or 1
    # Not every system has affinities.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
