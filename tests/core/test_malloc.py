"""Memory that is needed no more does not stay with the process."""

import platform
import sys

import pytest
from processes import finished

# Large arrays come and go; what stays lies behind the last of them.
GROWING = """
from pathlib import Path
import numpy as np
from splotch_tui.core.malloc import give_back_large_arrays
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
give_back_large_arrays()
before = resident()
np.ones(4_000_000)
large = np.ones(2_000_000)
small = [bytes(100_000) for _ in range(10)]
del large
print(resident() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="this C library needs no telling")
def test_large_arrays_leave_no_holes():
    done = finished([sys.executable, "-c", GROWING])
    assert done.stderr == ""
    assert int(done.stdout) < 8_000_000
