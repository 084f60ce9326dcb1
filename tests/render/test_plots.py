"""The figures for print."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

import render
from splotch_tui import SplotchError


def test_figure_has_the_three_plots_and_their_numbers(history_of_dims):
    figure = render.plot(history_of_dims)
    x0, xn, surface = figure.axes[:3]
    assert np.array_equal(x0.lines[0].get_ydata(), history_of_dims.x0)
    assert len(xn.lines) == history_of_dims.recipe.dims
    for number, line in enumerate(xn.lines):
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


def test_other_endings_and_existing_files_are_refused(tmp_path, history):
    with pytest.raises(SplotchError, match=r"\.svg"):
        render.plot(history, tmp_path / "a.jpg")
    path = tmp_path / "a.pdf"
    path.write_text("mine")
    with pytest.raises(SplotchError, match="--force"):
        render.plot(history, path)
    assert path.read_text() == "mine"
