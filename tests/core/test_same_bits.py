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
# Of the runs of `fingerprint`, as version 1 of the recipe gave them.
VERSION_1 = {
    1: "7df9f19ce68fe1d3fe3f6c29491093de",
    2: "43b19324ce30d971f8fad8276cfcf389",
    3: "38675d56ceede11fa14e010af3da2089",
    7: "6c3c5643a07c367d1a8e116127584ec7",
    8: "9db217c1bba2a9218d39d1f882b3ef1d",
    9: "9535f548a8182262ef6018bd3637fe84",
    15: "d58d75213ae75ad117a6660b701b04fd",
    16: "6df98bbeb712bd941e313abb8dbce1e8",
    17: "415b3cfad32b9c50398386ea062f4d2d",
    64: "8ef9c867b7b417f4c19079564ac612f4",
    100: "2743af3e8a73183d7198cecb03b800a5",
    256: "19dc370b47daefa18ed1d93da499821f",
}
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


def hash_of(recipe):
    history = run(recipe)
    return hashlib.sha256(history.points.tobytes() + history.loss.tobytes()).hexdigest()


def fingerprint(dims):
    return hash_of(Recipe(seed=5, dims=dims, epsilon=0.05, steps=20_000))


@pytest.mark.parametrize("dims", VERSION_1)
def test_runs_are_what_they_were_in_version_1(dims):
    assert fingerprint(dims).startswith(VERSION_1[dims])


def test_a_changed_run_is_what_it_was_in_version_1():
    recipe = Recipe(seed=9, dims=2, noise_seed=4, steps=3000)
    recipe = recipe.changed(100, "epsilon", 0.3).changed(1000, "noise", 0.2)
    recipe = recipe.changed(2000, "learning_rate", 0.05)
    assert hash_of(recipe).startswith("949d4d492020a3605a57c2a47851560b")


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
