"""The descent's inner loop.

Waves are laid out w-major: entry i = w·D + j is wave w of splotch j+1. Every inner loop is
elementwise, over waves or over dims, and sums run over the outer loop; so LLVM vectorises them
without changing the order of any addition, and every processor gives the same bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.elementary import sin_cos
from splotch_tui.core.kernels.jit import kernel
from splotch_tui.core.kernels.normals import fill_step_noise

Doubles = NDArray[np.float64]

# Steps whose noise is drawn together.
BLOCK = 64


@kernel
def _evaluate(
    x: Doubles,
    by_coordinate: Doubles,
    by_wave: Doubles,
    s: Doubles,
    c: Doubles,
    scratch: Doubles,
    splotch: Doubles,
    gradient: Doubles,
) -> float:
    """Put Σ_j ∂(x_j·splotch_j)/∂x into `gradient` and return Σ_j x_j·splotch_j."""
    dims = splotch.size
    total = s.size
    phase, value, slope = scratch[0], scratch[1], scratch[2]
    phase[:] = 0.0
    for m in range(1 + dims):
        xm = x[m]
        along = by_coordinate[m]
        for i in range(total):
            phase[i] += along[i] * xm
    for i in range(total):
        sine, cosine = sin_cos(phase[i])
        value[i] = s[i] * sine + c[i] * cosine
        slope[i] = s[i] * cosine - c[i] * sine
    splotch[:] = 0.0
    for start in range(0, total, dims):
        for j in range(dims):
            splotch[j] += value[start + j]
            slope[start + j] *= x[1 + j]
    gradient[0] = 0.0
    for j in range(dims):
        gradient[1 + j] = splotch[j]
    for i in range(total):
        weight = slope[i]
        row = by_wave[i]
        for m in range(1 + dims):
            gradient[m] += weight * row[m]
    weighted = 0.0
    for j in range(dims):
        weighted += x[1 + j] * splotch[j]
    return weighted


@kernel
def take_steps(
    x: Doubles,
    points: Doubles,
    losses: Doubles,
    by_coordinate: Doubles,
    by_wave: Doubles,
    s: Doubles,
    c: Doubles,
    scratch: Doubles,
    splotch: Doubles,
    gradient: Doubles,
    noise: Doubles,
    words: NDArray[np.uint32],
    position: NDArray[np.int64],
    kept: Doubles,
    epsilon: float,
    learning_rate: float,
    noise_scale: float,
) -> None:
    """Take ``len(points)`` steps of x ← x − η·(g/‖g‖ + noise·z/√(1+D)) from `x`, in place."""
    dims = splotch.size
    steps = points.shape[0]
    random_scale = noise_scale / np.sqrt(1.0 + dims)
    _evaluate(x, by_coordinate, by_wave, s, c, scratch, splotch, gradient)
    for block in range(0, steps, BLOCK):
        count = min(BLOCK, steps - block)
        fill_step_noise(words, position, kept, dims, noise, count)
        for step in range(block, block + count):
            drawn = (step - block) * (1 + dims)
            gradient[0] = epsilon * gradient[0] - 1.0
            squares = gradient[0] * gradient[0]
            for j in range(1, 1 + dims):
                gradient[j] *= epsilon
                squares += gradient[j] * gradient[j]
            # Where the gradient vanishes there is no direction: the noise alone moves the point.
            scale = 1.0 / np.sqrt(squares) if squares > 0.0 else 0.0
            for m in range(1 + dims):
                x[m] -= learning_rate * (gradient[m] * scale + random_scale * noise[drawn + m])
                points[step, m] = x[m]
            weighted = _evaluate(x, by_coordinate, by_wave, s, c, scratch, splotch, gradient)
            losses[step] = epsilon * weighted - x[0]
