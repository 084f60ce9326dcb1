"""What is in the runs folder is in the list, and a noted run opens where it was."""

import json
from dataclasses import replace

import numpy as np
import pytest
from waiting import wait

from splotch_tui import PRESETS, Recipe, run
from splotch_tui.session.journal import Entry, Journal, new_run_id, read_entry
from splotch_tui.session.library import kept_file, start_of, take_in_files
from splotch_tui.session.session import Session
from splotch_tui.session.snapshot import Activity
from splotch_tui.session.start import Start


@pytest.fixture
def journal(tmp_path):
    (tmp_path / "runs").mkdir()
    return Journal(tmp_path / "runs")


def entries(journal):
    return [read_entry(line) for line in journal.lines()]


def test_files_that_the_journal_does_not_know_are_taken_in_once(journal):
    run(PRESETS["comment"].shortened(900)).save(journal.folder / "left-comment-1729-001.npz")
    run(Recipe(seed=3, steps=50)).save(journal.folder / "mine.npz")
    (journal.folder / "broken.npz").write_bytes(b"PK nothing")
    for _ in range(2):
        assert take_in_files(journal) == ["broken.npz"]
        found = {entry.kept: entry for entry in entries(journal)}
        assert found.keys() == {"left-comment-1729-001.npz", "mine.npz"}
    assert found["mine.npz"].name == "mine"
    left = found["left-comment-1729-001.npz"]
    assert (left.name, left.step, left.phases[-1][0]) == ("", 900, "snag")


def opened(start):
    session = Session(start, 100, None)
    session.start()
    try:
        wait(lambda: session.snapshot.activity is Activity.FINISHED)
        return session.history()
    finally:
        session.close()


@pytest.mark.parametrize("engine", ["compiled", "torch"])
@pytest.mark.parametrize("kept", [True, False])
def test_a_run_goes_on_from_where_it_was(journal, engine, kept):
    recipe = Recipe(seed=5, steps=300, engine=engine)
    whole = run(recipe)
    entry = Entry(new_run_id(), recipe, 120, kept="a.npz" if kept else None)
    if kept:
        run(recipe.shortened(120)).save(journal.folder / "a.npz")
    start = start_of(entry, journal.folder)
    assert (start.step, start.history is not None) == (120, kept)
    assert np.array_equal(opened(start).points, whole.points)


@pytest.mark.parametrize(
    "name", ["../a.npz", "/etc/passwd", "..", "", "gone.npz", "a\0b", "x" * 999]
)
def test_only_files_of_the_folder_are_opened(journal, name):
    run(Recipe(steps=10)).save(journal.folder.parent / "a.npz")
    entry = Entry(new_run_id(), Recipe(steps=10), 10, kept=name)
    assert kept_file(entry, journal.folder) is None
    assert start_of(entry, journal.folder) == Start(Recipe(steps=10), step=10)


def test_a_file_that_holds_another_run_is_not_taken_for_this_one(journal):
    run(Recipe(seed=8, steps=10)).save(journal.folder / "a.npz")
    entry = Entry(new_run_id(), Recipe(seed=9, steps=10), 10, kept="a.npz")
    assert start_of(entry, journal.folder).history is None


def test_a_file_name_with_any_letters_is_known_again(journal):
    run(Recipe(steps=10)).save(journal.folder / 'a "b" \\ ü.npz')
    for _ in range(2):
        assert take_in_files(journal) == []
    assert len(entries(journal)) == 1
    assert json.loads(journal.path.read_text())["kept"] == 'a "b" \\ ü.npz'


def test_a_finished_run_is_extended_and_does_not_start_again():
    recipe = replace(PRESETS["comment"], steps=200)
    session = Session(Start(recipe), 100, None)
    session.start()
    try:
        wait(lambda: session.snapshot.activity is Activity.FINISHED)
        number = session.snapshot.run
        session.set_parameter("steps", 350)
        wait(lambda: session.snapshot.step == 350)
        assert session.snapshot.run == number
        longer = run(replace(recipe, steps=350))
        assert np.array_equal(session.history().points, longer.points)
        # Fewer than were taken are another run.
        session.set_parameter("steps", 100)
        wait(lambda: session.snapshot.run > number)
    finally:
        session.close()
