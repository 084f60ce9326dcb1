"""Films show what the run had: heights, places, the point, at a pace that eyes can follow."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import render
from render.overlays.sight import place_on_screen
from render.painter import Painter
from render.plan import plan_film
from render.scene.grid import GridLine
from render.scene.reel import reel_of_picture, reels_of_film
from render.scene.slices import hills
from render.theme import THEMES
from splotch_tui import PRESETS, Recipe, run
from splotch_tui.core.recipe import Change

# Around the point the surface is compared in so many places each way.
PART = np.linspace(-12.0, 12.0, 30)


@pytest.fixture(scope="module")
def runs():
    return {name: run(recipe) for name, recipe in PRESETS.items()}


def reel_of(history, name="a.mp4", **options):
    plan = plan_film(render.FilmOptions(**options), history, Path(name))
    return reels_of_film([plan])[0]


@pytest.fixture(scope="module")
def reels(runs):
    return {name: reel_of(history) for name, history in runs.items()}


def middle_scenes(reel):
    """Return the scene in the middle of each frame."""
    return [scenes[len(scenes) // 2] for scenes in map(reel.scenes, range(reel.frames))]


def close_scenes(reel):
    """Return the scenes of all frames in which the camera is close to the point."""
    scenes = [scene for frame in range(reel.frames) for scene in reel.scenes(frame)]
    distances = np.array([scene.shot.camera.distance for scene in scenes])
    return [scenes[i] for i in np.flatnonzero(distances < 1.1 * distances.min())]


@pytest.mark.parametrize("preset", list(PRESETS))
def test_no_surface_passes_by_more_than_a_part_of_its_period_a_frame(reels, preset):
    reel = reels[preset]
    scenes = close_scenes(reel)
    places = np.array([(scene.shot.camera.x, scene.shot.camera.y) for scene in scenes])
    periods = 2.0 * np.pi / np.array(reel.film.slicer.wavenumbers)
    shifts = (np.abs(np.diff(places, axis=0)) / periods).max(axis=1)
    assert np.quantile(shifts, 0.9) <= 0.25
    # Never as much as makes hills stand still or run backwards.
    assert shifts.max() < 0.4


def test_no_surface_passes_by_too_fast_in_a_short_gif_either(runs):
    scenes = close_scenes(reel_of(runs["original"], "a.gif"))
    places = np.array([scene.shot.camera.x for scene in scenes])
    # Half of a period would be no motion at all.
    assert np.quantile(np.abs(np.diff(places)), 0.98) < 0.5 * np.pi


def test_the_surface_itself_changes_slowly(reels):
    reel = reels["original"]
    film = reel.film

    def surface(scene, centre):
        x, y = (GridLine(place + PART, np.zeros(PART.size)) for place in centre)
        return hills(film.slicer.waves(scene.slice_point, x, y, scene.epsilon))

    middles = middle_scenes(reel)
    pairs = [
        (surface(before, now.point[:2]), surface(now, now.point[:2]))
        for before, now in pairwise(middles)
    ]
    spreads = np.array([now.std() for _, now in pairs])
    changes = np.array([(now - before).std() for before, now in pairs])
    # Hills that are drawn at less than a quarter of their height may change faster.
    changes /= np.maximum(spreads, 0.25 * np.quantile(spreads, 0.9))
    assert np.median(changes) < 0.13
    assert np.quantile(changes, 0.99) < 0.22


@pytest.mark.parametrize("preset", list(PRESETS))
def test_the_path_has_the_heights_that_the_run_had(runs, reels, preset):
    history, reel = runs[preset], reels[preset]
    recorded = history.loss + history.x0
    plane = history.points[:, [0, reel.film.axis]]
    for frame in range(0, reel.frames, reel.frames // 20):
        scene = reel.scenes(frame)[0]
        # Whatever slice is shown: the present one, or that of long ago.
        for x0, beside, height in scene.trail[:: max(len(scene.trail) // 40, 1)]:
            near = np.linalg.norm(plane - (x0, beside), axis=1) < 1.2
            assert recorded[near].min() - 0.02 <= height <= recorded[near].max() + 0.02


@pytest.mark.parametrize("preset", list(PRESETS))
def test_the_point_has_the_mean_height_of_its_steps(runs, reels, preset):
    history, reel = runs[preset], reels[preset]
    recorded = np.cumsum(np.insert(history.loss + history.x0, 0, 0.0))
    scenes = [reel.film.scene(frame) for frame in range(len(reel.film.steps))]
    rows = np.array([scene.row for scene in scenes])
    errors = []
    for frame in np.flatnonzero(np.diff(rows) > 0)[5:-5]:
        half = max(round((rows[frame + 1] - rows[frame - 1]) / 4), 2)
        first, past = max(rows[frame] - half, 0), min(rows[frame] + half + 1, len(history.x0))
        mean = (recorded[past] - recorded[first]) / (past - first)
        errors.append(scenes[frame].point[2] - mean)
    spread = (history.loss + history.x0).std()
    assert abs(np.mean(errors)) < 0.01 * spread
    # The row of a frame is known to half a step; meanwhile hills go up and down.
    assert np.quantile(np.abs(errors), 0.9) < 0.25 * spread


class Nothing:
    """No overlays."""

    def draw(self, scene, pixels):
        pass


@pytest.mark.parametrize("tilt", [0.0, 4.0, 12.0])
def test_the_point_is_seen_in_every_frame(runs, tilt):
    reel, size = reel_of(runs["original"], tilt=tilt), (320, 180)
    theme = THEMES["dark"]
    painter = Painter(reel.film, size, theme, Nothing())
    for frame in range(0, reel.frames, 25):
        scenes = reel.scenes(frame)
        painter.draw(*scenes)
        scene = scenes[len(scenes) // 2]
        camera = scene.shot.camera
        eye, right, up, forward, (focal, x, y) = camera.rows(size)
        height = scene.relief.scale * scene.point[2]
        ray = np.array((*(scene.point[:2] - (camera.x, camera.y)), height)) - eye
        depth = ray @ forward
        column, row = int(x + focal * (ray @ right) / depth), int(y - focal * (ray @ up) / depth)
        assert np.abs(painter.canvas.rgb()[row, column] - np.array(theme.point)).max() < 8


@pytest.mark.parametrize("kind", ["picture", "film", "weighed"])
def test_a_change_that_no_step_was_taken_under_changes_no_hills(kind):
    weights = "frozen:0.5" if kind == "weighed" else "own"
    plain = run(Recipe(steps=900, weights=weights))
    changed = run(plain.recipe.changed(900, "epsilon", 0.4))
    assert np.array_equal(plain.loss, changed.loss)
    name = Path("a.png" if kind == "picture" else "a.mp4")

    def last_scene(history):
        plan = plan_film(render.FilmOptions(step=900 if kind == "picture" else None), history, name)
        if kind == "picture":
            reel, frame = reel_of_picture(plan)
            return reel.scenes(frame)[0]
        (reel,) = reels_of_film([plan])
        return reel.scenes(reel.frames - 1)[-1]

    scene, other = map(last_scene, (plain, changed))
    assert scene.epsilon == other.epsilon == pytest.approx(0.1)
    assert scene.weights is None or np.array_equal(scene.weights, other.weights)


def test_a_change_of_epsilon_by_hand_is_eased(history_with_changes):
    reel = reel_of(history_with_changes, view="chase", seconds=12.0)
    scenes = [reel.scenes(frame)[0] for frame in range(reel.frames)]
    epsilons = np.array([scene.epsilon for scene in scenes])
    scales = np.array([scene.relief.scale for scene in scenes])
    assert (epsilons[0], epsilons[-1]) == pytest.approx((0.1, 0.2))
    changing = (epsilons > 0.1001) & (epsilons < 0.1999)
    # About 0.4 s, at 30 frames a second.
    assert 6 <= changing.sum() <= 18
    assert np.diff(epsilons).max() < 0.03
    assert (np.abs(np.diff(scales)) / scales[1:]).max() < 0.1


@pytest.fixture(scope="module")
def history_with_changes():
    return run(replace(Recipe(steps=600), changes=(Change(300, "epsilon", 0.2),)))


@pytest.fixture(scope="module")
def tilted(runs):
    """The same film on level ground and on ground that leans."""
    return {tilt: reel_of(runs["comment"], view="chase", tilt=tilt) for tilt in (0.0, 8.0)}


def test_ground_that_leans_goes_down_along_x0_as_steeply_as_is_said(tilted):
    level, leaning = (tilted[tilt].scenes(100)[0] for tilt in (0.0, 8.0))
    # What is drawn is where a camera sees it before level ground, once that has been leant.
    size, rng = (640, 360), np.random.default_rng(5)
    camera = replace(leaning.shot.camera, lean=0.0)
    around = np.array((camera.x, camera.y)) + rng.uniform(-6.0, 6.0, (200, 2))
    heights = rng.uniform(-1.0, 1.0, 200)
    drop = np.tan(np.radians(8.0)) * (around[:, 0] - camera.x)
    unit = leaning.relief.scale
    seen = place_on_screen(np.column_stack((around, heights / unit)), leaning, size)
    flat = replace(leaning, shot=replace(leaning.shot, camera=camera))
    expected = place_on_screen(np.column_stack((around, (heights - drop) / unit)), flat, size)
    assert seen == pytest.approx(expected)
    # The point and the path are the run's own, whatever the ground does.
    assert (level.point == leaning.point).all()
    assert (level.trail == leaning.trail).all()


def test_what_is_drawn_leans_as_one(tilted):
    reel, size = tilted[8.0], (480, 270)
    film, scene = reel.film, reel.scenes(100)[0]
    bare = {"trail": np.zeros((0, 3)), "strength": np.zeros(0), "kinds": np.zeros(0, int)}
    painter = Painter(film, size, THEMES["dark"], Nothing())
    painter.draw(replace(scene, **bare))
    camera = scene.shot.camera
    rng = np.random.default_rng(6)
    places = np.array((camera.x, camera.y)) + rng.uniform(-5.0, 5.0, (300, 2))
    x = np.repeat(scene.slice_point[None], len(places), axis=0)
    x[:, 0], x[:, film.axis] = places.T
    hill = film.history.landscape.loss(x, scene.epsilon) + x[:, 0]
    screen = place_on_screen(np.column_stack((places, hill)), scene, size).astype(int)
    eye, _, _, forward, _ = camera.rows(size)
    heights = scene.relief.scale * hill
    depth = (np.column_stack((places - (camera.x, camera.y), heights)) - eye) @ forward
    inside = (screen >= 1).all(axis=1) & (screen < np.array(size) - 1).all(axis=1)
    nearness = painter.canvas.z_buffer[screen[inside, 1], screen[inside, 0]] * depth[inside]
    # The surface is there, or something stands before it.
    assert (nearness > 0.98).mean() > 0.97
    assert (np.abs(nearness - 1.0) < 0.01).mean() > 0.5
