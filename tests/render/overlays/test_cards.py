"""When a film's cards are shown, and that they cover neither the point nor each other."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import render
from render.overlays.overlays import Overlays
from render.overlays.sight import see_run
from render.plan import plan_film
from render.scene.film import Film
from render.scene.timing import Track, frame_rows
from render.scene.views import VIEWS, load_view
from render.theme import THEMES
from splotch_tui import PRESETS, run
from splotch_tui.core.phases import Phase, PhaseKind

FPS, SECONDS = 20, 32


@pytest.fixture(scope="module")
def by_hand():
    return run(PRESETS["original"].changed(1200, "epsilon", 0.005))


def film_of(history, seconds=SECONDS, size=(640, 360), **options):
    options = render.FilmOptions(fps=FPS, seconds=seconds, size=size, **options)
    plan = plan_film(options, history, Path("a.mp4"))
    parts = load_view(plan.view).parts(seconds * FPS, FPS)
    track = Track.of(history, plan.axis, plan.played)
    (rows,) = frame_rows([track], plan.options.timing, parts)
    return Film(plan, rows, plan.settings.fps)


def overlays_of(film, cards=True):
    size = film.plan.settings.size
    return Overlays(film, size, THEMES["dark"], film.plan.options.title, cards=cards)


def headings(overlays):
    return [one.picture.texts[0][0] for one in overlays.cards.shown]


def test_the_story_is_told_in_its_order(by_hand):
    film = film_of(by_hand)
    shown = overlays_of(film).cards.shown
    told = [one.picture.texts[0][0] for one in shown]
    assert told == [
        "A point rolls downhill along x₀",
        *(
            "Free",
            "Changed by hand",
            "Demon",
            "Snag",
            "Hop",
            "Caught at x₀\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}331",
        ),
    ]
    assert (shown[0].first, shown[-1].past) == (0, SECONDS * FPS)
    assert shown[0].past == pytest.approx(3.0 * FPS, abs=1)
    assert shown[-1].past - shown[-1].first == pytest.approx(4.6 * FPS, abs=1)
    for one, step in zip(
        shown[2:5], (1200, *(phase.start for phase in film.phases[1:])), strict=True
    ):
        # At its step, or as soon as the one before has been read.
        late = one.first - int(np.searchsorted(film.steps, step))
        assert 0 <= late <= 1.8 * FPS
    assert all(one.past <= following.first for one, following in pairwise(shown))


def test_of_phases_that_come_thick_the_newest_are_told_and_each_can_be_read(by_hand):
    film = film_of(by_hand)
    kinds = (PhaseKind.DEMON, PhaseKind.FREE)
    film.phases = (
        Phase(PhaseKind.FREE, 0),
        *(Phase(kinds[n % 2], 1000 + 20 * n) for n in range(40)),
    )
    shown = overlays_of(film).cards.shown
    assert 4 < len(shown) < 20
    for one, following in pairwise(shown):
        assert one.past <= following.first
        assert one.past - one.first >= 1.8 * FPS


def test_a_part_begins_with_what_goes_on(by_hand):
    film = film_of(by_hand, part=(1500, 2000), seconds=10)
    assert headings(overlays_of(film))[1] == "Demon"


def test_a_film_too_short_to_read_has_no_cards(by_hand):
    assert overlays_of(film_of(by_hand, seconds=1)).cards.shown == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", [(640, 360), (360, 640), (480, 480)])
def test_the_point_is_never_covered(by_hand, view, size):
    film = film_of(by_hand, view=view, size=size)
    for one in overlays_of(film).cards.shown:
        height, width = one.picture.pixels.shape[:2]
        # With the point's own size.
        around = 6
        right, bottom = one.left + width + around, one.top + height
        box = one.left - around, one.top - around, right, bottom
        for frame in range(one.first, one.past, 4):
            sight = see_run(film, size, [frame])
            covered = sight.covered(box)
            assert covered < 3000, (one.picture.texts[0], frame)


def drawn(overlays, film, frame):
    width, height = film.plan.settings.size
    pixels = np.full((height, width, 4), 40, np.uint8)
    overlays.draw(film.scene(frame), pixels)
    return pixels[..., :3].astype(int)


def test_cards_come_and_go_softly_and_caption_and_panels_make_room(by_hand):
    film = film_of(by_hand)
    overlays, plain = overlays_of(film), overlays_of(film, cards=False)
    opening, *news, ending = overlays.cards.shown
    # In the first picture and the last there are only their cards.
    for one, frame in ((opening, 0), (ending, SECONDS * FPS - 1)):
        pixels = drawn(overlays, film, frame)
        height, width = one.picture.pixels.shape[:2]
        pixels[one.top : one.top + height, one.left : one.left + width] = 40
        assert (pixels == 40).all()
    # In between they come within a third of a second.
    told = [opening, *news]
    one = next(one for before, one in pairwise(told) if one.first > before.past + 2 * FPS)
    inside = slice(one.top + 4, one.top + 20), slice(one.left + 8, one.left + 30)
    levels = [
        np.abs(drawn(overlays, film, frame)[inside] - drawn(plain, film, frame)[inside]).mean()
        for frame in range(one.first - 1, one.first + 8)
    ]
    assert levels[0] == 0.0
    # What is under it leaves a little sooner than it comes.
    assert 0.0 < levels[1] < max(levels[2:])
    assert levels[-1] == pytest.approx(levels[-2], abs=0.5)


def test_no_cards_are_none(by_hand, tmp_path):
    film = film_of(by_hand)
    assert overlays_of(film, cards=False).cards is None
    contents = []
    for cards in (True, False):
        path = tmp_path / f"{cards}.gif"
        render.animate(by_hand, path, size=(320, 180), fps=2, seconds=12, cards=cards)
        contents.append(path.read_bytes())
    assert contents[0] != contents[1]


def test_a_picture_has_no_cards(by_hand, tmp_path, monkeypatch):
    import render.showing as module

    asked = []
    original = module.Overlays

    def spy(*arguments, cards, **others):
        asked.append(cards)
        return original(*arguments, cards=cards, **others)

    monkeypatch.setattr(module, "Overlays", spy)
    render.still(by_hand, tmp_path / "a.png", step=0, size=(160, 90))
    render.animate(by_hand, tmp_path / "a.gif", size=(64, 64), fps=5, seconds=1)
    assert asked == [False, True]


@pytest.mark.parametrize("size", [(64, 64), (72, 64)])
def test_what_the_point_comes_under_gives_way(size):
    history = run(PRESETS["comment"])
    film = film_of(history, size=size, view="overview", seconds=12)
    overlays = overlays_of(film, cards=False)
    boxes = [block.box for block in overlays.caption.blocks]
    weakest = 1.0
    for frame in range(0, 12 * FPS, 6):
        scene = film.scene(frame)
        sight = see_run(film, size, [frame])
        pixels = np.full((size[1], size[0], 4), 40, np.uint8)
        overlays.draw(scene, pixels)
        for left, top, right, bottom in boxes:
            strength = np.abs(pixels[top:bottom, left:right, :3].astype(int) - 40).max() / 215.0
            if sight.covered((left, top, right, bottom)) >= 3000:
                assert strength < 0.15
                weakest = min(weakest, strength)
            elif sight.covered((left - 99, top - 99, right + 99, bottom + 99)) < 3000:
                assert strength > 0.5
    assert weakest < 0.15
