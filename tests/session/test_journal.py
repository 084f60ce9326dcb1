"""The journal: what is noted is there, whoever writes, whatever breaks."""

import json
import os
import random
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from splotch_tui import Recipe, SplotchError
from splotch_tui.session.journal import Entry, Journal, key_of, new_run_id, read_entry


def entry_of(seed, step=100, **others):
    return Entry(new_run_id(), Recipe(seed=seed), step, when=1000.0 + seed, **others)


def entries(journal):
    return [read_entry(line) for line in journal.lines()]


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "runs")


def test_what_is_noted_is_there_newest_first(journal):
    recipe = Recipe(seed=3, dims=2).changed(50, "epsilon", 0.3)
    first = Entry(
        new_run_id(),
        recipe,
        456,
        phases=(("free", 0), ("snag", 256)),
        x0=21.5,
        kept="a.npz",
        name="the \u202e first\n",
        note="ein Wort",
        when=12.5,
        trace=(0.0, 1.5),
    )
    second = entry_of(4)
    journal.add(first)
    journal.add(second)
    assert entries(journal) == [second, first]
    for line in journal.path.read_text().splitlines():
        values = json.loads(line)
        assert values.keys() >= {"recipe", "step", "phases", "x0", "kept", "name", "note", "when"}


def test_an_empty_folder_has_no_runs(journal):
    assert journal.lines() == []
    assert not journal.folder.exists()


def test_of_the_lines_of_a_run_the_last_holds(journal):
    noted = entry_of(1)
    journal.add(noted)
    journal.add(entry_of(2))
    journal.add(replace(noted, step=300, name="mine"))
    assert [(e.recipe.seed, e.step, e.name) for e in entries(journal)] == [
        (2, 100, ""),
        (1, 300, "mine"),
    ]


def test_of_equal_runs_the_farthest_is_kept(journal):
    for step in (500, 4000, 20):
        journal.add(entry_of(1, step))
    longer = replace(entry_of(1, 5000), recipe=Recipe(seed=1, steps=9000))
    assert [e.step for e in entries(journal)] == [4000]
    journal.add(longer)
    assert entries(journal) == [longer]
    # Other changes are another run.
    journal.add(replace(longer, run=new_run_id(), recipe=Recipe(seed=1).changed(9, "noise", 2)))
    assert len(entries(journal)) == 2


def test_runs_stand_in_the_order_of_the_times_they_show(journal):
    for seed in (1, 3, 2):
        journal.add(entry_of(seed, step=500))
    # A name given later makes a run no newer; one that is run again, and not so far, is.
    journal.add(replace(entries(journal)[1], name="mine"))
    journal.add(replace(entry_of(1, step=20), when=5000.25))
    assert [(e.recipe.seed, e.step, e.when) for e in entries(journal)] == [
        (1, 500, 5000.25),
        (3, 500, 1003.0),
        (2, 500, 1002.0),
    ]


def test_what_is_deleted_is_gone_with_all_that_equal_it_until_it_runs_again(journal):
    for step in (500, 4000):
        journal.add(entry_of(1, step))
    journal.add(entry_of(2))
    journal.delete(next(e for e in entries(journal) if e.recipe.seed == 1))
    assert [e.recipe.seed for e in entries(journal)] == [2]
    journal.add(entry_of(1, 30))
    assert [(e.recipe.seed, e.step) for e in entries(journal)] == [(2, 100), (1, 30)]


@pytest.mark.parametrize("cut", [2, 30, 150])
def test_a_line_that_was_cut_off_takes_no_other_with_it(journal, cut):
    journal.add(entry_of(1))
    journal.add(entry_of(2))
    journal.path.write_bytes(journal.path.read_bytes()[:-cut])
    journal.add(entry_of(3))
    assert [e.recipe.seed for e in entries(journal)] == [3, 1]


def test_mutated_journals_are_read_as_far_as_they_are_whole(journal):
    for seed in range(20):
        journal.add(entry_of(seed))
    whole = journal.path.read_bytes()
    chance = random.Random(5)
    for _ in range(300):
        mutated = bytearray(whole)
        for _ in range(chance.choice([1, 5, 50])):
            mutated[chance.randrange(len(mutated))] = chance.randrange(256)
        journal.path.write_bytes(mutated)
        assert len([entry for entry in entries(journal) if entry is not None]) <= 21


@pytest.mark.parametrize(
    "changed",
    [
        {"recipe": {"version": 9}},
        {"recipe": None},
        {"phases": [1]},
        {"phases": "free"},
        {"x0": []},
        {"kept": None, "trace": 3},
        {"when": "x"},
        {"when": 1e300},
        {"when": float("nan")},
        {"recipe": {"version": 2, "steps": 10**30}},
    ],
)
def test_a_line_that_makes_no_sense_is_no_entry(journal, changed):
    journal.add(entry_of(1))
    values = json.loads(journal.path.read_text())
    journal.path.write_text(json.dumps({**values, **changed}) + "\n")
    assert entries(journal) == [None]


def add_many(folder, seeds):
    journal = Journal(Path(folder))
    for seed in seeds:
        journal.add(entry_of(seed))


def test_several_apps_write_at_once(journal):
    with ProcessPoolExecutor(4) as pool:
        for start in range(0, 200, 50):
            pool.submit(add_many, str(journal.folder), range(start, start + 50))
    assert sorted(e.recipe.seed for e in entries(journal)) == list(range(200))


def test_it_is_written_anew_without_what_is_out_of_date(journal):
    noted = entry_of(1)
    journal.folder.mkdir()
    with journal.path.open("ab") as file:
        for step in range(1, 3000):
            file.write(replace(noted, step=step).line)
    journal.compact()
    assert journal.path.read_bytes() == replace(noted, step=2999).line
    before = journal.path.stat()
    journal.compact()
    assert journal.path.stat().st_ino == before.st_ino


def test_names_outlive_what_is_noted_later_and_the_journal_made_anew(journal):
    first, other = entry_of(1), entry_of(2)
    journal.add(first)
    journal.add(other)
    journal.name(first, "mine", 'a "note"')
    for step in range(1000, 4000):
        journal.add(replace(first, step=step))
    named = [(e.name, e.note) for e in map(read_entry, journal.lines())]
    assert sorted(named) == sorted([("mine", 'a "note"'), (other.name, other.note)])
    before = journal.path.stat().st_size
    journal.compact()
    assert journal.path.stat().st_size < before / 100
    journal.add(replace(first, step=4500))
    assert sorted((e.name, e.step) for e in map(read_entry, journal.lines())) == sorted(
        [("mine", 4500), (other.name, other.step)]
    )
    # What is deleted and run again is another.
    journal.delete(replace(first, step=4500))
    journal.add(replace(first, run=new_run_id()))
    assert "mine" not in [e.name for e in map(read_entry, journal.lines())]


def test_lines_that_are_none_are_counted(journal):
    journal.add(entry_of(1))
    assert len(journal.lines()) == 1
    assert journal.damaged == 0
    with journal.path.open("ab") as file:
        file.write(b"garbage\n\x1b[2J\n\n")
    journal.add(entry_of(2))
    assert len(journal.lines()) == 2
    assert journal.damaged == 2


def test_a_damaged_name_leaves_the_run_as_it_is(journal):
    first = entry_of(1)
    journal.add(first)
    journal.name(first, "mine", "")
    text = journal.path.read_bytes()
    journal.path.write_bytes(
        text.replace(b'"name": "mine", "note": "", "named"', b'"name": , "named"')
    )
    assert [read_entry(line) for line in journal.lines()] == [first]


def test_a_hundred_thousand_runs_are_listed_quickly(journal):
    journal.folder.mkdir()
    pattern = entry_of(1, trace=(1.0,) * 16).line
    key = key_of(Recipe(seed=1)).encode()
    with journal.path.open("wb") as file:
        for number in range(100_000):
            name = b"%016x" % number
            file.write(pattern[:9] + name + pattern[25:].replace(key, name, 1))
    start = time.process_time()
    lines = journal.lines()
    took = time.process_time() - start
    assert len(lines) == 100_000
    assert took < 1.5  # 0.2 s where nothing else runs


@pytest.mark.parametrize("what", ["folder", "pipe"])
def test_what_is_no_journal_is_one_line(journal, what):
    journal.folder.mkdir()
    journal.path.mkdir() if what == "folder" else os.mkfifo(journal.path)
    with pytest.raises(SplotchError, match="journal"):
        journal.lines()


def test_a_pipe_in_the_journals_place_is_not_waited_for(journal):
    journal.folder.mkdir()
    os.mkfifo(journal.path)
    for work in (journal.compact, journal.lines, lambda: journal.add(entry_of(1))):
        with pytest.raises(SplotchError, match="no file on a disk"):
            work()


def test_a_lock_that_is_not_given_back_is_not_waited_for(journal, monkeypatch):
    monkeypatch.setattr("splotch_tui.session.journal._LOCK_SECONDS", 0.05)
    journal.add(entry_of(1))
    # As of a signal's handler that interrupts what writes.
    with (
        journal._locked(),
        pytest.raises(SplotchError, match=r"cannot note the run in .*another program has locked"),
    ):
        journal.add(entry_of(2))
    journal.add(entry_of(3))
    assert len(journal.lines()) == 2


def test_a_pipe_in_the_locks_place_is_not_waited_for(journal):
    journal.folder.mkdir()
    os.mkfifo(journal.folder / ".journal.jsonl.lock")
    problems = []

    def note():
        try:
            journal.add(entry_of(1))
        except SplotchError as error:
            problems.append(str(error))

    thread = Thread(target=note, daemon=True)
    thread.start()
    thread.join(30)
    assert ["cannot note the run in" in problem for problem in problems] == [True]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such device")
def test_a_device_in_the_journals_place_takes_no_run(journal):
    journal.folder.mkdir()
    journal.path.symlink_to("/dev/zero")
    with pytest.raises(SplotchError, match="it is no file on a disk"):
        journal.add(entry_of(1))


def test_a_disk_that_is_full_is_one_line(journal, monkeypatch):
    journal.add(entry_of(1))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(SplotchError, match="no space left"):
        journal.add(entry_of(2))
