"""What a notebook shows of histories and tables: true, whole, small, and never markup of others."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from splotch_tui import PRESETS, History, Recipe, ensemble, run
from splotch_tui.core.ensemble.making import Table
from splotch_tui.core.notebook.svg import COLOURS
from splotch_tui.core.phases import find_phases
from splotch_tui.core.run_command import run_options

DEMON, SNAG = COLOURS[4:]


@pytest.fixture(scope="module")
def original():
    return run(PRESETS["original"])


@pytest.fixture(scope="module")
def table():
    return ensemble({"seed": range(100), "dims": [1, 2], "steps": 3000})


def shown(value):
    """The card, which is as strict as XML, and its figure."""
    card = ET.fromstring(value._repr_html_())
    figure = card.find(".//svg")
    return card, figure


def text_of(element):
    return " ".join(text.strip() for text in element.itertext())


def strokes(path):
    """The points of each stroke of a path, in pixels."""
    result = []
    for stroke in re.findall(r"M[^M]*", path.get("d")):
        start, moves = stroke.removesuffix("z").split("l")
        begin = [int(n) for n in start[1:].split()]
        pairs = np.array(re.findall(r"-?\d+", moves), int).reshape(-1, 2)
        result.append(np.vstack((begin, begin + np.cumsum(pairs, axis=0))) / 2)
    return result


def panels(figure):
    return [list(group) for group in figure.findall("g")]


@pytest.mark.parametrize(
    "recipe",
    [
        *PRESETS.values(),
        Recipe(steps=1),
        Recipe(dims=3, rule="mala", steps=700),
        Recipe(rule="plain", learning_rate=900.0),
        PRESETS["original"].changed(1200, "epsilon", 0.005),
        Recipe(dims=64, epsilon=0.05, steps=20_000),
    ],
    ids=str,
)
def test_every_history_has_a_card(recipe):
    history = run(recipe)
    card, figure = shown(history)
    assert len(history._repr_html_()) < 30_000
    _, _, width, height = map(float, figure.get("viewBox").split())
    assert len(panels(figure)) == 3
    for panel in panels(figure):
        points = np.vstack([stroke for path in panel for stroke in strokes(path)])
        assert points.min() >= 0
        assert points[:, 0].max() <= width
        assert points[:, 1].max() <= height
    # No number is cut off at the left, where they end.
    for text in figure.iter("text"):
        assert text.get("text-anchor") != "end" or float(text.get("x")) >= 7 * len(text.text)
    assert f"x0 = {history.x0[-1]:.6g}" in text_of(card)
    assert f"splotch run {run_options(history.recipe)}".rstrip() in text_of(card)


def test_a_card_says_what_the_run_did(original):
    card, figure = shown(original)
    phases = find_phases(original)
    told = ", ".join(f"{phase.kind} from {phase.start:,}" for phase in phases[1:])
    assert card.find(".//b").text == f"5,000 steps: free, {told}"
    marks = {text.text for text in figure.iter("text")}
    for phase in phases[1:]:
        assert f"{phase.kind} {phase.start:,}" in marks
    x0 = {path.get("stroke"): strokes(path) for path in panels(figure)[0]}
    ((snag,), (demon,)) = x0[SNAG], x0[DEMON]
    # Each begins where the one before ends, at the phase's step.
    left, right = x0["currentColor"][0][0, 0], snag[-1, 0]
    for stroke, phase in ((demon, phases[1]), (snag, phases[2])):
        wanted = left + (right - left) * phase.start / 5000
        assert abs(stroke[0, 0] - wanted) < 2.5
    assert np.array_equal(x0["currentColor"][0][-1], demon[0])


@pytest.mark.parametrize("keep", [None, 1 << 10], ids=["whole", "strided"])
def test_no_extreme_is_lost(keep):
    recipe = replace(PRESETS["comment"], steps=60_000)
    history = run(recipe) if keep is None else run(recipe, keep=keep)
    if keep is None:
        low, high = history.x0.min(), history.x0.max()
        place = history.x0.argmax() / 60_000
    else:
        assert history.stride > 1
        low, high = history.low[:, 0].min(), history.high[:, 0].max()
        place = history.high[:, 0].argmax() * history.stride / 60_000
    _, figure = shown(history)
    points = np.vstack([stroke for path in panels(figure)[0] for stroke in strokes(path)])
    ends = {text.text for text in figure.iter("text")}
    assert {f"{high:.4g}", f"{low:.4g}".replace("-", "−")} <= ends
    left, top = points.min(axis=0)
    right = points[:, 0].max()
    highest = points[points[:, 1] == top, 0]
    # A stretch is a three hundredth of the run.
    assert np.abs((highest - left) / (right - left) - place).min() < 1 / 200


def test_many_xn_are_four_and_a_band(original):
    _, figure = shown(original)
    band, *curves = panels(figure)[2]
    assert len(curves) == 4
    farthest = 1 + np.argsort(-np.ptp(original.xn, axis=0))[:4]
    told = [text.text for text in figure.iter("text")]
    assert [name for name in told if re.fullmatch(r"x[1-9]\d*", name)] == [
        f"x{number}" for number in farthest
    ]
    assert "and the other 12" in told
    assert band.get("d").endswith("z")


def test_marks_without_room_are_left_out_whole():
    history = run(Recipe(seed=84, epsilon=0.02, steps=100_000))
    phases = find_phases(history)
    assert len(phases) > 6
    card, figure = shown(history)
    assert card.find(".//b").text.endswith(f"{phases[-1].kind} since {phases[-1].start:,}")
    known = {f"{phase.kind} {phase.start:,}" for phase in phases}
    marks = [text for text in figure.iter("text") if text.text in known]
    assert 1 < len(marks) < len(phases) - 1
    ends = [float(mark.get("x")) + 6 * len(mark.text) for mark in marks]
    starts = [float(mark.get("x")) for mark in marks if mark.get("text-anchor") != "end"]
    assert all(end < start for end, start in zip(ends, starts[1:], strict=False))


def test_a_history_is_told_on_a_line(original):
    line = repr(original)
    assert line.startswith("<History of 5,000 steps (seed 1729, D = 16, waves 5, ε = 0.0025, η =")
    assert f"x0 = {original.x0[-1]:.6g}" in line
    assert "\n" not in line


def test_cards_load_nothing_heavy():
    code = (
        "import sys; from splotch_tui import Recipe, run; run(Recipe(steps=300))._repr_html_(); "
        "print([m for m in ('matplotlib', 'torch', 'pandas', 'polars') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert result.stdout == b"[]\n"


def test_a_table_says_who_is_free(table):
    card, figure = shown(table)
    assert card.find(".//b").text == "200 descents of 3,000 steps"
    told = text_of(card)
    assert "seed 0 to 99, D = 1, 2, waves 5, ε = 0.1, η = 0.2" in told
    rows = [[cell.text for cell in row] for row in card.iter("tr")]
    for name, here in (("all", slice(None)), ("D = 1", slice(0, 100)), ("D = 2", slice(100, 200))):
        (row,) = (row for row in rows if row[0] == name)
        free = (table["phase"][here] != "snag").mean()
        assert row[1] == str(len(table["seed"][here]))
        assert row[2].startswith(f"{free:.4f} [")
    ((one, two),) = panels(figure)
    for path, dims in ((one, 1), (two, 2)):
        (stroke,) = strokes(path)
        snagged = table["snag_step"][table["dims"] == dims] >= 0
        bottom, top = 15 + 110, 15
        drawn = (bottom - stroke[-1, 1]) / (bottom - top)
        assert abs(drawn - (1 - snagged.mean())) < 0.01
        assert stroke[0, 1] == top
    assert repr(table).startswith("200 descents of 3,000 steps, seed 0 to 99, D = 1, 2,")


@pytest.mark.parametrize(
    "axes",
    [
        {"steps": 1},
        {"seed": range(20), "steps": 100},
        {"seed": range(3), "steps": 600, "epsilon": [place / 100 for place in range(40)]},
        {"steps": 300, "weights": [f"frozen:{place / 100}" for place in range(70)]},
        {"steps": 300, "learning_rate": 900.0, "rule": "plain"},
    ],
    ids=str,
)
def test_every_table_has_a_card(axes):
    made = ensemble(axes)
    card, figure = shown(made)
    assert len(made._repr_html_()) < 30_000
    assert len(list(card.iter("tr"))) < 40
    assert len(panels(figure)) == 1


def test_added_columns_are_named_and_no_markup(table):
    more = Table(table)
    more["<script>alert(1)</script>"] = np.zeros(200)
    assert "<script>alert(1)</script>" in text_of(shown(more)[0])
    assert "<script>" not in more._repr_html_()


def test_what_is_no_table_any_more_is_a_dict(table):
    less = Table(table)
    del less["x0"]
    shorter = Table(table)
    shorter["x0"] = shorter["x0"][:7]
    empty = Table({name: values[:0] for name, values in table.items()})
    for broken in (less, shorter, empty, Table()):
        assert broken._repr_html_() is None
        assert repr(broken).startswith("{")


def test_a_row_of_a_table_is_a_run(table):
    history = run(table.recipe(150))
    assert isinstance(history, History)
    assert history.x0[-1] == table["x0"][150]
