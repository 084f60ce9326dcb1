"""`python -m render` is `splotch render`."""

import sys

from splotch_tui.cli import main

sys.exit(main(["render", *sys.argv[1:]]))
