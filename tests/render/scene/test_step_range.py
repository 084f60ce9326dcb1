"""Films of a part of a run."""

from pathlib import Path

import av
import imageio.v3 as iio
import numpy as np
import pytest
from PIL import Image

import render
from render.plan import plan_film
from render.scene.camera import FOCAL
from render.scene.film import Film
from render.scene.timing import Track, frame_rows, usual_seconds
from render.scene.views import load_view
from splotch_tui import PRESETS, Recipe, SplotchError, run

FRAMES, FPS, FIRST, LAST = 120, 30, 2000, 2600


@pytest.fixture(scope="module")
def demon():
    return run(PRESETS["original"])


def film_of_part(history, view, timing="path", played=slice(FIRST, LAST + 1)):
    plan = plan_film(render.FilmOptions(view=view, fps=FPS), history, Path("a.mp4"))
    track = Track.of(history, plan.axis, played)
    (rows,) = frame_rows([track], timing, load_view(view).parts(FRAMES, FPS))
    return Film(plan, rows, FPS)


@pytest.mark.parametrize("timing", list(render.TIMINGS))
@pytest.mark.parametrize("view", list(render.VIEWS))
def test_those_steps_are_played_and_no_others(demon, view, timing):
    film = film_of_part(demon, view, timing)
    steps = [film.scene(frame).step for frame in range(FRAMES)]
    assert (steps[0], steps[-1]) == (FIRST, LAST)
    assert (np.diff(steps) >= 0).all()
    # No single frame leaps over much of it.
    assert np.diff(steps).max() < 0.1 * (LAST - FIRST)


def test_views_of_the_whole_path_frame_what_is_played(demon):
    film = film_of_part(demon, "overview")
    camera = film.scene(0).shot.camera
    eye, right, up, forward, _ = camera.rows((1, 1))
    played = demon.points[FIRST : LAST + 1][:, [0, film.axis]]
    rays = np.column_stack((played - (camera.x, camera.y), np.zeros(len(played)))) - eye
    columns, rows = (FOCAL * (rays @ way) / (rays @ forward) for way in (right, up))
    assert np.abs(columns).max() < 0.5 * 16 / 9
    assert np.abs(rows).max() < 0.5
    assert max(np.ptp(columns) * 9 / 16, np.ptp(rows)) > 0.5


def test_the_path_before_is_past_and_the_path_after_is_not_shown(demon):
    scene = film_of_part(demon, "flight").scene(0)
    x0 = scene.trail[:, 0]
    first, last = demon.x0[[FIRST, LAST]]
    assert x0[0] < 10.0
    assert x0[-1] == pytest.approx(last, abs=1.0)
    before, ahead = scene.strength[x0 < first - 5.0], scene.strength[x0 > first + 5.0]
    assert ahead.size > 1000
    assert (ahead == scene.shot.future).all()
    assert (np.diff(before) >= 0.0).all()

    chased = film_of_part(demon, "chase").scene(0)
    assert chased.trail[-1] == pytest.approx(chased.point)
    # As if the film had come from there: bright at the point, gone far behind it.
    assert chased.strength[-1] == pytest.approx(1.0)
    assert chased.strength[chased.trail[:, 0] < 150.0].max() < 0.03
    assert (np.diff(chased.strength) >= -1e-12).all()


def test_a_part_is_paced_by_itself(demon):
    snagged = slice(4000, 5001)
    parts = np.linspace(0.0, 1.0, 101)
    track = Track.of(demon, 3, snagged)
    (rows,) = frame_rows([track], "path", parts)
    assert (rows[0], rows[-1]) == (4000.0, 5000.0)
    # The snag alone is a film of its own, whatever the run did before.
    assert 4100 < rows[50] < 4900
    (steady,) = frame_rows([track], "steps", parts)
    assert steady == pytest.approx(np.linspace(4000.0, 5000.0, 101))
    assert usual_seconds([track], FPS) < usual_seconds([Track.of(demon, 3)], FPS)


def test_the_path_of_a_short_part_of_a_long_run_has_no_corners():
    history = run(Recipe(seed=1725, steps=300_000))
    film = film_of_part(history, "chase", played=slice(1000, 2001))
    legs = np.diff(film.scene(60).trail[-2000:], axis=0)
    assert np.linalg.norm(legs, axis=1).max() < 1.0


def decoded(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def letters(picture):
    """Where the first words of a caption have their bright letters."""
    return picture[5:22, 5:80].min(axis=2) > 150


def test_a_film_starts_and_ends_where_pictures_of_those_steps_do(tmp_path, history):
    film, poster = tmp_path / "a.mp4", tmp_path / "poster.png"
    options = {"view": "chase", "size": (320, 180)}
    render.animate(
        history, film, part=(100, 300), fps=10, seconds=1, poster=poster, timing="steps", **options
    )
    frames = decoded(film)
    assert len(frames) == 10
    # The words at the upper left say which step it is.
    pictures = {step: tmp_path / f"{step}.png" for step in (100, 211, 300)}
    for step, picture in pictures.items():
        render.still(history, picture, step=step, **options)
    stills = {step: np.array(Image.open(picture)) for step, picture in pictures.items()}
    for frame, step in ((frames[0], 100), (frames[-1], 300)):
        shown, same = letters(frame), letters(stills[step])
        # With another step they share three quarters.
        assert (shown & same).sum() > 0.88 * (shown | same).sum() > 0
    # There the caption gives way to the point.
    faded, same = np.array(Image.open(poster))[5:22, 5:80].min(axis=2), letters(stills[211])
    assert faded[same].mean() > faded[~same].mean() + 30
    assert render.read_recipe(film) == history.recipe


def test_ends_that_are_left_out_are_those_of_the_run(tmp_path, history):
    shown = set()
    for number, part in enumerate([(None, None), (0, 400), (None, 400), (0, None)]):
        path = tmp_path / f"{number}.gif"
        render.animate(history, path, part=part, size=(64, 64), fps=10, seconds=0.5)
        # What was asked for is in the files, and differs.
        shown.add(iio.imread(path).tobytes())
    assert len(shown) == 1


def test_of_a_thinned_run_the_nearest_points_are_taken(tmp_path):
    history = run(Recipe(steps=40_001), keep=500)
    assert history.stride == 128
    render.animate(history, tmp_path / "a.gif", part=(130, 400), size=(64, 64), fps=10, seconds=1)
    with pytest.raises(SplotchError, match="only one was kept: take a part longer than 128"):
        render.animate(history, tmp_path / "b.gif", part=(130, 140))
    assert not (tmp_path / "b.gif").exists()


@pytest.mark.parametrize("part", [(300, 200), (200, 200), (-1, 200), (0, 401), (400, None)])
def test_parts_that_are_none_are_refused(tmp_path, history, part):
    with pytest.raises(SplotchError, match="from one step to a later one, both within 0 to 400"):
        render.animate(history, tmp_path / "a.mp4", part=part)
    assert list(tmp_path.iterdir()) == []
