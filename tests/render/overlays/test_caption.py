"""The words on a frame have room beside each other, whatever the picture's size."""

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import render.overlays.caption
import render.overlays.word_lines
from render.overlays.caption import Caption
from render.overlays.layout import Layout
from render.overlays.text import TextRenderer
from render.overlays.words import coordinate
from render.plan import plan_film
from render.scene.film import Film
from render.theme import THEMES
from splotch_tui import PRESETS, Recipe, run
from splotch_tui.core.phases import track_phases


def backings_of(caption):
    """The pictures behind a caption's words, each with its left column and its upper row."""
    return [placed for block in caption.blocks for placed in block.backings]


@pytest.fixture
def written(monkeypatch):
    """A function that writes a caption and returns where its texts are, as slices of pixels."""

    def write(recipe, size, title):
        history = run(recipe)
        rows = np.linspace(0.0, len(history.x0) - 1, 60)
        options = render.FilmOptions(view="chase", size=size)
        film = Film(plan_film(options, history, Path("a.mp4")), rows, 30)
        caption = Caption(film, Layout(*size, left=True), THEMES["dark"], title)
        places = []

        def spy(picture, left, top, _pixels):
            if any(picture is backing for backing, _, _ in backings_of(caption)):
                return
            places.append((left, left + picture.shape[1], top, top + picture.shape[0]))

        for module in (render.overlays.caption, render.overlays.word_lines):
            monkeypatch.setattr(module, "overlay", spy)
        caption.write(film.scene(59), np.zeros((size[1], size[0], 3), np.uint8))
        return places

    return write


@pytest.fixture
def captions(monkeypatch):
    """A function that captions all frames of a film, and returns the texts of each."""

    def write(recipe, size, frames=60, **options):
        history = run(recipe)
        plan = plan_film(render.FilmOptions(size=size, **options), history, Path("a.mp4"))
        rows = np.linspace(plan.played.start, plan.played.stop - 1, frames)
        film = Film(plan, rows, plan.settings.fps)
        title = options.get("title", "")
        caption = Caption(film, Layout(*size, left=True), THEMES["dark"], title)
        texts = []
        # By the text's picture; a copy each, as texts may share one.
        pictures = {}
        original = TextRenderer.picture

        def picture(renderer, text):
            made = original(renderer, text).copy()
            pictures[id(made)] = (text, made)
            return made

        monkeypatch.setattr(TextRenderer, "picture", picture)

        def spy(made, left, _top, _pixels):
            if not any(made is backing for backing, _, _ in backings_of(caption)):
                texts[-1].append((pictures[id(made)][0], left + made.shape[1]))

        for module in (render.overlays.caption, render.overlays.word_lines):
            monkeypatch.setattr(module, "overlay", spy)
        scenes = [film.scene(frame) for frame in range(frames)]
        for scene in scenes:
            texts.append([])
            caption.write(scene, np.zeros((size[1], size[0], 3), np.uint8))
        return history, scenes, texts

    return write


@pytest.fixture
def captioned(history):
    """A function that returns the caption of a film of some size and title."""

    def make(size, title):
        plan = plan_film(render.FilmOptions(size=size), history, Path("a.mp4"))
        film = Film(plan, np.linspace(0.0, len(history.x0) - 1, 10), 30)
        return Caption(film, Layout(*size, left=True), THEMES["dark"], title)

    return make


@pytest.mark.parametrize("size", [(64, 64), (90, 64), (160, 90), (200, 356), (1080, 1080)])
@pytest.mark.parametrize(
    "recipe",
    [
        replace(PRESETS["original"], steps=3000),
        Recipe(seed=4_294_967_295, noise_seed=4_294_967_294, epsilon=0.0123456, steps=400),
        Recipe(seed=1725, epsilon=0.0, learning_rate=1000.0, steps=400),
    ],
    ids=["original", "long", "far"],
)
def test_numbers_are_whole_or_left_out(captions, recipe, size):
    history, scenes, texts = captions(recipe, size, frames=20)
    axis = history.farthest_axis
    whole = set(recipe.caption()) | {
        f"slice along x₀ and {coordinate(axis)}",
        f"of {recipe.steps:,}",
    }
    shapes = set()
    for scene, told in zip(scenes, texts, strict=True):
        row = scene.row
        values = {"x₀": history.x0, coordinate(axis): history.xn[:, axis - 1], "loss": history.loss}
        whole_now = whole | {f"step {scene.step:,}", scene.phase}
        for name, curve in values.items():
            whole_now |= {f"{name} = {curve[row]:.{n}f}".replace("-", "−") for n in (0, 2)}
        for text, right in told:
            assert right <= size[0]
            assert set(re.split(" · |    ", text)) <= whole_now
        shapes.add(tuple(len(re.split("    ", text)) for text, _ in told))
    # What there is room for is the same in all frames: lines that come and go are not read.
    assert len(shapes) <= 3
    if size == (1080, 1080):
        assert any("loss" in text for text, _ in texts[0])


def test_what_decides_a_run_stands_in_its_caption(captions):
    recipe = Recipe(noise_seed=77, engine="torch", steps=300).changed(150, "noise", 0.5)
    history, scenes, texts = captions(recipe, (1280, 720))
    assert history.recipe == recipe
    for scene, told in zip(scenes, texts, strict=True):
        words = " ".join(text for text, _ in told)
        assert "noise seed 77" in words
        assert "engine torch" in words
        assert ("noise 0.5" in words) == (scene.step >= 150)


def test_a_hop_is_told_for_a_while_when_it_happens(captions):
    recipe = PRESETS["original"].changed(1200, "epsilon", 0.005)
    history, scenes, texts = captions(recipe, (1280, 720), frames=300, fps=10)
    (hop,) = track_phases(history).hops
    told = [any("snag · hop" in text for text, _ in words) for words in texts]
    first = told.index(True)
    assert sum(told) == sum(told[first : first + 15]) == 15
    assert scenes[first - 1].step < hop.step <= scenes[first].step
    # A part that is played from a later step on is none of its time.
    _, _, texts = captions(recipe, (1280, 720), frames=50, fps=10, part=(hop.step + 100, None))
    assert not any("hop" in text for words in texts for text, _ in words)


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


def test_parameters_are_told_where_there_is_no_room_beside(captions):
    recipe = replace(PRESETS["comment"], steps=400)
    _, _, texts = captions(recipe, (300, 400), frames=4)
    for told in texts:
        words = [phrase for text, _ in told for phrase in text.split(" · ")]
        assert set(recipe.caption()) <= set(words)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Two words", "Two words"),
        ("A run of 12,345,678 steps, told", "A run of …"),
        ("Donaudampfschifffahrtsgesellschaftskapitän", None),
    ],
)
def test_a_title_is_cut_between_words(captions, title, shown):
    _, _, texts = captions(PRESETS["comment"].shortened(400), (200, 300), frames=2, title=title)
    assert ({text for told in texts for text, _ in told} & {shown}) == ({shown} - {None})
    assert not any(
        text.startswith(title[:4]) and text != shown for told in texts for text, _ in told
    )


@pytest.mark.parametrize("size", [(360, 640), (480, 270), (1280, 720)])
@pytest.mark.parametrize("title", ["", "A title", "A title that is much too long to be beside it"])
def test_what_lies_behind_words_does_not_lie_on_itself(captioned, size, title):
    backings = [
        (left, left + picture.shape[1], top, top + picture.shape[0])
        for picture, left, top in backings_of(captioned(size, title))
    ]
    for one, other in combinations(backings, 2):
        assert one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
