"""The compiled engine: float64, the same bits on every machine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.kernels.stepping import BLOCK, take_steps
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.random_stream import RandomStream
from splotch_tui.core.recipe import LiveParameters, Recipe

Doubles = NDArray[np.float64]


class CompiledEngine:
    """Runs a recipe's descent with `splotch_tui.core.kernels.stepping`, without the GIL."""

    def __init__(self, recipe: Recipe) -> None:
        stream = RandomStream(recipe.seed)
        self.landscape = Landscape.drawn_from(stream, dims=recipe.dims, waves=recipe.waves)
        if recipe.noise_seed is not None:
            stream = RandomStream(recipe.noise_seed)
        self._stream = stream
        self.x: Doubles = np.zeros(1 + recipe.dims)
        dims, waves = recipe.dims, recipe.waves
        # The kernel's order of waves: number w of splotch 1 … D, then number w + 1 of each.
        wavenumbers = np.concatenate(
            (self.landscape.k0[:, :, None], self.landscape.k), axis=2, dtype=np.float64
        )
        self._by_wave = np.ascontiguousarray(
            wavenumbers.transpose(1, 0, 2).reshape(dims * waves, 1 + dims)
        )
        self._by_coordinate = np.ascontiguousarray(self._by_wave.T)
        self._s = np.ascontiguousarray(self.landscape.s.T).ravel()
        self._c = np.ascontiguousarray(self.landscape.c.T).ravel()
        self._scratch = np.empty((3, dims * waves))
        self._splotch = np.empty(dims)
        self._gradient = np.empty(1 + dims)
        self._noise = np.empty(BLOCK * (1 + dims))

    def advance(self, points: Doubles, losses: Doubles, live: LiveParameters) -> None:
        """Take ``len(points)`` steps under `live`; see `splotch_tui.core.engines.Engine`."""
        take_steps(
            self.x,
            points,
            losses,
            self._by_coordinate,
            self._by_wave,
            self._s,
            self._c,
            self._scratch,
            self._splotch,
            self._gradient,
            self._noise,
            self._stream.words,
            self._stream.position,
            self._stream.kept,
            live.epsilon,
            live.learning_rate,
            live.noise,
        )
