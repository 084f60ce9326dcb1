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
        [*WORKER, *arguments, saved, saved.with_name("a.mp4"), options],
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
        [*WORKER, saved, saved.with_name(name), options],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 1
    assert words in json.loads(result.stdout)["problem"]
    assert result.stderr == ""
