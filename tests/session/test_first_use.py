"""A run where nothing has been compiled yet."""

import os
import subprocess
import sys

FOLLOW = """
from splotch_tui import PRESETS
from splotch_tui.core.kernels.jit import notify_on_compile
from splotch_tui.session.active_run import ActiveRun

run = ActiveRun.started(PRESETS["comment"], None)
compiled = []
with notify_on_compile(lambda: compiled.append(run.step)):
    while run.step < 2000:
        run.advance(8)
assert len(run.phases) > 0 and run.climb is not None
print(compiled)
"""


def test_nothing_is_compiled_once_it_moves(tmp_path):
    found = subprocess.run(
        [sys.executable, "-c", FOLLOW],
        env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    assert found.stdout == "[]\n"
