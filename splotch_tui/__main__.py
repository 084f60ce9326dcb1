"""`python -m splotch_tui` is `splotch`, and this is where both begin."""

from __future__ import annotations

import sys

from splotch_tui.core.signals import catch_signals


def main() -> int:
    """Run `splotch` on the process's own command line and return its exit code."""
    # Before what takes a tenth of a second to import, for a Ctrl-C in that time.
    catch_signals()
    from splotch_tui.cli import main as run_command

    return run_command()


if __name__ == "__main__":
    sys.exit(main())
