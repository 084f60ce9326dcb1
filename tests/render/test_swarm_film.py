"""Films of a swarm: what is drawn and told is what the descents had there."""

import re
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

import render
from render.overlays import swarm_story
from render.overlays.sight import place_on_screen
from render.overlays.swarm import SwarmOverlays
from render.overlays.swarm_story import find_pits
from render.plan import plan_film
from render.scene.swarm import CAUGHT, SwarmFilm
from render.swarm_painter import SwarmPainter
from render.theme import THEMES
from splotch_tui import PRESETS, SplotchError, run
from splotch_tui.core.ensemble.swarm import run_swarm
from splotch_tui.core.phases import PhaseKind, kinds_at

COUNT = 24
SIZES = [(64, 64), (200, 900), (480, 270), (1080, 1080), (1080, 1920), (1280, 720)]


@pytest.fixture(scope="module")
def histories():
    return {name: run(replace(PRESETS[name], steps=2000)) for name in ("comment", "orthogonal")}


def film_of(history, **options):
    plan = plan_film(render.FilmOptions(swarm=COUNT, **options), history, Path("a.mp4"))
    return SwarmFilm(plan, run_swarm(history.recipe, COUNT))


@pytest.fixture(scope="module", params=["comment", "orthogonal"])
def film(histories, request):
    return film_of(histories[request.param])


def test_descents_are_where_they_were(film):
    """At each frame's own step, up to the mean over the steps that a frame lasts."""
    steps = film.swarm.steps
    assert film.steps[0] == 0
    assert film.steps[-1] == steps[-1]
    assert (np.diff(film.steps) >= 0).all()
    lasting = np.maximum(np.gradient(film.steps.astype(float)), 1.0)
    # At the end it is the mean of the last steps.
    slow = np.flatnonzero((lasting < 2.0) & (film.steps < steps[-1] - 100))
    assert len(slow) > 20
    there = film.swarm.points[:, film.steps[slow]].transpose(1, 0, 2)
    assert np.abs(film.points[slow, :, :2] - there).mean() < 0.15
    landscape, epsilon = film.plan.history.landscape, film.swarm.recipe.epsilon
    heights = landscape.loss(there, epsilon) + there[..., 0]
    assert np.abs(film.points[slow, :, 2] - heights).mean() < 0.13


def test_they_are_doing_what_their_phases_say(film):
    for which, phases in enumerate(film.swarm.phases):
        assert (film.kinds[:, which] == kinds_at(phases, film.steps)).all()
        caught = [phase.start for phase in phases if phase.kind is PhaseKind.SNAG]
        told = film.catches[which]
        assert np.isnan(told) if not caught else told == caught[0]


def test_the_camera_keeps_most_of_those_that_are_caught_in_sight(film):
    size = film.plan.settings.size
    for frame in np.linspace(0, film.frames - 1, 25).astype(int).tolist():
        scene = film.scene(frame)
        caught = scene.kinds == CAUGHT
        followed = scene.points[caught] if caught.mean() > 0.5 else scene.points
        x, y = place_on_screen(followed, scene, size).T
        inside = (x > 0) & (x < size[0]) & (y > 0) & (y < size[1])
        assert inside.mean() > 0.8


def test_the_camera_moves_gently(film):
    shots = [film.scene(frame).shot.camera for frame in range(film.frames)]
    places = np.array([(camera.x, camera.y, *camera.eye) for camera in shots])
    distances = np.array([camera.distance for camera in shots])
    moves = np.linalg.norm(np.diff(places, axis=0), axis=1) / distances[1:]
    assert moves.max() < 0.05


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", list(THEMES))
def test_panels_are_whole_and_apart_at_any_size(histories, size, theme):
    film = film_of(histories["comment"], size=size)
    overlays = SwarmOverlays(film, size, THEMES[theme])
    taken = np.zeros(size[::-1], int)
    for panel, left, top in overlays.panels:
        wide, high = panel.size
        assert left >= 0 and top >= 0 and left + wide <= size[0] and top + high <= size[1]
        taken[top : top + high, left : left + wide] += 1
        for text, box in panel.texts:
            assert box[0] >= 0 and box[2] <= wide + 1, text
    assert taken.max() <= 1
    assert len(overlays.panels) == {64: 0, 200: 2, 480: 1, 1080: 2, 1280: 3}[size[0]]
    assert (len(overlays.cards.shown) > 0) == (size != (64, 64))
    for card in overlays.cards.shown:
        high, wide = card.picture.pixels.shape[:2]
        beside = taken[card.top : card.top + high, card.left : card.left + wide]
        # What is told at the beginning and at the end is told alone.
        assert card.alone or not beside.any()


def bars_in(pixels, before, colour):
    """How many pixels of a colour a panel's drawing has added."""
    is_ = (pixels[..., :3] == np.rint(colour)).all(axis=-1)
    was = (before[..., :3] == np.rint(colour)).all(axis=-1)
    return int(is_.sum() - was.sum())


def test_bars_are_as_many_as_are_caught(histories):
    film = film_of(histories["comment"], size=(1280, 720))
    theme = THEMES["dark"]
    overlays = SwarmOverlays(film, (1280, 720), theme)
    arrivals, left, top = overlays.panels[0]
    heights = []
    for frame in (0, 2 * film.frames // 3, film.frames - 1):
        scene = film.scene(frame)
        pixels = np.zeros((720, 1280, 4), np.uint8)
        arrivals.draw(scene, left, top, pixels)
        purple = bars_in(pixels, np.zeros_like(pixels), theme.phases[PhaseKind.SNAG])
        heights.append(purple / max((scene.kinds == CAUGHT).sum(), 1))
        assert (purple > 0) == (scene.kinds == CAUGHT).any()
    # Every descent takes as much of a bar.
    assert heights[0] == 0
    assert heights[1] == pytest.approx(heights[2], rel=0.25)


def test_the_story_is_true(film):
    count = len(film.catches)
    assert str(count) in swarm_story.opening(film, "").heading
    assert swarm_story.opening(film, "Mine").heading == "Mine"
    (news,) = swarm_story.news(film)
    assert (film.catches <= news.step).sum() >= count / 2
    assert (film.catches < news.step).sum() < count / 2 + 1
    ending = swarm_story.ending(film, ["one command"])
    caught = int((film.kinds[-1] == CAUGHT).sum())
    assert (f"All {count}" if caught == count else f"{caught} of {count}") in ending.heading
    assert ending.fine[-1] == "one command"
    numbers = [int(one) for one in re.findall(r"\b\d+\b", ending.lines[0].split(" with ")[1])]
    pits = find_pits(film.points[-1, film.kinds[-1] == CAUGHT, :2])
    assert numbers == sorted(map(len, pits), reverse=True)[: len(numbers)]


def test_pits_are_groups_apart():
    assert find_pits(np.empty((0, 2))) == []
    x0 = np.array([21.0, 9.0, 15.2, 14.8, 9.3, 15.0])
    # The last is beside the two before it, in another pit.
    x1 = np.array([0.0, 0.0, 0.5, -0.5, 1.0, 4.0])
    groups = find_pits(np.column_stack((x0, x1)))
    assert [one[:, 0].tolist() for one in groups] == [[9.0, 9.3], [14.8, 15.2], [15.0], [21.0]]


def test_discs_have_the_colours_of_what_they_do(film):
    size = film.plan.settings.size
    painter = SwarmPainter(film, size, THEMES["dark"], None)
    scene = film.scene(film.frames - 1)
    painter.draw_swarm(scene)
    x, y = np.rint(place_on_screen(scene.points, scene, size)).astype(int).T
    inside = (x > 3) & (x < size[0] - 3) & (y > 3) & (y < size[1] - 3)
    red, green, blue = (painter.canvas.pixels[..., n].astype(int) for n in range(3))
    # No hill is purple.
    near = (blue - green > 50) & (red - green > 25)
    # Discs lie on each other: somewhere beside its middle each is seen.
    found = [near[b - 4 : b + 5, a - 4 : a + 5].any() for a, b in zip(x, y, strict=True)]
    assert np.mean(np.array(found)[inside & (scene.kinds == CAUGHT)]) > 0.9


def test_a_film_of_it_is_made_the_same_for_any_number_of_jobs(histories, tmp_path):
    paths = [tmp_path / "a.mp4", tmp_path / "b.mp4"]
    for jobs, path in enumerate(paths, 1):
        render.animate(
            histories["comment"], path, swarm=10, size=(320, 180), fps=10, seconds=2, jobs=jobs
        )
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with av.open(str(paths[0])) as container:
        assert sum(1 for _ in container.decode(video=0)) == 20
    assert render.read_recipe(paths[0]) == histories["comment"].recipe


@pytest.mark.parametrize(
    ("count", "options", "words"),
    [
        (1, {"view": "chase"}, "leave view out"),
        (2, {}, "a swarm is of one run: give one file"),
        (1, {"part": (0, 5000)}, "both within 0 to 2,000"),
    ],
)
def test_what_cannot_be_is_told(histories, tmp_path, count, options, words):
    some = [histories["comment"], histories["orthogonal"]][:count]
    with pytest.raises(SplotchError, match=words):
        render.animate(some, tmp_path / "a.mp4", swarm=8, **options)
    assert list(tmp_path.iterdir()) == []
