"""The manual page says what the helps say, and is one to `man`."""

import runpy
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from splotch_tui.cli import COMMANDS

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "splotch.1"


def test_it_is_up_to_date():
    made = runpy.run_path(str(ROOT / "scripts" / "manual_page.py"))["manual_page"]()
    assert PAGE.read_text() == made, "call python scripts/manual_page.py"
    assert made.isascii()


def test_it_is_installed_where_man_looks():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (folder,) = project["tool"]["setuptools"]["data-files"].items()
    assert folder == ("share/man/man1", [str(PAGE.relative_to(ROOT))])


@pytest.mark.skipif(shutil.which("mandoc") is None, reason="there is no mandoc here")
def test_mandoc_has_nothing_to_say():
    command = ["mandoc", "-T", "lint", "-W", "warning", str(PAGE)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    # It has none, so that it is the same page whenever it is made.
    (line,) = told.splitlines()
    assert "missing date" in line


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_what_a_reader_sees():
    command = ["groff", "-man", "-Tutf8", "-ww", "-P-cbou", str(PAGE)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stderr == ""
    for name in COMMANDS:
        assert f"splotch {name}" in result.stdout
    # Typed as it is copied, and letters of other alphabets.
    assert "splotch rules | grep '^[a-z]'" in result.stdout
    assert "--learning-rate, --lr NUMBER" in result.stdout
    assert "ε, the weight" in result.stdout
