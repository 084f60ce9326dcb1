"""What goes wrong is told in a line, and leaves neither a file nor a process behind."""

import signal
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import imageio_ffmpeg
import pytest

import render
from splotch_tui import PRESETS, Recipe, SplotchError


@pytest.fixture
def fake_encoder(tmp_path, monkeypatch):
    """A function that puts a shell script in the place of ffmpeg."""

    def install(script):
        path = tmp_path / "bin" / "ffmpeg"
        path.parent.mkdir()
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IEXEC)
        monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", lambda: str(path))

    return install


@pytest.mark.parametrize("ending", [".mp4", ".gif", ".webm"])
@pytest.mark.parametrize(
    ("script", "words"),
    [
        (
            "head -c 40000 >/dev/null; echo 'out of ideas' >&2; exit 3",
            "ffmpeg failed: out of ideas",
        ),
        ("cat >/dev/null; echo 'late trouble' >&2; exit 1", "ffmpeg failed: late trouble"),
        ("head -c 40000 >/dev/null; kill -9 $$", "ffmpeg failed: it ended with code -9"),
        ("cat >/dev/null; echo 'x: No space left on device' >&2; exit 1", "no space left"),
    ],
)
def test_a_dying_encoder(tmp_path, history, fake_encoder, children, ending, script, words):
    fake_encoder(script)
    folder = tmp_path / "out"
    folder.mkdir()
    before = children()
    with pytest.raises(SplotchError, match=words):
        render.animate(history, folder / f"a{ending}", size=(64, 64), fps=10, seconds=2)
    assert list(folder.iterdir()) == []
    assert children() == before


def test_a_missing_folder_is_told_before_anything_is_drawn(tmp_path, history):
    with pytest.raises(SplotchError, match="no folder"):
        render.animate(history, tmp_path / "none" / "a.mp4")


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for the encoder in /proc")
def test_ctrl_c_leaves_nothing(tmp_path):
    path = tmp_path / "a.mp4"
    from splotch_tui import run

    run(PRESETS["comment"]).save(tmp_path / "a.npz")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "render", str(tmp_path / "a.npz"), "-o", str(path)),
            *("--size", "160x90", "--seconds", "60"),
        ],
        stderr=subprocess.PIPE,
        text=True,
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None and not children.read_text():
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors.strip() == "splotch: stopped"
    assert [file.name for file in tmp_path.iterdir()] == ["a.npz"]


def test_a_recipe_too_long_to_run_again_is_refused(tmp_path):
    import numpy as np

    from render.formats.png import write
    from render.quality import QUALITIES
    from render.take import Take

    path = tmp_path / "long.png"
    take = Take((8, 8), 1, 1, lambda _: iter([np.zeros((8, 8, 3), np.uint8)]), ())
    write(take, path, QUALITIES["low"].film, Recipe(steps=10**10).to_json())
    assert render.read_recipe(path).steps == 10**10
    with pytest.raises(SplotchError, match="too long"):
        render.load_history(path)


@pytest.mark.parametrize("text", ["{}", "[1]", "nonsense", '{"version": 1}', '{"version": 99}'])
def test_a_recipe_that_is_none_is_refused(tmp_path, text):
    from PIL import Image, PngImagePlugin

    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt("splotch", text)
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png", pnginfo=chunks)
    with pytest.raises(SplotchError, match="cannot read"):
        render.load_history(tmp_path / "a.png")


def test_importing_render_is_cheap():
    code = (
        "import sys, render; heavy = {'matplotlib', 'PIL', 'numba', 'imageio_ffmpeg', 'torch', "
        "'textual'}; print(heavy & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"
