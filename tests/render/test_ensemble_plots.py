"""The figure of an ensemble."""

import json
import warnings
import xml.etree.ElementTree as ET
from itertools import combinations

import numpy as np
import pytest
from PIL import Image

import render
from splotch_tui import Recipe, SplotchError
from splotch_tui.core.ensemble.digest import Digest
from splotch_tui.core.ensemble.grid import Grid
from splotch_tui.core.ensemble.making import ensemble
from splotch_tui.core.ensemble.watching import sample_rows, watch


def ensemble_of(**axes):
    """The digest of an ensemble, and what a sample of it did."""
    digest, grid = Digest(), Grid(axes)
    digest.add(ensemble(axes))
    sample = [grid.recipe(row) for row in sample_rows(len(grid)).tolist()]
    return digest, watch(sample, lambda _: None)


@pytest.fixture(scope="module")
def three():
    return ensemble_of(seed=range(60), dims=[1, 2, 3], steps=4000)


def test_survival_is_a_curve_a_value(three):
    digest, _ = three
    survival, hazard, fan = render.plot_ensemble(*three).axes
    groups = list(digest.groups())[1:]
    assert len(survival.lines) == 3
    for line, group in zip(survival.lines, groups, strict=True):
        steps, share = line.get_xydata().T
        assert steps[-1] == 4000
        # Where the product-limit estimate is at any step, the curve is.
        for step in range(200, 4000, 150):
            drawn = share[np.searchsorted(steps, step, side="right") - 1]
            places = np.flatnonzero(group.survival.steps <= step)
            wanted = group.survival.share[places[-1]] if len(places) else 1.0
            assert drawn == wanted
    assert survival.get_xscale() == "log"
    assert "log scale" in survival.get_xlabel()
    assert "pooled" in hazard.get_title("right")
    assert "$D$ = 1, 60 descents" in fan.get_title("right")


def test_the_legend_says_how_many_and_how_many_are_free(three):
    figure = render.plot_ensemble(*three)
    (legend,) = figure.legends
    digest, _ = three
    told = [text.get_text() for text in legend.get_texts()]
    for group, words in zip(list(digest.groups())[1:], told, strict=True):
        free = round(group.free.value * 60)
        assert words == f"$D$ = {group.value}: 60 descents, {free} free at the end"


def test_hazard_and_fan_are_drawn_from_the_marks():
    digest, watched = ensemble_of(seed=range(100), steps=4000)
    _, hazard, fan = render.plot_ensemble(digest, watched).axes
    (some,) = watched
    snags = [container for container in hazard.containers if len(container[0].get_xdata())]
    rates = np.concatenate([container[0].get_ydata() for container in snags])
    assert (rates > 0).all()
    free, median = fan.lines
    assert free.get_ydata() == pytest.approx(0.2 * free.get_xdata())
    for step, value in median.get_xydata()[::10]:
        assert value == np.median(some.x0[:, some.steps == step])
    low, high = fan.collections[1].get_datalim(fan.transData).intervaly
    assert low == np.quantile(some.x0[:, 1:], 0.05, axis=0).min()
    assert high == np.quantile(some.x0[:, 1:], 0.95, axis=0).max()


CASES = {
    "one": {"seed": 7, "steps": 5000},
    "free": {"seed": range(30), "epsilon": 0, "steps": 2000},
    "free and not": {"seed": range(30), "epsilon": [0, 0.2], "steps": 2000},
    "snagged": {"seed": range(20), "dims": 4, "epsilon": 0.3, "steps": 6000},
    "quiet": {"seed": range(30), "noise": 0, "steps": 2000},
    "short": {"seed": range(30), "steps": 20},
    "a step": {"seed": 1, "steps": 1},
    "diverged": {"seed": range(16), "rule": "plain", "epsilon": 20, "steps": 2000},
    "rules": {"seed": range(30), "rule": ["normalised", "adam", "hmc"], "steps": 3000},
    "one landscape": {"seed": 1725, "noise_seed": range(40), "steps": 30_000},
    "lengths": {"seed": range(20), "steps": [500, 3000]},
    "many values": {"seed": range(5), "epsilon": [0.01 * n for n in range(1, 9)], "steps": 2000},
    "too many values": {"seed": 3, "epsilon": [0.001 * n for n in range(1, 80)], "steps": 500},
    "own parameters": {
        "seed": range(10),
        "rule": ["adam:beta1=0.5", "adam:beta1=0.9"],
        "steps": 2000,
    },
    "mixed": {
        "seed": range(4),
        "rule": ["adam", "adam:beta1=0.5", "mala"],
        "dims": [1, 9],
        "epsilon": [0.1, 0.2],
        "steps": [1000, 2000],
    },
}


def written(figure):
    """All words of a figure that are to be read, with where they are."""
    # The title is one of these.
    texts = list(figure.texts)
    for legend in figure.legends:
        texts += legend.get_texts()
    for plot in figure.axes:
        texts += [*plot.texts, plot._left_title, plot._right_title]
        texts += [plot.xaxis.label, plot.yaxis.label]
        texts += plot.get_legend().get_texts() if plot.get_legend() else []
        for axis, (low, high) in ((plot.xaxis, plot.get_xlim()), (plot.yaxis, plot.get_ylim())):
            ticks = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
            texts += [label for place, label in ticks if low <= place <= high]
    return [(text.get_text(), text.get_window_extent()) for text in texts if text.get_text()]


@pytest.mark.parametrize("axes", CASES.values(), ids=CASES)
def test_no_words_are_over_others_or_cut_off(tmp_path, axes):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = render.plot_ensemble(*ensemble_of(**axes), tmp_path / "a.png")
    figure.set_dpi(150)
    figure.draw_without_rendering()
    texts = written(figure)
    for one, other in combinations(texts, 2):
        assert not one[1].overlaps(other[1]), (one[0], other[0])
    for words, box in texts:
        assert figure.bbox.x0 <= box.x0, words
        assert box.x1 <= figure.bbox.x1, words
        assert figure.bbox.y0 <= box.y0, words
        assert box.y1 <= figure.bbox.y1, words


def test_a_sample_says_so():
    digest, watched = ensemble_of(seed=range(1100), steps=300)
    figure = render.plot_ensemble(digest, watched)
    assert "1,024 of 1,100 descents run again" in figure.axes[1].get_title("right")
    shorter = watch([Recipe(seed=seed, steps=200) for seed in range(9)], lambda _: None)
    told = render.plot_ensemble(digest, shorter).axes[1].get_title("right")
    assert "9 of 1,100 descents run again for 200 steps" in told


def test_the_title_tells_what_descents_were_given():
    digest, watched = ensemble_of(
        seed=range(3), noise_seed=[7], rule=["adam", "mala"], dims=[1, 2], steps=[50, 1000]
    )
    title = render.plot_ensemble(digest, watched).get_suptitle().replace("\n", " ")
    assert title == (
        "24 descents of 50 to 1,000 steps, seed 0 to 2, noise seed 7, $D$ = 1, 2, waves 5, "
        "$\\varepsilon$ = 0.1, $\\eta$ = 0.2, rule adam, mala"
    )


def test_figures_are_written_with_what_they_are_of(tmp_path, three):
    for ending in (".png", ".svg", ".pdf"):
        render.plot_ensemble(*three, tmp_path / f"a{ending}", table="b.csv")
    with Image.open(tmp_path / "a.png") as image:
        told = json.loads(image.info["splotch"])["ensemble"]
    assert told["table"] == "b.csv"
    assert (told["descents"], told["dims"]) == (180, [1, 2, 3])
    assert told["seed"] == {"from": 0, "to": 59}
    assert json.dumps(told) in "".join(ET.parse(tmp_path / "a.svg").getroot().itertext())
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    # It is of no single run.
    with pytest.raises(SplotchError, match="there is no recipe in it"):
        render.read_recipe(tmp_path / "a.png")


def test_the_same_figure_is_the_same_file(tmp_path, three):
    for name in ("a.svg", "b.svg"):
        render.plot_ensemble(*three, tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_other_endings_and_existing_files_are_refused(tmp_path, three):
    with pytest.raises(SplotchError, match=r"\.svg"):
        render.plot_ensemble(*three, tmp_path / "a.jpg")
    path = tmp_path / "a.pdf"
    path.write_text("mine")
    with pytest.raises(SplotchError, match="another name"):
        render.plot_ensemble(*three, path)
    assert path.read_text() == "mine"


def test_a_long_ensemble_stays_a_small_file(tmp_path):
    digest, watched = ensemble_of(seed=1725, noise_seed=range(8), steps=400_000)
    render.plot_ensemble(digest, watched, tmp_path / "a.svg")
    assert (tmp_path / "a.svg").stat().st_size < 1_000_000
