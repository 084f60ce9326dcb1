"""The line that glows around a caught point is the rim of a pit of the loss, closed around it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import label

import render
from render.painter import Painter
from render.plan import plan_film
from render.scene.reel import reels_of_film
from render.theme import THEMES
from splotch_tui import PRESETS, run

# Beyond so far from the point no way out is looked for, world units.
REACH = 5.0
SIZE = (480, 270)


class Nothing:
    """No overlays."""

    def draw(self, scene, pixels):
        pass


def reel_of(history):
    plan = plan_film(render.FilmOptions(view="chase", size=SIZE), history, Path("a.mp4"))
    return reels_of_film([plan])[0]


@pytest.fixture(scope="module")
def caught():
    """The film of a run that is caught, D = 1, and one of its last frames."""
    reel = reel_of(run(PRESETS["comment"]))
    return reel.film, reel.scenes(reel.frames - 30)[0]


@pytest.fixture(scope="module")
def drifting():
    """The film of a run with D = 16, whose slices change."""
    return reel_of(run(PRESETS["original"]))


def loss_at(film, scene, places):
    """The loss on the slice of a scene, by the landscape itself."""
    x = np.repeat(scene.slice_point[None], len(places), axis=0)
    x[:, 0], x[:, film.axis] = places.T
    return film.history.landscape.loss(x, scene.epsilon)


def is_inside(place, line):
    """Whether a line goes around a place: the sum of the angles it is seen under."""
    x, y = (line[:, :2] - place).T
    angles = np.unwrap(np.arctan2(y, x))
    return abs(abs(angles[-1] - angles[0]) - 2.0 * np.pi) < 1e-6


def ways_out(film, scene, level):
    """The least loss that is reached from the point, never above a level, and whether that leads
    farther away than `REACH`."""
    count = 201
    part = np.linspace(-REACH, REACH, count)
    grid = np.stack(np.meshgrid(scene.point[0] + part, scene.point[1] + part), axis=-1)
    loss = loss_at(film, scene, grid.reshape(-1, 2)).reshape(count, count)
    pools, _ = label(loss < level)
    reached = pools == pools[count // 2, count // 2]
    away = reached[[0, -1]].any() or reached[:, [0, -1]].any()
    return loss[reached].min(), away


def test_the_loss_is_the_same_along_the_rim_and_it_is_closed_around_the_point(caught):
    film, scene = caught
    line = film.rim(scene).line
    assert (line[0] == line[-1]).all()
    assert is_inside(scene.point[:2], line)
    loss = loss_at(film, scene, line[:, :2])
    low, _ = ways_out(film, scene, loss.mean())
    assert np.ptp(loss) < 0.03 * (loss.mean() - low)
    # It lies on the surface that is drawn.
    assert np.abs(line[:, 2] - (loss + line[:, 0])).max() < 0.03 * (loss.mean() - low)
    # No jumps: a line, not a cloud.
    steps = np.linalg.norm(np.diff(line[:, :2], axis=0), axis=1)
    assert steps.max() < 0.12


def test_there_is_no_way_out_below_the_rim_and_one_just_above_it(caught):
    film, scene = caught
    line = film.rim(scene).line
    level = loss_at(film, scene, line[:, :2]).mean()
    low, away = ways_out(film, scene, level)
    assert not away
    depth = level - low
    deeper, away = ways_out(film, scene, level + 0.05 * depth)
    assert away
    assert deeper < low


def test_the_rim_stays_where_it_is_while_the_surface_does(caught):
    film, _ = caught
    scenes = [film.scene(frame) for frame in range(160, 300, 20)]
    rims = [film.rim(scene) for scene in scenes]
    assert min(rim.strength for rim in rims) > 0.9
    for rim in rims[1:]:
        assert rim.line.shape == rims[0].line.shape
        assert np.abs(rim.line - rims[0].line).max() < 1e-9


def test_there_is_none_while_the_run_is_free(caught):
    film, _ = caught
    free = [frame for frame in range(120) if not film.scene(frame).phase]
    assert len(free) > 50
    assert all(film.rim(film.scene(frame)) is None for frame in free)


def test_where_the_slice_changes_rims_are_true_and_come_and_go_calmly(drifting):
    reel = drifting
    film = reel.film
    frames = range(int(0.6 * reel.frames), reel.frames, 3)
    scenes = [scenes[len(scenes) // 2] for scenes in map(reel.scenes, frames)]
    rims = [film.rim(scene) for scene in scenes]
    strengths = np.array([0.0 if rim is None else rim.strength for rim in rims])
    assert (strengths > 0.9).mean() > 0.25
    assert (strengths == 0.0).mean() > 0.1
    # A tenth of a second lies between two of these.
    assert np.abs(np.diff(strengths)).max() < 0.35
    for scene, rim in list(zip(scenes, rims, strict=True))[::6]:
        if rim is not None:
            loss = loss_at(film, scene, rim.line[:, :2])
            low, away = ways_out(film, scene, loss.mean() - 0.01 * np.ptp(loss))
            assert not away
            assert np.ptp(loss) < 0.06 * (loss.mean() - low)


def test_it_glows_in_the_picture(caught):
    film, scene = caught
    painter = Painter(film, SIZE, THEMES["dark"], Nothing(), rim=film.rim)
    painter.draw(scene)
    shown = painter.canvas.rgb().astype(int)
    painter.draw(replace(scene, frame=0))
    without = painter.canvas.rgb().astype(int)
    changed = np.abs(shown - without).max(axis=2)
    colour = np.array(THEMES["dark"].pit)
    assert (np.abs(shown - colour).max(axis=2) < 40).sum() > 30
    # Around the line there is light, ever less of it.
    assert (changed > 100).sum() > 60
    assert ((changed > 8) & (changed < 60)).sum() > 300
