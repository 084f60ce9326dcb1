"""The slices drawn are the landscape's own."""

import numpy as np
import pytest

from render.scene.grid import GridLine
from render.scene.slices import Slicer, hills
from splotch_tui import Landscape


def line(places, width=0.0):
    return GridLine(np.asarray(places, float), np.full(len(places), width))


@pytest.mark.parametrize(("dims", "axis"), [(1, 1), (2, 1), (16, 3), (5, 5)])
def test_slice_is_the_landscapes_loss(dims, axis):
    landscape = Landscape.from_seed(7, dims=dims, waves=5)
    rng = np.random.default_rng(dims)
    x = rng.normal(size=1 + dims) * 4
    slicer = Slicer(landscape, axis)
    x0, xm = np.linspace(-9.0, 700.0, 21), np.linspace(-20.0, 20.0, 11)
    got = hills(slicer.waves(x, line(x0), line(xm), 0.3)) - x0
    assert got == pytest.approx(landscape.mesh(x, axis, x0, xm, 0.3), abs=1e-9)
    weights = rng.normal(size=dims) * 4
    got = hills(slicer.waves(x, line(x0), line(xm), 0.3, weights)) - x0
    assert got == pytest.approx(landscape.mesh(x, axis, x0, xm, 0.3, weights), abs=1e-9)


def test_slopes_are_those_of_the_surface():
    landscape = Landscape.from_seed(7, dims=3, waves=4)
    x = np.array((0.0, 3.0, -2.0, 1.0))
    slicer = Slicer(landscape, 2)
    waves = slicer.waves(x, line([0.5, 1.0]), line([0.5, 1.5]), 0.3)
    by_xm = waves.a_slope.T @ waves.cosine + waves.b_slope.T @ waves.sine
    point = np.array((1.0, 3.0, 1.5, 1.0))
    assert by_xm[1, 1] == pytest.approx(landscape.gradient(point, 0.3)[2], rel=1e-9)


def test_a_lattice_too_coarse_for_the_hills_shows_none():
    landscape = Landscape.from_seed(1729, dims=1, waves=5)
    slicer = Slicer(landscape, 1)
    places = np.arange(0.0, 400.0, np.pi)
    point = np.zeros(2)
    along_x0 = line(places), line(places, np.pi)
    assert hills(slicer.waves(point, along_x0[0], along_x0[0], 0.1)).std(axis=1).max() > 1.0
    assert hills(slicer.waves(point, along_x0[1], along_x0[1], 0.1)).std(axis=1).max() < 1e-9


def test_spacing_has_twelve_samples_to_the_shortest_half_wave():
    landscape = Landscape.from_seed(1729, dims=1, waves=5)
    assert Slicer(landscape, 1).spacing == pytest.approx(np.pi / 24)
