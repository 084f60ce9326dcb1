"""The slices drawn are the landscape's own."""

import numpy as np
import pytest

from render.slices import Slicer, hills
from splotch_tui import Landscape


@pytest.mark.parametrize(("dims", "axis"), [(1, 1), (2, 1), (16, 3), (5, 5)])
def test_slice_is_the_landscapes_loss(dims, axis):
    landscape = Landscape.from_seed(7, dims=dims, waves=5)
    rng = np.random.default_rng(dims)
    x = rng.normal(size=1 + dims) * 4
    slicer = Slicer(landscape, axis)
    # So fine that averaging over a cell changes next to nothing.
    x0, xm = np.linspace(-0.01, 0.01, 21), np.linspace(2.0, 2.01, 11)
    got = hills(slicer.waves(x, x0, xm, 0.3)) - x0
    assert got == pytest.approx(landscape.mesh(x, axis, x0, xm, 0.3), abs=1e-5)


def test_slopes_are_those_of_the_surface():
    landscape = Landscape.from_seed(7, dims=3, waves=4)
    x = np.array((0.0, 3.0, -2.0, 1.0))
    slicer = Slicer(landscape, 2)
    fine = np.linspace(1.0, 1.002, 3)
    waves = slicer.waves(x, fine, fine, 0.3)
    by_xm = waves.a_slope.T @ waves.cosine + waves.b_slope.T @ waves.sine
    point = np.array((fine[1], 3.0, fine[1], 1.0))
    assert by_xm[1, 1] == pytest.approx(landscape.gradient(point, 0.3)[2], rel=1e-5)


def test_a_coarse_lattice_shows_no_false_hills():
    landscape = Landscape.from_seed(1729, dims=1, waves=5)
    slicer = Slicer(landscape, 1)
    fine = np.arange(40.0, 60.0, slicer.spacing)
    coarse = np.arange(0.0, 400.0, np.pi)
    point = np.zeros(2)
    true = hills(slicer.waves(point, fine, fine, 0.1)).std()
    # At a sample a period of k = 2, what shorter waves leave would alias into a steady offset.
    assert hills(slicer.waves(point, coarse, coarse, 0.1)).std() < 0.5 * true * 200 / 50


def test_spacing_has_twelve_samples_to_the_shortest_half_wave():
    landscape = Landscape.from_seed(1729, dims=1, waves=5)
    assert Slicer(landscape, 1).spacing == pytest.approx(np.pi / 24)
