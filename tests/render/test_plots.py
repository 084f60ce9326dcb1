"""The figures for print."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import render
from render.plots import spread
from splotch_tui import PRESETS, SplotchError, run
from splotch_tui.core.phases import find_phases
from splotch_tui.core.recipe import Change


def test_figure_has_the_three_plots_and_their_numbers(history_of_dims):
    figure = render.plot(history_of_dims)
    x0, xn, surface = figure.axes[:3]
    assert np.array_equal(x0.lines[0].get_ydata(), history_of_dims.x0)
    dims = history_of_dims.recipe.dims
    for number, line in enumerate(xn.lines[:dims]):
        assert np.array_equal(line.get_ydata(), history_of_dims.xn[:, number])
    axis = history_of_dims.farthest_axis
    assert surface.get_ylabel() == f"x{axis}"
    # The map is the landscape's own loss, at a place in the middle of it.
    image = surface.images[0]
    left, right, bottom, top = image.get_extent()
    values = image.get_array()
    row, column = values.shape[0] // 3, values.shape[1] // 3
    point = history_of_dims.points[-1].copy()
    point[0] = left + (right - left) * column / (values.shape[1] - 1)
    point[axis] = bottom + (top - bottom) * row / (values.shape[0] - 1)
    loss = history_of_dims.landscape.loss(point, history_of_dims.recipe.epsilon)
    assert values[row, column] == pytest.approx(loss + point[0], abs=1e-9)


def test_figures_are_written_with_the_recipe(tmp_path, history):
    for ending in (".png", ".svg", ".pdf"):
        render.plot(history, tmp_path / f"a{ending}")
    assert render.read_recipe(tmp_path / "a.png") == history.recipe
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (1920, 1080)
    assert history.provenance() in "".join(ET.parse(tmp_path / "a.svg").getroot().itertext())
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_the_same_figure_is_the_same_file(tmp_path, history):
    for name in ("a.svg", "b.svg"):
        render.plot(history, tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=10))
def test_names_stand_apart_in_their_order(places):
    places = np.array(places)
    moved = spread(places, 0.1)
    order = np.argsort(places, kind="stable")
    assert (np.diff(moved[order]) > 0.1 - 1e-9).all()
    assert moved.min() > -1e-9
    assert moved.max() < 1 + 1e-9
    apart = places[order][0] > 0 and (np.diff(places[order]) > 0.1).all()
    if apart and places.max() <= 1.0 - 0.1 * (len(places) - 1):
        assert np.allclose(moved, places)


def test_no_spike_of_a_long_run_is_lost():
    history = run(replace(PRESETS["comment"], steps=100_000))
    x0, xn = render.plot(history).axes[:2]
    for line, values in ((x0.lines[0], history.x0), (xn.lines[0], history.xn[:, 0])):
        assert len(line.get_ydata()) < 10_000
        assert line.get_ydata().min() == values.min()
        assert line.get_ydata().max() == values.max()


def test_phases_changes_and_the_xn_that_span_most_are_marked():
    changes = (Change(1200, "epsilon", 0.006),)
    history = run(replace(PRESETS["original"], changes=changes))
    x0, xn = render.plot(history).axes[:2]
    assert [text.get_text() for text in x0.texts] == ["demon", "snag"]
    lines = {float(line.get_xdata()[0]) for line in x0.lines[1:]}
    assert lines == {1200.0, *(float(phase.start) for phase in find_phases(history)[1:])}
    names = {text.get_text() for text in xn.texts}
    spans = np.ptp(history.xn, axis=0)
    assert f"x{1 + spans.argmax()}" in names
    assert f"x{1 + spans.argmin()}" not in names


def test_other_endings_and_existing_files_are_refused(tmp_path, history):
    with pytest.raises(SplotchError, match=r"\.svg"):
        render.plot(history, tmp_path / "a.jpg")
    path = tmp_path / "a.pdf"
    path.write_text("mine")
    with pytest.raises(SplotchError, match="--force"):
        render.plot(history, path)
    assert path.read_text() == "mine"
