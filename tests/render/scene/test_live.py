"""The scenes of a run that is under way."""

from dataclasses import replace

import numpy as np
import pytest

from render.live import LivePicture
from render.scene.live import LiveFlight, Moment
from splotch_tui import PRESETS, run


@pytest.fixture(scope="module")
def history():
    return run(PRESETS["original"].shortened(600))


def moment_at(history, step, **changes):
    part = slice(max(step - 200, 0), step + 1)
    heights = history.x0[part] + history.loss[part]
    recent = history.points[part]
    moment = Moment(1, step, recent, heights, 1, history.recipe.epsilon, None, rate=160.0)
    return replace(moment, **changes)


def test_a_run_that_stands_still_is_shown_where_it_is(history):
    flight = LiveFlight(history.landscape, 3, 1.5)
    scene = flight.scene(moment_at(history, 600, rate=0.0), 0.0)
    assert np.allclose(scene.slice_point, history.points[-1])
    assert scene.point[:2].tolist() == history.points[-1][[0, 3]].tolist()
    assert scene.trail[-1].tolist() == scene.point.tolist()
    camera = scene.shot.camera
    assert (camera.x, camera.y) == tuple(scene.point[:2])
    height = history.loss[-1] + history.x0[-1]
    assert scene.point[2] == pytest.approx(height)
    assert camera.z == pytest.approx(flight.relief.scale * height)
    # However long nothing happens.
    again = flight.scene(moment_at(history, 600, rate=0.0), 7.0)
    assert again.shot == scene.shot


def test_the_camera_follows_smoothly_and_stays_near(history):
    flight = LiveFlight(history.landscape, 3, 1.5)
    scenes = [flight.scene(moment_at(history, step), 0.1) for step in range(100, 601, 16)]
    places = np.array([(scene.shot.camera.x, scene.shot.camera.y) for scene in scenes])
    points = np.array([scene.point[:2] for scene in scenes])
    assert np.linalg.norm(places - points, axis=1).max() < 8.0
    moves = np.linalg.norm(np.diff(places[5:], axis=0), axis=1)
    assert moves.max() < 1.5 * np.median(moves)
    assert np.linalg.norm(points - history.points[100:601:16][:, [0, 3]], axis=1).max() < 4.0
    pitches = [scene.shot.camera.pitch for scene in scenes]
    assert np.abs(np.diff(pitches)).max() < 0.1


def test_another_run_is_not_flown_to(history):
    flight = LiveFlight(history.landscape, 3, 1.5)
    flight.scene(moment_at(history, 600), 0.1)
    scene = flight.scene(moment_at(history, 5, run=2, rate=0.0), 0.1)
    assert scene.point[:2].tolist() == history.points[5][[0, 3]].tolist()


def test_heights_follow_a_change_of_epsilon_slowly(history):
    flight = LiveFlight(history.landscape, 3, 1.5)
    flight.scene(moment_at(history, 600), 0.1)
    limits = [flight.relief.colour_limit]
    for _ in range(100):
        flight.scene(moment_at(history, 600, epsilon=0.25), 0.1)
        limits.append(flight.relief.colour_limit)
    ratios = np.array(limits[1:]) / limits[:-1]
    assert ratios.max() < 1.6
    assert limits[-1] / limits[0] == pytest.approx(100.0, rel=0.02)


def test_the_path_fades_with_its_age(history):
    flight = LiveFlight(history.landscape, 3, 1.5)
    strength = flight.scene(moment_at(history, 600), 0.1).strength
    assert strength[-1] == 1.0
    assert (np.diff(strength) >= 0).all()
    assert strength[0] == 0.0


@pytest.mark.parametrize("size", [(8, 6), (38, 36), (120, 12), (9, 100)])
def test_a_picture_of_any_size_shows_hills_and_point(history, size):
    live = LivePicture(history.landscape, 3, size, (18, 18, 18), True)
    picture = live.draw(moment_at(history, 600, rate=0.0), 0.0)
    assert picture.shape == size[::-1]
    channels = picture.view(np.uint8).reshape(*picture.shape, 4)[..., :3].astype(int)
    assert len(np.unique(picture)) > 20
    # The point is red and not golden; and in the middle.
    redness = channels[..., 0] - channels[..., 1]
    row, column = np.unravel_index(redness.argmax(), picture.shape)
    assert abs(column - size[0] / 2) < 3
    assert abs(row - size[1] / 2) < 0.1 * size[1] + 3
    assert live.colour_limit > 0
