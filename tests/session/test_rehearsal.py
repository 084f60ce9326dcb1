"""What is compiled beside a run that begins, and what becomes of those who do it."""

import os
import sys
from pathlib import Path

import numba
import pytest

from splotch_tui.session import rehearsal

WRITES = '#!/bin/sh\necho $$ > "{0}"\nexit 1\n'
HANGS = '#!/bin/sh\necho $$ > "{0}"\nexec sleep 1000\n'


@pytest.fixture
def rehearsed(monkeypatch):
    times = []
    monkeypatch.setattr(rehearsal, "rehearse", lambda: times.append(1))
    return times


def make_helper(monkeypatch, tmp_path, script) -> Path:
    """Have another program in the place of Python; return where it writes its number."""
    program, started = tmp_path / "python", tmp_path / "started"
    program.write_text(script.format(started))
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(rehearsal, "count_processors", lambda: 2)
    return started


def compile_something() -> None:
    numba.njit(lambda x: x)(1)


def is_gone(started) -> bool:
    return not Path("/proc", started.read_text().strip()).exists()


def test_where_something_is_compiled_another_process_helps(monkeypatch, tmp_path, rehearsed):
    started = make_helper(monkeypatch, tmp_path, WRITES)
    with rehearsal.rehearsing_beside():
        compile_something()
    # It failed, which is not told: what it was to do is done here.
    assert is_gone(started)
    assert rehearsed == [1]


def test_where_nothing_is_compiled_nothing_is_started(monkeypatch, tmp_path, rehearsed):
    started = make_helper(monkeypatch, tmp_path, WRITES)
    with rehearsal.rehearsing_beside():
        pass
    assert not started.exists()
    assert rehearsed == [1]


def test_one_that_hangs_is_not_waited_for(monkeypatch, tmp_path, rehearsed):
    started = make_helper(monkeypatch, tmp_path, HANGS)
    os.mkfifo(started)
    monkeypatch.setattr(rehearsal, "_PATIENCE", 0.1)
    with rehearsal.rehearsing_beside():
        compile_something()
        number = started.read_text().strip()
    assert not Path("/proc", number).exists()
    assert rehearsed == [1]


def test_none_is_left_where_the_run_cannot_begin(monkeypatch, tmp_path, rehearsed):
    started = make_helper(monkeypatch, tmp_path, WRITES)
    with pytest.raises(MemoryError), rehearsal.rehearsing_beside():
        compile_something()
        raise MemoryError
    assert is_gone(started)
    assert rehearsed == []


@pytest.mark.parametrize("lacking", ["a second processor", "a cache", "a process"])
def test_it_goes_on_alone(monkeypatch, tmp_path, rehearsed, lacking):
    started = make_helper(monkeypatch, tmp_path, WRITES)
    if lacking == "a second processor":
        monkeypatch.setattr(rehearsal, "count_processors", lambda: 1)
    elif lacking == "a cache":
        monkeypatch.setattr("splotch_tui.core.kernels.jit.are_kept", lambda _kernel: False)
    else:
        monkeypatch.setattr(sys, "executable", str(tmp_path / "nowhere"))
    with rehearsal.rehearsing_beside():
        compile_something()
    assert not started.exists()
    assert rehearsed == [1]
