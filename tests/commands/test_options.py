"""What options take, and how those are refused that they do not: code 2, by name, at once."""

import json

import pytest

from splotch_tui import Recipe
from splotch_tui.cli import main


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["run", "-o", "a.txt"], "-o"),
        (["render", "missing.npz", "-o", "a.avi"], "-o"),
        (["render", "missing.npz", "-o", "a.npz"], "-o"),
        (["render", "missing.npz", "-o", "a.gif", "--poster", "a.jpg"], "--poster"),
        (["plot", "missing.npz", "-o", "a.gif"], "-o"),
        (["render", "missing.npz", "-o", "a.gif", "--fps", "30"], "--fps"),
        (["render", "missing.npz", "-o", "a.mp4", "--size", "65x65"], "--size"),
        (["render", "missing.npz", "-o", "a.mp4", "--max-mb", "3"], "--max-mb"),
        (["render", "missing.npz", "-o", "a.mp4", "--fps=120", "--seconds=3600"], "--seconds"),
        (["render", "missing.npz", "-o", "a.png", "--jobs", "2"], "--jobs"),
        (["run", "--recipe", '{"version": 2, "sede": 3}'], "--recipe"),
        (["tui", "--fps", "nan"], "--fps"),
    ],
    ids=" ".join,
)
def test_what_can_be_judged_without_a_file_is_wrong_usage(arguments, name, capsys):
    assert main(arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert name in line


def test_endings_may_be_large(tmp_path, capsys):
    path = tmp_path / "a.NPZ"
    assert main(["run", "--steps", "5", "-o", str(path)]) == 0
    assert main(["info", str(path)]) == 0
    capsys.readouterr()


@pytest.mark.parametrize("none", ["none", ""])
def test_no_noise_seed_can_be_asked_for(none, capsys):
    start = Recipe(steps=5, noise_seed=7).to_json()
    assert main(["run", "--json", "--recipe", start, "--noise-seed", none]) == 0
    assert json.loads(capsys.readouterr().out)["recipe"]["noise_seed"] is None
    assert main(["run", "--json", "--recipe", start]) == 0
    assert json.loads(capsys.readouterr().out)["recipe"]["noise_seed"] == 7
