"""What the shell is told when tab is pressed."""

import sys

import pytest
from processes import finished

from splotch_tui.cli import main


@pytest.fixture
def complete(tmp_path, monkeypatch, capsys):
    """A function that completes a line in a folder with files of many kinds."""
    for name in ("a.npz", "b.MP4", "c.gif", "notes.txt", ".d.npz", "e\n.npz", "run.npz"):
        (tmp_path / name).touch()
    for name in ("runs", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "runs" / "f.webm").touch()
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "g.png").touch()

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("_SPLOTCH_COMPLETE", "bash_complete")

    def result(line):
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
        # As click has it: the shell asks, and that is all the command does.
        with pytest.raises(SystemExit) as ended:
            main([])
        assert ended.value.code == 0
        out, err = capsys.readouterr()
        assert err == ""
        return out.split()

    return result


def test_the_command_itself_is_asked(monkeypatch):
    for name, value in {"COMP_WORDS": "splotch --vers", "COMP_CWORD": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("_SPLOTCH_COMPLETE", "bash_complete")
    shown = finished([sys.executable, "-m", "splotch_tui"])
    assert (shown.stdout, shown.stderr) == ("plain,--version\n", "")


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
