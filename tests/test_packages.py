"""What is handed on: the wheel, the archive of the sources, and what tells of both."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.parser import BytesParser
from pathlib import Path

import pytest
import yaml

import splotch_tui
from splotch_tui.cli import main

ROOT = Path(__file__).parents[1]
# What is no source, and what lies about where somebody works.
_LEFT_OUT = shutil.ignore_patterns(
    "__pycache__", "*.egg-info", "build", "dist", "site", ".git", ".venv", ".*_cache", ".coverage*"
)
_BUILD = """
import sys
from setuptools import build_meta
print(getattr(build_meta, "build_" + sys.argv[1])(sys.argv[2]))
"""


def build(kind: str, sources: Path, folder: Path) -> Path:
    """Build as `pip` does, with the setuptools that is here: nothing is loaded."""
    command = [sys.executable, "-c", _BUILD, kind, str(folder)]
    built = subprocess.run(command, cwd=sources, capture_output=True, text=True, check=True)
    return folder / built.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def packages(tmp_path_factory) -> dict[str, Path]:
    """Build the archive of the sources, and of that the wheel; so it has all that it takes."""
    folder = tmp_path_factory.mktemp("packages")
    shutil.copytree(ROOT, folder / "here", ignore=_LEFT_OUT)
    archive = build("sdist", folder / "here", folder)
    with tarfile.open(archive) as sources:
        sources.extractall(folder, filter="data")
    unpacked = folder / archive.name.removesuffix(".tar.gz")
    return {"here": folder / "here", "sdist": unpacked, "wheel": build("wheel", unpacked, folder)}


def files_of(folder: Path, *parts: str) -> set[str]:
    """Return the files of some folders, by their paths in the whole."""
    found = {path for part in parts for path in (folder / part).rglob("*") if path.is_file()}
    return {path.relative_to(folder).as_posix() for path in found}


def test_the_wheel_has_every_file_of_the_packages_and_no_other(packages):
    wanted = files_of(packages["here"], "render", "splotch_tui")
    with zipfile.ZipFile(packages["wheel"]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert {name for name in names if ".data/" not in name} == wanted
    assert {"render/py.typed", "splotch_tui/py.typed", "splotch_tui/ui/app.tcss"} < wanted


def test_the_wheel_says_what_it_is(packages):
    with zipfile.ZipFile(packages["wheel"]) as wheel:
        (info,) = {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" in name}
        told = BytesParser().parsebytes(wheel.read(f"{info}/METADATA"))
        commands = wheel.read(f"{info}/entry_points.txt").decode()
        licences = {name for name in wheel.namelist() if name.startswith(f"{info}/licenses/")}
    assert told["Version"] == splotch_tui.__version__
    assert told["License-Expression"] == "MIT"
    assert any(needed.startswith("torch") for needed in told.get_all("Requires-Dist"))
    assert "splotch = splotch_tui.__main__:main" in commands
    assert len(licences) == 2


def test_the_sources_come_with_tests_documents_and_examples(packages):
    parts = ["render", "splotch_tui", "tests", "docs", "examples", "benchmarks"]
    wanted = files_of(packages["here"], *parts)
    found = files_of(packages["sdist"], *parts)
    assert found == wanted
    beside = {".cff", ".md", ".toml", ".txt", ".yaml", ".yml"}
    alone = {path.name for path in packages["here"].iterdir() if path.suffix in beside}
    assert alone <= {path.name for path in packages["sdist"].iterdir()}


def test_the_version_stands_in_one_place_and_the_citation_agrees(capfd):
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert str(cited["version"]) == splotch_tui.__version__
    assert cited["license"] == "MIT"
    assert main(["--version"]) == 0
    assert capfd.readouterr().out.split()[-1] == splotch_tui.__version__


@pytest.mark.parametrize(
    "form", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")), ids=lambda form: form.stem
)
def test_forms_for_issues_are_what_github_reads(form):
    told = yaml.safe_load(form.read_text("utf-8"))
    if form.stem == "config":
        assert told == {"blank_issues_enabled": True}
        return
    assert set(told) == {"name", "description", "labels", "body"}
    for part in told["body"]:
        assert part["type"] in {"markdown", "textarea"}
        assert part["type"] == "markdown" or (part["id"] and part["attributes"]["label"])
    # A report of a fault has what tells most of the machine.
    assert form.stem != "bug" or "splotch doctor" in form.read_text("utf-8")
