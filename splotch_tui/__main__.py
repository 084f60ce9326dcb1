"""`python -m splotch_tui` is `splotch`."""

import sys

from splotch_tui.cli import main

sys.exit(main())
