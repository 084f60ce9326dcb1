"""Compiled code is cached where that is possible, announced when made, and never trusted."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import render
import splotch_tui
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.kernels.stepping import steps_kernel
from splotch_tui.core.random_stream import RandomStream

# Kernels of the program, which compile in a second or two.
SAY = """
from splotch_tui.core.kernels.jit import notify_on_compile
from splotch_tui.core.random_stream import RandomStream
with notify_on_compile(lambda: print("compiling")):
    print(RandomStream(3).integers(0, 1000, (20,)).tolist())
"""
DRAWN = f"{RandomStream(3).integers(0, 1000, (20,)).tolist()}\n"
PIXELS = """
import numpy as np
from splotch_tui.core.kernels.jit import notify_on_compile
from render.kernels.pixels import to_yuv420
with notify_on_compile(lambda: print("compiling")):
    to_yuv420(np.zeros((2, 16), np.int32), np.zeros((3, 16), np.uint8))
"""
# And one that compiles in no time, in a file of its own.
SMALL = """
def triple(numbers):
    for place in range(len(numbers)):
        numbers[place] *= 3.0
"""
# Has it from each folder twice, as by two processes: nothing of the first is left in the second.
TRIPLE = """
import sys
from pathlib import Path
import numba
import numpy as np
from small import triple
from splotch_tui.core.kernels.jit import kernel, notify_on_compile
for folder in sys.argv[1:]:
    numba.config.CACHE_DIR = folder
    for _ in range(2):
        numbers, said = np.arange(3.0), []
        with notify_on_compile(lambda: said.append("compiling")):
            kernel(triple)(numbers)
        print(Path(folder).name, *said, numbers.tolist(), flush=True)
"""
NOWHERE = """
import numba.core.caching as caching
def closed(self):
    raise PermissionError(13, "Permission denied")
caching._CacheLocator.ensure_cache_path = closed
"""
FULL = """
from pathlib import Path
def full(self, data):
    raise OSError(28, "No space left on device")
Path.write_bytes = full
"""
KILLED = """
import os, signal
def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)
os.replace = kill
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The folder of the small kernel."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "small.py").write_text(SMALL)
    return folder


def python(program, cache, folder=None, *arguments):
    result = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "NUMBA_CACHE_DIR": str(cache)},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    return result.stdout


def tripled(*said):
    """What `TRIPLE` prints, where it says this of each folder and time."""
    return "".join(f"{one} [0.0, 3.0, 6.0]\n" for one in said)


@pytest.mark.parametrize("trouble", [NOWHERE, FULL], ids=["nowhere to write", "disk full"])
def test_it_runs_without_a_cache(trouble, small, tmp_path):
    cache = tmp_path / "cache"
    expected = tripled("cache compiling", "cache compiling")
    assert python(trouble + TRIPLE, cache, small, cache) == expected
    assert not [file for file in tmp_path.rglob("*") if file.suffix == ".nbc"]


def test_the_first_use_says_so_and_the_second_is_silent(tmp_path):
    assert python(SAY, tmp_path) == "compiling\n" + DRAWN
    assert python(SAY, tmp_path) == DRAWN


def test_what_a_process_killed_while_saving_left_is_removed(small, tmp_path):
    cache = tmp_path / "cache"
    killed = subprocess.run([sys.executable, "-c", KILLED + TRIPLE, cache], cwd=small, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [file for file in tmp_path.rglob("*") if file.is_file()]
    assert python(TRIPLE, cache, small, cache) == tripled("cache compiling", "cache")
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert {file.suffix for file in files} == {".nbi", ".nbc"}
    assert not [file for file in files if file.name.startswith(".")]


def cut_to_nothing(file):
    file.write_bytes(b"")


def cut_short(file):
    file.write_bytes(file.read_bytes()[:100])


def flip_bits_of_machine_code(file):
    content = file.read_bytes()
    three, five = (np.float64(factor).tobytes() for factor in (3, 5))
    # In the index there is none, and any bits will do.
    file.write_bytes(content.replace(three, five) if three in content else content[::-1])


def put_another_version_there(file):
    content = b"cnumba.of_another_version\nKernel\n."
    file.write_bytes(hashlib.sha256(content).digest() + content)


def put_a_pipe_there(file):
    file.unlink()
    os.mkfifo(file)


def test_a_damaged_cache_is_made_anew_and_a_copied_one_is_as_good(small, tmp_path):
    cache = tmp_path / "cache"
    assert python(TRIPLE, cache, small, cache) == tripled("cache compiling", "cache")
    copy = shutil.copytree(cache, tmp_path / "copy")
    said, folders = ["copy", "copy"], [copy]
    damages = (
        *(cut_to_nothing, cut_short, flip_bits_of_machine_code),
        *(put_another_version_there, put_a_pipe_there),
    )
    for damage, ending in product(damages, ("nbi", "nbc")):
        folders.append(shutil.copytree(cache, tmp_path / f"{damage.__name__}_{ending}"))
        (file,) = folders[-1].rglob(f"*.{ending}")
        damage(file)
        said += (f"{folders[-1].name} compiling", folders[-1].name)
    assert python(TRIPLE, cache, small, *folders) == tripled(*said)


def test_a_kernel_is_compiled_anew_when_what_it_uses_has_changed(tmp_path):
    for package in (splotch_tui, render):
        folder = Path(package.__file__).parent
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(folder, tmp_path / folder.name, ignore=ignore)
    cache = tmp_path / "cache"
    assert python(PIXELS, cache, tmp_path) == "compiling\n"
    assert python(PIXELS, cache, tmp_path) == ""
    with (tmp_path / "splotch_tui" / "core" / "kernels" / "simd.py").open("a") as file:
        file.write("# changed\n")
    assert python(PIXELS, cache, tmp_path) == "compiling\n"


def test_all_dims_of_a_layout_share_one_kernel():
    """Machine code is never given up: one for each D would grow with every D that is tried."""
    few, many = (1, 2, WIDTH - 1), (WIDTH, WIDTH + 1, 100)
    assert len({steps_kernel("normalised", dims) for dims in few}) == 1
    assert len({steps_kernel("normalised", dims) for dims in many}) == 1
