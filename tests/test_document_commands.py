"""Every command in README and docs is run, in the order of its page, and so is the Python there.

Films are made small and short, and ensembles of few seeds, so that all of it takes seconds. What is
not run at all is in `NOT_RUN`, with why; the options of those are checked all the same.
"""

import re
import shlex
import subprocess
import sys
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from documents import PAGES, blocks, commands
from terminal import Terminal

import render
from splotch_tui import PRESETS, run
from splotch_tui.cli import COMMANDS, main, splotch

# Why some commands, those that match, are not run.
NOT_RUN = {
    r"python3? -m venv|pip install|pipx |uvx? ": "installs from the network: .ci/run does",
    r"dask (scheduler|worker)": "needs machines: tests/core/ensemble/test_cluster.py has workers",
    r"splotch ensemble .*--cluster": "needs workers, too",
    r"splotch claims(?! .*--quick)": "13 billion steps: tests/test_claims_document.py runs one",
    r"python benchmarks/": "takes up to half an hour: they are run by hand, on a quiet machine",
    r".*splotch completion (zsh|fish)": "for another shell than bash: tests/e2e has them",
    r"splotch doctor": "its exit code is the machine's: tests/commands has it",
    r"mkdocs ": "tests/test_documents.py builds the site",
    r"man ": "reads what is installed",
}
# Why the Python of some pages is not run.
PYTHON_NOT_RUN = {
    "README.md": "tests/test_examples.py runs it",
    "cluster.md": "needs machines, and keys or Slurm to reach them",
}
# Of what opens the app: a terminal has it in a slow test.
_OPENS = {"tui", "tour"}
# What a reader has made already, by following another page.
_STANDING = {
    "demon.npz": lambda: run(PRESETS["original"]).save("demon.npz"),
    "comment.npz": lambda: run(PRESETS["comment"]).save("comment.npz"),
    "orthogonal.npz": lambda: run(PRESETS["orthogonal"]).save("orthogonal.npz"),
    "demon.mp4": lambda: film(run(PRESETS["original"]), "demon.mp4"),
    "odds.csv": lambda: main(["ensemble", "--seed", "0:20", "-o", "odds.csv"]),
}
_SMALL = {"size": (192, 108), "fps": 2, "seconds": 1}
film = partial(render.animate, **_SMALL)
# What is a shell's own.
_OF_THE_SHELL = re.compile(r"[|;&>]|\$\(")


def why_not(command):
    """Why a command is not run; None: it is."""
    return next((why for pattern, why in NOT_RUN.items() if re.match(pattern, command)), None)


def opens_the_app(command):
    words = shlex.split(command)
    if words[0] != "splotch" or words[1:2] == ["--version"]:
        return False
    return len(words) == 1 or words[1] not in COMMANDS or words[1] in _OPENS


def shortened(words):
    """The words of a command, for a small film, or for few seeds."""
    words = [re.sub(r"^0:\d+k?$", "0:20", word) for word in words]
    if words[1:2] == ["render"]:
        name = words[words.index("-o") + 1]
        small = ["--size", "192x108"]
        words += small if name.endswith(".png") else [*small, "--fps", "2", "--seconds", "1"]
    return words


class Folder:
    """A folder where commands are run, with the files that they read."""

    def __init__(self):
        self._standing = set()

    def prepare(self, words):
        """Make the files that a command reads, where its page does not."""
        written = [word for flag, word in pairwise(words) if flag == "-o"]
        for name in self._standing & set(written):
            # Its page makes it later.
            Path(name).unlink()
            self._standing.remove(name)
        for name in {word.partition(":")[0] for word in words} & set(_STANDING) - set(written):
            if not Path(name).exists():
                _STANDING[name]()
                self._standing.add(name)


def check_options(command):
    """Check that `splotch` knows what it is given; nothing is run."""
    words = shlex.split(command)
    arguments = words[1:]
    if not arguments or arguments[0] not in COMMANDS:
        arguments = ["tui", *arguments]
    known = splotch.get_command(None, arguments[0])
    known.make_context(arguments[0], arguments[1:])


def execute(command):
    words = shlex.split(command)
    if words[0] == "splotch" and not _OF_THE_SHELL.search(command):
        assert main(shortened(words)[1:]) == 0, command
        return
    own = f'splotch() {{ {shlex.quote(sys.executable)} -m splotch_tui "$@"; }}'
    python = f'python() {{ {shlex.quote(sys.executable)} "$@"; }}'
    ended = subprocess.run(
        ["bash", "-c", f"set -e -o pipefail\n{own}\n{python}\n{command}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, (command, ended.stderr)


def told(page, *, app):
    """The commands of a page that open the app, or all others."""
    lines = [line for block in blocks(page.read_text("utf-8")) for line in commands(block)]
    return [line for line in lines if why_not(line) is None and opens_the_app(line) == app]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_python_run_as_they_stand(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(render, "animate", lambda *args, **given: film(*args, **given | _SMALL))
    names, folder = {}, Folder()
    for block in blocks(page.read_text("utf-8")):
        for command in commands(block):
            folder.prepare(shlex.split(command))
            if why_not(command) is None and not opens_the_app(command):
                execute(command)
            elif command.startswith("splotch") and not _OF_THE_SHELL.search(command):
                check_options(command)
        # README's has a test of its own, in tests/test_examples.py.
        if block.language == "python" and page.name not in PYTHON_NOT_RUN:
            exec(block.text, names)


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", sorted({line for page in PAGES for line in told(page, app=True)})
)
def test_commands_that_open_the_app_do(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command)
    Folder().prepare(words)
    app = Terminal(words[1:], tmp_path)
    try:
        app.until(lambda: "seed" in app.text)
        if words[1:2] == ["tour"]:
            app.until(lambda: "tour · 1 of 8" in app.text)
            app.press("x")
            app.until(lambda: "tour · 1 of 8" not in app.text)
        app.press("q")
        assert app.end() == 0
        assert b"Traceback" not in app.sent
    finally:
        app.close()


def test_there_are_commands_of_every_kind():
    every = [
        line
        for page in PAGES
        for block in blocks(page.read_text("utf-8"))
        for line in commands(block)
    ]
    assert len(every) > 50
    subcommands = {shlex.split(line)[1] for line in every if line.startswith("splotch ")}
    assert set(COMMANDS) - {"tui"} <= subcommands
    assert any(opens_the_app(line) for line in every)
