"""`splotch info` prints what is known at once, and computes only what takes moments."""

import json
import os
import resource
import shlex
import shutil
import time
import zlib
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image, PngImagePlugin

import render
from splotch_tui import History, Recipe, SplotchError, run
from splotch_tui.commands import info
from splotch_tui.commands import recipe as recipe_command
from splotch_tui.commands import render as render_command
from splotch_tui.commands.summary import facts, facts_of_recipe

LONG = [
    Recipe(steps=10**8),
    Recipe(steps=10**10, dims=16, epsilon=0.0025),
    Recipe(steps=100_000, dims=256),
    Recipe(steps=1_000_000, engine="torch"),
    Recipe(steps=2_000, dims=1000, waves=20),
]


def picture(path, text):
    """A picture that carries a text as its recipe."""
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt("splotch", text)
    Image.new("RGB", (8, 8)).save(path, pnginfo=chunks)
    return path


def printed(command, *arguments):
    result = CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


@pytest.mark.parametrize("recipe", LONG, ids=lambda recipe: f"{recipe.dims}-{recipe.steps}")
def test_a_long_runs_recipe_is_printed_at_once(tmp_path, recipe):
    path = picture(tmp_path / "it's.png", recipe.to_json())
    # Of the processor's time: a busy machine takes as much of the clock's as it likes.
    began = time.process_time()
    values = json.loads(printed(info.command, path, "--json"))
    text = printed(info.command, path)
    assert time.process_time() - began < 2
    assert Recipe.from_dict(values.pop("recipe")) == recipe
    assert values.pop("steps") == recipe.steps
    assert values.pop("file") == str(path)
    assert set(values.values()) == {None}
    assert str(recipe.steps) in text.replace(",", "")
    assert "not computed here" in text
    assert f"splotch recipe {shlex.quote(str(path))} | splotch run --recipe -" in text


def test_a_short_run_is_made_again(tmp_path):
    history = run(Recipe(seed=3, steps=3000))
    path = picture(tmp_path / "a.png", history.recipe.to_json())
    values = json.loads(printed(info.command, path, "--json"))
    assert values == {"file": str(path), **facts(history)}
    assert values.keys() - {"file"} == facts_of_recipe(history.recipe).keys()


def test_a_run_that_takes_longer_than_it_seemed_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(info, "estimate_seconds", lambda _recipe: 1.0)
    monkeypatch.setattr(info, "_PATIENCE", 0.05)
    path = picture(tmp_path / "a.png", Recipe(steps=10**9).to_json())
    assert "not computed here" in printed(info.command, path)


def test_time_to_compile_is_not_the_runs(tmp_path, monkeypatch):
    clock = SimpleNamespace(now=1.0)

    def compiled_first(recipe, in_time):
        clock.now += 100.0
        return run(recipe, in_time)

    monkeypatch.setattr(info, "time", SimpleNamespace(monotonic=lambda: clock.now))
    monkeypatch.setattr(info, "run", compiled_first)
    path = picture(tmp_path / "a.png", Recipe(steps=5000).to_json())
    assert json.loads(printed(info.command, path, "--json"))["final"] is not None


def test_the_recipe_of_a_history_is_read_without_its_arrays(tmp_path):
    path = tmp_path / "a.npz"
    history = run(Recipe(steps=200_000))
    history.save(path)
    data = bytearray(path.read_bytes())
    # Where x0 is there is nothing but noise: only who reads it minds.
    begin = data.index(b"\x93NUMPY") + 128
    data[begin : begin + 100_000] = np.random.default_rng(1).bytes(100_000)
    path.write_bytes(data)
    with pytest.raises(SplotchError):
        History.load(path)
    assert render.read_recipe(path) == history.recipe
    assert Recipe.from_json(printed(recipe_command.command, path)) == history.recipe


def chunk(kind, data):
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def longer(source, path, text):
    """Write a copy of a film or picture with a comment of any length."""
    data = source.read_bytes()
    if path.suffix == ".gif":
        at = 13 + 3 * 2 ** ((data[10] & 7) + 1)
        blocks = (text[i : i + 255] for i in range(0, len(text), 255))
        comment = b"".join(bytes((len(block),)) + block for block in blocks)
        data = data[:at] + b"\x21\xfe" + comment + b"\0" + data[at:]
    elif path.suffix == ".png":
        data = data[:33] + chunk(b"iTXt", b"splotch\0\0\0\0\0" + text) + data[33:]
    else:
        # A box of metadata within moov, which is at the start.
        moov = data.index(b"moov") - 4
        length = int.from_bytes(data[moov : moov + 4])
        item = (len(text) + 16).to_bytes(4) + b"data" + b"\0\0\0\x01\0\0\0\0" + text
        for kind in (b"\xa9cmt", b"ilst"):
            item = (len(item) + 8).to_bytes(4) + kind + item
        handler = b"\0" * 8 + b"mdirappl" + b"\0" * 9
        item = b"\0" * 4 + (len(handler) + 8).to_bytes(4) + b"hdlr" + handler + item
        for kind in (b"meta", b"udta"):
            item = (len(item) + 8).to_bytes(4) + kind + item
        head = (length + len(item)).to_bytes(4) + b"moov"
        data = data[:moov] + head + data[moov + 8 : moov + length] + item + data[moov + length :]
    path.write_bytes(data)


@pytest.mark.parametrize("ending", [".mp4", ".gif", ".png"])
def test_a_comment_longer_than_any_recipe_is_refused_at_once(tmp_path, ending):
    history = run(Recipe(steps=50))
    film, long = tmp_path / f"film{ending}", tmp_path / f"long{ending}"
    if ending == ".png":
        render.still(history, film, size=(64, 64))
    else:
        render.animate(history, film, size=(64, 64), fps=10, seconds=0.3)
    longer(film, long, b"x" * 60_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    with pytest.raises(SplotchError, match=r"cannot read .*: its comment is longer than any"):
        render.read_recipe(long)
    assert time.process_time() - began < 1
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 50_000
    # A long one is read all the same.
    longer(film, long, b" " * 500_000 + history.recipe.to_json().encode())
    if ending != ".mp4":
        assert render.read_recipe(long) == history.recipe


@pytest.mark.skipif(shutil.which("sh") is None, reason="puts a script in ffmpeg's place")
def test_no_more_than_the_bound_is_read_of_what_ffmpeg_says(tmp_path, monkeypatch):
    import imageio_ffmpeg

    program, path = tmp_path / "ffmpeg", tmp_path / "a.webm"
    path.touch()
    program.write_text("#!/bin/sh\necho ';FFMETADATA1'\nexec yes comment=x\n")
    program.chmod(0o755)
    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", lambda: str(program))
    began = time.process_time()
    with pytest.raises(SplotchError, match="its comment is longer than any recipe"):
        render.read_recipe(path)
    assert time.process_time() - began < 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("ending", [".mp4", ".gif", ".png"])
def test_a_file_that_is_closed_to_us_is_told(tmp_path, ending):
    path = tmp_path / f"a{ending}"
    path.touch(mode=0)
    with pytest.raises(SplotchError, match="permission denied"):
        render.read_recipe(path)


@pytest.mark.parametrize(
    "options",
    [
        {"size": (128, 96), "seconds": 0.123456789, "fps": 20, "title": "-q it's", "cards": False},
        {"size": (128, 96), "seconds": 0.2, "quality": "low", "swarm": 3, "max_mb": 2.0},
        {"size": (128, 96), "seconds": 0.2, "part": (None, 60), "view": "orbit", "axis": (1,)},
    ],
)
def test_the_command_that_info_prints_makes_the_same_film(tmp_path, options, monkeypatch):
    monkeypatch.chdir(tmp_path)
    render.animate(run(Recipe(steps=80)), "a.gif", **options)
    assert render.read_options("a.gif") == render.FilmOptions(**options)
    words = shlex.split(printed(info.command, "a.gif").splitlines()[-1])
    assert words[:3] == ["splotch", "render", "a.gif"]
    told = json.loads(printed(info.command, "a.gif", "--json"))["render_options"]
    assert told == words[5:]
    printed(render_command.command, *words[2:])
    assert (tmp_path / "a-again.gif").read_bytes() == (tmp_path / "a.gif").read_bytes()


def test_options_of_another_version_hide_no_run(tmp_path):
    comment = f'{{"runs": [{Recipe(steps=50).to_json()}], "film": {{"\\u001b[31mwarp": 9}}}}'
    path = picture(tmp_path / "a.png", comment)
    text = printed(info.command, path)
    assert "final x0" in text
    assert "there is no film option" in text.splitlines()[-1]
    assert "\x1b" not in text
    assert json.loads(printed(info.command, path, "--json"))["render_options"] is None
