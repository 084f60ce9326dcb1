import os
import signal

import pytest
from waiting import wait

from splotch_tui import PRESETS, History, SplotchError
from splotch_tui.session.autosave import Autosave, autosaved_runs, newest_unannounced
from splotch_tui.session.session import Session
from splotch_tui.session.snapshot import Activity
from splotch_tui.session.worker import Start

RECIPE = PRESETS["comment"].shortened(40)


@pytest.fixture
def folder(tmp_path):
    """The folder of the runs, which is not there yet."""
    return tmp_path / "runs"


@pytest.fixture
def session():
    """A session whose run is over."""
    session = Session(Start(RECIPE), 20, None)
    session.start()
    try:
        wait(lambda: session.snapshot.activity is Activity.FINISHED)
    finally:
        session.close()
    return session


def test_a_run_is_saved_once(session, folder):
    autosave = Autosave(session, folder)
    path = autosave.save()
    assert path == folder / "left-comment-1729-001.npz"
    assert History.load(path).recipe == RECIPE
    assert autosave.save() is None


def test_a_run_that_the_user_saved_is_not_saved_again(session, folder):
    autosave = Autosave(session, folder)
    autosave.note_saved(session.snapshot)
    assert autosave.save() is None


def test_a_run_that_has_not_begun_is_not_saved(folder):
    assert Autosave(Session(Start(RECIPE), 20, None), folder).save() is None


def test_only_the_newest_stay(session, folder):
    paths = []
    for hour in range(12):
        paths.append(Autosave(session, folder).save())
        os.utime(paths[-1], (3600 * hour, 3600 * hour))
    # The last was made just now, and was the newest, when the others were counted.
    assert autosaved_runs(folder) == paths[:1:-1]


def test_a_slow_disk_gets_the_time_it_needs(session, folder, monkeypatch):
    """The time to leave is limited, as a terminal may be gone; that to save is not."""
    autosave = Autosave(session, folder)
    done = []
    handlers = {}
    monkeypatch.setattr(signal, "signal", lambda number, handle: handlers.update({number: handle}))
    monkeypatch.setattr(signal, "alarm", lambda _seconds: done.append("alarm"))
    monkeypatch.setattr(autosave, "save", lambda: done.append("save"))
    autosave.save_on_signals(done.append)
    handlers[signal.SIGHUP](signal.SIGHUP, None)
    assert done == ["save", "alarm", 128 + signal.SIGHUP]


@pytest.mark.parametrize("ignored", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_that_is_ignored_stays_ignored(session, folder, monkeypatch, ignored):
    handlers = {}
    monkeypatch.setattr(
        signal,
        "getsignal",
        lambda number: signal.SIG_IGN if number == ignored else signal.SIG_DFL,
    )
    monkeypatch.setattr(signal, "signal", lambda number, handle: handlers.update({number: handle}))
    Autosave(session, folder).save_on_signals(lambda _code: None)
    assert set(handlers) == {signal.SIGHUP, signal.SIGTERM} - {ignored}


def test_a_folder_that_cannot_be_written_is_no_reason_to_lose_a_run(session, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    (tmp_path / "file").touch()
    others = [temporary / f"left-other-{number}.npz" for number in range(12)]
    for other in others:
        other.touch()
    path = Autosave(session, tmp_path / "file" / "runs").save()
    assert all(other.exists() for other in others)
    assert path.parent == temporary
    assert History.load(path).recipe == RECIPE


def test_where_nothing_can_be_written_the_folder_that_was_meant_is_named(
    session, tmp_path, monkeypatch
):
    def none():
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr("tempfile.gettempdir", none)
    (tmp_path / "file").touch()
    with pytest.raises(SplotchError, match="file/runs"):
        Autosave(session, tmp_path / "file" / "runs").save()


def test_a_run_is_announced_once(session, folder):
    assert newest_unannounced(folder) is None
    path = Autosave(session, folder).save()
    assert newest_unannounced(folder) == path
    assert newest_unannounced(folder) is None


def test_a_name_that_another_session_has_just_taken_is_passed_over(session, folder, monkeypatch):
    save, faster = History.save, iter([True, False])

    def save_late(self, path):
        if next(faster):
            path.touch()
        save(self, path)

    monkeypatch.setattr(History, "save", save_late)
    assert Autosave(session, folder).save().name == "left-comment-1729-002.npz"


def test_a_link_that_leads_nowhere_is_left_out(tmp_path):
    (tmp_path / "left-lost.npz").symlink_to(tmp_path / "nowhere.npz")
    assert autosaved_runs(tmp_path) == []
