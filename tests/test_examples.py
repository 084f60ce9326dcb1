"""The examples run as their first lines say."""

import subprocess
import sys
from pathlib import Path

from render import read_recipe
from splotch_tui import PRESETS

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
    assert "caught from step" in output_of("film_of_a_snag.py", path)
    assert read_recipe(path) == PRESETS["comment"]
