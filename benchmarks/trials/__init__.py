"""Trials: what is done to the program on purpose. A new one is a file here and a line in `TRIALS`.

Each is a module with ``run(seed, scale)``, which yields an `Outcome` for each thing that was tried;
`scale` 1 is what `benchmarks/torture.py` does, the tests do a small part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

TRIALS: dict[str, str] = {
    "files": "damaged and forged files are read rightly, or refused in one line",
    "options": "every option gives what is asked for, or is refused by its name",
    "kills": "killed and told to end at random moments",
    "disks": "full, closed, vanished and forged folders and streams",
    "terminals": "terminals of every kind, and what they may say, take away or send",
    "soak": "the app at full speed for ten minutes, with keys, sizes, dialogs and films",
}


@dataclass(frozen=True)
class Outcome:
    """What came of one kind of trial.

    Attributes
    ----------
    what : str
        What was done to the program.
    tried : int
        How often.
    came_out : str
        What it did, in figures.
    faults : tuple of str
        What was not as promised, each with what makes it happen again.
    """

    what: str
    tried: int
    came_out: str
    faults: tuple[str, ...] = ()


def load_trial(name: str) -> Callable[[int, float], Iterator[Outcome]]:
    """Return `run` of the trial `name`, one of `TRIALS`."""
    run: Callable[[int, float], Iterator[Outcome]] = import_module(f"{__name__}.{name}").run
    return run
