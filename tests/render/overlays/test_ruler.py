"""The ruler's posts stand where they say; their numbers are whole, and never under a panel."""

from pathlib import Path

import numpy as np
import pytest

import render
from render.painter import Painter
from render.plan import plan_film
from render.scene.reel import reels_of_film
from render.showing import RunShowing
from render.theme import THEMES
from splotch_tui import PRESETS, run


@pytest.fixture(scope="module")
def history():
    return run(PRESETS["original"])


def film_of(history, size, **options):
    plan = plan_film(render.FilmOptions(size=size, **options), history, Path("a.mp4"))
    (reel,) = reels_of_film([plan])
    return reel, RunShowing(plan, reel)


def value_of(text):
    return float(text.removeprefix("x₀ = ").replace("−", "-").replace(",", ""))


@pytest.fixture
def written(monkeypatch):
    """Numbers as they are put into pictures: what, where its post ends, its box, how strong."""
    told = []
    write, overlay = render.overlays.ruler.Ruler.write, render.overlays.ruler.overlay

    def noted(self, text, top, strength, pixels):
        told.append([text, top, None])
        write(self, text, top, strength, pixels)

    def laid(picture, left, top, pixels):
        told[-1][2] = left, top, left + picture.shape[1], top + picture.shape[0]
        overlay(picture, left, top, pixels)

    monkeypatch.setattr(render.overlays.ruler.Ruler, "write", noted)
    monkeypatch.setattr(render.overlays.ruler, "overlay", laid)
    return told


def test_posts_stand_at_the_x0_that_they_tell(history, written):
    size = 1280, 720
    reel, showing = film_of(history, size, view="chase")
    painter = Painter(reel.film, size, THEMES["dark"], showing.overlays, ruler=showing.ruler)
    count = 0
    for frame in range(60, reel.frames, reel.frames // 6):
        scenes = reel.scenes(frame)
        scene = scenes[len(scenes) // 2]
        written.clear()
        painter.draw(*scenes)
        camera, landscape = scene.shot.camera, history.landscape
        eye, right, up, forward, (focal, middle, centre) = camera.rows(size)
        rows = {mark.place[1] for mark in showing.ruler.marks(scene)}
        for text, top, _ in written:
            away = []
            for beside in rows:
                x = scene.slice_point.copy()
                x[0], x[reel.film.axis] = value_of(text), beside
                height = landscape.loss(x, scene.epsilon) + x[0]
                high = scene.relief.scale * height + showing.ruler.tall
                ray = np.array((x[0] - camera.x, beside - camera.y, high)) - eye
                depth = ray @ forward
                place = middle + focal * (ray @ right) / depth, centre - focal * (ray @ up) / depth
                away.append(np.hypot(*np.subtract(place, top)))
            assert min(away) < 6.0
            count += 1
    assert count > 10


def test_values_are_round_and_equally_far_apart(history):
    reel, showing = film_of(history, (1280, 720), view="chase")
    scene = reel.scenes(reel.frames // 2)[0]
    marks = [mark for mark in showing.ruler.marks(scene) if mark.text and mark.strength > 0.5]
    values = [value_of(mark.text) for mark in marks]
    assert values == [pytest.approx(mark.place[0]) for mark in marks]
    (step,) = set(np.round(np.diff(values), 9))
    assert f"{step:e}"[0] in "125"
    assert any(mark.text.startswith("x₀ = ") for mark in marks)


def test_marks_stay_where_they_are_in_the_world(history):
    reel, showing = film_of(history, (1280, 720), view="chase")
    middle = reel.frames // 4
    places = [
        {mark.place for mark in showing.ruler.marks(reel.scenes(frame)[0]) if mark.strength > 0.3}
        for frame in (middle, middle + 6)
    ]
    assert len(places[0] & places[1]) > 0.6 * len(places[0]) > 5


@pytest.mark.parametrize("size", [(1280, 720), (480, 270), (1080, 1080), (1080, 1920), (200, 900)])
def test_numbers_are_whole_and_under_nothing(history, written, size):
    reel, showing = film_of(history, size)
    painter = Painter(reel.film, size, THEMES["dark"], showing.overlays, ruler=showing.ruler)
    boxes = [
        (left, top, left + panel.size[0], top + panel.size[1])
        for panel, left, top in showing.overlays.panels
    ]
    boxes += [block.box for block in showing.overlays.caption.blocks]
    for frame in range(0, reel.frames, reel.frames // 10):
        written.clear()
        painter.draw(*reel.scenes(frame))
        for _, _, box in written:
            left, top, right, bottom = box
            assert 0 <= left < right <= size[0]
            assert 0 <= top < bottom <= size[1]
            for other in boxes:
                apart = right <= other[0] or other[2] <= left
                assert apart or bottom <= other[1] or other[3] <= top


def test_small_pictures_have_none(history):
    reel, showing = film_of(history, (320, 180), view="chase")
    assert not list(showing.ruler.marks(reel.scenes(reel.frames // 2)[0]))
