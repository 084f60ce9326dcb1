"""The moment that a picture shows if none is asked for."""

from dataclasses import replace

from render.scene.telling import telling_step
from splotch_tui import PRESETS, Recipe, run
from splotch_tui.core.phases import find_phases, window_length


def test_it_is_just_after_the_run_was_caught():
    history = run(PRESETS["original"])
    snag = find_phases(history)[-1]
    assert snag.kind == "snag"
    assert telling_step(history) == snag.start + window_length(history.recipe)


def test_without_a_snag_it_is_the_end_of_the_demon():
    history = run(PRESETS["original"].shortened(3400))
    assert find_phases(history)[-1].kind == "demon"
    assert telling_step(history) == 3400


def test_of_a_free_run_it_is_the_end():
    assert telling_step(run(replace(Recipe(epsilon=0.0), steps=700))) == 700
