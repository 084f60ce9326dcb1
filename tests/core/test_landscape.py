"""The loss surface, held against torch's autograd and against its own definition."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from splotch_tui import Landscape


def torch_loss_and_gradient(landscape, x, epsilon):
    k, k0, s, c = (torch.from_numpy(np.array(a)) for a in astuple(landscape))
    x = torch.from_numpy(x).requires_grad_()
    phase = (k * x[1:]).sum(dim=2) + k0 * x[0]
    splotch = (s * torch.sin(phase) + c * torch.cos(phase)).sum(dim=1)
    loss = epsilon * (x[1:] * splotch).sum() - x[0]
    loss.backward()
    return loss.item(), x.grad.numpy()


def astuple(landscape):
    return landscape.k, landscape.k0, landscape.s, landscape.c


@pytest.mark.parametrize("dims", [1, 2, 3, 16, 64])
@pytest.mark.parametrize("waves", [1, 5])
def test_loss_and_gradient_are_those_of_autograd(dims, waves):
    landscape = Landscape.from_seed(7, dims=dims, waves=waves)
    random = np.random.default_rng(dims)
    points = random.uniform(-20, 20, (20, 1 + dims))
    gradients = landscape.gradient(points, epsilon=0.1)
    losses = landscape.loss(points, epsilon=0.1)
    for x, gradient, loss in zip(points, gradients, losses, strict=True):
        expected_loss, expected = torch_loss_and_gradient(landscape, x, 0.1)
        assert np.linalg.norm(gradient - expected) <= 1e-12 * np.linalg.norm(expected)
        assert abs(loss - expected_loss) <= 1e-12 * max(1.0, np.abs(x).max() * dims)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    dims=st.integers(1, 6),
    tiles=st.integers(-3, 3),
    data=st.data(),
)
def test_the_hills_tessellate(seed, dims, tiles, data):
    """Moving x0 by whole periods lowers the loss by just as much and changes nothing else."""
    landscape = Landscape.from_seed(seed, dims=dims, waves=3)
    x = np.array(data.draw(st.lists(st.floats(-9, 9), min_size=1 + dims, max_size=1 + dims)))
    moved = x.copy()
    moved[0] += 2 * np.pi * tiles
    np.testing.assert_allclose(
        landscape.gradient(moved, 0.1), landscape.gradient(x, 0.1), atol=1e-11
    )
    shift = landscape.loss(moved, 0.1) - landscape.loss(x, 0.1)
    np.testing.assert_allclose(shift, -2 * np.pi * tiles, atol=1e-11)


@pytest.mark.parametrize(("dims", "axis"), [(1, 1), (2, 2), (16, 5)])
def test_a_mesh_is_the_loss_at_each_of_its_points(dims, axis):
    landscape = Landscape.from_seed(1729, dims=dims, waves=5)
    x = np.linspace(-2, 3, 1 + dims)
    x0, xm = np.linspace(10, 30, 37), np.linspace(-12, 4, 23)
    mesh = landscape.mesh(x, axis, x0, xm, epsilon=0.1)
    points = np.broadcast_to(x, (23, 37, 1 + dims)).copy()
    points[..., 0], points[..., axis] = np.meshgrid(x0, xm)
    np.testing.assert_allclose(mesh, landscape.loss(points, 0.1), rtol=1e-12, atol=1e-12)


def test_a_mesh_along_no_coordinate_is_refused():
    landscape = Landscape.from_seed(1, dims=2, waves=5)
    for axis in (0, 3):
        with pytest.raises(ValueError, match="axis"):
            landscape.mesh([0, 0, 0], axis, [0.0], [0.0], 0.1)


def test_a_point_of_another_number_of_coordinates_is_refused():
    with pytest.raises(ValueError, match="coordinates"):
        Landscape.from_seed(1, dims=2, waves=5).loss([0.0, 0.0], 0.1)


def test_a_landscape_cannot_be_changed():
    """Threads and histories share it."""
    landscape = Landscape.from_seed(1, dims=2, waves=5)
    assert (landscape.dims, landscape.waves) == (2, 5)
    assert landscape in {landscape}
    with pytest.raises(FrozenInstanceError):
        landscape.k = landscape.k
    for array in astuple(landscape):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize("name", ["k", "k0", "s", "c"])
def test_arrays_that_do_not_fit_each_other_are_refused(name):
    landscape = Landscape.from_seed(1, dims=2, waves=5)
    with pytest.raises(ValueError, match="not of shapes"):
        replace(landscape, **{name: getattr(landscape, name)[:, :4]})
