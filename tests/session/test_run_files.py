from dataclasses import replace
from pathlib import Path

import pytest

from splotch_tui import PRESETS, SplotchError
from splotch_tui.session.run_files import (
    display_path,
    ensure_dir,
    expand_path,
    free_path,
    location_text,
    short_name,
)


def test_numbers_of_files_only_go_up(tmp_path):
    for number in (1, 3, 1000):
        (tmp_path / f"a-{number:03}.npz").touch()
    (tmp_path / "a-2000.mp4").touch()
    (tmp_path / "a-b-3000.npz").touch()
    assert free_path(tmp_path, "a", ".npz").name == "a-1001.npz"
    assert free_path(tmp_path, "a", ".mp4", [tmp_path / "a-2001.mp4"]).name == "a-2002.mp4"
    assert free_path(tmp_path, "c", ".npz").name == "c-001.npz"


def test_only_presets_have_their_names():
    assert short_name(PRESETS["comment"].shortened(40)) == "comment-1729"
    assert short_name(replace(PRESETS["comment"], noise_seed=3)) == "d1-1729"


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SplotchError, match=f"cannot make the folder {tmp_path}/file/runs"):
        ensure_dir(tmp_path / "file" / "runs")


def test_the_home_folder_is_a_tilde_both_ways(home):
    assert display_path(home / "runs" / "a\x1b.npz") == r"~/runs/a\x1b.npz"
    assert display_path(Path("/elsewhere/a.npz")) == "/elsewhere/a.npz"
    assert expand_path("~/runs") == home / "runs"
    with pytest.raises(SplotchError, match="no home folder for ~nosuchuser/runs"):
        expand_path("~nosuchuser/runs")


def test_over_ssh_the_command_that_fetches_a_file_is_shown(tmp_path, monkeypatch):
    assert location_text(tmp_path / "a.mp4") == str(tmp_path / "a.mp4")
    monkeypatch.setenv("LOGNAME", "ada")
    for address, server in (("203.0.113.5", "203.0.113.5"), ("2001:db8::5", "[2001:db8::5]")):
        monkeypatch.setenv("SSH_CONNECTION", f"198.51.100.7 52000 {address} 22")
        assert location_text(tmp_path / "a b.mp4") == (
            f"a b.mp4 · fetch it: scp 'ada@{server}:{tmp_path}/a b.mp4' ."
        )
