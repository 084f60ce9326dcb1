"""Run one landscape under ten noise seeds: what does the noise decide, what the landscape.

python examples/compare_noise_seeds.py [SEED]
"""

from __future__ import annotations

import sys

from splotch_tui import Recipe, run
from splotch_tui.core.phases import find_phases


def main(seed: int = 1725) -> None:
    """Print how far x0 gets in 5,000 steps, and in which phase each run ends."""
    for noise_seed in range(10):
        history = run(Recipe(seed=seed, noise_seed=noise_seed, steps=5000))
        phase = find_phases(history)[-1]
        print(
            f"noise seed {noise_seed}: x0 = {history.x0[-1]:7.1f}, {phase.kind} from {phase.start}"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
