"""The process that makes a film, told to end or to do what cannot be."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

import render
from splotch_tui import PRESETS, run

WORKER = [sys.executable, "-m", "splotch_tui.session.film_worker"]


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "h.npz"
    run(PRESETS["comment"].shortened(50)).save(path)
    return path


@contextmanager
def filming(saved, *arguments):
    """A process that makes a film and has drawn its first frame."""
    options = render.FilmOptions(seconds=60).to_json()
    with subprocess.Popen(
        [*WORKER, *arguments, saved.with_name("a.mp4"), options, saved],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        try:
            child.stdout.readline()
            yield child
        finally:
            child.kill()


def films_in(folder):
    return [*folder.glob("*mp4"), *folder.glob(".*mp4")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_told_to_end_it_leaves_nothing(saved, number):
    with filming(saved) as child:
        child.send_signal(number)
        assert child.wait(30) == 1
    assert films_in(saved.parent) == []


IN_A_CALLBACK = """
import ctypes, os, signal, sys
from pathlib import Path
import render
from splotch_tui.session import film_worker

def animate(_runs, _path, _given, progress):
    def end():
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(1000):
            pass
    ctypes.CFUNCTYPE(None)(end)()
    for number in range(10):
        progress(number, 10)

render.animate = animate
sys.exit(film_worker.main(Path("a.mp4"), "{}", [Path(sys.argv[1])], 0))
"""


def test_told_to_end_while_c_calls_python_it_ends(saved):
    command = [sys.executable, "-c", IN_A_CALLBACK, saved]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", "")


def test_without_hangups_and_niceness_it_works(saved):
    code = "import os, signal; del signal.SIGHUP, os.nice\n"
    code += IN_A_CALLBACK.replace("signal.SIGTERM", "0")
    command = [sys.executable, "-c", code, saved]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (result.returncode, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) == 10


def test_what_the_app_ignores_the_film_does_too(saved):
    ignored = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with filming(saved) as child:
            child.send_signal(signal.SIGHUP)
            for _ in range(3):
                assert "done" in json.loads(child.stdout.readline())
            child.terminate()
            assert child.wait(30) == 1
    finally:
        signal.signal(signal.SIGHUP, ignored)


def test_it_ends_when_nobody_listens(saved):
    with filming(saved) as child:
        child.stdout.close()
        assert child.wait(30) != 0
    assert films_in(saved.parent) == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks in /proc")
def test_it_steps_back_as_far_as_it_is_told(saved):
    with filming(saved, "--niceness=3") as child:
        assert os.getpriority(os.PRIO_PROCESS, child.pid) == os.nice(0) + 3


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("a.png", '{"step": 7, "speed": 2}', "no film option 'speed'"),
        ("a.png", '{"step": "7"}', "step must be a number"),
        ("a.png", "7", "no film options"),
        ("a.png", '{"fps": 25}', "fps is for films"),
        ("a.xyz", "{}", "a.xyz is no name for a film or picture"),
    ],
)
def test_what_cannot_be_is_its_last_word(saved, name, options, words):
    result = subprocess.run(
        [*WORKER, saved.with_name(name), options, saved],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 1
    assert words in json.loads(result.stdout)["problem"]
    assert result.stderr == ""
