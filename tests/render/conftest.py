"""Small runs and films that several tests look at."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

import render
from splotch_tui import PRESETS, Recipe, run


@pytest.fixture(scope="session")
def history():
    """The comment's run, cut short."""
    return run(replace(PRESETS["comment"], steps=400))


@pytest.fixture(scope="session", params=[1, 2, 16])
def history_of_dims(request):
    """A short run of 1, 2 or 16 dims."""
    return run(Recipe(seed=3, dims=request.param, epsilon=0.1 / request.param, steps=300))


@pytest.fixture(scope="session")
def films(history, tmp_path_factory):
    """A film in each format, and a picture, of 20 small frames: a dict by ending."""
    folder = tmp_path_factory.mktemp("films")
    paths = {ending: folder / f"film{ending}" for ending in render.FORMATS}
    for ending, kind in render.FORMATS.items():
        if kind.moving:
            render.animate(history, paths[ending], size=(320, 180), fps=20, seconds=1)
        else:
            render.still(history, paths[ending], step=250, size=(320, 180))
    return paths


@pytest.fixture
def children():
    """A function that returns the process numbers of this process's children."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        pytest.skip("this system has no /proc")

    def numbers():
        found = set()
        for task in tasks.iterdir():
            # A thread may end meanwhile.
            with suppress(FileNotFoundError):
                found.update((task / "children").read_text().split())
        return found

    return numbers
