"""The `splotch` command, as scripts and people call it."""

import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from processes import finished, started
from waiting import wait

from splotch_tui import History, Recipe, run
from splotch_tui.cli import main

SPLOTCH = [sys.executable, "-m", "splotch_tui"]


def splotch(*arguments, module="splotch_tui", **options):
    return finished([sys.executable, "-m", module, *arguments], **options)


@pytest.fixture
def call(capsys, tmp_path, monkeypatch):
    """A function that does what `splotch` does, in this process: in no time, in `tmp_path`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def called(*arguments):
        code = main(list(map(str, arguments)))
        return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())

    return called


def said_in_one_line(result, code):
    assert result.returncode == code
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("splotch: ")
    return result.stderr


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("runs") / "a.npz"
    result = splotch("run", "--preset", "original", "--steps", 600, "-o", path)
    assert result.returncode == 0
    return path


def test_run_keeps_the_history_and_says_how_it_ended(saved):
    history = History.load(saved)
    assert history.recipe == Recipe(seed=1729, dims=16, epsilon=0.0025, steps=600)
    shown = splotch("info", saved)
    assert shown.returncode == 0
    assert f"{history.x0[-1]:.6g}" in shown.stdout


def test_json_is_one_object_on_stdout():
    result = splotch("run", "--seed", 5, "--lr", 0.1, "--noise-seed", 7, "--steps", 50, "--json")
    values = json.loads(result.stdout)
    assert values["recipe"]["seed"] == 5
    assert values["recipe"]["learning_rate"] == 0.1
    assert values["recipe"]["noise_seed"] == 7
    assert values["steps"] == 50
    assert values["file"] is None


def test_a_change_that_never_acted_does_not_count(tmp_path, call):
    recipe = Recipe(steps=400, noise=0.0, epsilon=0.0)
    history = replace(run(recipe), recipe=recipe.changed(400, "learning_rate", 0.4))
    history.save(tmp_path / "end.npz")
    run(recipe.changed(300, "learning_rate", 0.4)).save(tmp_path / "late.npz")
    for name in ("end", "late"):
        assert "100% of its free climb" in call("info", tmp_path / f"{name}.npz").stdout


def test_info_has_the_recipe_under_recipe(saved, call):
    values = json.loads(call("info", saved, "--json").stdout)
    assert Recipe.from_dict(values["recipe"]) == History.load(saved).recipe
    assert values["final"]["x0"] == History.load(saved).x0[-1]


def test_run_again_from_the_same_options_is_the_same_run(saved, tmp_path):
    splotch("run", "--preset", "original", "--steps", 600, "-o", tmp_path / "b.npz")
    assert np.array_equal(History.load(tmp_path / "b.npz").points, History.load(saved).points)


@pytest.mark.parametrize("ending", ["mp4", "gif", "png"])
def test_a_film_carries_its_recipe(saved, tmp_path, call, ending):
    film = tmp_path / f"film.{ending}"
    small = ["--size", "160x120"]
    result = splotch("render", saved, "-o", film, *small, *([] if ending == "png" else SHORT))
    assert result.returncode == 0, result.stderr
    values = json.loads(call("info", film, "--json").stdout)
    assert Recipe.from_dict(values["recipe"]) == History.load(saved).recipe
    assert values["final"]["x0"] == History.load(saved).x0[-1]


SHORT = ["--fps", "10", "--seconds", "0.5"]


@pytest.mark.parametrize("part", ["200:300", "500:", ":100"])
def test_a_part_of_a_run_is_filmed(saved, tmp_path, part, call):
    film = tmp_path / "part.gif"
    result = call("render", saved, "-o", film, "--size", "64x64", "--part", part, *SHORT)
    assert result.returncode == 0, result.stderr
    assert json.loads(call("info", film, "--json").stdout)["steps"] == 600


def test_a_part_that_is_not_in_the_run_is_one_line_and_1(saved, tmp_path):
    result = splotch("render", saved, "-o", tmp_path / "a.mp4", "--part", "500:601")
    assert "within 0 to 600" in said_in_one_line(result, 1)


def test_python_m_render_is_splotch_render(saved, tmp_path):
    result = splotch(saved, "-o", tmp_path / "a.png", "--size", "160x120", module="render")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "a.png").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "--dims", "0"],
        ["run", "--epsilon", "nan"],
        ["run", "--steps", "many"],
        ["run", "--no-such-option"],
        ["run", "-o", "a.txt"],
        ["run", "--preset", "nothing"],
        ["render"],
        ["render", "a.npz"],
        ["render", "a.npz", "-o", "a.mp4", "--size", "big"],
        ["render", "a.npz", "-o", "a.mp4", "--part", "5"],
        ["render", "a.npz", "-o", "a.mp4", "--part", "9:-2"],
        ["render", "a.npz", "-o", "a.png", "--part", "1:2"],
        ["no-such-command"],
        ["tui", __file__, "--seed", "7"],
        ["tui", __file__, "--preset", "comment"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_line_and_2(arguments, call):
    said_in_one_line(call(*arguments), 2)


MANY = "9" * 5000
WORDS = "many words " * 500


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "--steps", MANY],
        ["run", "--keep", MANY],
        ["run", "--preset", WORDS],
        ["run", f"--{MANY}"],
        ["run", MANY],
        [MANY],
        ["render", "a.npz", "-o", "a.mp4", "--size", f"{MANY[:4000]}x7"],
        ["render", "a.npz", "-o", "a.mp4", "--fps", MANY],
        ["render", "a.npz", "-o", "a.mp4", "--part", MANY],
        ["render", "a.npz", "-o", "a.mp4", "--view", WORDS],
        ["render", "a.npz", "-o", "a.mp4", "--jobs", MANY],
        ["render", "a.npz", "-o", "a.mp4", "--title", "日月火水木金土山川" * 100],
        ["plot", "a.npz", "-o", "a.png", "--axis", MANY],
        ["plot", "a.npz", "-o", f"{MANY}.png"],
        ["info", f"{MANY}.mp4"],
        ["recipe", f"{MANY}.npz"],
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_what_was_typed_is_shortened_in_messages(arguments, call):
    result = call(*arguments)
    assert result.returncode in (1, 2)
    assert len(said_in_one_line(result, result.returncode)) < 1300


@pytest.mark.parametrize(
    "arguments",
    [
        ["info", "missing.npz"],
        ["info", "/"],
        ["info", __file__],
        ["render", "missing.npz", "-o", "a.mp4"],
        ["run", "--dims", "1024", "--waves", "1000"],
        ["run", "-o", "/no/such/folder/a.npz"],
        ["run", "--steps", "5", "-o", "x" * 300 + ".npz"],
        ["info", "x" * 300 + ".mp4"],
        [],
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_what_cannot_be_done_is_one_line_and_1(arguments, call):
    said_in_one_line(call(*arguments), 1)


@pytest.mark.parametrize("encoding", ["utf-8:strict", "ascii:strict"])
def test_an_input_that_is_no_text_is_one_line(encoding, tmp_path):
    junk = tmp_path / "junk"
    junk.write_bytes(bytes(range(256)))
    with junk.open() as stdin:
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        result = splotch("run", "--recipe", "-", stdin=stdin, env=environment)
    assert "the input is no recipe" in said_in_one_line(result, 1)


def test_an_existing_file_is_kept_unless_forced(saved, tmp_path, call):
    target, film = tmp_path / "a.npz", tmp_path / "a.gif"
    for path in (target, film):
        path.write_text("mine")
    assert "--force" in said_in_one_line(call("run", "--steps", 5, "-o", target), 1)
    assert "--force" in said_in_one_line(call("render", saved, "-o", film), 1)
    assert target.read_text() == film.read_text() == "mine"
    assert call("run", "--steps", 5, "-o", target, "--force").returncode == 0
    assert History.load(target).recipe.steps == 5


def test_names_never_reach_the_terminal_as_escape_codes(tmp_path, call):
    path = tmp_path / "\x1b[31m\n.npz"
    assert "\x1b" not in said_in_one_line(call("info", path), 1)
    result = call("run", "--steps", 5, "-o", path)
    assert result.stderr.splitlines()[-1].endswith(r"\x1b[31m\n.npz")
    assert "\x1b" not in result.stderr


def test_told_to_end_it_leaves_nothing_behind(saved, tmp_path):
    """A film under way: its temporary file is there, and then is not."""
    with started(
        [*SPLOTCH, "render", saved, "-o", tmp_path / "a.mp4", "--seconds", "300"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait(
            lambda: (
                process.poll() is not None
                or any(file.stat().st_size > 1000 for file in tmp_path.iterdir())
            )
        )
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 128 + signal.SIGTERM
        # On a slow machine there may be a line of progress before it.
        assert process.stderr.read().splitlines()[-1] == "splotch: stopped"
    assert not list(tmp_path.iterdir())


def test_a_reader_that_goes_away_is_no_traceback(saved):
    with started(
        [*SPLOTCH, "info", saved], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.close()
        assert process.wait(timeout=60) == 1
        assert process.stderr.read() == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_output_that_cannot_be_written_is_one_line(saved):
    with Path("/dev/full").open("w") as full:
        for arguments in (["info", saved], ["info", saved, "--json"], ["run", "--help"]):
            result = finished([*SPLOTCH, *arguments], stdout=full)
            assert result.returncode == 1
            assert result.stderr == "splotch: cannot go on: no space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize(("arguments", "code"), [(["--version"], 1), (["nonsense"], 2)])
def test_where_nobody_can_be_told_the_code_tells(arguments, code):
    with Path("/dev/full").open("w") as full:
        assert finished([*SPLOTCH, *arguments], stdout=full, stderr=full).returncode == code


def test_help_in_a_locale_without_its_letters():
    result = splotch(
        "run", "--help", env={**os.environ, "PYTHONIOENCODING": "latin-1"}, encoding="latin-1"
    )
    assert result.returncode == 0
    assert "the weight of the splotches" in result.stdout


def test_without_stderr_work_is_done_all_the_same(saved, tmp_path):
    line = f"{sys.executable} -m splotch_tui render {saved} -o {tmp_path}/a.mp4 --seconds 0.5"
    assert finished(["sh", "-c", f"{line} -q low 2>&-"]).returncode == 0
    assert (tmp_path / "a.mp4").exists()


def test_version_and_help(call):
    assert call("--version").stdout.startswith("splotch, version ")
    for command in ("run", "render", "info", "tui"):
        shown = call(command, "--help")
        assert shown.returncode == 0
        assert f"splotch {command}" in shown.stdout


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="homes are elsewhere known by other means")
@pytest.mark.parametrize("home", [None, "~", "here"])
def test_a_user_whom_nobody_knows_leaves_no_folder_of_that_name(saved, tmp_path, home):
    """As in a container under any number: HOME is not set, and there is no such user."""
    commands = (
        ["config"],
        ["run", "--steps", "5", "-o", "a.npz"],
        ["plot", str(saved), "-o", "a.png"],
    )
    program = (
        "import pwd\n"
        "def getpwuid(number): raise KeyError(number)\n"
        "pwd.getpwuid = getpwuid\n"
        "from splotch_tui.cli import main\n"
        f"for arguments in {commands}: assert main(arguments) == 0\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    if home is not None:
        environment["HOME"] = home
    result = finished([sys.executable, "-c", program], env=environment, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "~" not in result.stdout + result.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"a.npz", "a.png"}


def test_a_word_that_is_almost_a_command_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["rum"]) == 2
    assert "There is no command rum. (Did you mean run?)" in capsys.readouterr().err
    # What is there is a file.
    (tmp_path / "rum").write_text("no history")
    assert main(["rum"]) == 1
    assert "no command rum" not in capsys.readouterr().err
