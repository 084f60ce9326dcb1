"""The surface is lit from one side of the world, and its colours are still those of heights."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import render
from render.hill_colours import hill_colours
from render.kernels.light import cover
from render.painter import Painter
from render.plan import plan_film
from render.scene.reel import reels_of_film
from render.scene.relief import colour_place
from render.theme import THEMES
from splotch_tui import PRESETS, run

SIZE = (640, 360)


@pytest.fixture(scope="module")
def seen():
    """A film and one of its scenes, without a path, close to the point."""
    history = run(replace(PRESETS["comment"], steps=1500))
    plan = plan_film(render.FilmOptions(view="chase", size=SIZE), history, Path("a.mp4"))
    film = reels_of_film([plan])[0].film
    bare = {"trail": np.zeros((0, 3)), "strength": np.zeros(0), "kinds": np.zeros(0, int)}
    return film, replace(film.scene(100), **bare)


def painted(film, scene, theme, places, **changes):
    """The colours of a picture where some places of the world are, and which of them are seen."""
    painter = Painter(film, SIZE, replace(theme, **changes), None)
    painter.draw(scene)
    landscape, camera = film.history.landscape, scene.shot.camera
    x = np.repeat(scene.slice_point[None], len(places), axis=0)
    x[:, 0], x[:, film.axis] = places.T
    hills = landscape.loss(x, scene.epsilon) + x[:, 0]
    eye, right, up, forward, (focal, middle, centre) = camera.rows(SIZE)
    heights = scene.relief.scale * hills
    rays = np.column_stack((places - (camera.x, camera.y), heights)) - eye
    depth = rays @ forward
    columns = (middle + focal * (rays @ right) / depth).astype(int)
    rows = (centre - focal * (rays @ up) / depth).astype(int)
    inside = (columns >= 0) & (columns < SIZE[0]) & (rows >= 0) & (rows < SIZE[1])
    columns, rows = np.where(inside, columns, 0), np.where(inside, rows, 0)
    clear = np.abs(painter.canvas.z_buffer[rows, columns] * depth - 1.0) < 0.003
    away = np.linalg.norm(places - scene.point[:2], axis=1) > 2.5
    return painter.canvas.rgb()[rows, columns].astype(float), hills, inside & clear & away


def places_around(scene, count):
    rng = np.random.default_rng(3)
    camera = scene.shot.camera
    return np.array((camera.x, camera.y)) + rng.uniform(-7.0, 7.0, (count, 2))


@pytest.mark.parametrize("name", THEMES)
def test_a_lit_colour_tells_the_height_that_it_has_in_the_legend(seen, name):
    film, scene = seen
    colours, hills, shown = painted(film, scene, THEMES[name], places_around(scene, 1500), lines=0)
    assert shown.sum() > 300
    places = colour_place(hills, scene.relief.colour_limit)
    bar = hill_colours(256)[np.rint(255 * places).astype(int)]
    # Blue below, golden above, and as much so as on the bar, but for light and shadow.
    told = (np.abs(places - 0.5) > 0.15) & shown
    warmth = (colours[:, 0] - colours[:, 2]) / colours.sum(axis=1)
    expected = (bar[:, 0] - bar[:, 2]) / bar.sum(axis=1)
    assert (np.sign(warmth) == np.sign(expected))[told].mean() > 0.97
    assert np.corrcoef(warmth[shown], expected[shown])[0, 1] > 0.93


def test_valleys_are_no_black_holes(seen):
    film, scene = seen
    colours, hills, shown = painted(film, scene, THEMES["dark"], places_around(scene, 1500))
    deep = shown & (hills < -0.7 * scene.relief.colour_limit)
    brightness = colours[deep].max(axis=1)
    assert deep.sum() > 20
    assert np.quantile(brightness, 0.05) > 45
    # Their shape is seen: the same height is lighter here than there.
    assert np.quantile(brightness, 0.9) > 1.4 * np.quantile(brightness, 0.1)


def test_light_stays_where_it_is_when_the_camera_moves(seen):
    film, scene = seen
    theme = replace(THEMES["dark"], lines=0.0)
    places = places_around(scene, 1500)
    camera = scene.shot.camera
    moved = replace(scene.shot, camera=replace(camera, x=camera.x + 0.07, y=camera.y - 0.05))
    before, _, one = painted(film, scene, theme, places)
    after, _, other = painted(film, replace(scene, shot=moved), theme, places)
    changes = np.abs(after - before).max(axis=1)[one & other]
    assert np.median(changes) < 3
    assert np.quantile(changes, 0.95) < 16


def test_a_hill_casts_a_shadow_away_from_the_sun_as_long_as_the_sun_is_low():
    y = 0.1 * np.arange(200)
    z = np.zeros((200, 64))
    # A long ridge along x.
    z[100] = 3.0
    cloth = np.empty((200, 66), np.float32)
    cover(y, z, 0.5, False, cloth)
    over = cloth[:, 1:-1] - z
    assert (over >= 0.0).all()
    assert (over[101:] < 1e-6).all()
    shaded = np.flatnonzero(over[:, 30] > 1e-6)
    assert shaded.min() == pytest.approx(100 - 3.0 / 0.5 / 0.1, abs=1)
    assert over[90, 30] == pytest.approx(3.0 - 0.5, abs=1e-5)
