"""Files of version 1, made before recipes knew engines and rules: they open for ever."""

import json

import numpy as np
import pytest

import render
from splotch_tui import History, Recipe, run
from splotch_tui.core.phases import find_phases

FILES = ["changed.npz", "changed.mp4", "changed.gif", "changed.png", "torch.npz", "torch.png"]


@pytest.fixture(scope="module")
def expected(data):
    """What `splotch info --json` of version 1 said of each file."""
    return json.loads((data / "v1" / "expected.json").read_text())


@pytest.mark.parametrize("name", FILES)
def test_its_recipe_is_the_one_it_was(data, expected, name):
    said = expected[name]
    recipe = render.read_recipe(data / "v1" / name)
    assert recipe.engine == said["engine"]
    assert recipe == Recipe.from_dict({**said["recipe"], "engine": said["engine"]})


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("changed")])
def test_what_it_holds_or_makes_again_is_the_same_to_the_last_bit(data, expected, name):
    history = render.load_history(data / "v1" / name)
    said = expected[name]
    assert float(history.x0[-1]) == said["final"]["x0"]
    assert history.xn[-1].tolist() == said["final"]["xn"]
    assert float(history.loss[-1]) == said["final"]["loss"]
    assert history.farthest_axis == said["farthest_axis"]
    phases = [{"phase": str(p.kind), "start": p.start} for p in find_phases(history)]
    assert phases == said["phases"]
    again = run(history.recipe)
    assert np.array_equal(again.points, history.points)
    assert np.array_equal(again.loss, history.loss)


def test_a_history_of_the_torch_engine_reads_as_it_was_written(data, expected):
    history = History.load(data / "v1" / "torch.npz")
    said = expected["torch.npz"]
    assert float(history.x0[-1]) == said["final"]["x0"]
    assert history.xn[-1].tolist() == said["final"]["xn"]
    assert float(history.loss[-1]) == said["final"]["loss"]


@pytest.mark.parametrize("name", ["changed.npz", "changed.gif", "torch.npz"])
def test_it_renders(data, name, tmp_path):
    history = render.load_history(data / "v1" / name)
    render.still(history, tmp_path / "a.png", size=(160, 90))
    assert render.read_recipe(tmp_path / "a.png") == history.recipe
