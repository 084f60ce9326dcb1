"""How a landscape's numbers lie in memory for the kernels, and the room that they work in.

Waves are computed eight at a time, each in a lane of a vector. Two layouts: with few dims all waves
of all splotches stand in one row; with many, a lane is a splotch, and the rows are its waves.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.normals import words_for_noise
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.kernels.simd_memory import aligned_zeros
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.types import Doubles, Words

# x0 stands at this index of a padded point, so that x1 starts a vector.
ORIGIN = WIDTH - 1
# What surely fits the fastest cache, in bytes. Wavenumbers that take more as doubles are held as
# int32: reading them becomes the cost, and processors convert no smaller kind as fast.
FAST_CACHE = 24_000
# How many normals of noise are drawn together.
_NOISE_AT_ONCE = 1024
# How many sums over the waves go on side by side, with many dims.
SUMS = 4


class Surface(NamedTuple):
    """A landscape's numbers as the kernels read them.

    Attributes
    ----------
    wavenumbers : ndarray
        Few dims: shape (1+D, N), for each coordinate those of all N waves, x0 first.
        Many: shape (rows, 1 + D padded to `SUMS`, 8).
    membership : ndarray of float64
        Few dims: shape (D, N), 1 where a wave is of that splotch. Many: empty.
    feedback : ndarray of float64
        How a splotch's value goes into the gradient along its own coordinate: few dims: as
        `membership`; many: shape (1, 1), 1. Zero where that coordinate does not weigh it.
    s, c : ndarray of float64
        Amplitudes, in the order of the waves; zero where there is no wave.
    """

    wavenumbers: NDArray[Any]
    membership: Doubles
    feedback: Doubles
    s: Doubles
    c: Doubles


class Workspace(NamedTuple):
    """The point and room to work in.

    Attributes
    ----------
    x, gradient : ndarray of float64, shape (8+D, padded)
        The point, and the loss's gradient there; padded: x0 at `ORIGIN`, the others after it.
    weights : ndarray of float64, shape (8+D, padded)
        What weighs the splotches, where the point has the xn: the point itself, as a rule.
    value, slope : ndarray of float64
        Of each wave: its value, and its derivative by its phase times the weight of its splotch.
    splotch : ndarray of float64
        The value of each splotch.
    along : ndarray of float64, shape (1 + padded D, 8)
        Many dims: the gradient's sums over the waves, each lane by itself. Few: empty.
    noise : ndarray of float64
        Normals of the next steps, times noise/√(1+D).
    drawn : ndarray of uint32
        The words they are made of.
    memory : ndarray of float64, shape (rows, 1+D, padded)
        What the rule remembers from step to step; x0 comes first.
    """

    x: Doubles
    gradient: Doubles
    weights: Doubles
    value: Doubles
    slope: Doubles
    splotch: Doubles
    along: Doubles
    noise: Doubles
    drawn: Words
    memory: Doubles


def _padded(size: int, unit: int = WIDTH) -> int:
    return -(-size // unit) * unit


def lay_out(
    landscape: Landscape, rows: int, extra_normals: int, *, own_weights: bool
) -> tuple[Surface, Workspace]:
    """Arrange a landscape for `steps_kernel`, and make the room that it needs.

    Parameters
    ----------
    landscape : Landscape
        The landscape.
    rows, extra_normals : int
        As in `splotch_tui.core.rules.rule.Rule`.
    own_weights : bool
        Whether the coordinates themselves weigh the splotches.
    """
    k, k0, s, c = landscape.k, landscape.k0, landscape.s, landscape.c
    dims, waves = k0.shape
    wavenumbers = np.concatenate((k0[:, :, None], k), axis=2)
    if dims < WIDTH:
        count = _padded(dims * waves)
        membership = aligned_zeros((dims, count))
        surface = Surface(
            aligned_zeros((1 + dims, count)),
            membership,
            # The same array, which a fast cache then holds once.
            membership if own_weights else aligned_zeros((dims, count)),
            aligned_zeros((count,)),
            aligned_zeros((count,)),
        )
        surface.wavenumbers[:, : dims * waves] = wavenumbers.reshape(dims * waves, 1 + dims).T
        surface.membership[:, : dims * waves] = np.repeat(np.eye(dims), waves, axis=1)
        surface.s[: dims * waves] = s.ravel()
        surface.c[: dims * waves] = c.ravel()
    else:
        columns = _padded(dims) // WIDTH
        count = waves * columns * WIDTH
        by_lane = np.zeros((waves, columns * WIDTH, 1 + _padded(dims, SUMS)))
        by_lane[:, :dims, : 1 + dims] = wavenumbers.transpose(1, 0, 2)
        by_lane = by_lane.reshape(waves * columns, WIDTH, -1).transpose(0, 2, 1)
        kind = np.int32 if by_lane.nbytes > FAST_CACHE else np.float64
        surface = Surface(
            aligned_zeros(by_lane.shape, kind),
            aligned_zeros((0, 0)),
            aligned_zeros((1, 1)),
            aligned_zeros((count,)),
            aligned_zeros((count,)),
        )
        surface.wavenumbers[:] = by_lane
        surface.feedback[:] = own_weights
        for amplitudes, target in ((s, surface.s), (c, surface.c)):
            target.reshape(waves, -1)[:, :dims] = amplitudes.T
    width = 1 + dims + extra_normals
    at_once = max(8, _NOISE_AT_ONCE // width)
    padded = ORIGIN + 1 + _padded(dims) + WIDTH
    x = aligned_zeros((padded,))
    workspace = Workspace(
        x=x,
        weights=x if own_weights else aligned_zeros((padded,)),
        gradient=aligned_zeros((padded,)),
        value=aligned_zeros((count,)),
        slope=aligned_zeros((count,)),
        splotch=aligned_zeros((_padded(dims),)),
        along=aligned_zeros((1 + _padded(dims) if dims >= WIDTH else 0, WIDTH)),
        # Vectors are read past the last normal.
        noise=aligned_zeros((at_once * width + WIDTH,)),
        drawn=aligned_zeros((words_for_noise(dims, extra_normals, at_once),), np.uint32),
        # Vectors are read from x1 on, past the last coordinate.
        memory=aligned_zeros((rows, _padded(1 + _padded(dims)))),
    )
    return surface, workspace
