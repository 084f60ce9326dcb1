"""Insets show how x0 climbs and all of the xn, over what the film plays, and mark what happened."""

from pathlib import Path

import numpy as np
import pytest

import render
from render.overlays.climb import climb_parts
from render.overlays.insets import Insets, fitting_parts
from render.overlays.layout import Layout
from render.plan import plan_film
from render.scene.film import Film
from render.theme import THEMES
from splotch_tui import PRESETS, Recipe, run
from splotch_tui.core.phases import track_phases

THEME = THEMES["dark"]
BY_HAND = PRESETS["original"].changed(1200, "epsilon", 0.005)


@pytest.fixture(scope="module")
def by_hand():
    return run(BY_HAND)


def drawn(history, frame=0, size=(1280, 720), **options):
    """The insets of a film's frame, and their pixels: red, green and blue."""
    plan = plan_film(render.FilmOptions(size=size, **options), history, Path("a.mp4"))
    rows = np.linspace(plan.played.start, plan.played.stop - 1, 30)
    film = Film(plan, rows, plan.settings.fps)
    layout = Layout(*size, left=True)
    insets = Insets(film, layout, THEME, fitting_parts(layout))
    width, height = insets.size
    pixels = np.zeros((height, width, 4), np.uint8)
    insets.draw(film.scene(frame), 0, 0, pixels)
    return insets, film, pixels[..., :3].astype(int)


def near(pixels, colour, by=30):
    return (np.abs(pixels - np.rint(colour)) <= by).all(axis=-1)


def words(insets):
    return [text for text, _ in insets.texts]


def test_hops_and_changes_are_marked_at_their_step(by_hand):
    insets, _, pixels = drawn(by_hand)
    (hop,) = track_phases(by_hand).hops
    # The cursor, which is red as well, is at the left end.
    columns = np.flatnonzero(near(pixels, THEME.point).any(axis=0))
    left, right = 48.0, 300.0 - 14.0
    place = left + (right - left) * hop.step / BY_HAND.steps
    assert abs(columns[columns > 100].mean() - place) < 2
    symbols = [place for text, place in insets.texts if text == "ε"]
    assert len(symbols) == 2
    for (first, _, past, _), end in zip(symbols, (right, right - 18.0), strict=True):
        assert abs(0.5 * (first + past) - (left + (end - left) * 1200 / BY_HAND.steps)) < 2
    _, _, plain = drawn(run(PRESETS["comment"].shortened(400)))
    assert np.flatnonzero(near(plain, THEME.point).any(axis=0)).max() < 100


def test_the_fan_names_what_spans_most_and_a_single_xn_gives_the_height_of_the_hills(by_hand):
    insets, film, _ = drawn(by_hand)
    spans = np.ptp(by_hand.xn, axis=0)
    farthest = {f"x{n + 1}" for n in np.argsort(-spans)[:4]}
    plain = [text.translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")) for text in words(insets)]
    assert farthest <= set(plain)
    assert f"x{film.axis}" in farthest
    assert "x1 to x16" in plain
    alone, _, _ = drawn(run(PRESETS["comment"].shortened(400)))
    assert "height of the hills" in words(alone)
    assert not any(" to x" in text for text in words(alone))


def test_curves_have_the_colours_of_the_phases(by_hand):
    _, film, pixels = drawn(by_hand, frame=29)
    # x0's plot is between the gauge and the fan.
    rows = slice(60, 130)
    found = {}
    for kind, colour in THEME.phases.items():
        columns = np.flatnonzero(near(pixels[rows], colour, by=6).any(axis=0))
        found[kind] = columns[columns > 60].mean()
    middles = {}
    for phase, end in zip(
        film.phases, [*(one.start for one in film.phases[1:]), BY_HAND.steps], strict=True
    ):
        middles[phase.kind] = 48.0 + 238.0 * 0.5 * (phase.start + end) / BY_HAND.steps
    assert len(middles) == 3
    for kind, place in middles.items():
        assert abs(found[kind] - place) < 12


def test_insets_of_a_part_span_that_part(by_hand):
    insets, _, _ = drawn(by_hand, part=(1300, 1500))
    # Whole steps, all within the part.
    numbers = [text for text, (_, top, _, _) in insets.texts if top > 210 and text[0].isdigit()]
    assert len(numbers) >= 3
    assert all(1300 <= int(text.replace(",", "")) <= 1500 for text in numbers)
    short = run(Recipe(steps=3))
    numbers = [text for text, place in drawn(short)[0].texts if place[1] > 210 and text.isdigit()]
    assert set(numbers) <= {"0", "1", "2", "3"}
    assert len(numbers) >= 2


def test_the_gauge_says_the_climb_in_percent_of_the_free_climb(by_hand):
    parts = climb_parts(by_hand)
    window = 256
    for row in (window, 1000, 3000):
        climbed = by_hand.x0[row] - by_hand.x0[row - window]
        assert parts[row] == pytest.approx(climbed / (0.2 * window))
    assert len(parts) == len(by_hand.x0)
    for frame in (4, 14, 28):
        _, film, pixels = drawn(by_hand, frame=frame)
        scene = film.scene(frame)
        colour = np.rint(THEME.phases[film.phase_at(scene.step).kind])
        bar = np.flatnonzero((pixels[37] == colour).all(axis=-1))
        expected = max(parts[scene.row], 0.0) / 1.2 * (300 - 24)
        assert bar.size == pytest.approx(expected, abs=2)
