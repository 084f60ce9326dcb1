"""How fast ensembles are, on all processors, against single runs side by side and against peers.

    python benchmarks/ensemble.py            everything
    python benchmarks/ensemble.py --quick    shorter

Every figure is the best of several repetitions, the baselines measured in turn with ours in the
same process: millions of descent-steps a second, and ratios, which travel better.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from engine import clock_rate

from splotch_tui import Descent, Recipe
from splotch_tui.core.ensemble.making import ensemble
from splotch_tui.core.processors import count_processors
from splotch_tui.core.rules import RULES

EPSILON = {1: 0.1, 2: 0.1, 3: 0.1, 5: 0.1, 7: 0.1, 16: 0.0025}
_FIRST_SEED = 9_000_000


def ours(dims: int, steps: int, count: int, rule: str = "normalised") -> Callable[[], float]:
    """Return a measurement of descent-steps a second of an ensemble."""
    axes = {
        "seed": range(_FIRST_SEED, _FIRST_SEED + count),
        "dims": dims,
        "epsilon": EPSILON.get(dims, 0.001),
        "rule": rule,
        "steps": steps,
    }
    ensemble({**axes, "steps": 64, "seed": 1})

    def measure() -> float:
        start = time.perf_counter()
        ensemble(axes)
        return count * steps / (time.perf_counter() - start)

    return measure


def side_by_side(dims: int, steps: int) -> Callable[[], float]:
    """Return the same of single runs, one on each processor, points and losses included."""
    workers = count_processors()
    descents = [
        Descent(Recipe(seed=seed, dims=dims, epsilon=EPSILON.get(dims, 0.001), steps=10**10))
        for seed in range(workers)
    ]

    def run(descent: Descent) -> None:
        for _ in range(steps // 4096):
            descent.advance(4096)

    def measure() -> float:
        start = time.perf_counter()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(run, descents))
        return workers * (steps // 4096) * 4096 / (time.perf_counter() - start)

    return measure


def batched_torch(dims: int, batch: int = 4096) -> Callable[[], float]:
    """Return the same of a batch of descents in torch, float32, with the gradient by hand."""
    import torch

    torch.set_num_threads(count_processors())
    waves, steps, epsilon = 5, 40, EPSILON.get(dims, 0.001)
    k = torch.randint(-2, 3, (batch, dims * waves, dims)).float()
    k0 = torch.randint(-2, 3, (batch, dims * waves)).float()
    s, c = torch.randn(batch, dims * waves), torch.randn(batch, dims * waves)
    x = torch.zeros(batch, 1 + dims)

    def measure() -> float:
        nonlocal x
        start = time.perf_counter()
        with torch.no_grad():
            for _ in range(steps):
                phase = torch.einsum("bnm,bm->bn", k, x[:, 1:]) + k0 * x[:, :1]
                sine, cosine = torch.sin(phase), torch.cos(phase)
                splotch = (s * sine + c * cosine).view(batch, dims, waves).sum(2)
                weight = x[:, 1:].repeat_interleave(waves, 1)
                slope = weight * (s * cosine - c * sine)
                along0 = epsilon * (slope * k0).sum(1, keepdim=True) - 1.0
                along = epsilon * (torch.einsum("bn,bnm->bm", slope, k) + splotch)
                gradient = torch.cat((along0, along), 1)
                noise = torch.randn(batch, 1 + dims) / np.sqrt(1.0 + dims)
                x = x - 0.2 * (gradient / gradient.norm(dim=1, keepdim=True) + noise)
        return batch * steps / (time.perf_counter() - start)

    return measure


def mapped_jax(dims: int, batch: int = 2048) -> Callable[[], float] | None:
    """Return the same of `jax.vmap` of a compiled loop, or None without JAX."""
    try:
        import jax
        import jax.numpy as jnp
    except ImportError:
        return None
    waves, steps, epsilon = 5, 200, EPSILON.get(dims, 0.001)
    random = np.random.default_rng(1)
    k = jnp.asarray(random.integers(-2, 3, (batch, dims, waves, dims)), jnp.float32)
    k0 = jnp.asarray(random.integers(-2, 3, (batch, dims, waves)), jnp.float32)
    s, c = (jnp.asarray(random.normal(size=(batch, dims, waves)), jnp.float32) for _ in range(2))

    def loss(x, k, k0, s, c):
        phase = k @ x[1:] + k0 * x[0]
        splotch = (s * jnp.sin(phase) + c * jnp.cos(phase)).sum(axis=1)
        return epsilon * (x[1:] * splotch).sum() - x[0]

    slope = jax.grad(loss)

    def descend(key, k, k0, s, c):
        def step(_, carry):
            x, key = carry
            key, drawn = jax.random.split(key)
            noise = jax.random.normal(drawn, (1 + dims,)) / jnp.sqrt(1.0 + dims)
            gradient = slope(x, k, k0, s, c)
            return x - 0.2 * (gradient / jnp.linalg.norm(gradient) + noise), key

        return jax.lax.fori_loop(0, steps, step, (jnp.zeros(1 + dims), key))[0]

    all_of_them = jax.jit(jax.vmap(descend))
    keys = jax.random.split(jax.random.PRNGKey(0), batch)
    jax.block_until_ready(all_of_them(keys, k, k0, s, c))

    def measure() -> float:
        start = time.perf_counter()
        jax.block_until_ready(all_of_them(keys, k, k0, s, c))
        return batch * steps / (time.perf_counter() - start)

    return measure


def roofline(dims: int, hertz: float) -> float:
    """Return what the arithmetic of a step allows at most, on all processors.

    Eight doubles to a vector, two vector operations a cycle, without waiting for any result: a sine
    with its cosine takes 46 operations, a normal 60; a wave 8 and 4 for each coordinate.
    """
    waves = 5 * dims
    operations = waves * (46 + 8 + 4 * (1 + dims)) + (1 + dims) * 60 + 12 * (1 + dims)
    return count_processors() * hertz * 2 * 8 / operations


def table_of_speed(repetitions: int, scale: float) -> None:
    hertz = clock_rate()
    print(f"\nMillions of descent-steps a second, {count_processors()} processors")
    print(
        f"{'D':>3} {'ours':>8} {'runs':>8} {'ratio':>6} {'torch':>8} {'jax':>8} "
        f"{'best peer':>10} {'roofline':>9}"
    )
    for dims, steps, whole in ((1, 50_000, 4_000), (3, 50_000, 1_000), (16, 5_000, 400)):
        count = max(64, int(whole * scale))
        measured: dict[str, Callable[[], float] | None] = {
            "ours": ours(dims, steps, count),
            "runs": side_by_side(dims, 1 << 20 if dims < 8 else 1 << 16),
            "torch": batched_torch(dims, 4096 if dims < 8 else 512),
            "jax": mapped_jax(dims, 2048 if dims < 8 else 512),
        }
        best = dict.fromkeys(measured, 0.0)
        for _ in range(repetitions):
            for name, measure in measured.items():
                if measure is not None:
                    best[name] = max(best[name], measure() / 1e6)
        peer = max(best["torch"], best["jax"])
        print(
            f"{dims:>3} {best['ours']:8.2f} {best['runs']:8.2f} {best['ours'] / best['runs']:6.2f} "
            f"{best['torch']:8.2f} {best['jax']:8.2f} {best['ours'] / peer:9.1f}x "
            f"{roofline(dims, hertz) / 1e6:9.0f}",
            flush=True,
        )


def table_of_rules(repetitions: int, scale: float) -> None:
    print("\nEvery rule, D = 1, against the normalised one")
    count = max(64, int(400 * scale))
    plain = ours(1, 20_000, count)
    for rule in RULES:
        mine, best, base = ours(1, 20_000, count, rule), 0.0, 0.0
        for _ in range(repetitions):
            best, base = max(best, mine()), max(base, plain())
        print(f"{rule:>12} {best / 1e6:8.2f} {best / base:6.2f}", flush=True)


PROBE = """
import tempfile, time
from pathlib import Path
from splotch_tui.core.ensemble.grid import Grid
from splotch_tui.core.ensemble.making import ensemble, make_table
ensemble({{"steps": 64}})
start = time.perf_counter()
with tempfile.TemporaryDirectory() as folder:
    grid = Grid({{"seed": range({first}, {first} + {count}), "steps": {steps}}})
    make_table(grid, Path(folder, "a.csv"), lambda _: None)
took = time.perf_counter() - start
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(took / {count} / {steps}, int(peak.split()[1]) / 1024)
"""


def table_of_size(scale: float) -> None:
    print("\nMore descents of 5,000 steps, D = 1, into a .csv: ns a descent-step, and peak memory")
    for whole in (10**3, 10**4, 10**5, 10**6):
        program = PROBE.format(first=_FIRST_SEED, count=int(whole * scale), steps=5000)
        result = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
        seconds, megabytes = map(float, result.stdout.split())
        print(f"{int(whole * scale):>10,} {seconds * 1e9:8.1f} {megabytes:8.0f} MB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="shorter, and fewer repetitions")
    quick = parser.parse_args().quick
    repetitions, scale = (2, 0.2) if quick else (5, 1.0)
    table_of_speed(repetitions, scale)
    table_of_rules(2 if quick else 3, scale)
    table_of_size(scale)


if __name__ == "__main__":
    main()
