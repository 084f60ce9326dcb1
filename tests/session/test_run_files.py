import shlex
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


@pytest.mark.parametrize(
    ("address", "server"), [("203.0.113.5", "203.0.113.5"), ("2001:db8::5", "[2001:db8::5]")]
)
@pytest.mark.parametrize(("port", "option"), [("22", []), ("2222", ["-P", "2222"])])
@pytest.mark.parametrize(
    "name", ["a.mp4", "a b.mp4", "it's [1] $HOME;*?.mp4", "back\\slash", "ä~.gif"]
)
def test_over_ssh_the_command_that_fetches_a_file_is_shown(
    tmp_path, monkeypatch, address, server, port, option, name
):
    path = tmp_path / name
    assert location_text(path) == str(path)
    monkeypatch.setenv("LOGNAME", "ada")
    monkeypatch.setenv("SSH_CONNECTION", f"198.51.100.7 52000 {address} {port}")
    said, command = location_text(path).split(" · fetch it: ")
    assert said == name
    # The shell here reads it once, and the one there, or scp itself, once more.
    *words, source, target = shlex.split(command)
    assert words == ["scp", *option]
    assert target == "."
    before, _, there = source.partition(f"{server}:")
    assert before == "ada@"
    assert shlex.split(there) == [str(path)]
    assert "[" not in there.replace("\\[", "")


def test_a_name_that_cannot_be_pasted_has_no_command(tmp_path, monkeypatch):
    monkeypatch.setenv("SSH_CONNECTION", "198.51.100.7 52000 203.0.113.5 22")
    text = location_text(tmp_path / "a\nb\u009b.mp4")
    assert text.isprintable() and "scp" not in text
