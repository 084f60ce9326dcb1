"""The climb is the same number wherever it stands."""

import numpy as np
import pytest

from render.overlays.climb import climb_parts
from splotch_tui import PRESETS, Recipe, run
from splotch_tui.core.climbing import climb_shares, newest_climb
from splotch_tui.core.phases import window_length
from splotch_tui.core.record import Record


def record_of(history):
    record = Record.started(history.points[0], float(history.loss[0]))
    return record.extended(history.points[1:], history.loss[1:])


@pytest.mark.parametrize(
    "recipe",
    [
        PRESETS["original"],
        PRESETS["comment"].changed(3000, "learning_rate", 0.1),
        Recipe(steps=711, rule="adam"),
    ],
)
def test_app_and_films_tell_the_same(recipe):
    history = run(recipe)
    record = record_of(history)
    parts = climb_parts(history)
    assert newest_climb(record, recipe) == pytest.approx(parts[-1])
    window = window_length(recipe)
    ends = np.arange(window, recipe.steps + 1, 37)
    shares = climb_shares(record, recipe, ends, np.full(len(ends), window))
    assert shares == pytest.approx(parts[ends])


def test_before_the_end_of_a_window_there_is_none():
    recipe = Recipe(steps=255)
    assert newest_climb(record_of(run(recipe)), recipe) is None
