"""Whatever a picture's shape, all that lies on it is whole, and nothing lies on anything else."""

from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

import render
import render.overlays.caption
from render.overlays.overlays import Overlays
from render.plan import plan_film
from render.scene.film import Film
from render.theme import THEMES
from splotch_tui import PRESETS, Recipe, run

SIZES = [
    *((64, 64), (200, 900), (480, 270), (1080, 1080)),
    *((1080, 1920), (1280, 720), (3840, 2160)),
]
FRAMES, FPS = 240, 10


def backings_of(caption):
    """The pictures behind a caption's words, each with its left column and its upper row."""
    return [placed for block in caption.blocks for placed in block.backings]


@pytest.fixture(scope="module", params=["original", "far"])
def history(request):
    if request.param == "original":
        return run(PRESETS["original"].changed(1200, "epsilon", 0.005).shortened(3500))
    return run(Recipe(seed=4_294_967_295, noise_seed=77, learning_rate=1000.0, steps=900))


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def laid(request, history):
    """A film's overlays, the film, and the size of its pictures."""
    size = request.param
    options = render.FilmOptions(size=size, fps=FPS, title="A title of some words")
    film = Film(
        plan_film(options, history, Path("a.mp4")),
        np.linspace(0, len(history.x0) - 1, FRAMES),
        FPS,
    )
    return Overlays(film, size, THEMES["dark"], options.title, cards=True, pits=True), film, size


def captions(overlays, film, size, monkeypatch):
    """Where the words at the top are in some frames."""
    frames = []

    def spy(made, left, top, _pixels):
        if not any(made is backing for backing, _, _ in backings_of(overlays.caption)):
            frames[-1].append((left, top, left + made.shape[1], top + made.shape[0]))

    monkeypatch.setattr(render.overlays.caption, "overlay", spy)
    for number in range(0, FRAMES, 24):
        frames.append([])
        overlays.caption.write(film.scene(number), np.zeros((size[1], size[0], 4), np.uint8))
    return frames


def within(box, width, height):
    return box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height


def overlap(one, other, slack=0):
    """Whether two boxes have common pixels; pictures of lines are higher than their letters."""
    return (
        one[0] < other[2]
        and other[0] < one[2]
        and one[1] + slack < other[3] - slack
        and other[1] + slack < one[3] - slack
    )


def boxes(overlays):
    return [
        (left, top, left + panel.size[0], top + panel.size[1])
        for panel, left, top in overlays.panels
    ]


def test_nothing_is_cut(laid, monkeypatch):
    overlays, film, size = laid
    assert all(within(box, *size) for box in boxes(overlays))
    for panel, _, _ in overlays.panels:
        assert panel.texts
        assert all(within(place, *panel.size) for _, place in panel.texts)
    for shown in overlays.cards.shown:
        height, width = shown.picture.pixels.shape[:2]
        assert within((shown.left, shown.top, shown.left + width, shown.top + height), *size)
        assert all(within(place, width, height) for _, place in shown.picture.texts)
    for told in captions(overlays, film, size, monkeypatch):
        assert told
        assert all(within(place, *size) for place in told)


def test_words_are_on_their_backings(laid, monkeypatch):
    overlays, film, size = laid
    backings = [
        (left, top, left + picture.shape[1], top + picture.shape[0])
        for picture, left, top in backings_of(overlays.caption)
    ]
    assert all(within(box, *size) for box in backings)
    assert not any(overlap(one, other) for one, other in combinations(backings, 2))
    assert not any(overlap(one, other) for one in backings for other in boxes(overlays))
    for told in captions(overlays, film, size, monkeypatch):
        for left, top, right, bottom in told:
            assert any(
                box[0] <= left and box[1] <= top and right <= box[2] and bottom <= box[3]
                for box in backings
            )


def test_nothing_lies_on_anything_else(laid, monkeypatch):
    overlays, film, size = laid
    panels = boxes(overlays)
    slack = max(round(0.004 * min(size)), 2)
    for told in captions(overlays, film, size, monkeypatch):
        for one, other in combinations([*panels, *told], 2):
            assert not overlap(one, other, slack)
    for panel, _, _ in overlays.panels:
        for (_, one), (_, other) in combinations(panel.texts, 2):
            assert not overlap(one, other, slack)
    for shown in overlays.cards.shown:
        height, width = shown.picture.pixels.shape[:2]
        card = shown.left, shown.top, shown.left + width, shown.top + height
        if not (shown.alone or shown.covers):
            assert not any(overlap(card, box) for box in panels)
        for (_, one), (_, other) in combinations(shown.picture.texts, 2):
            assert not overlap(one, other, slack)


def test_each_shape_has_what_it_has_room_for(laid):
    overlays, _, size = laid
    kinds = {type(panel).__name__ for panel, _, _ in overlays.panels}
    # The smallest has the numbers alone; there is no room for a legend beside 200 pixels.
    expected = {(64, 64): set(), (200, 900): {"Insets"}}
    assert expected.get(size, {"Insets", "Legend"}) <= kinds
    assert (overlays.cards.shown == []) == (size == (64, 64))
    # What is in the middle of the picture stays free.
    for _, top, _, bottom in boxes(overlays):
        assert top > 0.5 * size[1]
        assert bottom <= size[1]


def test_there_is_one_card_at_a_time(laid):
    overlays, _, _ = laid
    shown = overlays.cards.shown
    for one, following in pairwise(shown):
        assert one.first < one.past <= following.first
        assert one.past - one.first >= 1.8 * FPS
