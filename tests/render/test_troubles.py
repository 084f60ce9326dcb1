"""What goes wrong is told in a line, and leaves neither a file nor a process behind."""

import json
import os
import re
import resource
import signal
import stat
import subprocess
import sys
import zlib
from pathlib import Path

import imageio_ffmpeg
import pytest
from processes import started
from waiting import wait

import render
import render.frames
from render.frames import draw_in_threads
from splotch_tui import PRESETS, Recipe, SplotchError
from splotch_tui.core import memory
from splotch_tui.core.processors import count_processors


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


@pytest.mark.parametrize(("ending", "other"), [(".mp4", ".webm"), (".webm", ".mp4")])
def test_an_ffmpeg_without_the_encoder(tmp_path, history, fake_encoder, ending, other):
    codec = {".mp4": "libx264", ".webm": "libvpx-vp9"}[ending]
    fake_encoder(f"""cat >/dev/null
echo "[vost#0:0 @ 0x1d9ff40] Unknown encoder '{codec}'" >&2
echo "[vost#0:0 @ 0x1d9ff40] Error selecting an encoder" >&2
echo "Error opening output file file:a{ending}." >&2
echo "Error opening output files: Encoder not found" >&2
exit 8""")
    with pytest.raises(SplotchError, match=f"no encoder {codec}: make a {other}") as caught:
        render.animate(history, tmp_path / f"a{ending}", size=(64, 64), fps=10, seconds=2)
    assert "\n" not in str(caught.value)


@pytest.fixture
def encoder_threads(tmp_path, monkeypatch):
    """A function that returns how many threads ffmpeg was told to use, each time since."""
    told = tmp_path / "threads"
    path = tmp_path / "ffmpeg"
    real = imageio_ffmpeg.get_ffmpeg_exe()
    path.write_text(f'#!/bin/sh\necho "$@" >> "{told}"\nexec "{real}" "$@"\n')
    path.chmod(0o755)
    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", lambda: str(path))
    return lambda: re.findall(r" -threads (\d+) ", told.read_text())


@pytest.mark.parametrize(("ending", "threads"), [(".mp4", ["4", "4"]), (".webm", ["1", "3"])])
def test_jobs_are_the_encoders_threads_where_the_film_stays_the_same(
    tmp_path, history, encoder_threads, ending, threads
):
    """H.264 films may differ by the encoder's threads: of these there are always as many."""
    for jobs in (1, 3):
        path = tmp_path / f"{jobs}{ending}"
        render.animate(history, path, size=(480, 480), fps=10, seconds=0.5, jobs=jobs)
    assert encoder_threads() == threads


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinities here")
def test_threads_are_counted_by_the_processors_that_may_be_used(
    tmp_path, history, encoder_threads, monkeypatch
):
    allowed = os.sched_getaffinity(0)
    monkeypatch.setattr(os, "cpu_count", lambda: 48)
    painters = []

    def draw(new_painter, jobs):
        painters.append(jobs)
        return draw_in_threads(new_painter, jobs)

    monkeypatch.setattr(render.film_writer, "draw_in_threads", draw)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        assert count_processors() == 1
        render.animate(history, tmp_path / "a.webm", size=(480, 480), fps=10, seconds=0.5)
    finally:
        os.sched_setaffinity(0, allowed)
    assert painters == [1]
    assert encoder_threads() == ["1"]


@pytest.fixture
def small_disk(request, history):
    """A function after which no file may grow beyond so many bytes."""
    # What is compiled on first use is kept on disk, too: here it is before.
    request.getfixturevalue("films")
    render.plot(history)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("ending", [".mp4", ".gif", ".webm", ".png"])
def test_a_disk_too_small_for_the_film(tmp_path, history, ending, small_disk, children):
    before = children()
    path = tmp_path / f"a{ending}"
    small_disk(2000)
    with pytest.raises(SplotchError, match=f"cannot write {path}: file too large"):
        if ending == ".png":
            render.still(history, path, size=(320, 180))
        else:
            render.animate(history, path, size=(320, 180), fps=20, seconds=1)
    assert list(tmp_path.iterdir()) == []
    assert children() == before


@pytest.mark.parametrize("ending", render.PLOT_ENDINGS)
def test_a_disk_too_small_for_the_plot(tmp_path, history, ending, small_disk):
    path = tmp_path / f"a{ending}"
    small_disk(2000)
    with pytest.raises(SplotchError, match=f"cannot write {path}: file too large"):
        render.plot(history, path)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_too_small_for_the_poster_alone(tmp_path, history, small_disk):
    poster = tmp_path / "poster.png"
    small_disk(8000)
    with pytest.raises(SplotchError, match=f"cannot write {poster}: file too large"):
        render.animate(
            history, tmp_path / "a.mp4", poster=poster, size=(320, 180), fps=1, seconds=1
        )
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_told_before_anything_is_drawn(tmp_path, history):
    with pytest.raises(SplotchError, match="no folder"):
        render.animate(history, tmp_path / "none" / "a.mp4")


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for the encoder in /proc")
def test_ctrl_c_leaves_nothing(tmp_path):
    path = tmp_path / "a.mp4"
    from splotch_tui import run

    run(PRESETS["comment"]).save(tmp_path / "a.npz")
    command = [
        *(sys.executable, "-m", "render", tmp_path / "a.npz", "-o", path),
        *("--size", "160x90", "--seconds", "60"),
    ]
    with started(command, stderr=subprocess.PIPE, text=True) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        wait(lambda: process.poll() is not None or children.read_text())
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors.strip() == "splotch: stopped"
    assert [file.name for file in tmp_path.iterdir()] == ["a.npz"]


def test_a_recipe_too_long_to_run_again_is_refused(tmp_path, history):
    import numpy as np

    from render.formats.png import write
    from render.frames import FrameSource
    from render.plan import plan_film

    path = tmp_path / "long.png"
    source = FrameSource((8, 8), 1, 1, lambda _: iter([np.zeros((8, 8, 3), np.uint8)]), ())
    plan = plan_film(render.FilmOptions(), history, path)
    write(source, path, plan, Recipe(steps=10**10).to_json())
    assert render.read_recipe(path).steps == 10**10
    with pytest.raises(SplotchError, match="too long"):
        render.load_history(path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n"),
        ("list.mp4", "ffconcat version 1.0\nfile film.mp4\n"),
        ("list.webm", "ffconcat version 1.0\nfile film.webm\n"),
    ],
)
def test_a_playlist_is_no_film(films, tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    (tmp_path / f"film{path.suffix}").write_bytes(films[path.suffix].read_bytes())
    with pytest.raises(SplotchError, match="damaged or no film"):
        render.read_recipe(path)


@pytest.mark.parametrize("side", [12_000, 65_535])
def test_a_picture_larger_than_any_of_ours_is_refused(films, tmp_path, side):
    png, gif = bytearray(films[".png"].read_bytes()), bytearray(films[".gif"].read_bytes())
    png[16:24] = side.to_bytes(4) * 2
    png[29:33] = zlib.crc32(png[12:29]).to_bytes(4)
    gif[6:10] = side.to_bytes(2, "little") * 2
    for path, data in ((tmp_path / "a.png", png), (tmp_path / "a.gif", gif)):
        path.write_bytes(data)
        with pytest.raises(SplotchError, match="cannot read"):
            render.read_recipe(path)


@pytest.mark.parametrize("name", ["pipe.mp4", "folder.gif", "loop.png", "x" * 300 + ".mp4"])
def test_what_is_no_file_on_a_disk_is_refused(tmp_path, name):
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "folder.gif").mkdir()
    (tmp_path / "loop.png").symlink_to("loop.png")
    with pytest.raises(SplotchError):
        render.load_history(tmp_path / name)


def test_an_engine_that_is_none_is_told(tmp_path):
    from PIL import Image, PngImagePlugin

    chunks = PngImagePlugin.PngInfo()
    recipe = Recipe(steps=10)
    chunks.add_itxt("splotch", json.dumps(recipe.to_dict() | {"engine": ["torch"]}))
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png", pnginfo=chunks)
    with pytest.raises(SplotchError, match=r"cannot read .*a.png: engine must be one of compiled"):
        render.load_history(tmp_path / "a.png")


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
        "import sys, render; heavy = {'matplotlib', 'PIL', 'numba', 'imageio', "
        "'imageio_ffmpeg', 'torch', 'textual'}; print(heavy & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"


@pytest.mark.parametrize("kind", ["none", "wrong"])
def test_without_ffmpeg_it_says_what_to_do(tmp_path, history, films, monkeypatch, kind):
    def program():
        if kind == "none":
            raise RuntimeError("No ffmpeg exe could be found.")
        return "/no/such/ffmpeg"

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", program)
    monkeypatch.setenv("PATH", str(tmp_path))
    for work in (
        lambda: render.animate(history, tmp_path / "a.mp4", size=(64, 64), seconds=1),
        lambda: render.read_recipe(films[".mp4"]),
    ):
        with pytest.raises(SplotchError, match=r"there is no program .*ffmpeg: install"):
            work()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("ending", "megabytes"), [(".png", 1879), (".mp4", 5100)])
def test_a_size_that_would_not_fit_into_memory_is_refused(
    tmp_path, history, monkeypatch, ending, megabytes
):
    monkeypatch.setattr(memory, "free_memory", lambda: 1e9)
    make = render.still if ending == ".png" else render.animate
    with pytest.raises(
        SplotchError, match=f"8192x8192 takes about {megabytes:,} MB of memory, and"
    ):
        make(history, tmp_path / f"a{ending}", size=(8192, 8192))
    assert not list(tmp_path.iterdir())


def test_values_in_messages_are_shortened(tmp_path, history):
    huge = 10**5000
    for given in (
        {"size": (huge, 7)},
        {"part": (0, huge)},
        {"part": (-huge, 7)},
        {"axis": 10**300},
        {"fps": huge},
        {"jobs": huge},
        {"view": "a" * 5000},
        {"title": "日月火水木金土山川" * 100},
    ):
        with pytest.raises(SplotchError) as caught:
            render.animate(history, tmp_path / "a.mp4", **given)
        assert len(str(caught.value)) < 300
