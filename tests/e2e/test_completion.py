"""What the shell is told when tab is pressed."""

import os
import sys

import pytest
from processes import finished


@pytest.fixture
def complete(tmp_path):
    """A function that completes a line in a folder with files of many kinds."""
    for name in ("a.npz", "b.MP4", "c.gif", "notes.txt", ".d.npz", "e\n.npz", "run.npz"):
        (tmp_path / name).touch()
    for name in ("runs", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "runs" / "f.webm").touch()
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "g.png").touch()

    def result(line):
        environment = {
            **os.environ,
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(line.split(" ")) - 1),
            "_SPLOTCH_COMPLETE": "bash_complete",
            "HOME": str(tmp_path / "home"),
        }
        shown = finished([sys.executable, "-m", "splotch_tui"], env=environment, cwd=tmp_path)
        assert shown.stderr == ""
        return shown.stdout.split()

    return result


def test_subcommands(complete):
    assert complete("splotch ren") == ["plain,render"]
    assert complete("splotch in") == ["plain,info"]
    assert {"plain,run", "plain,render", "plain,recipe"} <= set(complete("splotch r"))
    assert {"plain,tui", "plain,a.npz", "plain,b.MP4"} <= set(complete("splotch "))


def test_options(complete):
    assert complete("splotch run --epsi") == ["plain,--epsilon"]
    assert complete("splotch --epsi") == ["plain,--epsilon"]
    assert complete("splotch --vers") == ["plain,--version"]
    assert complete("splotch a.npz --gly") == ["plain,--glyphs"]
    assert complete("splotch run --preset o") == ["plain,orthogonal", "plain,original"]


def test_files_by_their_endings(complete):
    for command in ("render", "info", "plot", "recipe", "tui"):
        assert complete(f"splotch {command} ") == [
            *("plain,a.npz", "plain,b.MP4", "plain,c.gif", "plain,run.npz"),
            *("plain,home/", "plain,other/", "plain,runs/"),
        ]
    assert complete("splotch a") == ["plain,a.npz"]
    assert complete("splotch info .") == ["plain,.d.npz"]
    assert complete("splotch info runs/") == ["plain,runs/f.webm"]
    assert complete("splotch info ~/") == ["plain,~/g.png"]
    assert complete("splotch info ot") == ["dir,ot"]
    assert complete("splotch info none/") == []
    assert complete("splotch render a.npz -o ") == ["file,"]
