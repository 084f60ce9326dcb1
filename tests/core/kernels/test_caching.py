"""Compiled code is kept where it can be, told of when made, and never kept too long."""

import os
import subprocess
import sys

import pytest

RUN = "from splotch_tui import Recipe, run; print(run(Recipe(steps=100)).x0[-1])"
TELL = """
from splotch_tui.core.kernels.jit import notify_on_compile
with notify_on_compile(lambda: print("compiling")):
    from splotch_tui import Recipe, run
    run(Recipe(steps=10))
"""
NOWHERE = """
import numba.core.caching as caching
def closed(self):
    raise PermissionError(13, "Permission denied")
caching._CacheLocator.ensure_cache_path = closed
"""
FULL = """
import numba.core.caching as caching
def full(self, key, data):
    raise OSError(28, "No space left on device")
caching.IndexDataCacheFile.save = full
"""


def python(program, cache):
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "NUMBA_CACHE_DIR": str(cache)},
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    assert result.stderr == ""
    return result.stdout


@pytest.mark.parametrize("trouble", [NOWHERE, FULL], ids=["nowhere to write", "disk full"])
def test_it_runs_without_a_cache(trouble, tmp_path):
    from splotch_tui import Recipe, run

    assert float(python(trouble + RUN, tmp_path)) == run(Recipe(steps=100)).x0[-1]
    assert not [file for file in tmp_path.rglob("*") if file.suffix == ".nbc"]


def test_the_first_use_tells_and_the_second_is_silent(tmp_path):
    assert python(TELL, tmp_path) == "compiling\n"
    assert python(TELL, tmp_path) == ""


@pytest.mark.parametrize("ending", [".nbi", ".nbc"])
@pytest.mark.parametrize("kept", [0, 100])
def test_a_damaged_cache_is_made_anew(tmp_path, ending, kept):
    right = python(RUN, tmp_path)
    for file in tmp_path.rglob(f"*{ending}"):
        file.write_bytes(file.read_bytes()[:kept])
    assert python(RUN, tmp_path) == right
    assert python(TELL, tmp_path) == ""
