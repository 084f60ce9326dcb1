"""The words on a frame have room beside each other, whatever the picture's size."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import render.overlays.caption
from render.overlays.caption import Caption
from render.overlays.layout import Layout
from render.plan import plan_film
from render.scene.film import Film
from render.theme import THEMES
from splotch_tui import PRESETS, Recipe, run


@pytest.fixture
def written(monkeypatch):
    """A function that writes a caption and returns where its texts are, as slices of pixels."""

    def write(recipe, size, title):
        history = run(recipe)
        rows = np.linspace(0.0, len(history.x0) - 1, 60)
        options = render.FilmOptions(view="chase", size=size)
        film = Film(plan_film(options, history, Path("a.mp4")), rows)
        caption = Caption(film, Layout(*size, left=True), THEMES["dark"], title)
        places = []

        def spy(picture, left, top, _pixels):
            places.append((left, left + picture.shape[1], top, top + picture.shape[0]))

        monkeypatch.setattr(render.overlays.caption, "overlay", spy)
        caption.write(film.scene(59), np.zeros((size[1], size[0], 3), np.uint8))
        return places

    return write


@pytest.mark.parametrize("title", ["", "A title", "A title that is much too long to be beside it"])
@pytest.mark.parametrize("size", [(240, 136), (360, 202), (480, 270), (640, 480), (1280, 720)])
@pytest.mark.parametrize(
    "recipe",
    [
        replace(PRESETS["comment"], steps=400),
        Recipe(seed=4_294_967_295, dims=12, epsilon=0.0123456, noise=0.987654, steps=400),
    ],
)
def test_words_are_side_by_side(written, recipe, size, title):
    places = written(recipe, size, title)
    assert len(places) >= 3
    # Above and below, pictures of lines are as high as the tallest letters of all could be.
    for (left, right, top, bottom), other in combinations(places, 2):
        across = left < other[1] and other[0] < right
        assert not (across and top + 3 < other[3] - 3 and other[2] + 3 < bottom - 3)
    assert all(
        left >= 0 and right <= size[0] and bottom <= size[1] for left, right, _, bottom in places
    )


def test_parameters_are_told_where_there_is_no_room_beside(written):
    few, many = (len(written(PRESETS["comment"], size, "")) for size in ((360, 202), (1280, 720)))
    assert few == many - 1
