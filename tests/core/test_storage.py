"""Files to be read and written: what is in the way is said early, and nothing half-made stays."""

import errno
import os
from pathlib import Path

import pytest

from splotch_tui import SplotchError
from splotch_tui.core.errors import TakenError
from splotch_tui.core.storage import atomic_write, check_source, check_target


def have_no_hard_links(*_):
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_others_made_meanwhile_is_kept(tmp_path, monkeypatch, links):
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", have_no_hard_links)
    path = tmp_path / "a.npz"
    with atomic_write(path) as temporary:
        temporary.write_text("ours")
    assert path.read_text() == "ours"
    path.unlink()
    with pytest.raises(TakenError), atomic_write(path) as temporary:
        temporary.write_text("ours")
        path.write_text("theirs")
    assert path.read_text() == "theirs"
    with pytest.raises(TakenError), atomic_write(path):
        pytest.fail("the work has begun")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("folder", "is a folder: give a file name"),
        ("missing/a.npz", "there is no folder .*missing: make it first"),
        ("file/a.npz", "there is no folder .*file: make it first"),
        ("x" * 300, "name too long: write elsewhere"),
        ("file", "exists"),
    ],
)
def test_why_a_target_cannot_be_written_is_said_before_the_work(tmp_path, name, said):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(SplotchError, match=said):
        check_target(tmp_path / name, force=False)


def test_a_folder_closed_to_us_is_said_before_the_work(tmp_path, monkeypatch):
    # Root may write anywhere.
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    with pytest.raises(SplotchError, match="no permission to write in"):
        check_target(tmp_path / "a.npz", force=False)


def test_a_name_with_no_room_for_a_temporary_one_is_refused(tmp_path):
    path = tmp_path / ("a." + "x" * 250)
    check_target(path, force=False)
    with pytest.raises(SplotchError, match="name too long: write elsewhere"), atomic_write(path):
        pytest.fail("the work has begun")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing", "there is no file"),
        ("folder", "is a folder: give a file"),
        ("pipe", "no file on a disk"),
        ("x" * 300, "name too long"),
    ],
)
def test_why_a_source_cannot_be_read_is_said(tmp_path, name, said):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SplotchError, match=said):
        check_source(tmp_path / name)
