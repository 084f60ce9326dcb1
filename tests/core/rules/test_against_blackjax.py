"""The Metropolis rules against blackjax, transition by transition, given its momenta and uniforms.

blackjax takes a density and a momentum of variance 1; ours has temperature T. With −L/T for the
density, its momenta are ours over √T, and its time is ours times √T.
"""

import sys
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest
from processes import finished

from splotch_tui import Landscape, Recipe
from splotch_tui.core.rules import load_rule
from splotch_tui.core.rules.rule import ACCEPTED, DIVERGED, MADE

DIMS = 3
LIVE = Recipe(epsilon=0.2, learning_rate=0.2, noise=2.5)
T = 0.2 * 2.5**2 / (2 * (1 + DIMS))
LAND = Landscape.from_seed(4, dims=DIMS, waves=5)
SCALE = LIVE.noise / np.sqrt(1 + DIMS)
UNUSED = np.full(1 + DIMS, np.nan)


# Rule, step size, and how many leapfrogs or doublings at most.
ASKED = [("mala", 0.0, 0), ("hmc", 0.35, 7), ("nuts", 0.15, 3), ("nuts", 0.15, 6)]


@pytest.fixture(scope="module")
def transitions(tmp_path_factory):
    """Blackjax's transitions, by what is asked: all by one process, as it takes long to start."""
    folder = tmp_path_factory.mktemp("transitions")
    numbers = {"epsilon": LIVE.epsilon, "eta": LIVE.learning_rate, "T": T}
    surface = {name: getattr(LAND, name) for name in ("k", "k0", "s", "c")}
    np.savez(folder / "given.npz", **surface, **numbers, seed=3)
    outs = {one: folder / f"{number}.npz" for number, one in enumerate(ASKED)}
    program = Path(__file__).parent / "blackjax_transitions.py"
    words = [word for one, out in outs.items() for word in (*one, out)]
    result = finished([sys.executable, program, folder / "given.npz", *words])
    assert result.returncode == 0, result.stderr

    def rows(path):
        with np.load(path) as file:
            columns = dict(file)
        row = namedtuple("Transition", columns)
        return [row(*values) for values in zip(*columns.values(), strict=True)]

    return {one: rows(out) for one, out in outs.items()}


def settling(uniform):
    """Return two normals that stand for a uniform: half of their squares is −ln u."""
    return [np.sqrt(-2 * np.log(uniform)), 0.0]


class Walker:
    """Takes steps by a rule, uncompiled, from a point that it is put at."""

    def __init__(self, name, own):
        self.rule, self.own = load_rule(name), own
        self.memory = np.zeros((self.rule.rows, 16))
        self.x = np.zeros(1 + DIMS)

    def step(self, normals):
        """Take one step with that noise, and return whether a proposal was decided."""
        made = self.memory[0, MADE]
        gradient = LAND.gradient(self.x, LIVE.epsilon)
        loss = float(LAND.loss(self.x, LIVE.epsilon))
        noise = np.asarray(normals) * SCALE
        self.rule.move(self.x, gradient, loss, noise, self.memory, LIVE, self.own)
        gradient = LAND.gradient(self.x, LIVE.epsilon)
        loss = float(LAND.loss(self.x, LIVE.epsilon))
        self.rule.settle(self.x, gradient, loss, noise, self.memory, LIVE, self.own)
        return self.memory[0, MADE] > made


def assert_ends_where(walker, transition):
    np.testing.assert_allclose(walker.x, transition.after, rtol=1e-8, atol=1e-8)


def test_mala(transitions):
    walker, moved = Walker("mala", ()), 0
    made = transitions["mala", 0.0, 0]
    for one in made:
        walker.x[:] = one.before
        assert walker.step([*-one.normals, *settling(one.uniform)])
        assert_ends_where(walker, one)
        moved += not np.array_equal(one.before, one.after)
    assert 0 < moved < len(made)
    assert walker.memory[0, ACCEPTED] == moved


def test_hmc(transitions):
    h, leapfrogs = 0.35, 7
    walker, moved, diverged = Walker("hmc", (h, leapfrogs)), 0, 0.0
    made = transitions["hmc", h, leapfrogs]
    for one in made:
        walker.x[:] = one.before
        for step in range(leapfrogs):
            # Normals of other steps are not looked at.
            last = settling(one.uniform) if step == leapfrogs - 1 else [np.nan, np.nan]
            if walker.step([*(UNUSED if step else one.normals), *last]):
                break
        # One that diverges ends early, since it is refused whatever is to come.
        assert step == leapfrogs - 1 or walker.memory[0, DIVERGED] > diverged
        diverged = walker.memory[0, DIVERGED]
        assert_ends_where(walker, one)
        moved += not np.array_equal(one.before, one.after)
    assert 0 < moved < len(made)
    assert walker.memory[0, ACCEPTED] == moved


@pytest.mark.parametrize("depth", [3, 6])
def test_nuts(transitions, depth):
    walker, lengths = Walker("nuts", (0.15, depth)), set()
    for one in transitions["nuts", 0.15, depth]:
        walker.x[:] = one.before
        lengths.add(steps_of(walker, one))
        assert_ends_where(walker, one)
    assert len(lengths) > 1


def steps_of(walker, one):
    """Take the steps of a transition of nuts, and return how many they were."""
    steps = 0
    directions = np.where(one.forward, 1.0, -1.0)
    # Ours begins forward: with the opposite momentum, if theirs does not.
    directions, momentum = directions * directions[0], directions[0] * one.normals
    for doubling, direction in enumerate(directions):
        for leaf in range(2**doubling):
            normals = UNUSED.copy()
            if steps == 0:
                normals = momentum
            elif leaf == 0:
                normals[0] = direction
            else:
                normals[:2] = settling(one.leaves[doubling, leaf])
            steps += 1
            if walker.step([*normals, *settling(one.joins[doubling])]):
                return steps
    raise AssertionError("the trajectory did not end")
