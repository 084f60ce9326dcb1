"""What the helps teach, and that their examples work."""

import io
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from splotch_tui.cli import COMMANDS, main, splotch

# What makes an example take a moment: it is put behind what is typed, where the last one holds.
TINY = {
    "render": ["--size", "96x64", "--fps", "2", "--seconds", "1", "--no-cards"],
    "ensemble": ["--seed", "0:3", "--steps", "300"],
}
# These run for minutes, or need a terminal: only what is typed is checked.
LONG = ("tui", "tour", "claims")


@pytest.fixture
def typed(capsys):
    """A function that returns what `splotch` prints for some arguments."""

    def result(*arguments, code=0):
        assert main(list(arguments)) == code
        return capsys.readouterr().out

    return result


def commands():
    """Every command's name and command; the whole one's name is empty."""
    context = click.Context(splotch)
    return {"": splotch, **{name: splotch.get_command(context, name) for name in COMMANDS}}


def test_every_help_says_what_for_and_ends_with_two_examples(typed):
    for name, command in commands().items():
        text = typed(*filter(None, [name]), "--help")
        about, _, rest = text.partition("Options:")
        # A usage, a sentence or two, and no line that a narrow terminal breaks.
        assert len(about.split()) > 25, name
        assert all(len(line) <= 80 for line in text.splitlines()), name
        examples = rest.rpartition("Examples:\n")[2].splitlines()
        assert [line.strip() for line in examples[1::2]] == [one.line for one in command.examples]
        assert len(command.examples) == 2, name
        assert all("splotch" in one.line for one in command.examples), name


def test_the_options_of_a_help_are_in_sections(typed):
    text = typed("run", "--help")
    own, _, recipe = text.partition("\nThe run:\n")
    assert all(option in own for option in ("--output", "--keep", "--json", "--force", "--help"))
    assert all(option in recipe for option in ("--preset", "--seed", "--recipe", "--engine"))
    text = typed("render", "--help")
    films = text.partition("\nFilms:\n")[2].partition("\nPictures:\n")[0]
    assert "--seconds" in films
    assert "--poster" in films
    assert "--step " not in films


def test_every_example_works(tmp_path, monkeypatch, capsys):
    """One after the other, in one folder: what some of them read, others have written."""
    monkeypatch.chdir(tmp_path)
    order = ["", "run", "render", "ensemble"]
    every = commands()
    for name in (*order, *(name for name in every if name not in order)):
        for example in every[name].examples:
            for line in example.line.split(" && "):
                said = ""
                for part in line.split(" | "):
                    said = done(part, said, monkeypatch, capsys)
    made = {path.name for path in tmp_path.iterdir()}
    assert made >= {"demon.npz", "demon.mp4", "demon.gif", "demon.html", "odds.csv", "more.npz"}


def done(line, given, monkeypatch, capsys):
    """Do what a shell does with one command of a line, and return what it says."""
    if "$(" in line:
        shell = f'splotch() {{ {sys.executable} -m splotch_tui "$@"; }}; {line}'
        subprocess.run(["bash", "-c", shell], check=True)
        return ""
    line, _, target = line.partition(" > ")
    words = [word for word in shlex.split(line) if not word.startswith("TERM=")]
    if words[0] == "splotch":
        said = said_by_splotch(words[1:], given, monkeypatch, capsys)
    else:
        said = subprocess.run(words, input=given, text=True, stdout=subprocess.PIPE, check=True)
        said = said.stdout
    if target:
        Path(target).write_text(said)
    return said


def said_by_splotch(arguments, given, monkeypatch, capsys):
    name = arguments[0] if arguments[0] in COMMANDS else "tui"
    rest = arguments[arguments[0] == name :]
    if name in LONG:
        command = splotch.get_command(click.Context(splotch), name)
        command.make_context(name, rest)
        return ""
    monkeypatch.setattr(sys, "stdin", io.StringIO(given))
    assert main([name, *rest, *TINY.get(name, [])]) == 0, capsys.readouterr().err
    said = capsys.readouterr().out
    assert said or "-o" in rest
    return said
