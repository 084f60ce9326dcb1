"""What a film says in words is true of its run."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import render
from render.overlays import story
from render.overlays.commands import making
from render.overlays.words import coordinate, counted, listed, percent, rounded
from render.plan import plan_film
from splotch_tui import PRESETS, Recipe, run
from splotch_tui.commands.run import command
from splotch_tui.core.history import History
from splotch_tui.core.phases import track_phases
from splotch_tui.core.run_command import run_options

BY_HAND = PRESETS["original"].changed(1200, "epsilon", 0.005)


@pytest.fixture(scope="module")
def original():
    return run(PRESETS["original"])


@pytest.fixture(scope="module")
def by_hand():
    return run(BY_HAND)


def told(history):
    tracker = track_phases(history)
    return story.news(history, tracker.phases, tracker.hops)


def last(history, played=None):
    tracker = track_phases(history)
    return story.ending(history, tracker.phases, played or slice(0, len(history.x0)), ["again"])


def test_the_opening_says_what_there_is_to_see(original):
    card = story.opening(original, slice(0, 5001), "")
    assert card.heading == "A point rolls downhill along x₀"
    assert card.lines[0].startswith("Sixteen other directions hide ripples")
    # η = 0.2 a step for 5,000 steps.
    assert card.fine == ("Without hills x₀ would come to 1,000 in 5,000 steps.",)
    titled = story.opening(original, slice(100, 201), "My run")
    assert titled.heading == "My run"
    assert titled.lines[0].startswith("A point rolls downhill along x₀. Sixteen")
    assert titled.fine == ("Steps 100 to 200 of 5,000.",)


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (Recipe(dims=1, steps=300), "One other direction hides ripples, and the farther it"),
        (Recipe(dims=64, epsilon=0.001, steps=300), "64 other directions hide ripples, and"),
        # Hills that are weighed by something else do not grow with the distance.
        (Recipe(dims=2, weights="frozen:0.2", steps=300), "Two other directions hide ripples."),
        (Recipe(epsilon=0.0, steps=300), "There are no hills in its way."),
    ],
)
def test_the_opening_counts_the_directions(recipe, words):
    card = story.opening(run(recipe), slice(0, 301), "")
    assert card.lines[0].startswith(words)


def test_phases_are_told_with_their_own_numbers(original):
    free, demon, snag = told(original)
    starts = [phase.start for phase in track_phases(original).phases]
    assert [one.step for one in (free, demon, snag)] == starts
    assert [one.card.heading for one in (free, demon, snag)] == ["Free", "Demon", "Snag"]
    x0, ways = original.x0, np.abs(original.xn[starts[2]] - original.xn[starts[1]])
    climb = (x0[starts[1]] - x0[0]) / (0.2 * starts[1])
    assert (
        f"x₀ goes on at {100 * climb:.0f}% of the speed it has without hills" in free.card.lines[0]
    )
    names = re.findall("x[₀-₉]+", demon.card.lines[0])
    assert set(names) == {coordinate(n + 1) for n in np.argsort(-ways)[:3]}
    before = (x0[starts[1]] - x0[starts[1] - 1024]) / 1024
    after = (x0[starts[2]] - x0[starts[2] - 256]) / 256
    assert demon.card.lines[1] == f"x₀ slows from {before:.2f} to {after:.3f} a step."
    climb = (x0[-1] - x0[starts[2]]) / (0.2 * (5000 - starts[2]))
    assert f"{x0[starts[2]]:.0f} → {x0[-1]:.0f} in {5000 - starts[2]:,} steps" in snag.card.lines[0]
    assert f"goes on at {100 * climb:.1f}%" in snag.card.lines[1]


def test_a_point_that_stays_in_a_pit_is_said_to():
    history = run(PRESETS["comment"])
    (_, snag) = told(history)
    (place,) = re.findall(r"near x₀ = (\d+\.\d+)", snag.card.lines[0])
    assert abs(float(place) - history.x0[2000:].mean()) < 0.5
    assert "Pit after pit" not in snag.card.lines[0]


def test_changes_and_hops_are_told(by_hand):
    news = told(by_hand)
    (change,) = (one for one in news if one.card.heading == "Changed by hand")
    assert change.step == 1200
    assert change.card.lines == ("ε 0.0025 → 0.005 at step 1,200: the hills are twice as high.",)
    (hop,) = (one for one in news if one.card.heading == "Hop")
    (happened,) = track_phases(by_hand).hops
    assert hop.step == happened.step
    assert f"{happened.before:.0f} → {happened.after:.0f}" in hop.card.lines[0]
    assert hop.minor
    both = run(BY_HAND.shortened(1500).changed(1300, "noise", 0.5).changed(1300, "epsilon", 0.0))
    (_, change) = (one for one in told(both) if one.card.heading == "Changed by hand")
    assert len(change.card.lines) == 2
    assert any(line.startswith("noise 1 → 0.5 at step 1,300") for line in change.card.lines)


def test_the_ending_says_what_happened(original, by_hand):
    card = last(original)
    assert card.heading == f"All but stopped at x₀ = {original.x0[-1]:.0f}"
    assert card.lines[0] == (
        "A demon phase from step 2,464 and in one pit after the other from step 3,680."
    )
    assert "1,000 in 5,000 steps" in card.lines[1]
    assert "hills where it ended" in card.fine[0]
    assert card.fine[1:] == ("seed 1729 · D = 16 · waves 5 · ε = 0.0025 · η = 0.2", "again")
    # Of a part, what has happened until its end.
    card = last(original, slice(0, 2001))
    assert card.heading == f"Still free at x₀ = {original.x0[2000]:.0f}"
    assert card.lines == ("Without hills x₀ would have come to 400 in 2,000 steps.",)
    assert "ε = 0.005 from step 1,200" in last(by_hand).fine[1]
    changes = BY_HAND
    for step in range(1300, 1400, 10):
        changes = changes.changed(step, "epsilon", 0.001)
    fine = last(History(by_hand.x0, by_hand.xn, by_hand.loss, changes, by_hand.landscape)).fine
    assert "11 changes by hand" in fine[1]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, None),
        ({"rule": "adam"}, "by the rule adam"),
        *(({"silence": name}, "waves") for name in ("channels", "diagonals", "random")),
        ({"weights": "decoupled"}, "a walk of the noise"),
        ({"weights": "frozen:0.2"}, "equally high"),
        ({"weights": "yoked:7"}, "of the seed 7"),
    ],
)
def test_the_opening_says_what_is_otherwise(changed, words):
    fine = story.opening(run(Recipe(steps=300, **changed)), slice(0, 301), "").fine
    assert len(fine) == (1 if words is None else 2)
    assert words is None or words in fine[1]


def test_controls_and_rules_are_named():
    recipe = Recipe(rule="adam", silence="channels", weights="decoupled", noise_seed=7, steps=300)
    told = last(run(recipe)).fine[0]
    for phrase in ("rule adam", "silenced channels", "weights decoupled", "noise seed 7"):
        assert phrase in told


@pytest.mark.parametrize(
    "recipe",
    [
        *PRESETS.values(),
        replace(PRESETS["original"], noise_seed=7, noise=0.5, waves=4, steps=300),
        Recipe(rule="adam", rule_parameters={"beta1": 0.95}, steps=300),
        Recipe(silence="random", weights="frozen:0.25", learning_rate=1e-05, steps=300),
        BY_HAND.shortened(1300),
    ],
)
def test_the_command_makes_the_same_run(recipe, monkeypatch):
    import shlex

    import splotch_tui.commands.run as module

    made = []

    def note(recipe, *_):
        made.append(recipe)
        raise SystemExit(0)

    monkeypatch.setattr(module, "run", note)
    CliRunner().invoke(command, shlex.split(run_options(recipe)))
    assert made == [recipe]


def test_the_film_is_asked_for_as_it_was(original):
    options = render.FilmOptions(
        view="chase",
        size=(320, 180),
        seconds=2.5,
        part=(None, 200),
        title="Two words",
        theme="light",
        cards=False,
    )
    plan = plan_film(options, original, Path("a.mp4"))
    run_it, film_it = making(plan)
    assert run_it == "splotch run --preset original -o run.npz"
    assert film_it == (
        "splotch render run.npz --view chase --size 320x180 --seconds 2.5 --theme light "
        "--part :200 --title 'Two words' --no-cards -o film.mp4"
    )
    long = PRESETS["original"]
    for step in range(100):
        long = long.changed(step, "epsilon", 0.001 * step)
    changed = replace(plan, history=replace(original, recipe=long))
    assert making(changed) == ["The recipe is in this file: splotch render takes it."]


@pytest.mark.parametrize("keep", [None, 64])
@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(steps=1),
        Recipe(steps=600, noise=0.0),
        Recipe(rule="plain", learning_rate=5.0, epsilon=10.0, steps=2000),
        replace(PRESETS["original"], steps=20_000),
    ],
)
def test_any_run_can_be_told(recipe, keep):
    history = run(recipe, None, keep)
    told(history)
    card = last(history)
    assert "in 1 step." in card.lines[-1] or "steps." in card.lines[-1]
    if history.diverged:
        assert card.heading == f"Out of the range of numbers after step {history.recipe.steps}"


def test_numbers_and_names_are_as_one_writes_them():
    assert [coordinate(0), coordinate(13)] == ["x₀", "x₁₃"]
    assert [counted(3), counted(16), counted(1024)] == ["three", "sixteen", "1,024"]
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [
        rounded(526.15),
        rounded(-0.0264, 2),
        rounded(12345.6),
        rounded(0.0),
        rounded(1e-8),
    ] == [*("526", "−0.026", "12,346", "0", "about 0")]
    assert [percent(0.12), percent(0.0004), percent(-0.0001), percent(-0.021), percent(1.004)] == [
        *("12%", "0.0%", "0.0%", "−2.1%", "100%")
    ]
