"""The rules that torch.optim has, step by step, given the same gradients and noise."""

import numpy as np
import pytest
import torch

from splotch_tui import Recipe, run
from splotch_tui.core.rules import load_rule

LIVE = Recipe(epsilon=0.1, learning_rate=0.2, noise=1.0)
STEPS = 2_000


def gradients(dims):
    """Return gradients and noise as a run by the normalised rule meets them."""
    history = run(Recipe(seed=7, dims=dims, epsilon=0.05, steps=STEPS))
    found = np.array([history.landscape.gradient(x, 0.05) for x in history.points[:-1]])
    noise = np.random.default_rng(3).normal(size=found.shape) / np.sqrt(1 + dims)
    return found, noise


def make(name, x):
    """Return torch's optimiser of a rule, and whether it is fed normalised gradients."""
    rate = LIVE.learning_rate
    return {
        "plain": (torch.optim.SGD([x], lr=rate), False),
        "momentum": (torch.optim.SGD([x], lr=rate * (1 - 0.9), momentum=0.9), True),
        "nesterov": (torch.optim.SGD([x], lr=rate * (1 - 0.9), momentum=0.9, nesterov=True), True),
        "adam": (torch.optim.Adam([x], lr=rate), False),
        "rmsprop": (torch.optim.RMSprop([x], lr=rate), False),
    }[name]


@pytest.mark.parametrize("dims", [1, 5])
@pytest.mark.parametrize("name", ["plain", "momentum", "nesterov", "adam", "rmsprop"])
def test_a_rule_moves_as_torch_does(name, dims):
    rule = load_rule(name)
    own = tuple(parameter.default for parameter in rule.parameters)
    memory = np.zeros((rule.rows, 1 + dims + 16))
    ours = np.zeros(1 + dims)
    theirs = torch.zeros(1 + dims, dtype=torch.float64)
    optimiser, normalised = make(name, theirs)
    for gradient, noise in zip(*gradients(dims), strict=True):
        before = ours.copy()
        rule.move(ours, gradient, 0.0, noise, memory, LIVE, own)
        length = np.linalg.norm(gradient) if normalised else 1.0
        theirs.data[:] = torch.from_numpy(before)
        theirs.grad = torch.from_numpy(gradient / length + noise)
        optimiser.step()
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-12, atol=1e-12)
