"""Compiled code is kept where it can be, told of when made, and never kept too long."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import render
import splotch_tui

RUN = "from splotch_tui import Recipe, run; print(run(Recipe(steps=100)).x0[-1])"
TELL = """
from splotch_tui.core.kernels.jit import notify_on_compile
with notify_on_compile(lambda: print("compiling")):
    from splotch_tui import Recipe, run
    run(Recipe(steps=10))
"""
DRAW = """
import numpy as np
from splotch_tui.core.kernels.jit import notify_on_compile
from render.kernels.pixels import to_yuv420
with notify_on_compile(lambda: print("compiling")):
    to_yuv420(np.zeros((2, 16), np.int32), np.zeros((3, 16), np.uint8))
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


def python(program, cache, folder=None):
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "NUMBA_CACHE_DIR": str(cache)},
        cwd=folder,
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


def test_a_kernel_is_compiled_anew_when_what_it_uses_has_changed(tmp_path):
    for package in (splotch_tui, render):
        folder = Path(package.__file__).parent
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(folder, tmp_path / folder.name, ignore=ignore)
    cache = tmp_path / "cache"
    assert python(DRAW, cache, tmp_path) == "compiling\n"
    assert python(DRAW, cache, tmp_path) == ""
    with (tmp_path / "splotch_tui" / "core" / "kernels" / "simd.py").open("a") as file:
        file.write("# changed\n")
    assert python(DRAW, cache, tmp_path) == "compiling\n"
