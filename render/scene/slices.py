"""Slice: the loss surface along x0 and one other coordinate, as few separable waves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from render.scene.grid import GridLine
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.landscape import Landscape
from splotch_tui.core.types import Complexes, Doubles

# Samples to the shortest half wave: fewer draw hills that are not there.
SAMPLES = 12
# Radians of a wave from one sample to the next, up to which all of it is shown (two and a half
# samples to a half wave), and from which nothing: with fewer, hills are spikes that beat with the
# grid.
_ALL, _NOTHING = math.pi / 2.5, math.pi / 1.4


@dataclass(frozen=True, slots=True)
class Waves:
    """A slice on a grid, as waves along x0 with weights that depend on the other coordinate.

    With f the frequencies along x0,

        hills[m, n] = Σ_f a[f, m]·cos(f·x0[n]) + b[f, m]·sin(f·x0[n])

    Attributes
    ----------
    frequencies : ndarray, shape (F,)
        Wavenumbers along x0, none negative.
    cosine, sine : ndarray, shape (F, N)
        cos(f·x0) and sin(f·x0), less what the grid is too coarse to carry.
    a, b : ndarray, shape (F, M)
        Their weights, ε included.
    a_slope, b_slope : ndarray, shape (F, M)
        The derivatives of the weights by the other coordinate.
    """

    frequencies: Doubles
    cosine: Doubles
    sine: Doubles
    a: Doubles
    b: Doubles
    a_slope: Doubles
    b_slope: Doubles


class Slicer:
    """Cuts slices along x0 and x_axis out of a landscape.

    Parameters
    ----------
    landscape : Landscape
        The surface.
    axis : int
        The other coordinate, 1 to D.

    Raises
    ------
    SplotchError
        There is no such coordinate.
    """

    def __init__(self, landscape: Landscape, axis: int) -> None:
        if not 1 <= axis <= landscape.dims:
            raise SplotchError(f"axis must be from 1 to {landscape.dims}, not {axis}")
        self._axis = axis
        self._waves = (landscape.c - 1j * landscape.s).ravel()
        self._k = landscape.k.reshape(-1, landscape.dims).astype(np.float64)
        self._splotch = np.repeat(np.arange(landscape.dims), landscape.waves)
        # A wave and its mirror image are one: frequencies along x0 are made non-negative.
        k0 = landscape.k0.ravel()
        self._mirrored = k0 < 0
        along = np.where(self._mirrored, -1, 1) * landscape.k[:, :, axis - 1].ravel()
        pairs, pair = np.unique(np.stack((np.abs(k0), along)), axis=1, return_inverse=True)
        pair = pair.ravel()
        self._order = np.argsort(pair, kind="stable")
        self._firsts = np.searchsorted(pair[self._order], np.arange(pairs.shape[1]))
        # The pairs are sorted, by the frequency first.
        self._frequencies, self._starts = np.unique(pairs[0], return_index=True)
        self._along = pairs[1].astype(np.float64)

    @property
    def wavenumbers(self) -> tuple[float, float]:
        """The largest along x0, and along the other coordinate; 1 where all are 0."""
        return max(float(self._frequencies.max()), 1.0), max(float(np.abs(self._along).max()), 1.0)

    @property
    def spacing(self) -> float:
        """The widest grid spacing that shows every hill: π / 12 of the largest wavenumber."""
        return float(np.pi / SAMPLES / max(self.wavenumbers))

    def waves(
        self,
        x: Doubles,
        x0: GridLine,
        xm: GridLine,
        epsilon: float,
        weights: Doubles | None = None,
    ) -> Waves:
        """Return the slice through `x` on a grid.

        Parameters
        ----------
        x : ndarray, shape (1+D,)
            The point that gives the coordinates the slice does not run along.
        x0, xm : GridLine
            The grid, of N and of M places.
        epsilon : float
            ε.
        weights : ndarray, shape (D,), optional
            What weighs the splotches, if not the coordinates x1 … xD.

        Returns
        -------
        Waves
            Of L + x0. Waves too short for the grid fade instead of showing as longer ones.
        """
        constant, linear = (
            part[:, 0]
            for part in self.amplitudes(
                x[None], np.array([epsilon]), None if weights is None else weights[None]
            )
        )
        rows = self._along[:, None]
        turning = np.exp(1j * rows * xm.places) * _resolved(rows, xm.widths)
        weight = constant[:, None] + linear[:, None] * xm.places
        value = self._by_frequency(weight * turning)
        slope = self._by_frequency((linear[:, None] + 1j * rows * weight) * turning)
        frequencies = self._frequencies.astype(np.float64)
        phase = frequencies[:, None] * x0.places
        resolved = _resolved(frequencies[:, None], x0.widths)
        return Waves(
            frequencies,
            np.cos(phase) * resolved,
            np.sin(phase) * resolved,
            value.real.copy(),
            -value.imag,
            slope.real.copy(),
            -slope.imag,
        )

    def amplitudes(
        self, points: Doubles, epsilons: Doubles, weights: Doubles | None = None
    ) -> tuple[Complexes, Complexes]:
        """Return what the waves of slices are, by the coordinate that they run along.

        Parameters
        ----------
        points : ndarray, shape (R, 1+D)
            Each gives a slice the coordinates that it does not run along.
        epsilons : ndarray, shape (R,)
            ε of each.
        weights : ndarray, shape (R, D), optional
            What weighs the splotches, if not the coordinates x1 … xD.

        Returns
        -------
        constant, linear : ndarray, shape (P, R)
            A wave's complex amplitude is `constant` plus `linear` times x_axis.
        """
        others = np.array(points[:, 1:], np.float64)
        others[:, self._axis - 1] = 0.0
        amplitude = epsilons * self._waves[:, None] * np.exp(1j * (self._k @ others.T))
        amplitude = np.where(self._mirrored[:, None], amplitude.conj(), amplitude)
        # Its own splotch is weighed by x_axis itself, the others by their fixed coordinates.
        own = (self._splotch == self._axis - 1) & (weights is None)
        weighing = others if weights is None else weights
        constant = self._gathered(amplitude * weighing.T[self._splotch])
        return constant, self._gathered(np.where(own[:, None], amplitude, 0.0))

    def _gathered(self, amplitudes: Complexes) -> Complexes:
        """Add up what belongs to the same wave."""
        result: Complexes = np.add.reduceat(amplitudes[self._order], self._firsts, axis=0)
        return result

    def _by_frequency(self, rows: Complexes) -> Complexes:
        result: Complexes = np.add.reduceat(rows, self._starts, axis=0)
        return result

    @property
    def pairs(self) -> tuple[Doubles, Doubles]:
        """The wavenumbers along x0 and along x_axis of each wave, as `amplitudes` has them."""
        counts = np.diff(self._starts, append=self._along.size)
        return np.repeat(self._frequencies.astype(np.float64), counts), self._along


def _resolved(wavenumber: Doubles, widths: Doubles) -> Doubles:
    """Return how much of a wave a grid may show: all, down to nothing where it is too coarse.

    It would show it as a longer wave: as hills that are not there.
    """
    part = np.clip((np.abs(wavenumber) * widths - _ALL) / (_NOTHING - _ALL), 0.0, 1.0)
    return np.asarray(1.0 - part * part * (3.0 - 2.0 * part))


def hills(waves: Waves) -> Doubles:
    """Return L + x0 on the grid of `waves`, shape (M, N)."""
    return waves.a.T @ waves.cosine + waves.b.T @ waves.sine
