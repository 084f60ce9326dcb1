"""The compiled engine gives the same bits on every processor and from every thread."""

import hashlib
import os
import platform
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from splotch_tui import Recipe, run

DIMS = [1, 3, 16, 64]
PROCESSORS = {
    "plain x86-64": ("x86-64", ""),
    "AVX2 with FMA": ("haswell", "+avx2,+fma"),
}
PROGRAM = """
import hashlib
from splotch_tui import Recipe, run
for dims in {dims}:
    history = run(Recipe(seed=5, dims=dims, epsilon=0.05, steps=20_000))
    bits = history.points.tobytes() + history.loss.tobytes()
    print(hashlib.sha256(bits).hexdigest())
"""


def fingerprint(dims):
    history = run(Recipe(seed=5, dims=dims, epsilon=0.05, steps=20_000))
    return hashlib.sha256(history.points.tobytes() + history.loss.tobytes()).hexdigest()


@pytest.mark.skipif(
    platform.machine() not in {"x86_64", "AMD64"}, reason="compares kinds of x86-64 processors"
)
@pytest.mark.parametrize("processor", PROCESSORS)
def test_whole_runs_on_other_processors(processor):
    name, features = PROCESSORS[processor]
    environment = {**os.environ, "NUMBA_CPU_NAME": name, "NUMBA_CPU_FEATURES": features}
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(dims=DIMS)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.split() == [fingerprint(dims) for dims in DIMS]


@pytest.mark.parametrize("dims", [1, 16])
def test_runs_side_by_side_in_threads(dims):
    recipe = Recipe(dims=dims, steps=5000)
    alone = run(recipe)
    with ThreadPoolExecutor(4) as pool:
        for history in pool.map(lambda _: run(recipe), range(8)):
            assert np.array_equal(history.points, alone.points)
            assert np.array_equal(history.loss, alone.loss)
