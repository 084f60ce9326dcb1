"""Run every descent rule from the same origin, and draw x0 against gradient evaluations.

python examples/compare_rules.py [rules.png [STEPS]]
"""

from __future__ import annotations

import sys
from dataclasses import replace

from matplotlib import colormaps
from matplotlib.figure import Figure

from splotch_tui import PRESETS, run
from splotch_tui.core.phases import find_phases
from splotch_tui.core.rules import RULES


def main(path: str = "rules.png", steps: str = "10000") -> None:
    """Draw the rules' x0 on preset original, and print in which phase each run ends."""
    figure = Figure(figsize=(9, 5.5), layout="constrained")
    plot = figure.add_subplot()
    for number, rule in enumerate(RULES):
        history = run(replace(PRESETS["original"].with_value("rule", rule), steps=int(steps)))
        phase = find_phases(history)[-1]
        print(f"{rule:10} x0 = {history.x0[-1]:7.1f}, {phase.kind} from {phase.start:,}")
        color, dashes = colormaps["tab10"](number % 6), "-" if number < 6 else "--"
        plot.plot(history.steps, history.x0, dashes, color=color, label=rule, linewidth=1.4)
    # In the order of where they end, as the eye goes.
    lines = sorted(plot.get_lines(), key=lambda line: -line.get_ydata()[-1])
    plot.legend(
        handles=lines, fontsize=9, frameon=False, loc="center left", bbox_to_anchor=(1, 0.5)
    )
    plot.set(xlabel="gradient evaluations", ylabel="x0", xlim=(0, int(steps)), ylim=(0, None))
    plot.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=140)


if __name__ == "__main__":
    main(*sys.argv[1:])
