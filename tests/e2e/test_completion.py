"""What the shell is told when tab is pressed, and what bash, zsh and fish make of it."""

import os
import shutil
import sys

import click
import pytest
from processes import finished
from terminal import Terminal

from render.option_kinds import ChoiceKind
from render.options import OPTIONS
from splotch_tui.cli import COMMANDS, main, splotch
from splotch_tui.commands.shells import SHELLS


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with files of many kinds, where the test is."""
    names = ("a.npz", "b.MP4", "c.gif", "notes.txt", ".d.npz", "e\n.npz", "run.npz", "odds.csv")
    for name in (*names, "my film.webm"):
        (tmp_path / name).touch()
    for name in ("runs", "other one"):
        (tmp_path / name).mkdir()
    (tmp_path / "runs" / "f.webm").touch()
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "g.png").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def complete(folder, monkeypatch, capsys):  # noqa: ARG001 - it is there
    """A function that completes a line, as bash or another shell is told."""

    def result(line, shell="bash"):
        monkeypatch.setenv("_SPLOTCH_COMPLETE", f"{shell}_complete")
        monkeypatch.setenv("COMP_LINE", line)
        # As click has it: the shell asks, and that is all the command does.
        with pytest.raises(SystemExit) as ended:
            main([])
        assert ended.value.code == 0
        out, err = capsys.readouterr()
        assert err == ""
        return list(filter(None, out.split("\n")))

    return result


def plain(*words):
    return [f"plain\t{word}" for word in words]


def paths(*words):
    return [f"path\t{word}" for word in words]


def test_the_command_itself_is_asked(monkeypatch):
    monkeypatch.setenv("COMP_LINE", "splotch --vers")
    monkeypatch.setenv("_SPLOTCH_COMPLETE", "bash_complete")
    shown = finished([sys.executable, "-m", "splotch_tui"])
    assert (shown.stdout, shown.stderr) == ("plain\t--version\n", "")


def test_subcommands(complete):
    assert complete("splotch ren") == plain("render")
    assert complete("splotch in") == plain("info")
    assert set(plain("run", "render", "recipe")) <= set(complete("splotch r"))
    assert set(plain("tui") + paths("a.npz", "b.MP4")) <= set(complete("splotch "))
    assert set(plain(*COMMANDS)) <= set(complete("splotch "))


def test_after_a_word_that_is_almost_a_command_nothing_is_said(complete):
    assert complete("splotch rum --se") == plain("--seed")


def test_options(complete):
    assert complete("splotch run --epsi") == plain("--epsilon")
    assert complete("splotch --epsi") == plain("--epsilon")
    assert complete("splotch --vers") == plain("--version")
    assert complete("splotch a.npz --gly") == plain("--glyphs")
    assert complete("splotch run --preset o") == plain("orthogonal", "original")
    assert complete("splotch run --preset=o") == plain("orthogonal", "original")
    assert complete("splotch run --preset=o", "fish") == [
        "--preset=orthogonal\t",
        "--preset=original\t",
    ]


def test_names(complete, monkeypatch):
    assert complete("splotch run --rule ada") == plain("adam")
    # What bash takes for a word begins after a colon or an equals sign.
    assert complete("splotch run --rule adam:beta2") == ["begun\tbeta2="]
    assert complete("splotch run --rule adam:beta1=0.9,be") == ["begun\t0.9,beta2="]
    assert complete("splotch run --rule nothing:be") == []
    monkeypatch.setenv("COMP_WORDBREAKS", " ")
    assert complete("splotch run --rule adam:beta2") == ["begun\tadam:beta2="]
    monkeypatch.delenv("COMP_WORDBREAKS")
    assert complete("splotch run --weights y") == ["begun\tyoked:"]
    assert complete("splotch ensemble --weights own,d") == plain("own,decoupled")
    assert complete("splotch ensemble --rule sign,ad") == plain("sign,adam")
    assert complete("splotch ensemble --rule sign,adam:eps=1,h", "fish") == [
        "sign,adam:eps=1,hmc\tfrictionless trajectories, accepted or refused"
    ]
    (more,) = complete("splotch ensemble --rule sign,adam:eps=1,beta2", "fish")
    assert more.startswith("sign,adam:eps=1,beta2=\t")
    assert complete("splotch ensemble --cluster l") == ["begun\tlocal:"]
    assert complete("splotch claims choice cho") == []
    assert complete("splotch claims cho") == plain("choice")
    assert complete("splotch completion ") == plain(*SHELLS)


def test_files_by_their_endings(complete):
    found = paths("a.npz", "b.MP4", "c.gif", "my film.webm", "run.npz")
    folders = paths("home", "other one", "runs")
    for command in ("render", "recipe", "tui"):
        # Of a table, a row.
        assert sorted(complete(f"splotch {command} ")) == sorted(
            [*found, "begun\todds.csv:", *folders]
        )
    for command in ("info", "plot"):
        assert sorted(complete(f"splotch {command} ")) == sorted(
            [*found, *paths("odds.csv"), *folders]
        )
    assert complete("splotch a") == paths("a.npz")
    assert complete("splotch render a.npz ru") == paths("run.npz", "runs")
    assert complete("splotch info .") == paths(".d.npz")
    assert complete("splotch info runs/") == paths("runs/f.webm")
    assert complete("splotch info ~/") == paths("~/g.png")
    assert complete("splotch info ot") == paths("other one")
    assert complete("splotch info none/") == []
    assert complete("splotch info my\\ f") == complete("splotch info 'my f")
    assert complete("splotch render a.npz -o ") == paths(
        "b.MP4", "c.gif", "my film.webm", "home", "other one", "runs"
    )
    assert complete("splotch run -o a") == paths("a.npz")
    assert complete("splotch claims -o o") == paths("other one")


def test_whatever_takes_a_name_or_a_file_is_completed(complete):
    """All but numbers and words of the user's own."""
    open_ended = {one.name for one in OPTIONS if not isinstance(one.kind, ChoiceKind)}
    open_ended |= {"fps", "jobs", "keep"}
    for name in COMMANDS:
        command = splotch.get_command(click.Context(splotch), name)
        for parameter in command.params:
            kind = getattr(parameter.type, "parameter", None)
            number = kind is not None and not kind.choices
            flag = isinstance(parameter, click.Option) and parameter.is_flag
            if number or flag or parameter.name in open_ended:
                continue
            typed = parameter.opts[-1] + " " if isinstance(parameter, click.Option) else ""
            assert complete(f"splotch {name} {typed}"), (name, parameter.name)


# What is typed before tab, and what then stands on the line.
TYPED = {
    "splotch ren": "splotch render ",
    "splotch run --preset=ori": "splotch run --preset=original ",
    "splotch run --rule adam:beta1=0.9,e": "splotch run --rule adam:beta1=0.9,eps=",
    "splotch info a": "splotch info a.npz ",
    "splotch info m": "splotch info my\\ film.webm ",
    "splotch info 'm": "splotch info 'my film.webm' ",
    "splotch info runs": "splotch info runs/",
    "splotch info ~/": "splotch info ~/g.png ",
    "splotch render od": "splotch render odds.csv:",
    "splotch render a.npz -o no": "splotch render a.npz -o no",
    "splotch claims -o ot": "splotch claims -o other\\ one/",
}
CALLS = {
    "bash": (
        ("bash", "--norc", "--noprofile", "-i"),
        'eval "$(splotch completion bash)"; echo rea""dy',
    ),
    "zsh": (("zsh", "-f", "-i"), 'eval "$(splotch completion zsh)"; echo rea""dy'),
    "fish": (
        ("fish", "--no-config", "-i"),
        "splotch completion fish | source; function fish_prompt; echo '$ '; end; echo rea''dy",
    ),
}


@pytest.mark.parametrize("shell", CALLS)
def test_in_the_shell_itself(shell, folder):
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    program = folder / "home" / "splotch"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m splotch_tui "$@"\n')
    program.chmod(0o755)
    command, start = CALLS[shell]
    environment = {
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(program.parent),
        "PS1": "$ ",
    }
    terminal = Terminal([], folder, environment=environment, command=command)

    def line():
        cursor = terminal.screen.cursor
        return terminal.screen.display[cursor.y][: cursor.x]

    try:
        terminal.press(start + "\r")
        terminal.until(lambda: "\nready" in terminal.text and line() == "$ ")
        for typed, completed in TYPED.items():
            terminal.press(typed)
            terminal.until(lambda typed=typed: line() == f"$ {typed}")
            terminal.press("\t")
            terminal.until(lambda completed=completed: line() == f"$ {completed}")
            terminal.press("\x15")
            terminal.until(lambda: line() == "$ ")
    finally:
        terminal.close()
