"""How fast a descent is, against the same model in plain torch and, where installed, in JAX.

    python benchmarks/engine.py            everything but the statistics
    python benchmarks/engine.py --quick    fewer repetitions
    python benchmarks/engine.py --statistics   also compares outcomes of both engines over 300 seeds
    python benchmarks/engine.py --against COMMIT   only this engine against that of a commit
    python benchmarks/engine.py --rules    only the rules, against the normalised one

Every figure is the best of several repetitions, the baselines measured in turn with ours in the
same process; ratios travel better than times. Steps of ours include the noise and the history.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from against import compare

from splotch_tui import PRESETS, Descent, Recipe, run
from splotch_tui.core.processors import count_processors
from splotch_tui.core.record import Record
from splotch_tui.core.rules import RULES

DIMS = [1, 2, 4, 16, 64, 256]
EPSILON = {1: 0.1, 2: 0.1, 4: 0.05, 16: 0.0025, 64: 0.0005, 256: 0.0001}


def recipe_for(dims: int, waves: int = 5) -> Recipe:
    return Recipe(dims=dims, waves=waves, epsilon=EPSILON.get(dims, 0.001), steps=10**9)


def best(measure: Callable[[], float], repetitions: int) -> float:
    return min(measure() for _ in range(repetitions))


def compiled(recipe: Recipe) -> Callable[[], float]:
    """Return a measurement of seconds a step, noise and history included."""
    descent = Descent(recipe)
    record = [Record.started(descent.x, 0.0)]
    steps = max(64, int(0.1 / (60e-9 + 1.5e-9 * recipe.dims**2 * recipe.waves / 5)))
    record[0] = record[0].extended(*descent.advance(steps))

    def measure() -> float:
        start = time.perf_counter()
        record[0] = record[0].extended(*descent.advance(steps))
        return (time.perf_counter() - start) / steps

    return measure


def torch_loop(recipe: Recipe) -> Callable[[], float]:
    """Return a measurement of a plain autograd loop that keeps its history in NumPy arrays."""
    import torch

    dims, waves, steps = recipe.dims, recipe.waves, 200
    k = torch.randint(-2, 3, (dims, waves, dims))
    k0 = torch.randint(-2, 3, (dims, waves))
    s, c = torch.randn((dims, waves)), torch.randn((dims, waves))
    x0 = torch.zeros(1, requires_grad=True)
    xn = torch.zeros(dims, requires_grad=True)
    kept_x0, kept_xn, kept_loss = np.zeros(steps), np.zeros((steps, dims)), np.zeros(steps)

    def measure() -> float:
        start = time.perf_counter()
        for t in range(steps):
            phase = torch.sum(k * xn, dim=2) + k0 * x0
            splotch = torch.sum((s * torch.sin(phase)) + (c * torch.cos(phase)), dim=1)
            loss = recipe.epsilon * torch.sum(xn * splotch) - x0
            loss.backward()
            with torch.no_grad():
                length = torch.sqrt(x0.grad * x0.grad + torch.sum(xn.grad * xn.grad))
                for x in (x0, xn):
                    noise = torch.randn(len(x)) / np.sqrt(1.0 + dims)
                    x.sub_(recipe.learning_rate * (x.grad / length + noise))
            x0.grad.zero_()
            xn.grad.zero_()
            kept_x0[t] = x0.item()
            kept_xn[t] = xn.detach().numpy()
            kept_loss[t] = loss.item()
        return (time.perf_counter() - start) / steps

    return measure


def jax_scan(recipe: Recipe) -> Callable[[], float] | None:
    """Return a measurement of `jax.lax.scan` over the same step, or None without JAX."""
    try:
        import jax
        import jax.numpy as jnp
    except ImportError:
        return None
    dims, waves = recipe.dims, recipe.waves
    random = np.random.default_rng(1)
    k = jnp.asarray(random.integers(-2, 3, (dims, waves, dims)), jnp.float32)
    k0 = jnp.asarray(random.integers(-2, 3, (dims, waves)), jnp.float32)
    s, c = (jnp.asarray(random.normal(size=(dims, waves)), jnp.float32) for _ in range(2))
    steps = max(200, int(0.1 / (2e-6 + 1e-8 * dims**2)))

    def loss(x):
        phase = k @ x[1:] + k0 * x[0]
        splotch = (s * jnp.sin(phase) + c * jnp.cos(phase)).sum(axis=1)
        return recipe.epsilon * (x[1:] * splotch).sum() - x[0]

    value_and_gradient = jax.value_and_grad(loss)

    def step(carry, _):
        x, key = carry
        value, gradient = value_and_gradient(x)
        key, drawn = jax.random.split(key)
        noise = jax.random.normal(drawn, (1 + dims,)) / jnp.sqrt(1.0 + dims)
        x = x - recipe.learning_rate * (gradient / jnp.linalg.norm(gradient) + noise)
        return (x, key), (x, value)

    @jax.jit
    def run(x, key):
        return jax.lax.scan(step, (x, key), None, length=steps)

    start_point, key = jnp.zeros(1 + dims), jax.random.PRNGKey(0)
    jax.block_until_ready(run(start_point, key))

    def measure() -> float:
        start = time.perf_counter()
        jax.block_until_ready(run(start_point, key))
        return (time.perf_counter() - start) / steps

    return measure


def clock_rate() -> float:
    """Measure this processor's clock with a chain of integer operations, in Hz.

    A multiplication and an exclusive or that wait for each other take 4 cycles.
    """
    import numba

    @numba.njit
    def chain(n, x):
        for _ in range(n):
            x = (x * np.uint64(0x9E3779B97F4A7C15)) ^ (x >> np.uint64(13))
        return x

    n = 20_000_000
    chain(1, np.uint64(1))

    def once() -> float:
        # Of this thread alone: other programs take turns, but leave the clock as it is.
        start = time.thread_time()
        chain(n, np.uint64(3))
        return time.thread_time() - start

    return 4 * n / best(once, 5)


def roofline(dims: int, waves: int, hertz: float) -> float:
    """Estimate the least seconds a step can take on a core with 4-wide doubles and no FMA.

    With one dimension it is a chain of latencies: phase (6 cycles), reduction (21), polynomial
    (33), swap and sign (4), amplitudes (9), sum over lanes (15), gradient and its norm (12),
    square root and division (33), step (9). With many it is throughput: two multiplications and
    two additions a cycle; a wavenumber is used twice; a sine with its cosine takes 46 such
    operations, a normal 60; then the chain from the norm on.
    """
    chain = 142.0
    tail = 69.0
    vectors = -(-dims * waves // 4)
    operations = vectors * (1 + dims) * 4 + vectors * 46 + (1 + dims) / 4 * 60
    return max(chain, operations / 4 + tail) / hertz


def table_of_speed(repetitions: int) -> None:
    hertz = clock_rate()
    print(f"\nSteps a second ({hertz / 1e9:.1f} GHz); ours with noise and history")
    print(
        f"{'D':>4} {'ours':>12} {'ns/step':>9} {'roofline':>9} "
        f"{'torch ns':>11} {'ours/torch':>11} {'jax ns':>9} {'ours/jax':>9}"
    )
    for dims in DIMS:
        recipe = recipe_for(dims)
        ours, plain, peer = compiled(recipe), torch_loop(recipe), jax_scan(recipe)
        times = {"ours": np.inf, "torch": np.inf, "jax": np.inf}
        for _ in range(repetitions):
            times["ours"] = min(times["ours"], ours())
            times["torch"] = min(times["torch"], plain())
            if peer is not None:
                times["jax"] = min(times["jax"], peer())
        mine = times["ours"]
        jax_text = (
            f"{times['jax'] * 1e9:9,.0f} {times['jax'] / mine:9.1f}"
            if peer is not None
            else f"{'-':>9} {'-':>9}"
        )
        print(
            f"{dims:>4} {1 / mine:12,.0f} {mine * 1e9:9,.0f} "
            f"{roofline(dims, 5, hertz) * 1e9:9,.0f} {times['torch'] * 1e9:11,.0f} "
            f"{times['torch'] / mine:11,.0f} {jax_text}",
            flush=True,
        )


def table_of_growth(repetitions: int) -> None:
    print("\nCost a step as waves × dims² grows: ns, and ns for each wavenumber")
    print(f"{'D':>4} {'W':>4} {'wavenumbers':>12} {'ns/step':>10} {'ns each':>9}")
    for dims, waves in ((4, 5), (8, 5), (16, 5), (32, 5), (64, 5), (128, 5), (256, 5), (32, 80)):
        seconds = best(compiled(recipe_for(dims, waves)), repetitions)
        count = dims * dims * waves
        print(
            f"{dims:>4} {waves:>4} {count:12,} {seconds * 1e9:10,.0f} {seconds * 1e9 / count:9.3f}"
        )


PROBE = """
import time
from splotch_tui import Recipe, run
run(Recipe(steps=100))
start = time.perf_counter()
run(Recipe(seed=1725, steps={steps}))
took = time.perf_counter() - start
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(took / {steps}, int(peak.split()[1]) / 1024)
"""


def table_of_length() -> None:
    print("\nLong runs, D = 1, each in a process of its own: ns a step, and peak memory")
    for steps in (10**6, 10**7, 10**8):
        result = subprocess.run(
            [sys.executable, "-c", PROBE.format(steps=steps)],
            capture_output=True,
            text=True,
            check=True,
        )
        seconds, megabytes = map(float, result.stdout.split())
        print(f"{steps:>12,} steps {seconds * 1e9:8.1f} ns {megabytes:8.0f} MB")


def table_of_starts() -> None:
    print("\n`splotch run --steps 5000`, whole process: cold has to compile, warm has it cached")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
        for name in ("cold", "warm", "warm"):
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "splotch_tui", "run", "--steps", "5000"],
                env=environment,
                stdout=subprocess.DEVNULL,
                check=True,
            )
            print(f"{name:>6} {time.perf_counter() - start:6.2f} s")


def outcomes(engine: str, dims: int, seeds: int) -> np.ndarray:
    """Return the final x0 of `seeds` runs of 2,000 steps."""
    recipe = replace(PRESETS["comment"], dims=dims, steps=2000, engine=engine)
    return np.array([run(replace(recipe, seed=seed)).x0[-1] for seed in range(seeds)])


def table_of_outcomes(seeds: int) -> None:
    from scipy.stats import ks_2samp

    print(f"\nFinal x0 of {seeds} seeds, 2,000 steps: are both engines' of one distribution?")
    for dims in (1, 2):
        ours, theirs = outcomes("compiled", dims, seeds), outcomes("torch", dims, seeds)
        print(
            f"D = {dims}: median {np.median(ours):.2f} compiled, {np.median(theirs):.2f} torch; "
            f"Kolmogorov–Smirnov p = {ks_2samp(ours, theirs, method='asymp').pvalue:.3f}"
        )


def table_of_rules(repetitions: int) -> None:
    """Print what a step of each rule takes, in turn with one of the normalised rule."""
    print("\nns a step by rule (with noise, without history), and times the normalised rule's")
    print(f"{'rule':>11} {'D = 1':>8} {'times':>6} {'D = 16':>8} {'times':>6} {'compiling, s':>13}")
    for name in RULES:
        cells, compiling = [], 0.0
        for dims, steps in ((1, 100_000), (16, 20_000)):
            start = time.thread_time()
            descents = [
                Descent(replace(recipe_for(dims), rule=rule)) for rule in (name, "normalised")
            ]
            for descent in descents:
                descent.advance(1)
            compiling = max(compiling, time.thread_time() - start)
            times: list[list[float]] = [[], []]
            for _ in range(3 * repetitions):
                for descent, taken in zip(descents, times, strict=True):
                    start = time.thread_time()
                    descent.advance(steps)
                    taken.append((time.thread_time() - start) / steps)
            ratio = statistics.median(a / b for a, b in zip(*times, strict=True))
            cells.append(f"{min(times[0]) * 1e9:8.1f} {ratio:6.2f}")
        print(f"{name:>11} {' '.join(cells)} {compiling:13.2f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--statistics", action="store_true", help="also compare outcomes")
    parser.add_argument("--rules", action="store_true", help="only compare the rules")
    parser.add_argument("--against", metavar="COMMIT", help="only compare with another commit")
    options = parser.parse_args()
    repetitions = 3 if options.quick else 8
    print(f"{platform.processor() or platform.machine()}, {count_processors()} cores, ", end="")
    print(f"Python {platform.python_version()}, NumPy {np.__version__}")
    if options.against:
        compare(options.against, 5 * repetitions)
        return
    if options.rules:
        table_of_rules(repetitions)
        return
    table_of_speed(repetitions)
    table_of_growth(repetitions)
    table_of_length()
    table_of_starts()
    table_of_rules(repetitions)
    if options.statistics:
        table_of_outcomes(300)


if __name__ == "__main__":
    main()
