"""Compiled code is cached where that is possible, announced when made, and never trusted."""

import os
import subprocess
import sys

import pytest

from splotch_tui.core.random_stream import RandomStream

# Small kernels, which compile in a second.
DRAW = """
from splotch_tui.core.random_stream import RandomStream
print(RandomStream(3).integers(0, 1000, (20,)).tolist())
"""
SAY = f"""
from splotch_tui.core.kernels.jit import notify_on_compile
with notify_on_compile(lambda: print("compiling")):
    {DRAW.strip().replace(chr(10), chr(10) + "    ")}
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


DRAWN = f"{RandomStream(3).integers(0, 1000, (20,)).tolist()}\n"


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
    assert python(trouble + DRAW, tmp_path) == DRAWN
    assert not [file for file in tmp_path.rglob("*") if file.suffix == ".nbc"]


def test_the_first_use_says_so_and_the_second_is_silent(tmp_path):
    assert python(SAY, tmp_path) == "compiling\n" + DRAWN
    assert python(SAY, tmp_path) == DRAWN


def cut_to_nothing(file):
    file.write_bytes(b"")


def cut_short(file):
    file.write_bytes(file.read_bytes()[:100])


def flip_bits_of_machine_code(file):
    content = bytearray(file.read_bytes())
    for place in range(len(content) // 4, len(content), 97):
        content[place] ^= 0x10
    file.write_bytes(content)


def put_a_pipe_there(file):
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize("ending", [".nbi", ".nbc"])
@pytest.mark.parametrize(
    "damage", [cut_to_nothing, cut_short, flip_bits_of_machine_code, put_a_pipe_there]
)
def test_a_damaged_cache_is_made_anew(tmp_path, ending, damage):
    assert python(DRAW, tmp_path) == DRAWN
    files = list(tmp_path.rglob(f"*{ending}"))
    assert files
    for file in files:
        damage(file)
    assert python(SAY, tmp_path) == "compiling\n" + DRAWN
    assert python(SAY, tmp_path) == DRAWN
