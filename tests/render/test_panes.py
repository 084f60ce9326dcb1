"""Films of two runs, and of two slices of one, on one clock."""

import json
import math
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from click.testing import CliRunner

import render
from render.panes import gap_between, place_panes
from render.plan import plan_panes
from render.scene.reel import reels_of_film
from splotch_tui import PRESETS, Recipe, SplotchError, run
from splotch_tui.commands.info import command as info_command
from splotch_tui.commands.recipe import command as recipe_command
from splotch_tui.commands.render import command as render_command

SIZES = [(130, 64), (200, 900), (480, 270), (1080, 1080), (1080, 1920), (1280, 720), (3840, 2160)]


@pytest.fixture(scope="module")
def pair(history):
    """Two runs, of which the second is shorter and keeps every other step."""
    other = run(replace(PRESETS["orthogonal"], steps=250), None, 130)
    assert other.stride == 2
    return [history, other]


@pytest.fixture(scope="module")
def film(pair, tmp_path_factory):
    """A film of the two."""
    path = tmp_path_factory.mktemp("pair") / "pair.mp4"
    render.animate(pair, path, size=(480, 270), fps=10, seconds=3)
    return path


def reels(histories, **options):
    return reels_of_film(plan_panes(render.FilmOptions(**options), histories, Path("a.mp4")))


def decoded(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


@pytest.mark.parametrize("size", SIZES)
def test_panes_share_the_picture_and_nothing_lies_on_anything_else(size):
    taken = np.zeros(size[::-1], int)
    for left, top, right, bottom in place_panes(size, 2):
        assert right - left >= 64 or bottom - top >= 64
        taken[top:bottom, left:right] += 1
    assert taken.max() == 1
    # Only a line is between them.
    assert (taken == 0).sum() <= (gap_between(size) + 1) * max(size)


def test_a_wide_picture_is_cut_upright_and_a_tall_one_across():
    assert {box[1] for box in place_panes((1280, 720), 2)} == {0}
    assert {box[0] for box in place_panes((1080, 1920), 2)} == {0}


@pytest.mark.parametrize("timing", ["path", "steps"])
def test_both_runs_are_at_the_same_step_in_every_frame(pair, timing):
    first, second = reels(pair, timing=timing, seconds=8.0)
    assert first.frames == second.frames
    scenes = [(first.scenes(n), second.scenes(n)) for n in range(0, first.frames, 7)]
    steps = np.array([[some[len(some) // 2].step for some in both] for both in scenes])
    end = pair[1].recipe.steps
    # The second keeps every other step, and stays where it ended.
    assert np.abs(np.minimum(steps[:, 0], end) - steps[:, 1]).max() <= 1
    assert steps[0].tolist() == [0, 0]
    assert steps[-1].tolist() == [pair[0].recipe.steps, end]


def test_nothing_passes_faster_beside_another_run_than_alone(runs_by_name):
    """The clock of two runs is as slow as the slower of both needs at each moment."""
    comment, original = runs_by_name
    (alone,) = reels([original], part=(0, 1000))
    _, beside = reels([comment, original], part=(0, 1000))

    def fastest(reel):
        """How far the point goes from one of the pictures that are blended to the next."""
        scenes = [reel.scenes(frame) for frame in range(reel.frames)]
        x0 = [some[len(some) // 2].point[0] for some in scenes]
        return max(np.abs(np.diff(x0)) / [len(some) for some in scenes[1:]])

    assert fastest(beside) < 1.2 * fastest(alone)


@pytest.fixture(scope="module")
def runs_by_name():
    return run(PRESETS["comment"]), run(PRESETS["original"])


def test_two_slices_of_a_run_are_two_views_of_the_same_moment(runs_by_name):
    history = runs_by_name[1]
    plans = plan_panes(render.FilmOptions(axis=(3, 13)), [history], Path("a.mp4"))
    assert [plan.axis for plan in plans] == [3, 13]
    assert [plan.title for plan in plans] == ["x₀ and x₃", "x₀ and x₁₃"]
    first, second = reels([history], axis=(3, 13), seconds=6.0)
    for frame in range(0, first.frames, 9):
        one, other = (reel.scenes(frame) for reel in (first, second))
        one, other = one[len(one) // 2], other[len(other) // 2]
        assert one.step == other.step
        assert one.point[0] == other.point[0]
        assert one.point[2] == other.point[2]


def test_the_film_has_both_runs_in_it_beside_each_other(film):
    frames = decoded(film)
    assert len(frames) == 30
    assert frames[0].shape == (270, 480, 3)
    boxes = place_panes((480, 270), 2)
    for left, top, right, bottom in boxes:
        moved = [frame[top:bottom, left:right].astype(int) for frame in (frames[0], frames[-1])]
        assert np.abs(moved[1] - moved[0]).mean() > 2
    for frame, (a, b) in ((frames[15], boxes),):
        halves = [frame[y:v, x:u] for x, y, u, v in (a, b)]
        assert np.abs(halves[0].astype(int) - halves[1]).mean() > 5


def test_it_is_the_same_film_for_any_number_of_jobs(pair, film, tmp_path):
    again = tmp_path / "again.mp4"
    render.animate(pair, again, size=(480, 270), fps=10, seconds=3, jobs=1)
    assert again.read_bytes() == film.read_bytes()


def test_names_are_what_the_runs_do_not_have_in_common(history):
    def names(*recipes):
        plans = plan_panes(
            render.FilmOptions(title=""),
            [replace(history, recipe=recipe) for recipe in recipes],
            Path("a.png"),
        )
        return [plan.title for plan in plans]

    recipe = history.recipe
    assert names(PRESETS["comment"], PRESETS["orthogonal"]) == [
        "comment: seed 1729",
        "orthogonal: seed 1725",
    ]
    assert names(recipe, replace(recipe, epsilon=0.2)) == ["ε = 0.1", "ε = 0.2"]
    assert names(recipe, replace(recipe, rule="plain")) == ["rule normalised", "rule plain"]
    assert names(recipe, recipe.changed(20, "epsilon", 0.3)) == ["left alone", "changed by hand"]
    assert names(recipe, recipe) == ["", ""]
    assert names(recipe) == [""]


def test_the_file_tells_both_recipes(pair, film):
    recipes = [history.recipe for history in pair]
    assert render.read_recipes(film) == recipes
    assert [render.read_recipe(f"{film}:{n}") for n in (1, 2)] == recipes
    assert (render.load_history(f"{film}:2").x0[::2] == pair[1].x0[:126]).all()
    with pytest.raises(SplotchError, match=r"it shows two runs: name one of them, as pair.mp4:1"):
        render.read_recipe(film)
    for place in (0, 3):
        with pytest.raises(SplotchError, match=f"shows runs 1 to 2: {place} is none"):
            render.read_recipe(f"{film}:{place}")
    result = CliRunner().invoke(recipe_command, [str(film)])
    assert [Recipe.from_json(line) for line in result.output.splitlines()] == recipes
    told = CliRunner().invoke(info_command, [str(film)]).output
    assert told.index("pair.mp4:1\n") < told.index("pair.mp4:2\n")
    plain = json.loads(CliRunner().invoke(info_command, [str(film), "--json"]).output)
    assert [one["steps"] for one in plain["runs"]] == [400, 250]


def test_films_make_films(film, tmp_path):
    """What it takes is in the file: a picture of both, and of either beside a third run."""
    for number, files in enumerate(([film], [f"{film}:2", f"{film}:1"])):
        words = [*map(str, files), "-o", str(tmp_path / f"{number}.png"), "--size", "320x180"]
        result = CliRunner().invoke(render_command, words)
        assert result.exit_code == 0, result.output
    recipes = render.read_recipes(film)
    assert render.read_recipes(tmp_path / "0.png") == recipes
    assert render.read_recipes(tmp_path / "1.png") == recipes[::-1]


@pytest.mark.parametrize(
    ("count", "options", "words"),
    [
        (3, {}, "one run, two runs, or two slices of one: not 3 runs along 1 axes"),
        (0, {}, "not 0 runs"),
        (2, {"axis": (1, 2)}, "not 2 runs along 2 axes"),
        (
            2,
            {"size": (126, 64)},
            "126x64 is too small for 2 pictures: take 130 by 64 pixels or more",
        ),
        (2, {"part": (100, 300)}, "within 0 to 250"),
        (2, {"step": 300}, "step must be from 0 to"),
        (1, {"axis": (1, 2)}, "axis must be from 1 to 1, not 2"),
    ],
)
def test_what_cannot_be_shown_is_told(pair, tmp_path, count, options, words):
    histories = [pair[number % 2] for number in range(count)]
    path = tmp_path / ("a.png" if "step" in options else "a.mp4")
    make = render.still if "step" in options else render.animate
    with pytest.raises(SplotchError, match=words):
        make(histories, path, **options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("axis", [(1, 1), (1, 2, 3), (), "1,2", (0,), (1, 2.5), [math.nan]])
def test_axes_that_are_none_are_refused(axis):
    with pytest.raises(SplotchError, match="axis"):
        render.FilmOptions(axis=axis)


@pytest.mark.parametrize(
    "comment",
    [
        "[]",
        "[{}]",
        '{"runs": []}',
        '{"runs": 7}',
        '{"runs": {}, "film": {}}',
        '[{"version": 2}, 7]',
        "[[[",
        "[1, 2]",
        "[" * 10**6,
    ],
)
def test_a_comment_that_is_no_list_of_two_recipes_is_refused(comment):
    from render.provenance import read

    with pytest.raises(SplotchError) as caught:
        read(comment)
    assert len(str(caught.value)) < 200


def test_a_picture_of_two_shows_them_at_the_same_step(runs_by_name):
    plans = plan_panes(render.FilmOptions(), runs_by_name, Path("a.png"))
    assert plans[0].step == plans[1].step > 1000
