"""The legend's bar is as high as it says; the minimap shows what the camera sees."""

from pathlib import Path

import numpy as np
import pytest

import render
from render.overlays import minimap
from render.overlays.layout import Layout
from render.overlays.legend import Legend
from render.overlays.minimap import Minimap
from render.plan import plan_film
from render.scene.film import Film
from render.scene.reel import reel_of_picture, reels_of_film
from render.scene.relief import colour_place
from render.showing import RunShowing
from render.theme import THEMES
from splotch_tui import PRESETS, run

THEME = THEMES["dark"]
SIZE = 1280, 720


@pytest.fixture(scope="module")
def film():
    history = run(PRESETS["original"])
    plan = plan_film(render.FilmOptions(view="chase"), history, Path("a.mp4"))
    return Film(plan, np.linspace(0.0, len(history.x0) - 1, 120), 30)


def drawn(panel, scene):
    width, height = panel.size
    pixels = np.zeros((height, width, 4), np.uint8)
    panel.draw(scene, 0, 0, pixels)
    return pixels[..., :3].astype(int)


def test_the_legend_has_round_numbers_with_zero_where_colours_are_neutral(film):
    legend = Legend(film, Layout(*SIZE, left=True), THEME)
    numbers = {
        float(text.replace("−", "-")): 0.5 * (place[0] + place[2])
        for text, place in legend.texts
        if text[0] in "−0123456789"
    }
    assert 0.0 in numbers
    assert {-value for value in numbers} == set(numbers)
    assert f"{max(numbers):e}"[0] in "125"
    for value, column in numbers.items():
        place = float(colour_place(np.array(value), film.relief.colour_limit))
        assert column == pytest.approx(12 + (176 - 12) * place, abs=1.5)
    assert "height of the hills" in [text for text, _ in legend.texts]


@pytest.mark.parametrize("frame", [0, 60, 119])
def test_the_legends_bar_is_as_high_as_such_hills_at_the_point(film, frame, monkeypatch):
    legend = Legend(film, Layout(*SIZE, left=True), THEME)
    said = []
    original = legend._numbers.picture
    monkeypatch.setattr(
        legend._numbers, "picture", lambda text: said.append(text) or original(text)
    )
    scene = film.scene(frame)
    pixels = drawn(legend, scene)
    rows = np.flatnonzero((pixels[:, 200] == np.rint(THEME.text)).all(axis=-1))
    (number,) = said
    # From above what the camera looks at, straight down the screen.
    camera = scene.shot.camera
    eye, _, _, forward, (focal, *_) = camera.rows(SIZE)
    distance = (np.array((0.0, 0.0, camera.z)) - eye) @ forward
    high = float(number) * scene.relief.scale * focal / distance
    assert rows.max() - rows.min() + 1 == pytest.approx(high, abs=1.5)
    assert 20 <= high <= 52.5


def test_the_cone_is_where_the_camera_looks(film):
    layout = Layout(*SIZE, left=True)
    strip = Minimap(film, layout, THEME)
    for frame in (20, 60, 100):
        scene = film.scene(frame)
        camera = scene.shot.camera
        bright = drawn(strip, scene).astype(float).sum(axis=-1)
        first, left = bright.shape[1] * 44 / 1232, 44
        plain = strip._picture[..., :3].astype(float) * (strip._picture[..., 3:] / 255.0)
        lit = np.flatnonzero((bright - plain.sum(axis=-1))[8:30].max(axis=0) > 30.0)
        low, high = strip._axes.x_limits
        world = low + (lit - left) / (strip.size[0] - 64) * (high - low)
        assert first > 0
        # It begins at the eye and goes on ahead, and the point that is looked at is in it.
        assert world.min() >= camera.eye[0] - 3.0
        assert world.min() - 2.0 <= scene.point[0] <= world.max() + 2.0
        assert world.max() > camera.x


def test_a_path_that_is_a_line_from_above_has_no_map(film):
    layout = Layout(*SIZE, left=True)
    assert minimap.fits(film, layout)
    history = run(PRESETS["orthogonal"])
    plan = plan_film(render.FilmOptions(), history, Path("a.mp4"))
    line = Film(plan, np.linspace(0.0, len(history.x0) - 1, 10), 30)
    assert np.ptp(history.x0) > 60 * np.ptp(history.xn)
    assert not minimap.fits(line, layout)


@pytest.mark.parametrize(("tilt", "told"), [(0.0, None), (4.0, "leans 4° down along x₀")])
def test_the_legend_says_how_the_ground_leans(tilt, told):
    texts = texts_of_legend(RunShowing(*film_of("orthogonal", tilt=tilt)))
    assert [text for text in texts if "leans" in text] == ([told] if told else [])
    # It was never caught.
    assert not [text for text in texts if "pit" in text]


@pytest.mark.parametrize(("step", "told"), [(20, False), (2000, True)])
def test_the_legend_says_what_glows_where_it_does(step, told):
    glows = "glowing: rim of the pit that holds it"
    assert glows in texts_of_legend(RunShowing(*film_of("comment")))
    plan, _ = film_of("comment", step=step, name="a.png")
    reel, frame = reel_of_picture(plan)
    picture = RunShowing(plan, reel, only=frame)
    assert (glows in texts_of_legend(picture)) is told
    assert (reel.film.still_rim(reel.scenes(frame)[0]) is not None) is told


def film_of(preset, name="a.mp4", **options):
    plan = plan_film(render.FilmOptions(**options), run(PRESETS[preset]), Path(name))
    return plan, reels_of_film([plan])[0]


def texts_of_legend(showing):
    panels = [panel for panel, _, _ in showing.overlays.panels]
    (legend,) = [panel for panel in panels if isinstance(panel, Legend)]
    return [text for text, _ in legend.texts]
