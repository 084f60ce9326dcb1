"""The Metropolis rules against blackjax, transition by transition, given its momenta and uniforms.

blackjax takes a density and a momentum of variance 1; ours has temperature T. With −L/T for the
density, its momenta are ours over √T, and its time is ours times √T.
"""

from collections import namedtuple

import blackjax
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from splotch_tui import Landscape
from splotch_tui.core.rules import load_rule

jax.config.update("jax_enable_x64", True)

Live = namedtuple("Live", ["epsilon", "learning_rate", "noise"])
DIMS = 3
LIVE = Live(epsilon=0.2, learning_rate=0.2, noise=2.5)
T = 0.2 * 2.5**2 / (2 * (1 + DIMS))
LAND = Landscape.from_seed(4, dims=DIMS, waves=5)
SCALE = LIVE.noise / np.sqrt(1 + DIMS)
TRANSITIONS = 200


def log_density(x):
    phase = jnp.asarray(LAND.k) @ x[1:] + jnp.asarray(LAND.k0) * x[0]
    splotch = (jnp.asarray(LAND.s) * jnp.sin(phase) + jnp.asarray(LAND.c) * jnp.cos(phase)).sum(1)
    return -(LIVE.epsilon * (x[1:] * splotch).sum() - x[0]) / T


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
        made = self.memory[0, 0]
        gradient = LAND.gradient(self.x, LIVE.epsilon)
        loss = float(LAND.loss(self.x, LIVE.epsilon))
        noise = np.asarray(normals) * SCALE
        self.rule.move(self.x, gradient, loss, noise, self.memory, LIVE, self.own)
        gradient = LAND.gradient(self.x, LIVE.epsilon)
        loss = float(LAND.loss(self.x, LIVE.epsilon))
        self.rule.settle(self.x, gradient, loss, noise, self.memory, LIVE, self.own)
        return self.memory[0, 0] > made


def transitions(kernel, init, seed):
    """Yield the state and the key before each of blackjax's transitions, and the point after it."""
    state, kernel = init(jnp.zeros(1 + DIMS)), jax.jit(kernel)
    for key in jax.random.split(jax.random.key(seed), TRANSITIONS):
        after, _ = kernel(key, state)
        yield np.array(state.position), key, np.array(after.position)
        state = after


def test_mala():
    # Its proposal is x + τ∇ln p + √(2τ)z: τ is η·T.
    mala = blackjax.mala(log_density, LIVE.learning_rate * T)
    walker, moved = Walker("mala", ()), 0
    for before, key, after in transitions(mala.step, mala.init, 1):
        proposing, deciding = jax.random.split(key)
        z = -np.array(jax.random.normal(proposing, (1 + DIMS,)))
        walker.x[:] = before
        assert walker.step([*z, *settling(float(jax.random.uniform(deciding)))])
        np.testing.assert_allclose(walker.x, after, rtol=1e-9, atol=1e-9)
        moved += not np.array_equal(before, after)
    assert 0 < moved < TRANSITIONS
    assert walker.memory[0, 1] == moved


def test_hmc():
    h, leapfrogs = 0.35, 7
    hmc = blackjax.hmc(log_density, h * np.sqrt(T), jnp.ones(1 + DIMS), leapfrogs)
    walker, moved, diverged = Walker("hmc", (h, leapfrogs)), 0, 0.0
    for before, key, after in transitions(hmc.step, hmc.init, 2):
        pushing, deciding = jax.random.split(key)
        z = np.array(jax.random.normal(pushing, (1 + DIMS,)))
        walker.x[:] = before
        for step in range(leapfrogs):
            # Normals of other steps are not looked at.
            last = settling(float(jax.random.uniform(deciding)))
            own = last if step == leapfrogs - 1 else [np.nan, np.nan]
            if walker.step([*(z if step == 0 else np.full(1 + DIMS, np.nan)), *own]):
                break
        # One that diverges ends early, since it is refused whatever is to come.
        assert step == leapfrogs - 1 or walker.memory[0, 2] > diverged
        diverged = walker.memory[0, 2]
        np.testing.assert_allclose(walker.x, after, rtol=1e-9, atol=1e-9)
        moved += not np.array_equal(before, after)
    assert 0 < moved < TRANSITIONS
    assert walker.memory[0, 1] == moved


@pytest.mark.parametrize("depth", [3, 6])
def test_nuts(depth):
    h = 0.15
    nuts = blackjax.nuts(log_density, h * np.sqrt(T), jnp.ones(1 + DIMS), max_num_doublings=depth)
    walker, lengths = Walker("nuts", (h, depth)), set()
    for before, key, after in transitions(nuts.step, nuts.init, 3):
        pushing, building = jax.random.split(key)
        z = np.array(jax.random.normal(pushing, (1 + DIMS,)))
        walker.x[:] = before
        ended, steps, sign = False, 0, 1.0
        for doubling in range(depth):
            turning, drawing, joining = jax.random.split(jax.random.fold_in(building, doubling), 3)
            forward = 1.0 if jax.random.bernoulli(turning) else -1.0
            if doubling == 0:
                # Ours begins forward: with the opposite momentum, if theirs does not.
                sign = forward
            join = settling(float(jax.random.uniform(joining)))
            for leaf in range(2**doubling):
                normals = np.full(1 + DIMS, np.nan)
                if steps == 0:
                    normals = sign * z
                elif leaf == 0:
                    normals[0] = sign * forward
                else:
                    uniform = float(jax.random.uniform(jax.random.fold_in(drawing, leaf)))
                    normals[:2] = settling(uniform)
                ended, steps = walker.step([*normals, *join]), steps + 1
                if ended:
                    break
            if ended:
                break
        assert ended
        lengths.add(steps)
        np.testing.assert_allclose(walker.x, after, rtol=1e-8, atol=1e-8)
    assert len(lengths) >= 2
