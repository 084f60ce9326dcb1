"""Insets mark what happened to a run."""

from pathlib import Path

import numpy as np

import render
from render.overlays.insets import Insets
from render.overlays.layout import Layout
from render.plan import plan_film
from render.scene.film import Film
from render.theme import THEMES
from splotch_tui import PRESETS, run
from splotch_tui.core.phases import track_phases


def inset(recipe):
    """The insets of a film's first frame: 720 rows of red, green and blue."""
    history = run(recipe)
    plan = plan_film(render.FilmOptions(), history, Path("a.mp4"))
    film = Film(plan, np.linspace(0.0, len(history.x0) - 1, 30), 30)
    pixels = np.zeros((720, 1280, 4), np.uint8)
    Insets(film, Layout(1280, 720, left=True), 700, THEMES["dark"]).draw(film.scene(0), pixels)
    return history, pixels[..., :3].astype(int)


def test_hops_are_marked_at_their_step():
    recipe = PRESETS["original"].changed(1200, "epsilon", 0.005)
    history, pixels = inset(recipe)
    (hop,) = track_phases(history).hops
    red = (pixels[..., 0] > 200) & (pixels[..., 1] < 120) & (pixels[..., 2] < 100)
    # The cursor, which is red as well, is at the left end.
    left, width = 24, 300
    columns = np.flatnonzero(red.any(axis=0))
    marks = columns[columns > left + 0.3 * width]
    place = left + width * (0.165 + (0.945 - 0.165) * hop.step / recipe.steps)
    assert abs(marks.mean() - place) < 2
    _, plain = inset(PRESETS["comment"].shortened(400))
    red = (plain[..., 0] > 200) & (plain[..., 1] < 120) & (plain[..., 2] < 100)
    assert np.flatnonzero(red.any(axis=0)).max() < left + 0.3 * width
