"""Torture: everything that may befall the program, seeded, on this machine alone.

    python benchmarks/torture.py [TRIAL ...] [--seed 1] [--scale 1.0]

Prints a line for each thing tried and a line for each fault, and exits 1 if there is one.
`docs/reliability.md` says what came out.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

# The terminal that the tests have, and what they end processes with.
sys.path += [str(Path(__file__).parents[1] / "tests" / name) for name in ("e2e", "support")]

from trials import TRIALS, load_trial


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trials", nargs="*", metavar="TRIAL", help=f"of {', '.join(TRIALS)}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is all of it")
    arguments = parser.parse_args()
    if unknown := set(arguments.trials) - set(TRIALS):
        parser.error(f"no trial is called {', '.join(sorted(unknown))}")
    faults = 0
    for name in arguments.trials or TRIALS:
        print(f"{name}: {TRIALS[name]}", flush=True)
        start = time.monotonic()
        for outcome in load_trial(name)(arguments.seed, arguments.scale):
            print(f"  {outcome.what}: {outcome.tried:,} tried, {outcome.came_out}", flush=True)
            for fault in outcome.faults:
                print(f"    FAULT {fault}", flush=True)
            faults += len(outcome.faults)
        print(f"  took {time.monotonic() - start:.0f} s", flush=True)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
