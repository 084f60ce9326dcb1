"""Films made in processes of their own."""

import gc
import sys
from dataclasses import replace

import pytest
from waiting import wait

import render
from splotch_tui import PRESETS, History, run
from splotch_tui.session.film_queue import FilmJob, FilmQueue

LOW = render.FilmOptions(quality="low")


@pytest.fixture
def films():
    """A film queue that does not step back for what else the machine does, and leaves nothing."""
    queue = FilmQueue(niceness=0)
    yield queue
    queue.close()
    assert queue.crash is None


@pytest.fixture(scope="module")
def history():
    return run(PRESETS["comment"].shortened(50))


def results(films, *jobs):
    """What a film queue says of some jobs."""
    for job in jobs:
        films.submit(job)
    wait(lambda: len(films.results) == len(jobs), 60)
    return list(films.results)


def test_what_the_filming_process_says_is_the_problem(films, history, tmp_path):
    first, second = results(
        films,
        FilmJob((history,), tmp_path / "a.mp4", render.FilmOptions(axis=7)),
        FilmJob((history,), tmp_path / "b.png", LOW),
    )
    assert first.problem == "axis must be from 1 to 1, not 7"
    assert not second.problem
    assert (tmp_path / "b.png").exists()


def test_a_film_that_is_done_with_holds_no_history(films, history, tmp_path):
    results(films, FilmJob((history,), tmp_path / "a.mp4", render.FilmOptions(axis=7)))
    wait(lambda: not any(type(one) is FilmJob for one in gc.get_objects()), 10)


def test_the_options_are_those_of_the_film(films, history, tmp_path):
    options = render.FilmOptions(
        size=(64, 64), fps=10, seconds=0.5, part=(10, 40), title="Ünlike é", theme="light"
    )
    (result,) = results(films, FilmJob((history,), tmp_path / "a.gif", options))
    assert not result.problem
    render.animate(history, tmp_path / "b.gif", options)
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()


def test_what_lies_in_the_folder_is_not_taken_for_a_module(films, history, tmp_path, monkeypatch):
    (tmp_path / "render.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path)
    (result,) = results(films, FilmJob((history,), tmp_path / "a.png", LOW))
    assert not result.problem


def test_a_full_memory_ends_one_film_alone(films, history, tmp_path, monkeypatch):
    save, full = History.save, iter([True, False])

    def saved(self, path):
        if next(full):
            raise MemoryError
        save(self, path)

    monkeypatch.setattr(History, "save", saved)
    job = FilmJob((history,), tmp_path / "a.png", LOW)
    first, second = results(films, job, job)
    assert first.problem == "out of memory"
    assert not second.problem


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("", "its process ended with code 3"),
        ("no library", "no library"),
        ("7", "7"),
        ('{"problem": "no room"}', "no room"),
        ('oops\n{"done": 1, "total": 2}', "its process ended with code 3"),
    ],
)
def test_the_last_line_of_a_process_that_fails_is_why(
    films, history, tmp_path, monkeypatch, said, problem
):
    script = tmp_path / "worker"
    script.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\nexit 3\n")
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))
    (result,) = results(films, FilmJob((history,), tmp_path / "a.png", LOW))
    assert result.problem == problem


def test_closing_gives_up_the_film_under_way(films, history, tmp_path):
    films.submit(FilmJob((history,), tmp_path / "a.mp4", replace(LOW, seconds=300)))
    wait(lambda: films.progress is not None and films.progress.done > 0, 60)
    films.close()
    assert [result.cancelled for result in films.results] == [True]
    assert list(tmp_path.iterdir()) == []
