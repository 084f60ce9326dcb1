import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from splotch_tui import PRESETS, SplotchError, run
from splotch_tui.session.run_files import (
    display_path,
    ensure_dir,
    expand_path,
    file_name,
    free_path,
    location_text,
    save_next,
    short_name,
)


def test_files_are_numbered_only_where_a_name_is_taken(tmp_path):
    assert free_path(tmp_path, "a", ".npz").name == "a.npz"
    (tmp_path / "a.npz").touch()
    # It leads nowhere, and is there all the same.
    (tmp_path / "a-2.npz").symlink_to("nowhere")
    assert free_path(tmp_path, "a", ".npz").name == "a-3.npz"
    assert free_path(tmp_path, "a", ".mp4").name == "a.mp4"
    assert free_path(tmp_path, "a", ".mp4", [tmp_path / "a.mp4"]).name == "a-2.mp4"


def test_a_file_is_called_by_its_run(tmp_path):
    recipe = PRESETS["comment"].changed(20, "epsilon", 0.3).shortened(60)
    history = run(recipe)
    names = [save_next(history, tmp_path / "runs").name for _ in range(2)]
    assert names == ["comment-1729-60.npz", "comment-1729-60-2.npz"]
    assert file_name(replace(recipe, noise_seed=3)) == "d1-1729-60"


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
