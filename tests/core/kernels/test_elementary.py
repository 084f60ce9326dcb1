"""Sine, cosine and logarithm, held against arithmetic of 60 digits."""

import mpmath
import numba
import numpy as np
import pytest

from splotch_tui.core.kernels.elementary import LARGEST_ANGLE, log, sin_cos, small_angle
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.kernels.simd_memory import load, store

COUNT = 2000


@numba.njit
def _sin_cos(x, sine, cosine):
    for i in range(0, x.size, WIDTH):
        s, c = sin_cos(load(x, i))
        store(sine, i, s)
        store(cosine, i, c)


@numba.njit
def _small_angle(x, out):
    for i in range(0, x.size, WIDTH):
        store(out, i, small_angle(load(x, i)))


@numba.njit
def _log(x, out):
    for i in range(0, x.size, WIDTH):
        store(out, i, log(load(x, i)))


def errors(function, x, results):
    """How many units in the last place `results` are from the true values."""
    with mpmath.workdps(60):
        off = [
            float(abs(function(mpmath.mpf(float(a))) - mpmath.mpf(float(b))))
            for a, b in zip(x, results, strict=True)
        ]
    return np.array(off) / np.spacing(np.abs(results))


@pytest.mark.parametrize(
    ("reach", "most"), [(0.7, 1.6), (10, 1.6), (1e3, 1.6), (1e6, 1.6), (LARGEST_ANGLE, 2.5)]
)
def test_sine_and_cosine_are_right_to_the_last_place(reach, most):
    x = np.random.default_rng(1).uniform(-reach, reach, COUNT)
    sine, cosine = np.empty(COUNT), np.empty(COUNT)
    _sin_cos(x, sine, cosine)
    assert errors(mpmath.sin, x, sine).max() < most
    assert errors(mpmath.cos, x, cosine).max() < most


def test_sine_and_cosine_at_multiples_of_a_quarter_turn():
    quarters = np.arange(-500, 500) * (np.pi / 2)
    x = np.concatenate((quarters, np.nextafter(quarters, np.inf)))
    sine, cosine = np.empty(x.size), np.empty(x.size)
    _sin_cos(x, sine, cosine)
    assert errors(mpmath.sin, x[x != 0], sine[x != 0]).max() < 1.6
    assert errors(mpmath.cos, x, cosine).max() < 1.6
    assert sine[x == 0] == 0
    assert cosine[x == 0] == 1


@pytest.mark.parametrize("reach", [1e9, 1e12, 1e16, 1e20, 1e22])
def test_angles_beyond_are_handled_not_wrong(reach):
    x = np.random.default_rng(2).uniform(-reach, reach, COUNT)
    small, sine, cosine = np.empty(COUNT), np.empty(COUNT), np.empty(COUNT)
    _small_angle(x, small)
    _sin_cos(small, sine, cosine)
    assert np.abs(small).max() <= LARGEST_ANGLE
    with mpmath.workdps(60):
        for a, s, c in zip(x, sine, cosine, strict=True):
            assert abs(mpmath.sin(mpmath.mpf(float(a))) - float(s)) < 1e-15
            assert abs(mpmath.cos(mpmath.mpf(float(a))) - float(c)) < 1e-15


def test_angles_within_are_left_as_they_are():
    x = np.random.default_rng(3).uniform(-LARGEST_ANGLE, LARGEST_ANGLE, COUNT)
    small = np.empty(COUNT)
    _small_angle(x, small)
    assert np.array_equal(small, x)


def test_the_logarithm_is_right_to_the_last_place():
    random = np.random.default_rng(4)
    x = np.concatenate(
        (
            random.uniform(0, 1, COUNT),
            1 - random.uniform(0, 1e-3, COUNT),
            2.0 ** -random.uniform(0, 53, COUNT),
            [2.0**-53, 0.5, 1 - 2.0**-53, 3.0, 1e300, 1e-300, np.sqrt(0.5), np.sqrt(2)],
        )
    )
    result = np.empty(x.size)
    _log(x, result)
    assert errors(mpmath.log, x, result).max() < 1.0
    ones, zeros = np.ones(WIDTH), np.empty(WIDTH)
    _log(ones, zeros)
    assert not zeros.any()
