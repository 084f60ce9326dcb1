"""Writes transitions of blackjax with the momenta and uniforms that it drew for them.

python blackjax_transitions.py LANDSCAPE.npz RULE H LENGTH OUT.npz [RULE H LENGTH OUT.npz …]

Runs in a process of its own: JAX warns whoever forks after it was imported.
"""

import sys

import blackjax
import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)

TRANSITIONS = 200


def main(landscape, rule, h, length, out):
    given = np.load(landscape)
    k, k0, s, c = (jnp.asarray(given[name]) for name in ("k", "k0", "s", "c"))
    epsilon, learning_rate, heat = (float(given[name]) for name in ("epsilon", "eta", "T"))
    size, h, length = k.shape[2] + 1, float(h), int(length)

    def log_density(x):
        phase = k @ x[1:] + k0 * x[0]
        splotch = (s * jnp.sin(phase) + c * jnp.cos(phase)).sum(1)
        return -(epsilon * (x[1:] * splotch).sum() - x[0]) / heat

    mass, step = jnp.ones(size), h * np.sqrt(heat)
    sampler = {
        # Its proposal is x + τ∇ln p + √(2τ)z: τ is η·T.
        "mala": lambda: blackjax.mala(log_density, learning_rate * heat),
        "hmc": lambda: blackjax.hmc(log_density, step, mass, length),
        "nuts": lambda: blackjax.nuts(log_density, step, mass, max_num_doublings=length),
    }[rule]()
    depth = length if rule == "nuts" else 0

    @jax.jit
    def drawn(key):
        """Return what blackjax draws from a key: normals, then what it decides by."""
        pushing, deciding = jax.random.split(key)
        normals = jax.random.normal(pushing, (size,))
        if not depth:
            return normals, jax.random.uniform(deciding)
        doublings = [
            jax.random.split(jax.random.fold_in(deciding, doubling), 3) for doubling in range(depth)
        ]
        forward = jnp.stack([jax.random.bernoulli(one[0]) for one in doublings])
        leaves = jnp.stack(
            [
                jax.vmap(
                    lambda leaf, key=one[1]: jax.random.uniform(jax.random.fold_in(key, leaf))
                )(jnp.arange(2 ** (depth - 1)))
                for one in doublings
            ]
        )
        joins = jnp.stack([jax.random.uniform(one[2]) for one in doublings])
        return normals, forward, leaves, joins

    def transition(state, key):
        after, _ = sampler.step(key, state)
        return after, (state.position, after.position, drawn(key))

    keys = jax.random.split(jax.random.key(int(given["seed"])), TRANSITIONS)
    _, (before, after, random) = jax.lax.scan(transition, sampler.init(jnp.zeros(size)), keys)
    names = ("normals", "forward", "leaves", "joins") if depth else ("normals", "uniform")
    np.savez(out, before=before, after=after, **dict(zip(names, random, strict=True)))


if __name__ == "__main__":
    landscape, *asked = sys.argv[1:]
    for place in range(0, len(asked), 4):
        main(landscape, *asked[place : place + 4])
