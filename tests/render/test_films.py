"""Whole films and pictures, decoded again."""

import json
import threading
from pathlib import Path

import av
import imageio.v3 as iio
import numpy as np
import pytest
from PIL import Image

import render
from splotch_tui import Recipe, SplotchError, run


def decoded(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_mp4_is_what_every_player_plays(films):
    with av.open(str(films[".mp4"])) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert (stream.width, stream.height) == (320, 180)
        assert stream.average_rate == 20
        assert float(stream.duration * stream.time_base) == pytest.approx(1.0)
    data = films[".mp4"].read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize("ending", [".mp4", ".webm"])
def test_video_says_which_colours_it_has(films, ending):
    with av.open(str(films[ending])) as container:
        codec = container.streams.video[0].codec_context
        bt709, limited = 1, 1
        assert (codec.colorspace, codec.color_primaries, codec.color_trc) == (bt709,) * 3
        assert codec.color_range == limited
        frame = next(container.decode(video=0))
        assert (frame.colorspace, frame.color_range) == (bt709, limited)
    if ending == ".mp4":
        assert b"colrnclx" + bytes((0, 1, 0, 1, 0, 1)) in films[ending].read_bytes()


@pytest.mark.parametrize("ending", [".mp4", ".gif"])
def test_every_frame_is_there_and_the_point_moves(films, ending):
    frames = decoded(films[ending])
    assert len(frames) == 20
    assert np.abs(frames[0].astype(int) - frames[-1]).mean() > 2


def test_gif_plays_at_its_rate_for_ever_and_holds_its_last_frame(films):
    with Image.open(films[".gif"]) as image:
        assert image.size == (320, 180)
        assert image.info["loop"] == 0
        durations = []
        for number in range(image.n_frames):
            image.seek(number)
            durations.append(image.info["duration"])
    assert set(durations[:-1]) == {50}
    assert durations[-1] == 3000


def test_webm_is_a_vp9_film(films):
    with av.open(str(films[".webm"])) as container:
        assert container.streams.video[0].codec_context.name == "vp9"
    assert len(decoded(films[".webm"])) == 20


@pytest.mark.parametrize("size", [(160, 90), (640, 480)])
@pytest.mark.parametrize("ending", [".mp4", ".gif", ".webm"])
def test_same_bytes_for_any_number_of_jobs(tmp_path, history, ending, size):
    options = {"size": size, "fps": 10, "seconds": 1.5}
    contents = set()
    for jobs in (1, 5):
        path = tmp_path / f"{jobs}{ending}"
        render.animate(history, path, jobs=jobs, **options)
        contents.add(path.read_bytes())
    assert len(contents) == 1


def test_gif_gives_up_colours_then_frames_then_size_for_its_limit(tmp_path, history):
    path = tmp_path / "a.gif"
    options = {"size": (160, 90), "fps": 20, "seconds": 1, "force": True}
    render.animate(history, path, max_mb=100, **options)
    whole = path.stat().st_size
    looks = []
    for part in (0.9, 0.5, 0.2):
        render.animate(history, path, max_mb=whole * part / 1e6, **options)
        assert path.stat().st_size <= whole * part
        with Image.open(path) as image:
            looks.append((image.size, image.n_frames))
            assert render.read_recipe(path) == history.recipe
    assert looks[0] == ((160, 90), 20)
    assert looks[1] == ((160, 90), 10)
    assert looks[2][0] < (160, 90)
    with pytest.raises(SplotchError, match="fewer seconds"):
        render.animate(history, tmp_path / "b.gif", max_mb=0.001, size=(160, 90), seconds=1)
    assert not (tmp_path / "b.gif").exists()


def test_gif_keeps_the_red_of_the_point(films):
    for frame in decoded(films[".gif"])[::5]:
        red, green, blue = frame[..., 0].astype(int), frame[..., 1], frame[..., 2]
        assert ((red > 200) & (green < 130) & (blue < 110)).sum() > 5


def test_gif_has_the_colours_that_were_drawn(tmp_path, history):
    path, poster = tmp_path / "a.gif", tmp_path / "a.png"
    render.animate(history, path, poster=poster, size=(320, 180), fps=10, seconds=1)
    difference = decoded(path)[5].astype(float) - iio.imread(poster)
    assert 10 * np.log10(255**2 / np.mean(difference**2)) > 36


@pytest.mark.parametrize("ending", [".mp4", ".webm"])
def test_films_have_the_colours_that_were_drawn_and_say_which_they_are(tmp_path, history, ending):
    path, poster = tmp_path / f"a{ending}", tmp_path / "a.png"
    render.animate(history, path, poster=poster, size=(320, 180), fps=10, seconds=1)
    with av.open(str(path)) as container:
        context = container.streams.video[0].codec_context
        # BT.709, and the range of video, as FFmpeg numbers them.
        assert (context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1)
        assert context.color_range == 1
        frames = [frame.to_ndarray(format="yuv420p") for frame in container.decode(video=0)]
    red, green, blue = np.moveaxis(iio.imread(poster).astype(float), -1, 0)
    luma = 16 + (0.2126 * red + 0.7152 * green + 0.0722 * blue) * 219 / 255
    assert 10 * np.log10(255**2 / np.mean((frames[5][:180] - luma) ** 2)) > 35


def test_title_theme_and_poster(tmp_path, history):
    path, poster = tmp_path / "a.mp4", tmp_path / "a.png"
    options = {"size": (320, 180), "fps": 10, "seconds": 1, "force": True}
    render.animate(history, path, **options)
    plain = np.array(decoded(path), int)
    render.animate(history, path, title="Hills", poster=poster, **options)
    titled = np.array(decoded(path), int)
    # At the beginning the point is far from the title, which gives way to it.
    changed = np.abs(titled[0] - plain[0]).max(axis=2) > 60
    assert changed[:60].any()
    assert not changed[100:].any()
    with Image.open(poster) as image:
        assert np.abs(np.asarray(image, int) - titled[5]).mean() < 6
    assert render.read_recipe(poster) == history.recipe
    render.animate(history, path, theme="light", **options)
    assert decoded(path)[5].mean() > plain[5].mean() + 8


def test_titles_of_any_kind_stay_in_the_picture(tmp_path, history):
    pictures = {}
    for name, title in {
        "none": "",
        "long": "long " * 30,
        "longer": "long " * 3000,
        "escape": "\x1b[31mred",
        "written": r"\x1b[31mred",
    }.items():
        path = tmp_path / f"{name}.png"
        render.still(history, path, size=(320, 180), title=title)
        with Image.open(path) as image:
            pictures[name] = np.array(image)
    assert (pictures["long"] != pictures["none"]).any()
    assert (pictures["long"][:, -5:] == pictures["none"][:, -5:]).all()
    assert (pictures["longer"] == pictures["long"]).all()
    assert (pictures["escape"] == pictures["written"]).all()


def test_recipe_comes_back_from_all(films, history):
    for path in films.values():
        assert render.read_recipe(path) == history.recipe
    again = render.load_history(films[".gif"])
    assert np.array_equal(again.loss, history.loss)


def test_awkward_text_survives_the_tags(tmp_path, history):
    # The recipe of a run changed by hand has many characters that ffmpeg's metadata escapes.
    recipe = history.recipe
    for step in range(0, 400, 2):
        recipe = recipe.changed(step, "epsilon", 0.1 + step * 1e-3)

    changed = run(recipe)
    for ending in (".mp4", ".gif"):
        path = tmp_path / f"changed{ending}"
        render.animate(changed, path, size=(64, 64), fps=10, seconds=0.2)
        assert render.read_recipe(path) == recipe


def test_png_shows_the_step_asked_for(tmp_path, history):
    early, late = tmp_path / "early.png", tmp_path / "late.png"
    render.still(history, early, step=10, size=(320, 180))
    render.still(history, late, size=(320, 180))
    with Image.open(early) as one, Image.open(late) as other:
        assert one.size == other.size == (320, 180)
        assert np.abs(np.asarray(one, int) - np.asarray(other, int)).mean() > 2


def test_png_and_its_recipe_are_read_by_imageio(films, history):
    assert iio.imread(films[".png"]).shape == (180, 320, 3)
    comment = json.loads(iio.immeta(films[".png"])["splotch"])
    assert [Recipe.from_dict(values) for values in comment["runs"]] == [history.recipe]
    assert comment["film"] == {"step": 250, "size": [320, 180]}


@pytest.mark.parametrize("folder", ["~", "a.zip"])
def test_a_picture_is_written_where_its_name_says(tmp_path, history, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    (tmp_path / folder).mkdir()
    render.still(history, Path(folder, "a.png"), size=(64, 64))
    assert [path.name for path in (tmp_path / folder).iterdir()] == ["a.png"]


def test_every_view_films_any_number_of_dims(tmp_path, history_of_dims):
    for view in render.VIEWS:
        path = tmp_path / f"{view}.mp4"
        render.animate(history_of_dims, path, view=view, size=(160, 96), fps=10, seconds=0.4)
        assert len(decoded(path)) == 4


@pytest.mark.parametrize("size", [(64, 1000), (1000, 64), (200, 356), (65, 67)])
def test_pictures_of_any_shape(tmp_path, history, size):
    path = tmp_path / "a.png"
    render.still(history, path, size=size, view="flight", title="Two\nlines, one title")
    with Image.open(path) as image:
        assert image.size == size


def test_progress_counts_every_frame(tmp_path, history):
    calls = []
    render.animate(
        history,
        tmp_path / "a.gif",
        size=(64, 64),
        fps=10,
        seconds=0.5,
        progress=lambda done, total: calls.append((done, total)),
    )
    assert calls == [(done, 5) for done in range(1, 6)]


def test_progress_of_a_gif_that_is_made_again_only_rises(tmp_path, history):
    options = {"size": (160, 90), "fps": 20, "seconds": 2, "force": True}
    path = tmp_path / "a.gif"
    render.animate(history, path, max_mb=100, **options)
    whole = path.stat().st_size
    for part in (0.9, 0.5, 0.2):
        calls = []

        def tell(done, total, calls=calls):
            calls.append(done / total)

        render.animate(history, path, max_mb=whole * part / 1e6, progress=tell, **options)
        assert calls == sorted(calls)
        assert calls[-1] == 1.0
        assert calls.count(1.0) == 1
        # There is room left for the attempts that follow.
        assert len(calls) > 40
        assert calls[30] < 0.8


@pytest.mark.parametrize("ending", [".mp4", ".gif"])
def test_cancelling_leaves_nothing(tmp_path, history, ending, children):
    class StopError(Exception):
        pass

    def stop(done, _total):
        if done == 3:
            raise StopError

    threads = threading.active_count()
    with pytest.raises(StopError):
        render.animate(
            history, tmp_path / f"a{ending}", size=(64, 64), fps=10, seconds=2, progress=stop
        )
    assert list(tmp_path.iterdir()) == []
    assert children() == set()
    assert threading.active_count() == threads


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("a.avi", {}, ".mp4 or .gif or .webm"),
        ("a.png", {}, ".mp4 or .gif or .webm"),
        ("a.mp4", {"size": (321, 180)}, "320x180"),
        ("a.mp4", {"size": (0, 180)}, "64 to 8192"),
        ("a.gif", {"fps": 30}, "20, 25"),
        ("a.mp4", {"fps": 0}, "1 to 120"),
        ("a.mp4", {"seconds": float("nan")}, "seconds"),
        ("a.mp4", {"view": "nowhere"}, "chase"),
        ("a.mp4", {"quality": "best"}, "medium"),
        ("a.mp4", {"axis": 2}, "axis"),
        ("a.mp4", {"axis": 0}, "axis"),
        ("a.mp4", {"theme": "sepia"}, "dark, light"),
        ("a.mp4", {"timing": "slow"}, "path, steps"),
        ("a.mp4", {"jobs": 0}, "1 to 64 jobs"),
        ("a.mp4", {"max_mb": 3}, "only .gif"),
        ("a.gif", {"max_mb": 0}, "0 MB"),
        ("a.mp4", {"poster": "a.jpg"}, r"\.png"),
    ],
)
def test_wrong_arguments_are_told_and_leave_nothing(tmp_path, history, name, options, words):
    with pytest.raises(SplotchError, match=words):
        render.animate(history, tmp_path / name, **options)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten_without_force(tmp_path, history):
    path = tmp_path / "a.png"
    path.write_text("mine")
    with pytest.raises(SplotchError, match="another name"):
        render.still(history, path, size=(64, 64))
    assert path.read_text() == "mine"
    render.still(history, path, size=(64, 64), force=True)
    assert render.read_recipe(path) == history.recipe


def test_a_step_that_was_not_run_is_refused(tmp_path, history):
    with pytest.raises(SplotchError, match="0 to 400"):
        render.still(history, tmp_path / "a.png", step=401)


@pytest.mark.parametrize("ending", [".mp4", ".gif", ".png", ".svg", ".pdf"])
def test_files_that_are_no_films_are_refused(tmp_path, ending):
    path = tmp_path / f"bad{ending}"
    with pytest.raises(SplotchError, match="no file"):
        render.load_history(path)
    path.write_bytes(b"not a film at all" * 10)
    with pytest.raises(SplotchError, match="cannot read"):
        render.load_history(path)


def test_a_picture_of_something_else_has_no_recipe(tmp_path):
    path = tmp_path / "other.png"
    Image.new("RGB", (8, 8)).save(path)
    with pytest.raises(SplotchError, match="no recipe"):
        render.read_recipe(path)


def test_any_name_will_do(tmp_path, history):
    folder = tmp_path / "%d [x]"
    folder.mkdir()
    for ending in (".gif", ".mp4"):
        path = folder / f"50%d-%03d{ending}"
        render.animate(history, path, size=(64, 64), fps=10, seconds=0.5)
        assert render.read_recipe(path) == history.recipe


def test_a_run_that_stands_still_is_filmed(tmp_path):
    still = run(Recipe(epsilon=0.0, noise=0.0, steps=1).changed(1, "epsilon", 1.0))
    render.still(still, tmp_path / "a.png", size=(64, 64))


def test_a_recipe_that_runs_again_tells_how_far_it_is(films, history):
    told = []
    again = render.load_history(films[".gif"], lambda done, total: told.append((done, total)))
    assert told[-1] == (400, 400)
    assert (again.x0 == history.x0).all()


def test_a_file_of_another_kind_is_told_by_its_name(tmp_path):
    (tmp_path / "a.txt").touch()
    with pytest.raises(SplotchError, match=r"ends in none of .npz, .mp4"):
        render.load_history(tmp_path / "a.txt")
