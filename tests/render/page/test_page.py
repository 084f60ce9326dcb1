"""The page of a run to turn by hand."""

import base64
import html
import json
import re
import shlex

import numpy as np
import pytest

import render
from render.formats.html import embed_recipe
from render.page import writing
from render.page.numbers import page_numbers
from render.plot_part import PlottedPart
from splotch_tui import Recipe, SplotchError, run
from splotch_tui.cli import main
from splotch_tui.core.errors import UnreadableError
from splotch_tui.core.weighing import weights_along

# What comes before a recipe, with the check sum of a letter that is none.
OPENING = embed_recipe("\ufffd").partition(">")[0].encode() + b">"


def unpacked(packed):
    ((kind, text),) = packed.items()
    return np.frombuffer(base64.b64decode(text), {"f64": "<f8", "f32": "<f4"}[kind])


def height_on_page(numbers, place, x0, xm):
    """The height of the hills as the page's script works it out."""
    slices = numbers["slices"]
    amplitudes = unpacked(slices["amplitudes"]).view("<c8").reshape(slices["count"], 2, -1)
    constant, linear = amplitudes[min(place, slices["count"] - 1)].astype(complex)
    angle = np.array(slices["k0"]) * x0 + np.array(slices["k"]) * xm
    return float(((constant + linear * xm) * np.exp(1j * angle)).real.sum())


def numbers_of(history, axis, part=(None, None)):
    return page_numbers(PlottedPart.of(history, part), axis)


RECIPES = [
    Recipe(seed=3, steps=400),
    Recipe(seed=3, dims=16, epsilon=0.02, steps=2500).changed(900, "epsilon", 0.03),
    Recipe(seed=3, dims=3, steps=300, weights="decoupled"),
    Recipe(seed=3, dims=2, epsilon=0.05, steps=300, weights="frozen:0.2"),
]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda one: f"{one.dims}-{one.weights}")
def test_the_surface_of_each_place_is_the_landscape_there(recipe):
    history, axis = run(recipe), 1
    numbers = numbers_of(history, axis)
    steps = unpacked(numbers["places"]["step"]).astype(int)
    assert (steps[0], steps[-1]) == (0, recipe.steps)
    assert len(steps) == min(recipe.steps + 1, 1000)
    assert numbers["slices"]["count"] == (1 if recipe == RECIPES[0] else len(steps))
    weights = weights_along(history)
    for place in np.linspace(0, len(steps) - 1, 7).astype(int):
        step = steps[place]
        point = history.points[step].copy()
        assert unpacked(numbers["places"]["x0"])[place] == point[0]
        assert unpacked(numbers["places"]["xm"])[place] == point[axis]
        # The point lies on its slice, under the ε that its loss is of.
        recorded = history.loss[step] + point[0]
        drawn = height_on_page(numbers, place, point[0], point[axis])
        assert drawn == pytest.approx(recorded, abs=1e-5)
        point[[0, axis]] += 2.5, -1.5
        epsilon = recipe.restated_at(max(step - 1, 0)).epsilon
        loss = history.landscape.loss(point, epsilon, None if weights is None else weights[step])
        drawn = height_on_page(numbers, place, point[0], point[axis])
        assert drawn == pytest.approx(float(loss) + point[0], abs=1e-5)


def test_a_page_of_a_part_has_its_steps_only():
    history = run(Recipe(seed=3, dims=2, epsilon=0.05, steps=2000))
    numbers = numbers_of(history, 2, (500, 900))
    for steps in (numbers["places"]["step"], numbers["path"]["step"], numbers["curves"]["step"]):
        assert (unpacked(steps)[0], unpacked(steps)[-1]) == (500, 900)
    assert all(start >= 500 for _, start in numbers["phases"])


@pytest.mark.parametrize(
    "recipe",
    [Recipe(seed=1725, dims=16, epsilon=0.0025, steps=30_000), Recipe(dims=200, steps=600)],
    ids=lambda one: f"{one.dims}-{one.steps}",
)
def test_a_page_takes_little_beside_plotly(tmp_path, recipe):
    from plotly.offline import get_plotlyjs

    render.plot_page(run(recipe), tmp_path / "a.html")
    beside = (tmp_path / "a.html").stat().st_size - len(get_plotlyjs().encode())
    assert beside < 2_000_000


def test_a_page_has_the_recipe_and_the_commands(tmp_path):
    recipe = Recipe(seed=5, steps=60).changed(20, "epsilon", 0.3)
    history = run(recipe)
    path = tmp_path / "a.html"
    render.plot_page(history, path, part=(10, 50))
    assert render.read_recipe(path) == recipe
    assert (render.load_history(path).x0 == history.x0).all()
    text = path.read_text()
    told = {
        name: html.unescape(re.search(f'<pre id="{name}">([^<]*)</pre>', text)[1])
        for name in ("command", "recipe")
    }
    assert Recipe.from_json(told["recipe"]) == recipe
    first, second = told["command"].splitlines()
    assert Recipe.from_json(shlex.split(first)[3]) == recipe
    assert "--part 10:50" in second
    # And they are commands that there are.
    assert main([*shlex.split(first)[1:-1], str(tmp_path / "run.npz")]) == 0
    arguments = shlex.split(second)[1:]
    places = {"run.npz": tmp_path / "run.npz", "run.html": tmp_path / "b.html"}
    assert main([str(places.get(one, one)) for one in arguments]) == 0
    assert (tmp_path / "b.html").read_bytes() == path.read_bytes()


def test_words_are_no_marks(monkeypatch):
    words = "</script><b>{{numbers}}&amp;"
    monkeypatch.setattr(writing, "told_recipe", lambda _: [words])
    history = run(Recipe(steps=40))
    page = writing.page_of(PlottedPart.of(history), 1)
    assert words not in page
    assert page.count(html.escape(words)) == 2
    # The data has none either.
    (numbers,) = re.findall('<script type="application/json" id="numbers">(.*?)</script>', page)
    assert json.loads(numbers)["dims"] == 1


def test_a_damaged_recipe_is_told(tmp_path):
    path = tmp_path / "a.html"
    render.plot_page(run(Recipe(seed=1234, steps=40)), path)
    path.write_bytes(path.read_bytes().replace(b'"seed": 1234', b'"seed": 1235'))
    with pytest.raises(UnreadableError, match="damaged"):
        render.read_recipe(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"<html>", "no recipe"),
        (b"no page", "no HTML"),
        (b"<html>" + OPENING * 100_000, "no recipe"),
        (b"<html>" + OPENING + b"9" * 6_000_000, "no recipe"),
        (b"<html>" + OPENING + b"\xff</script>", "no recipe"),
        (b"<html>" + OPENING + b"&lt;</script>", "damaged"),
    ],
    ids=["nothing", "else", "openings", "endless", "bytes", "words"],
)
def test_other_pages_are_refused_in_a_line(tmp_path, text, words):
    path = tmp_path / "a.html"
    path.write_bytes(text)
    with pytest.raises(UnreadableError, match=words) as told:
        render.read_recipe(path)
    assert "\n" not in str(told.value)


def test_without_the_extra_a_line_says_what_to_install(tmp_path, monkeypatch, capsys):
    run(Recipe(steps=40)).save(tmp_path / "a.npz")
    monkeypatch.setattr("render.page.find_spec", lambda _: None)
    assert main(["plot", str(tmp_path / "a.npz"), "-o", str(tmp_path / "a.html")]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "pip install plotly" in told
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]


def test_what_is_no_page_is_refused(tmp_path, capsys):
    history = run(Recipe(steps=40))
    with pytest.raises(SplotchError, match=r"end it in \.html"):
        render.plot_page(history, tmp_path / "a.png")
    with pytest.raises(SplotchError, match="axis"):
        render.plot_page(history, tmp_path / "a.html", axis=2)
    (tmp_path / "a.csv").write_text("seed\n1\n")
    assert main(["plot", str(tmp_path / "a.csv"), "-o", str(tmp_path / "a.html")]) == 2
    assert "a.csv:17" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
