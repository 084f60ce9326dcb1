"""`python -m render` is `splotch render`."""

import sys

from splotch_tui.core.signals import catch_signals

if __name__ == "__main__":
    catch_signals()
    from splotch_tui.cli import main

    sys.exit(main(["render", *sys.argv[1:]]))
