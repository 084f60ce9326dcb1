import os
import signal
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from waiting import wait

from splotch_tui import PRESETS, History, Recipe, run
from splotch_tui.session import autosave as autosave_module
from splotch_tui.session.autosave import Autosave, is_worth_keeping
from splotch_tui.session.journal import Entry, read_entry
from splotch_tui.session.session import Session
from splotch_tui.session.snapshot import Activity
from splotch_tui.session.start import Start

RECIPE = replace(PRESETS["comment"], steps=400)


@pytest.fixture
def folder(tmp_path):
    """The folder of the runs, which is not there yet."""
    return tmp_path / "runs"


@pytest.fixture
def autosave(folder):
    return Autosave(folder)


@pytest.fixture
def session(autosave):
    """A function that starts a session whose runs are noted."""
    begun = []

    def begin(start, speed=None):
        # An app of its own, with the same folder.
        notes = autosave if not begun else Autosave(autosave.folder)
        begun.append(Session(start, 100, speed, notes.note))
        begun[-1].start()
        return begun[-1]

    yield begin
    for one in begun:
        one.close()
    assert [one.crash for one in begun] == [None] * len(begun)


def entries(autosave) -> list[Entry]:
    found = [read_entry(line) for line in autosave.journal.lines()]
    assert None not in found
    return found


def finished(session):
    wait(lambda: session.snapshot.activity is Activity.FINISHED)


def test_a_run_that_was_left_is_noted_with_what_it_did(session, autosave):
    one = session(Start(PRESETS["comment"]))
    finished(one)
    one.close()
    (entry,) = entries(autosave)
    history = run(PRESETS["comment"])
    assert (entry.recipe, entry.step) == (PRESETS["comment"], 5000)
    assert entry.x0 == history.x0[-1]
    assert [phase for phase, _ in entry.phases] == ["free", "snag"]
    assert entry.trace[0] == 0
    assert entry.trace[-1] == pytest.approx(history.x0[-1], rel=1e-4)
    assert entry.kept is None
    assert list(autosave.folder.glob("*.npz")) == []


def test_a_run_that_went_back_is_noted_with_all_that_it_did(session, autosave):
    one = session(Start(PRESETS["comment"]))
    finished(one)
    one.seek(100)
    wait(lambda: one.snapshot.step == 100)
    one.close()
    (entry,) = entries(autosave)
    assert entry.step == 5000
    assert [phase for phase, _ in entry.phases] == ["free", "snag"]


def test_every_run_of_a_session_is_noted(session, autosave):
    one = session(Start(Recipe(seed=4242)), speed=1)
    wait(lambda: one.snapshot.step > 20)
    one.set_parameter("seed", 4243)
    wait(lambda: one.snapshot.recipe.seed == 4243 and one.snapshot.step > 20)
    one.restart(PRESETS["original"])
    wait(lambda: one.snapshot.recipe.dims == 16 and one.snapshot.step > 20)
    one.close()
    noted = entries(autosave)
    assert [entry.recipe.seed for entry in noted] == [1729, 4243, 4242]
    # As they were to be, not cut to where they came.
    assert all(entry.recipe.steps == 5000 and 20 < entry.step < 5000 for entry in noted)


def test_a_run_steered_by_hand_and_then_sought_back_is_made_again_from_its_entry(session, autosave):
    one = session(Start(replace(RECIPE, steps=100_000)), speed=5)
    wait(lambda: one.snapshot.step > 50)
    one.set_parameter("epsilon", 0.3)
    wait(lambda: one.snapshot.recipe.changes and one.snapshot.step > 300)
    steered = one.snapshot
    one.seek(10)
    one.set_parameter("noise", 0.2)
    wait(lambda: [c.parameter for c in one.snapshot.recipe.changes][-1:] == ["noise"])
    one.close()
    kept = next(e for e in entries(autosave) if e.recipe.changes == steered.recipe.changes)
    assert kept.step >= steered.step
    again = run(kept.recipe.shortened(kept.step))
    assert again.x0[steered.step] == steered.record.latest[0]


def test_equal_runs_are_one_entry_the_farthest(session, autosave):
    for _ in range(3):
        one = session(Start(RECIPE))
        finished(one)
        one.close()
    one = session(Start(RECIPE), speed=1)
    wait(lambda: one.snapshot.step > 5)
    one.close()
    assert [entry.step for entry in entries(autosave)] == [400]


def test_a_run_is_noted_while_it_goes_on(session, autosave):
    one = session(Start(replace(RECIPE, steps=10**9)), speed=1)
    wait(autosave.journal.lines)
    assert entries(autosave)[0].step > 0
    assert one.snapshot.activity is Activity.RUNNING


def test_a_run_that_comes_to_rest_is_noted_at_once(session, autosave):
    """It may stay so for hours, until the process is killed."""
    one = session(Start(RECIPE))
    wait(lambda: [entry.step for entry in entries(autosave)] == [400])
    one.set_parameter("seed", 4243)
    wait(lambda: [entry.step for entry in entries(autosave)] == [400, 400])
    one.set_speed(1)
    one.restart(PRESETS["orthogonal"])
    wait(lambda: one.snapshot.recipe.seed == 1725 and one.snapshot.step > 20)
    one.run(False)
    wait(lambda: one.snapshot.activity is Activity.PAUSED)
    wait(lambda: entries(autosave)[0].step == one.snapshot.step)


def test_points_are_kept_of_a_run_that_was_noted_at_rest(session, autosave):
    one = session(Start(replace(RECIPE, steps=30, engine="torch")))
    wait(lambda: [entry.step for entry in entries(autosave)] == [30])
    one.close()
    (entry,) = entries(autosave)
    assert len(History.load(autosave.folder / entry.kept).x0) == 31


def test_a_played_history_is_no_new_run(session, autosave):
    one = session(Start.from_history(run(RECIPE)))
    finished(one)
    one.close()
    assert entries(autosave) == []


def test_points_of_torchs_runs_are_kept_as_well(session, autosave):
    recipe = replace(RECIPE, steps=30, engine="torch")
    one = session(Start(recipe))
    finished(one)
    one.close()
    (entry,) = entries(autosave)
    assert History.load(autosave.folder / entry.kept).recipe == recipe


def test_what_takes_long_to_make_again_is_worth_keeping():
    assert not is_worth_keeping(PRESETS["original"], 5000)
    assert is_worth_keeping(Recipe(steps=10**9), 10**9)
    assert not is_worth_keeping(Recipe(steps=10**9), 1000)
    assert is_worth_keeping(Recipe(engine="torch"), 10)


def test_kept_points_are_limited_and_their_runs_are_not(session, autosave, monkeypatch):
    monkeypatch.setattr(autosave_module, "MAX_KEPT_BYTES", 12_000)
    for seed in range(4):
        one = session(Start(Recipe(seed=seed, steps=30, engine="torch")))
        finished(one)
        one.close()
        # Some systems' times are too coarse to show which was last.
        for path in autosave.folder.glob("*.npz"):
            os.utime(path, (path.stat().st_mtime - 10,) * 2)
    kept = list(autosave.folder.glob("kept-*.npz"))
    assert sum(path.stat().st_size for path in kept) <= 12_000
    assert entries(autosave)[0].kept in {path.name for path in kept}
    assert len(entries(autosave)) == 4


def test_a_run_that_the_user_saved_has_that_file_and_name(session, autosave):
    one = session(Start(RECIPE))
    finished(one)
    seen = one.snapshot
    assert autosave.saved_as(seen) is None
    autosave.note_saved(seen, autosave.folder / "mine-001.npz")
    assert autosave.saved_as(seen) == "mine-001.npz"
    noted = [(e.name, e.kept, e.step) for e in entries(autosave)]
    assert noted == [("mine-001", "mine-001.npz", seen.step), ("", None, seen.step)]
    one.set_parameter("steps", 500)
    wait(lambda: one.snapshot.step > 400)
    assert autosave.saved_as(one.snapshot) is None
    # However far it goes, the file stays in the list.
    wait(lambda: one.snapshot.step == 500)
    autosave.note(one.snapshot)
    noted = {(e.name, e.kept, e.step) for e in entries(autosave)}
    assert noted == {("mine-001", "mine-001.npz", seen.step), ("", None, 500)}


def test_a_name_and_a_note_stay_with_a_run_that_goes_on(session, autosave):
    one = session(Start(RECIPE))
    finished(one)
    autosave.note(one.snapshot)
    (entry,) = entries(autosave)
    autosave.journal.name(entry, "mine", "look here")
    one.set_parameter("steps", 500)
    wait(lambda: one.snapshot.step == 500)
    autosave.note(one.snapshot)
    (entry,) = entries(autosave)
    assert (entry.name, entry.note, entry.step) == ("mine", "look here", 500)
    # Opened and gone on with, it is another run of the same recipe.
    other = Autosave(autosave.folder)
    again = session(Start(replace(RECIPE, steps=600), step=500))
    wait(lambda: again.snapshot.step == 600)
    other.note(again.snapshot)
    (entry,) = entries(autosave)
    assert (entry.name, entry.note, entry.step) == ("mine", "look here", 600)
    autosave.journal.name(entry, "", "")
    (entry,) = entries(autosave)
    assert (entry.name, entry.note) == ("", "")


@pytest.fixture
def handlers(monkeypatch):
    """The signal handlers that are set, by number."""
    found = {}
    monkeypatch.setattr(signal, "signal", lambda number, handle: found.update({number: handle}))
    return found


def test_a_slow_disk_gets_the_time_it_needs(session, autosave, handlers, monkeypatch):
    """The time to leave is limited, as a terminal may be gone; that to save is not."""
    one = session(Start(RECIPE))
    finished(one)
    done = []
    monkeypatch.setattr(signal, "alarm", lambda _seconds: done.append(len(entries(autosave))))
    autosave.save_on_signals(lambda: one.snapshot, done.append)
    handlers[signal.SIGHUP](signal.SIGHUP, None)
    assert done == [1, 128 + signal.SIGHUP]
    assert autosave.take_interruption()
    assert not autosave.take_interruption()


def test_leaving_takes_no_longer_than_that_and_the_code_tells_the_signal(
    autosave, handlers, monkeypatch
):
    codes = []
    monkeypatch.setattr(signal, "alarm", lambda _seconds: handlers[signal.SIGALRM]())
    monkeypatch.setattr(os, "_exit", codes.append)
    monkeypatch.setattr(autosave, "note", lambda *_, **__: None)
    autosave.save_on_signals(lambda: None, codes.append)
    handlers[signal.SIGHUP](signal.SIGHUP, None)
    assert codes == [129, 129]


@pytest.mark.parametrize("ignored", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_that_is_ignored_stays_ignored(autosave, handlers, monkeypatch, ignored):
    monkeypatch.setattr(
        signal,
        "getsignal",
        lambda number: signal.SIG_IGN if number == ignored else signal.SIG_DFL,
    )
    autosave.save_on_signals(lambda: None, lambda _code: None)
    assert set(handlers) == {signal.SIGHUP, signal.SIGTERM} - {ignored}


def test_a_folder_that_cannot_be_written_is_no_reason_to_lose_a_run(session, autosave, tmp_path):
    (tmp_path / "runs").touch()
    one = session(Start(RECIPE))
    finished(one)
    one.close()
    (elsewhere,) = Path(tempfile.gettempdir()).glob("splotch-runs-*")
    assert [e.step for e in entries(Autosave(elsewhere))] == [400]
    assert "runs" in autosave.problem
    assert str(elsewhere) in autosave.problem


def test_where_nothing_can_be_written_the_folder_that_was_meant_is_named(
    session, autosave, tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "runs" / "no"))
    (tmp_path / "runs").touch()
    one = session(Start(RECIPE))
    finished(one)
    one.close()
    assert "runs" in autosave.problem
