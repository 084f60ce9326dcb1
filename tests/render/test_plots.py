"""The figures for print."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from io import BytesIO
from itertools import combinations, pairwise

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image

import render
from render.plot_part import PlottedPart
from render.plots import figure_of
from splotch_tui import PRESETS, Recipe, SplotchError, run
from splotch_tui.cli import main
from splotch_tui.core.phases import Phase, PhaseKind, find_phases, track_phases


def test_figure_has_the_plots_and_their_numbers(history_of_dims):
    figure = render.plot(history_of_dims)
    x0, xn, heights = figure.axes[:3]
    surface = map_of(figure)
    assert np.array_equal(x0.lines[0].get_ydata(), history_of_dims.x0)
    assert len(xn.lines) == history_of_dims.recipe.dims
    for number, line in enumerate(xn.lines):
        assert np.array_equal(line.get_ydata(), history_of_dims.xn[:, number])
    names = {text.get_text() for text in xn.texts}
    spans = np.ptp(history_of_dims.xn, axis=0)
    if len(spans) > 1:
        assert names == {f"$x_{{{1 + n}}}$" for n in np.argsort(-spans)[:6]}
    hills = history_of_dims.loss + history_of_dims.x0
    assert any(np.array_equal(line.get_ydata(), hills) for line in heights.lines)
    axis = history_of_dims.farthest_axis
    assert surface.get_ylabel() == f"$x_{{{axis}}}$"
    # The map is the landscape's own loss, at a place in the middle of it; grey is level ground.
    image = surface.images[0]
    low, high = image.get_clim()
    assert low == -high < 0
    red, green, blue, _ = image.cmap(image.norm(0.0))
    assert max(red, green, blue) - min(red, green, blue) < 0.06
    # Below it is the same surface as films show it: hills on white paper, the point in the middle.
    picture = figure.axes[-2].images[0].get_array()
    assert picture.shape == (571, 1000, 3)
    assert picture[200:400, 300:700].std() > 20
    left, right, bottom, top = image.get_extent()
    values = image.get_array()
    rows, columns = values.shape
    row, column = rows // 3, columns // 3
    point = history_of_dims.points[-1].copy()
    point[0] = left + (right - left) * (column + 0.5) / columns
    point[axis] = bottom + (top - bottom) * (row + 0.5) / rows
    loss = history_of_dims.landscape.loss(point, history_of_dims.recipe.epsilon)
    assert values[row, column] == pytest.approx(loss + point[0], abs=1e-9)


def map_of(figure):
    """The axes of the path on the hills, from above: the picture and the scale are the last two."""
    return figure.axes[-3]


def test_figures_are_written_with_the_recipe(tmp_path, history):
    for ending in (".png", ".svg", ".pdf"):
        render.plot(history, tmp_path / f"a{ending}")
    assert render.read_recipe(tmp_path / "a.png") == history.recipe
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (2160, 1620)
    assert history.recipe.to_json() in "".join(ET.parse(tmp_path / "a.svg").getroot().itertext())
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_notebook_shows_a_figure(history):
    figure = render.plot(history)
    with mpl.rc_context({"savefig.facecolor": "black", "savefig.dpi": 30}):
        shown = Image.open(BytesIO(figure._repr_png_())).convert("RGB")
    drawn = np.asarray(figure.canvas.buffer_rgba())[..., :3]
    assert shown.size == drawn.shape[1::-1]
    assert np.abs(np.asarray(shown, float) - drawn).mean() < 3


def test_the_same_figure_is_the_same_file(tmp_path, history):
    for name in ("a.svg", "b.svg"):
        render.plot(history, tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_other_endings_and_existing_files_are_refused(tmp_path, history):
    with pytest.raises(SplotchError, match=r"\.svg"):
        render.plot(history, tmp_path / "a.jpg")
    path = tmp_path / "a.pdf"
    path.write_text("mine")
    with pytest.raises(SplotchError, match="another name"):
        render.plot(history, path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("keep", [None, 2000, 64])
def test_no_extreme_of_a_long_run_is_lost(keep):
    recipe = Recipe(seed=1725, steps=30_000)
    whole = run(recipe)
    figure = render.plot(run(recipe, keep=keep))
    for plot, values in zip(figure.axes, (whole.x0, whole.xn[:, 0]), strict=False):
        line = plot.lines[0]
        drawn = np.asarray(line.get_ydata())
        assert len(drawn) < 2000
        assert (drawn.min(), drawn.max()) == pytest.approx((values.min(), values.max()), rel=1e-6)
        assert line.get_xdata()[-1] == 30_000
        assert drawn[-1] == values[-1]


def test_changes_and_phases_are_marked_where_they_are():
    recipe = PRESETS["original"].changed(1200, "epsilon", 0.005).changed(3800, "noise", 0.2)
    figure = render.plot(run(recipe))
    x0, xn, bar = *figure.axes[:2], figure.axes[-1]
    assert {text.get_text() for text in x0.texts} == {"free", "demon", "snag"}
    notes = {text.get_text(): text.get_position()[0] for text in xn.texts}
    assert notes["$\\varepsilon$ = 0.005"] == 1200
    assert notes["noise 0.2"] == 3800
    # The surface is that of the end of the run, and says so.
    assert "0.005" in bar.get_ylabel()
    assert map_of(figure).images[0].get_array().std() > 0.2


def test_many_changes_are_marked_without_writing_over_each_other():
    recipe = Recipe(steps=3000)
    for step in range(0, 3000, 10):
        recipe = recipe.changed(step, "epsilon", 0.1 + step * 1e-6)
    figure = render.plot(run(recipe))
    figure.draw_without_rendering()
    xn = figure.axes[1]
    assert len(xn.lines) == 301
    boxes = sorted((text.get_window_extent() for text in xn.texts), key=lambda box: box.x0)
    # All are told in sum: what was before the first, and the value after each cluster.
    assert len(boxes) >= 2
    told = [text.get_text() for text in sorted(xn.texts, key=lambda text: text.get_position())]
    assert told[0].startswith("$\\varepsilon$ = 0.1 → ")
    assert told[-1] == "$\\varepsilon$ = 0.103"
    for one, other in pairwise(boxes):
        assert one.x1 < other.x0


def steered(steps=5000):
    """A run of which ε was doubled by ten key presses, and then the noise and η changed."""
    recipe = Recipe(steps=steps)
    for press in range(10):
        recipe = recipe.changed(1000 + 12 * press, "epsilon", round(0.11 + 0.01 * press, 2))
    return recipe.changed(3000, "noise", 0.5).changed(4000, "learning_rate", 0.1)


def test_the_title_tells_all_values_that_held():
    title = render.plot(run(steered())).get_suptitle()
    assert "$\\varepsilon$ = 0.1 → 0.2" in title
    assert "noise 1 → 0.5" in title
    assert "$\\eta$ = 0.2 → 0.1" in title
    many = Recipe(steps=1000)
    for step, value in ((100, 0.3), (300, 0.05), (500, 0.2), (700, 0.1), (1000, 0.9)):
        many = many.changed(step, "epsilon", value)
    assert "$\\varepsilon$ from 0.05 to 0.3" in render.plot(run(many)).get_suptitle()


def test_the_title_tells_what_decides_a_run():
    recipe = Recipe(steps=300, noise_seed=77, noise=0.5, engine="torch")
    title = render.plot(run(recipe)).get_suptitle()
    assert all(phrase in title for phrase in ("noise seed 77", "noise 0.5", "engine torch"))


def test_the_note_of_a_cluster_of_changes_gives_the_value_after_it():
    xn = render.plot(run(steered())).axes[1]
    notes = {text.get_text(): text.get_position()[0] for text in xn.texts}
    assert notes["$\\varepsilon$ = 0.1 → 0.2"] == 1000
    assert any("noise 0.5" in note for note in notes)
    assert any("$\\eta$ = 0.1" in note for note in notes)


def boxes_of(texts):
    return [text.get_window_extent() for text in texts if text.get_text() and text.get_visible()]


def overlapping(boxes):
    return [
        (one, other)
        for one, other in combinations(boxes, 2)
        if one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1
    ]


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(dims=16, epsilon=0.0025, steps=300_000),
        Recipe(seed=1725, steps=12_345),
        Recipe(dims=16, epsilon=0.005, steps=60_000),
        Recipe(steps=9_999),
        Recipe(steps=1),
        Recipe(steps=700, epsilon=1.0),
        Recipe(steps=300, epsilon=1000.0, learning_rate=1000.0),
        Recipe(seed=1725, dims=3, epsilon=0.05, steps=900, rule="adam", weights="yoked:7"),
        steered(),
    ],
    ids=lambda recipe: f"{recipe.dims}-{recipe.steps}-{recipe.epsilon}",
)
def test_no_words_are_over_others(recipe):
    figure = render.plot(run(recipe))
    figure.draw_without_rendering()
    for plot in figure.axes[:3]:
        texts = [child for child in plot.get_children() if isinstance(child, Text)]
        above = [text for text in texts if text.get_text() and text.get_position()[1] >= 1]
        assert above
        assert overlapping(boxes_of(above)) == []
        ticks = boxes_of(plot.get_xticklabels())
        assert overlapping(ticks) == []
        words = [text.get_text() for text in plot.get_xticklabels()]
        assert len(set(words)) == len(words)
    # Titles, notes, names, legends and what is said of the scale, of all plots together.
    words = []
    for plot in figure.axes:
        words += [child for child in plot.get_children() if isinstance(child, Text)]
        words += plot.get_legend().get_texts() if plot.get_legend() else []
    assert len([text for text in words if text.get_text()]) > 8
    assert overlapping(boxes_of(words)) == []
    steps = figure.axes[2]
    units = {"step": 1, "thousand steps": 1_000, "million steps": 1_000_000}
    for step, label in zip(steps.get_xticks(), steps.get_xticklabels(), strict=True):
        assert step % 1 == 0
        if step > recipe.steps:  # beyond the plot's end
            continue
        assert float(label.get_text().replace(",", "")) * units[steps.get_xlabel()] == step


def test_every_phase_is_named_however_short():
    history = run(Recipe(dims=16, epsilon=0.005, steps=60_000))
    x0 = render.plot(history).axes[0]
    told = ", ".join(text.get_text() for text in x0.texts)
    kinds = {str(phase.kind) for phase in find_phases(history)}
    assert len(find_phases(history)) > 2
    assert all(kind in told for kind in kinds)
    # Some share a name's place: what their colours mean is said.
    assert "free, demon" in told
    assert kinds <= {text.get_text() for text in x0.get_legend().get_texts()}


def test_phases_that_have_no_room_are_counted():
    history = run(Recipe(steps=5000))
    kinds = (PhaseKind.FREE, PhaseKind.SNAG) * 20
    phases = tuple(Phase(kind, 10 * number) for number, kind in enumerate(kinds))
    part = replace(PlottedPart.of(history), phases=phases)
    figure = figure_of(part, 1)
    told = [text.get_text() for text in figure.axes[0].texts]
    numbers = [int(number) for number in re.findall(r"([0-9]+) × (?:free|snag)", ", ".join(told))]
    single = [words for words in told if "×" not in words]
    assert sum(numbers) + sum(words.count(",") + 1 for words in single) == len(phases)
    assert max(numbers) > 3


def test_curves_have_the_colours_of_their_phases():
    history = run(PRESETS["original"])
    figure = render.plot(history)
    starts = {str(phase.kind): phase.start for phase in find_phases(history)}
    names = {text.get_text(): text.get_color() for text in figure.axes[0].texts}
    for plot, values in ((figure.axes[0], history.x0), (figure.axes[2], None)):
        lines = {line.get_color(): line for line in plot.lines}
        snag = lines[names["snag"]]
        steps, drawn = np.asarray(snag.get_xdata()), np.asarray(snag.get_ydata())
        assert steps[~np.isnan(drawn)].min() == pytest.approx(starts["snag"], abs=6)
        assert values is None or values[-1] == drawn[-1]


def test_a_part_is_all_that_is_shown(tmp_path):
    history = run(PRESETS["original"])
    figure = render.plot(history, part=(2000, 3000))
    assert "steps 2,000 to 3,000" in figure.get_suptitle()
    x0, xn, heights, path = figure.axes[:4]
    assert x0.get_xlim() == (2000, 3000)
    assert np.array_equal(x0.lines[0].get_ydata(), history.x0[2000:3001])
    assert np.array_equal(xn.lines[4].get_ydata(), history.xn[2000:3001, 4])
    assert {text.get_text() for text in x0.texts} == {"free", "demon"}
    assert heights.get_xlim() == (2000, 3000)
    assert path.lines[0].get_xdata()[[0, -1]] == pytest.approx(history.x0[[2000, 3000]])
    # The map goes back 40 units from there, on the slice through the point there.
    on_hills = map_of(figure)
    (walked,) = {len(line.get_xdata()) for line in on_hills.lines} - {1}
    assert np.ptp(on_hills.lines[0].get_xdata()) == pytest.approx(40, abs=0.5)
    assert walked == 3001 - (np.flatnonzero(history.x0[:3001] < history.x0[3000] - 40)[-1] + 1)
    left, right = on_hills.get_xlim()
    bottom, top = on_hills.get_ylim()
    assert (right - left) / (top - bottom) == pytest.approx(1.75)
    assert on_hills.get_aspect() == 1.0
    path = tmp_path / "a.png"
    assert main(["run", "--preset", "comment", "--steps", "50", "-o", str(tmp_path / "a.npz")]) == 0
    assert main(["plot", str(tmp_path / "a.npz"), "-o", str(path), "--part", "60:"]) == 1
    assert main(["plot", str(tmp_path / "a.npz"), "-o", str(path), "--part", "x"]) == 2
    assert not path.exists()


@pytest.mark.parametrize("keep", [None, 500])
def test_no_extreme_of_a_part_is_lost(keep):
    whole = run(Recipe(seed=1725, steps=30_000))
    kept = run(whole.recipe, keep=keep)
    part = PlottedPart.of(kept, (8192, 16384))
    for number, values in ((0, whole.x0), (1, whole.xn[:, 0]), (2, whole.loss)):
        steps, drawn = part.curve(number)
        wanted = values[8192:16385]
        assert (drawn.min(), drawn.max()) == pytest.approx((wanted.min(), wanted.max()), rel=1e-6)
        assert (steps[0], steps[-1], drawn[-1]) == (8192, 16384, wanted[-1])


def test_hops_are_marked_with_their_step():
    history = run(PRESETS["original"].changed(1200, "epsilon", 0.005))
    (hop,) = track_phases(history).hops
    x0 = render.plot(history).axes[0]
    (marks,) = (line for line in x0.lines if line.get_marker() == "v")
    assert marks.get_xdata() == [hop.step]
    assert hop.after - 5 < marks.get_ydata()[0] < hop.after + 5
    assert [text.get_text() for text in x0.get_legend().get_texts()] == [f"hop at {hop.step:,}"]


def test_a_vector_file_of_a_million_steps_stays_small(tmp_path):
    for ending in (".svg", ".pdf"):
        render.plot(run(Recipe(seed=1725, steps=1_000_000)), tmp_path / f"a{ending}")
        assert (tmp_path / f"a{ending}").stat().st_size < 2_000_000
