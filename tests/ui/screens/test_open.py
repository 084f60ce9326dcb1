import os
import signal
from dataclasses import replace

import pytest
from textual.widgets import OptionList
from ui_helpers import until, wait

from splotch_tui import PRESETS, History, SplotchError, run
from splotch_tui.session.autosave import Autosave, autosaved_runs, newest_unannounced
from splotch_tui.session.run_files import ensure_dir, free_path, short_name
from splotch_tui.session.session import Session
from splotch_tui.session.snapshot import Activity
from splotch_tui.session.worker import Start
from splotch_tui.ui.config import Config
from splotch_tui.ui.plotting.glyphs import GLYPHS
from splotch_tui.ui.screens.open import OpenScreen, about, small_trace


@pytest.fixture(autouse=True)
def saved(own_home):  # noqa: ARG001 - the folder is below it
    folder = ensure_dir(Config().runs)
    for name, preset in PRESETS.items():
        run(preset.shortened(900)).save(folder / f"{name}.npz")
    broken = folder / "broken [bold]\x1b.npz"
    broken.write_bytes(b"PK nothing")
    # Some systems' times are too coarse to tell which was last.
    for hour, path in enumerate((*(folder / f"{name}.npz" for name in PRESETS), broken)):
        os.utime(path, (3600 * hour, 3600 * hour))
    return folder


async def opened(pilot, count):
    await pilot.press("o")
    await until(pilot, lambda: isinstance(pilot.app.screen, OpenScreen))
    runs = pilot.app.screen.query_one(OptionList)
    await until(pilot, lambda: runs.option_count == count)
    return runs


async def test_a_saved_run_is_played_and_taken_over(app):
    async with app.run_test(size=(120, 40)) as pilot:
        runs = await opened(pilot, 4)
        assert "\x1b" not in str(runs.get_option_at_index(0).prompt)
        await pilot.press("enter")
        assert "cannot be read" in str(app.screen.query_one(".problem").render())
        await pilot.press("j", "enter")
        recipe = PRESETS["original"].shortened(900)
        await until(pilot, lambda: app.session.snapshot.recipe == recipe)
        assert app.session.snapshot.played
        await pilot.press("right_curly_bracket", "right")
        await until(pilot, lambda: app.session.snapshot.recipe.changes)
        assert not app.session.snapshot.played


async def test_deleting_asks_first(app, saved):
    async with app.run_test(size=(120, 40)) as pilot:
        runs = await opened(pilot, 4)
        await pilot.press("down", "d", "down", "up", "d")
        assert len(list(saved.iterdir())) == 4
        await pilot.press("d")
        assert len(list(saved.iterdir())) == 3
        assert not (saved / "original.npz").exists()
        assert runs.option_count == 3


async def test_a_link_that_leads_nowhere_is_left_out(app, saved):
    (saved / "left-lost.npz").symlink_to(saved / "nowhere.npz")
    assert autosaved_runs(saved) == []
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, 4)


async def test_an_empty_folder_says_so(app, saved):
    async with app.run_test(size=(120, 40)) as pilot:
        for path in saved.iterdir():
            path.unlink()
        await pilot.press("o")
        await until(pilot, lambda: "w saves one" in str(app.screen.query_one(".problem").render()))
        await pilot.press("escape")


def test_what_a_run_did():
    history = run(PRESETS["comment"])
    assert "5,000" in about(history)
    assert "snag since" in about(history)
    assert len(small_trace(history, GLYPHS["braille"])) == 16


def left(recipe):
    session = Session(Start(recipe), 20, None)
    session.start()
    wait(lambda: session.snapshot.activity is Activity.FINISHED)
    session.close()
    return session


def test_a_run_is_kept_once():
    autosave = Autosave(left(PRESETS["comment"].shortened(40)), Config().runs)
    path = autosave.save()
    assert path.name == "left-comment-1729-001.npz"
    assert autosave.save() is None


def test_a_run_that_was_saved_is_not_kept_again():
    session = left(PRESETS["comment"].shortened(40))
    autosave = Autosave(session, Config().runs)
    autosave.note_saved(session.snapshot)
    assert autosave.save() is None


def test_only_the_newest_of_kept_runs_stay():
    session = left(PRESETS["comment"].shortened(40))
    paths = []
    for hour in range(12):
        paths.append(Autosave(session, Config().runs).save())
        os.utime(paths[-1], (3600 * hour, 3600 * hour))
    # The last was made just now, and was the newest, when the others were counted.
    assert autosaved_runs(ensure_dir(Config().runs)) == paths[:1:-1]


def test_a_slow_disk_gets_the_time_it_needs(monkeypatch):
    """The time to leave is limited, as a terminal may be gone; that to save is not."""
    autosave = Autosave(left(PRESETS["comment"].shortened(40)), Config().runs)
    done = []
    handlers = {}
    monkeypatch.setattr(signal, "signal", lambda number, handle: handlers.update({number: handle}))
    monkeypatch.setattr(signal, "alarm", lambda _seconds: done.append("alarm"))
    monkeypatch.setattr(autosave, "save", lambda: done.append("save"))
    autosave.save_on_signals(done.append)
    handlers[signal.SIGHUP](signal.SIGHUP, None)
    assert done == ["save", "alarm", 128 + signal.SIGHUP]


def test_a_folder_that_cannot_be_written_is_no_reason_to_lose_a_run(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "file").touch()
    temporary = ensure_dir(tmp_path / "temporary")
    others = [temporary / f"left-other-{number}.npz" for number in range(12)]
    for other in others:
        other.touch()
    autosave = Autosave(left(PRESETS["comment"].shortened(40)), tmp_path / "file" / "runs")
    path = autosave.save()
    assert all(other.exists() for other in others)
    assert path.parent == tmp_path / "temporary"
    assert History.load(path).recipe.steps == 40


def test_a_kept_run_is_told_of_once():
    folder = ensure_dir(Config().runs)
    assert newest_unannounced(folder) is None
    autosave = Autosave(left(PRESETS["comment"].shortened(40)), folder)
    path = autosave.save()
    assert newest_unannounced(folder) == path
    assert newest_unannounced(folder) is None


def test_numbers_of_files_only_go_up(tmp_path):
    for number in (1, 3, 1000):
        (tmp_path / f"a-{number:03}.npz").touch()
    (tmp_path / "a-2000.mp4").touch()
    (tmp_path / "a-b-3000.npz").touch()
    assert free_path(tmp_path, "a", ".npz").name == "a-1001.npz"
    assert free_path(tmp_path, "a", ".mp4", [tmp_path / "a-2001.mp4"]).name == "a-2002.mp4"
    assert free_path(tmp_path, "c", ".npz").name == "c-001.npz"


def test_names_tell_presets_from_what_is_like_them():
    assert short_name(PRESETS["comment"].shortened(40)) == "comment-1729"
    assert short_name(replace(PRESETS["comment"], noise_seed=3)) == "d1-1729"


def test_no_place_at_all_is_told_with_the_folder_that_was_meant(tmp_path, monkeypatch):
    def none():
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr("tempfile.gettempdir", none)
    (tmp_path / "file").touch()
    autosave = Autosave(left(PRESETS["comment"].shortened(40)), tmp_path / "file" / "runs")
    with pytest.raises(SplotchError, match="file/runs"):
        autosave.save()


def test_a_name_that_another_session_has_just_taken_is_passed_over(monkeypatch):
    autosave = Autosave(left(PRESETS["comment"].shortened(40)), Config().runs)
    save, faster = History.save, iter([True, False])

    def saved_late(self, path):
        if next(faster):
            path.touch()
        save(self, path)

    monkeypatch.setattr(History, "save", saved_late)
    assert autosave.save().name == "left-comment-1729-002.npz"
