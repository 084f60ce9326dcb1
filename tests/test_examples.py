"""The examples run as their first lines say, and the README's."""

import re
import subprocess
import sys
from functools import partial
from pathlib import Path

from PIL import Image

import render
from splotch_tui import PRESETS
from splotch_tui.core.rules import RULES

EXAMPLES = Path(__file__).parent.parent / "examples"


def output_of(name, *arguments):
    program = [sys.executable, EXAMPLES / name, *arguments]
    return subprocess.run(program, check=True, capture_output=True, text=True).stdout


def test_noise_seeds_are_compared():
    lines = output_of("compare_noise_seeds.py", "1725").splitlines()
    assert len(lines) == 10
    assert {line.split(", ")[1].split()[0] for line in lines} <= {"free", "demon", "snag"}
    assert len({line.split("x0 =")[1] for line in lines}) == 10


def test_a_snag_is_filmed(tmp_path):
    path = tmp_path / "snag.gif"
    # As one of before is.
    path.touch()
    assert "caught from step" in output_of("film_of_a_snag.py", path)
    assert render.read_recipe(path) == PRESETS["comment"]


def test_the_readmes_python_runs_and_runs_again(tmp_path, monkeypatch):
    text = (EXAMPLES.parent / "README.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    # As it stands, but for the size of the film.
    monkeypatch.setattr(render, "animate", partial(render.animate, size=(64, 64), fps=1))
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        exec(code, {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp4", "a.npz", "a.png"]


def test_rules_are_compared(tmp_path):
    path = tmp_path / "rules.png"
    lines = output_of("compare_rules.py", path, "300").splitlines()
    assert [line.split()[0] for line in lines] == list(RULES)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_the_app_is_drawn(tmp_path):
    path = tmp_path / "app.png"
    output_of("picture_of_the_app.py", path, "40", "80", "24", "i")
    with Image.open(path) as picture:
        assert picture.size == (80 * 9, 24 * 18)
        # Text, traces and map: all but an empty screen.
        assert len(picture.getcolors(1 << 20)) > 100
