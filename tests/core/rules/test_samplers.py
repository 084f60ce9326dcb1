"""The samplers hold exp(−L/T), by quadrature, on hills that have a bottom.

The loss itself has none along x0, so exp(−L/T) cannot be normalised. Here x0 is an angle, the slope
of −x0 is left out, and xn²/2σ² is put in; the hills are those of a landscape.
"""

from functools import cache

import numba
import numpy as np
import pytest

from splotch_tui import Landscape, Recipe
from splotch_tui.core.kernels.rule_parts import LiveParameters, compile_few, stay
from splotch_tui.core.rules import load_rule

EPSILON, SIGMA = 0.1, 2.0
# At η = 0.2 and noise 4, T is 0.8.
RECIPE = Recipe(epsilon=EPSILON, learning_rate=0.2, noise=4.0)
LIVE = LiveParameters(*(getattr(RECIPE, name) for name in LiveParameters._fields))
T = 0.8
LAND = Landscape.from_seed(1729, dims=1, waves=5)
K, K0 = LAND.k[0, :, 0].astype(float), LAND.k0[0].astype(float)
S, C = LAND.s[0].copy(), LAND.c[0].copy()


@numba.njit
def evaluate(x, gradient, k, k0, s, c):
    """Put the gradient of the proper variant in place, and return its loss."""
    loss, gradient[0], gradient[1] = 0.0, 0.0, 0.0
    for w in range(len(k)):
        phase = k[w] * x[1] + k0[w] * x[0]
        value = s[w] * np.sin(phase) + c[w] * np.cos(phase)
        slope = x[1] * (s[w] * np.cos(phase) - c[w] * np.sin(phase))
        loss += EPSILON * x[1] * value
        gradient[0] += EPSILON * slope * k0[w]
        gradient[1] += EPSILON * (slope * k[w] + value)
    gradient[1] += x[1] / SIGMA**2
    return loss + x[1] ** 2 / (2 * SIGMA**2)


def chain(name, own, steps=1_000_000):
    """Return the samples of a rule's chain, and what is in its first vector: mostly velocities."""
    rule = load_rule(name)
    move, settle = compile_few(rule.move), compile_few(rule.settle or stay)
    random = np.random.default_rng(5)
    normals = random.normal(size=(steps, 2 + rule.extra_normals))

    @numba.njit
    def walk(noise, memory, live, own, k, k0, s, c):
        x, gradient = np.zeros(2), np.zeros(2)
        points, vectors = np.empty((len(noise), 2)), np.empty((len(noise), 2))
        made = np.empty(len(noise))
        loss = evaluate(x, gradient, k, k0, s, c)
        for step in range(len(noise)):
            move(x, gradient, loss, noise[step], memory, live, own)
            loss = evaluate(x, gradient, k, k0, s, c)
            loss = settle(x, gradient, loss, noise[step], memory, live, own)
            points[step] = x
            vectors[step] = memory[1, :2]
            made[step] = memory[0, 0]
        return points, vectors, made

    memory = np.zeros((max(rule.rows, 2), 16))
    noise = normals * (LIVE.noise / np.sqrt(2.0))
    points, vectors, made = walk(noise, memory, LIVE, own, K, K0, S, C)
    # Points within a trajectory are no samples.
    return points[np.diff(made, prepend=0.0) > 0] if rule.proposes else points, vectors


@cache
def quadrature():
    """Return the means of `WATCHED` under exp(−L/T)."""
    x0 = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    x1 = np.linspace(-9, 9, 4001)
    phase = K[:, None, None] * x1 + K0[:, None, None] * x0[:, None]
    splotch = (S[:, None, None] * np.sin(phase) + C[:, None, None] * np.cos(phase)).sum(axis=0)
    loss = EPSILON * x1 * splotch + x1**2 / (2 * SIGMA**2)
    weight = np.exp(-(loss - loss.min()) / T)
    points = np.stack(np.broadcast_arrays(x0[:, None], x1), axis=-1)
    return [float((watched(points) * weight).sum() / weight.sum()) for watched in WATCHED]


WATCHED = (
    lambda points: np.cos(points[..., 0]),
    lambda points: np.sin(points[..., 0]),
    lambda points: points[..., 1],
    lambda points: points[..., 1] ** 2,
    lambda points: np.cos(2 * points[..., 0] - points[..., 1]),
)


def error_of_the_mean(values, batches=50):
    """Return the standard error of the mean of a chain, by the means of its batches."""
    means = values[: len(values) // batches * batches].reshape(batches, -1).mean(axis=1)
    return means.std(ddof=1) / np.sqrt(batches)


# How far the mean of 10⁶ steps may be from quadrature: four of its own errors, and what a step of
# that length is known to be off by, in units of the value's spread.
@pytest.mark.parametrize(
    ("name", "own", "bias"),
    [
        ("mala", (), 0.0),
        ("hmc", (0.2, 10), 0.0),
        ("nuts", (0.2, 5), 0.0),
        ("langevin", (0.2, 1.0), 0.01),
        ("atmc", (0.05, 1.0), 0.01),
    ],
)
def test_a_sampler_holds_its_distribution(name, own, bias):
    points, vectors = chain(name, own)
    for watched, expected in zip(WATCHED, quadrature(), strict=True):
        values = watched(points)
        error = error_of_the_mean(values)
        spread = values.std()
        assert error < 0.03 * spread
        assert abs(values.mean() - expected) < 4 * error + bias * spread
    if not load_rule(name).proposes:
        # Equipartition: along x0 and along x1, v² is T on the average.
        energies = vectors**2
        errors = np.array([error_of_the_mean(column) for column in energies.T])
        assert (errors < 0.03 * T).all()
        assert (np.abs(energies.mean(axis=0) - T) < 4 * errors + 0.03 * T).all()


def test_a_rule_without_metropolis_does_not():
    """What the others are held to can be missed: plain steps of the same length do."""
    points, _ = chain("plain", ())
    values = points[:, 1] ** 2
    assert abs(values.mean() - quadrature()[3]) > 6 * error_of_the_mean(values)
