"""What killed processes leave is removed; nothing else is, however much it looks like it."""

import fcntl
import os
import re
import signal
import sys
from pathlib import Path

import pytest
from processes import started

from splotch_tui.core.temporaries import remove_leftovers, temporary_file, temporary_folder

LIVE = """
import sys, time
from pathlib import Path
from splotch_tui.core.temporaries import temporary_file, temporary_folder
here = Path(sys.argv[1])
with temporary_file(here, ".a", ".npz"), temporary_folder(here, "b") as folder:
    (folder / "c").touch()
    print("made", flush=True)
    time.sleep(1000)
"""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def left(tmp_path):
    """A file and a folder that a killed process has left, and that none of them is there."""
    with started([sys.executable, "-c", LIVE, tmp_path], stdout=-1) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(names(tmp_path)) == 2
    return [tmp_path / name for name in names(tmp_path)]


def test_what_was_made_is_gone_afterwards(tmp_path):
    with temporary_file(tmp_path, ".a", ".npz") as path, temporary_folder(tmp_path, "b") as folder:
        assert path.name.startswith(".a-")
        assert path.suffix == ".npz"
        (folder / "c").touch()
        assert sorted([path.name, folder.name]) == names(tmp_path)
    assert names(tmp_path) == []


@pytest.mark.usefixtures("left")
def test_what_a_killed_process_left_is_gone_when_the_next_is_made(tmp_path):
    with temporary_file(tmp_path, ".a", ".npz") as path:
        assert names(tmp_path) == [path.name]


def test_what_a_living_process_made_stays(tmp_path):
    with started([sys.executable, "-c", LIVE, tmp_path], stdout=-1) as process:
        process.stdout.readline()
        before = names(tmp_path)
        remove_leftovers(tmp_path)
        assert names(tmp_path) == before


def test_what_this_very_process_made_stays(tmp_path):
    with temporary_file(tmp_path, ".a", ".npz") as path, temporary_folder(tmp_path, "b") as folder:
        remove_leftovers(tmp_path)
        assert path.exists()
        assert folder.exists()


def test_what_another_host_made_stays(tmp_path, left):
    (mark,) = {re.search(r"-(splotch[0-9a-f]{8})-", path.name)[1] for path in left}
    other = mark[:-1] + ("1" if mark[-1] == "0" else "0")
    for path in left:
        path.rename(tmp_path / path.name.replace(mark, other))
    remove_leftovers(tmp_path)
    assert len(names(tmp_path)) == 2


@pytest.mark.usefixtures("left")
def test_what_is_of_another_user_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    remove_leftovers(tmp_path)
    assert len(names(tmp_path)) == 2


def test_names_alone_do_not_make_it_ours(tmp_path, left):
    file, folder = sorted(left, key=Path.is_dir)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "kept").touch()
    others = [end for end in "xyz" if not file.stem.endswith(end)]
    link, pipe = (tmp_path / f"{file.stem[:-1]}{end}.npz" for end in others[:2])
    link.symlink_to(tmp_path / "mine")
    os.mkfifo(pipe)
    (folder / "link").symlink_to(tmp_path / "mine")
    near = tmp_path / f"{file.stem}z.npz"
    near.touch()
    remove_leftovers(tmp_path)
    assert names(tmp_path) == sorted([link.name, pipe.name, near.name, "mine"])
    assert names(tmp_path / "mine") == ["kept"]


def test_where_there_are_no_locks_nothing_is_taken_for_left(tmp_path, left, monkeypatch):
    def refuse(*_):
        raise OSError(37, "No locks available")

    with monkeypatch.context() as without:
        without.setattr(fcntl, "flock", refuse)
        with temporary_file(tmp_path, ".a", ".npz") as path:
            assert all(one.exists() for one in left)
            without.undo()
            remove_leftovers(tmp_path)
            assert names(tmp_path) == [path.name]


def test_what_is_taken_away_in_its_first_moment_is_made_again(tmp_path, monkeypatch):
    locks = fcntl.flock

    def late(handle, how):
        if how == fcntl.LOCK_EX and not taken:
            taken.extend(tmp_path.iterdir())
            taken[0].unlink()
        locks(handle, how)

    taken = []
    monkeypatch.setattr(fcntl, "flock", late)
    with temporary_file(tmp_path, ".a", ".npz") as path:
        assert names(tmp_path) == [path.name] != [taken[0].name]


def test_a_folder_that_is_closed_or_gone_is_no_trouble(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    remove_leftovers(tmp_path / "gone")
    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(os, "listdir", refuse)
    remove_leftovers(tmp_path)
