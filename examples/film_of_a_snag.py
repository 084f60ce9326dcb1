"""Run the comment's program, find where it is caught, and film the steps around that.

python examples/film_of_a_snag.py [snag.gif]
"""

from __future__ import annotations

import sys

import render
from splotch_tui import PRESETS, run
from splotch_tui.core.phases import PhaseKind, find_phases


def main(path: str = "snag.gif") -> None:
    """Write a film of the 200 steps before and after the first snag."""
    history = run(PRESETS["comment"])
    snag = next(phase for phase in find_phases(history) if phase.kind is PhaseKind.SNAG)
    part = (max(snag.start - 200, 0), snag.start + 200)
    render.animate(history, path, quality="low", part=part, seconds=5, title="caught", force=True)
    print(f"caught from step {snag.start}: {path} shows steps {part[0]} to {part[1]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
