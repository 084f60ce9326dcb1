"""The scenes of a film: what is shown when, and from where."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import render
from render.painter import Painter
from render.plan import plan_film
from render.scene.curves import over, smoothed
from render.scene.film import Film
from render.scene.timing import Track, frame_rows, usual_seconds
from render.scene.views import load_view
from render.theme import THEMES
from splotch_tui import PRESETS, Recipe, run

FRAMES, FPS = 240, 30


@pytest.fixture(scope="module")
def runs():
    return {name: run(recipe) for name, recipe in PRESETS.items()}


def film_of(history, view, frames=FRAMES):
    plan = plan_film(render.FilmOptions(view=view, fps=FPS), history, Path("a.mp4"))
    parts = load_view(view).parts(frames, FPS)
    (rows,) = frame_rows([Track.of(history, plan.axis)], "path", parts)
    return Film(plan, rows, FPS)


@pytest.mark.parametrize("view", list(render.VIEWS))
@pytest.mark.parametrize("preset", list(PRESETS))
def test_camera_moves_smoothly_from_start_to_end(runs, view, preset):
    track = Track.of(runs[preset], runs[preset].farthest_axis)
    frames = round(FPS * usual_seconds([track], FPS))
    film = film_of(runs[preset], view, frames)
    shots = [film.scene(number).shot for number in range(frames)]
    eyes = np.array([shot.camera.eye for shot in shots])
    distances = np.array([shot.camera.distance for shot in shots])
    # No jump: from frame to frame the eye moves by a small part of its distance …
    moves = np.linalg.norm(np.diff(eyes, axis=0), axis=1) / distances[1:]
    assert moves.max() < 0.3
    # … and no jerk: by about as much as before.
    assert np.abs(np.diff(moves)).max() < 0.05
    assert film.scene(0).step == 0
    assert film.scene(frames - 1).step == runs[preset].recipe.steps


@pytest.mark.parametrize("preset", list(PRESETS))
def test_flight_opens_on_the_whole_path_and_closes_on_what_can_be_made_out_of_it(runs, preset):
    film = film_of(runs[preset], "flight")
    last = film.path[film.path[:, 0] > film.path[-1, 0] - 300.0]
    for number, path in ((0, film.path), (FRAMES - 1, last)):
        scene = film.scene(number)
        columns, rows = on_screen(scene, path)
        assert (np.abs(columns) < 0.5 * 16 / 9).all()
        assert (np.abs(rows) < 0.5).all()
    assert film.scene(0).shot.future > 0.5
    assert len(film.scene(0).trail) > 1000
    assert film.scene(120).shot.future == 0.0


@pytest.mark.parametrize("preset", list(PRESETS))
def test_hills_fill_most_of_the_picture_that_a_flight_opens_with(runs, preset):
    theme, size = THEMES["dark"], (320, 180)
    film = film_of(runs[preset], "flight")
    painter = Painter(film, size, theme, None)
    painter.draw(film.scene(0))
    behind = theme.background(size[1])[:, None]
    seen = np.abs(painter.canvas.rgb() - behind).max(axis=2) > 25.0
    assert seen.mean() > 0.65
    # In all of its lower half but for corners.
    assert seen[size[1] // 2 :].mean() > 0.85


@pytest.mark.parametrize("view", list(render.VIEWS))
@pytest.mark.parametrize("preset", list(PRESETS))
def test_point_is_always_in_the_picture(runs, view, preset):
    film = film_of(runs[preset], view)
    for number in range(FRAMES):
        scene = film.scene(number)
        column, row = on_screen(scene, scene.point[None])
        assert abs(column[0]) < 0.45 * 16 / 9
        assert abs(row[0]) < 0.45


def on_screen(scene, points):
    """Return where points of the ground are, from the picture's middle, in its heights."""
    camera = scene.shot.camera
    eye, right, up, forward, (focal, _, _) = camera.rows((1, 1))
    points = points[:, :2]
    rays = np.column_stack((points - (camera.x, camera.y), np.zeros(len(points)))) - eye
    depth = rays @ forward
    assert (depth > 0).all()
    return focal * (rays @ right) / depth, focal * (rays @ up) / depth


def test_snagged_steps_do_not_fill_the_film(runs):
    tracks, parts = [Track.of(runs["comment"], 1)], np.linspace(0.0, 1.0, 1000)
    (rows,) = frame_rows(tracks, "path", parts)
    assert (np.diff(rows) >= 0).all()
    assert (rows[0], rows[-1]) == (0.0, 5000.0)
    # By step 250 the point is snagged; that is a twentieth of the steps.
    assert 0.2 < (rows < 250).mean() < 0.8
    (steady,) = frame_rows(tracks, "steps", parts)
    assert steady == pytest.approx(np.linspace(0.0, 5000.0, 1000))


def test_longer_paths_get_longer_films(runs):
    lengths = {name: usual_seconds([Track.of(history, 1)], FPS) for name, history in runs.items()}
    assert 12.0 <= lengths["comment"] < lengths["orthogonal"] <= 45.0


def test_path_ends_at_the_point_and_fades_with_age(runs):
    film = film_of(runs["original"], "chase")
    scene = film.scene(120)
    assert scene.trail[-1] == pytest.approx(scene.point)
    assert scene.strength[-1] == pytest.approx(1.0)
    assert (np.diff(scene.strength) >= -1e-12).all()
    assert scene.strength[0] < 0.2


def test_path_has_no_corners(runs):
    film = film_of(runs["orthogonal"], "chase")
    trail = film.scene(120).trail[-400:]
    legs = np.diff(trail[:, :2], axis=0)
    turns = np.abs(np.diff(np.unwrap(np.arctan2(legs[:, 1], legs[:, 0]))))
    assert np.quantile(turns, 0.95) < 0.6


def test_a_run_of_which_not_every_point_is_kept_is_filmed_too(tmp_path):
    history = run(Recipe(steps=40_001), keep=500)
    assert history.stride > 1
    film = film_of(history, "flight")
    assert film.scene(FRAMES - 1).step == 40_001
    render.animate(history, tmp_path / "a.mp4", size=(160, 90), fps=10, seconds=1)
    render.still(history, tmp_path / "a.png", size=(160, 90), step=12_345)


def test_smoothing_keeps_ends_and_straight_lines():
    line = np.column_stack((np.linspace(0, 5, 200), np.linspace(3, -2, 200)))
    assert smoothed(line, 12.0) == pytest.approx(line)
    rough = np.random.default_rng(0).normal(size=(500, 2)).cumsum(axis=0)
    smooth = smoothed(rough, 8.0)
    assert smooth[[0, -1]] == pytest.approx(rough[[0, -1]])
    assert np.abs(np.diff(smooth, 2, axis=0)).max() < 0.2 * np.abs(np.diff(rough, 2, axis=0)).max()


def heights(film, scene, places):
    """Return how high the surface of a scene is drawn at places, shape (K, 2)."""
    history = film.history
    points = np.repeat(scene.slice_point[None], len(places), axis=0)
    points[:, [0, film.axis]] = places[:, :2]
    hills = history.landscape.loss(points, scene.epsilon) + points[:, 0]
    return scene.relief.scale * hills


@pytest.mark.parametrize("view", list(render.VIEWS))
@pytest.mark.parametrize("preset", list(PRESETS))
def test_most_hills_shown_are_within_the_scale_of_colours(runs, view, preset):
    film = film_of(runs[preset], view)
    random = np.random.default_rng(7)
    for number in np.linspace(0, FRAMES - 1, 5).astype(int):
        scene = film.scene(number)
        patch = scene.shot.patch
        # Far beside the path of one dimension hills are higher than any that a run meets.
        halves = np.minimum((patch.half_x, patch.half_y), 24.0)
        places = scene.point[:2] + 0.7 * random.uniform(-1.0, 1.0, (4_000, 2)) * halves
        hills = heights(film, scene, places) / scene.relief.scale
        assert (np.abs(hills) > scene.relief.colour_limit).mean() < 0.45


@pytest.mark.parametrize("view", ["chase", "orbit"])
def test_camera_rises_where_hills_would_hide_the_point(history_of_dims, view):
    assert times_hidden(film_of(history_of_dims, view, 120)) <= 15


def test_an_overview_looks_into_the_valley_where_the_comments_run_is_caught(runs):
    assert times_hidden(film_of(runs["comment"], "overview", 120)) <= 24


def times_hidden(film):
    """Return in how many of 120 frames hills hide the point."""
    part = np.linspace(0.0, 1.0, 60)[3:, None]
    hidden = 0
    for number in range(120):
        scene = film.scene(number)
        (height,) = heights(film, scene, scene.point[None])
        sight = (1.0 - part) * (*scene.point[:2], height) + part * scene.shot.camera.eye
        hidden += (heights(film, scene, sight[:, :2]) > sight[:, 2] + 0.05).any()
    return hidden


def test_slice_goes_through_the_point(history_of_dims):
    history = history_of_dims
    film = film_of(history, "chase", 120)
    scenes = [film.scene(number) for number in range(120)]
    shown = [heights(film, scene, scene.point[None])[0] / scene.relief.scale for scene in scenes]
    assert np.corrcoef(shown, [scene.point[2] for scene in scenes])[0, 1] > 0.9


def test_curve_over_others_is_smooth_and_above_all_of_them():
    values = np.random.default_rng(5).random(300)
    curve = over(values, 8.0)
    assert (curve >= values).mean() > 0.95
    assert np.abs(np.diff(curve)).max() < 0.1 * np.abs(np.diff(values)).max()


def test_the_path_of_a_long_run_shows_no_corners():
    film = film_of(run(replace(PRESETS["orthogonal"], steps=200_000)), "chase")
    pieces = np.diff(film.scene(160).trail, axis=0)
    lengths = np.linalg.norm(pieces, axis=1)
    seen = (lengths[1:] > 1e-3) & (lengths[:-1] > 1e-3)
    cosines = np.sum(pieces[1:] * pieces[:-1], axis=1)[seen] / (lengths[1:] * lengths[:-1])[seen]
    assert len(cosines) > 1000
    assert np.quantile(cosines, 0.05) > 0.8
