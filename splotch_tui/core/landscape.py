"""Landscape: the loss surface L(x) = ε·Σ x_j·splotch_j(x) − x0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from splotch_tui.core.random_stream import RandomStream
from splotch_tui.core.silence import NONE, find_silent
from splotch_tui.core.types import Doubles, Integers


@dataclass(frozen=True, eq=False, slots=True)
class Landscape:
    """D splotches, each a sum of W waves with integer wavenumbers.

    With phase[j,w] = Σ_m k[j,w,m]·x_m + k0[j,w]·x0, a splotch is
    splotch_j(x) = Σ_w s[j,w]·sin(phase[j,w]) + c[j,w]·cos(phase[j,w])
    and the loss is L(x) = ε·Σ_j x_j·splotch_j(x) − x0
    (DaemonicSigil, "Tessellating Hills", 2020).

    Attributes
    ----------
    k : ndarray of int64, shape (D, W, D)
        Wavenumbers along x1 … xD.
    k0 : ndarray of int64, shape (D, W)
        Wavenumbers along x0.
    s, c : ndarray of float64, shape (D, W)
        Amplitudes of the sines and the cosines.
    """

    k: Integers
    k0: Integers
    s: Doubles
    c: Doubles

    def __post_init__(self) -> None:
        dims, waves = self.k0.shape
        if self.k.shape != (dims, waves, dims) or not (
            self.s.shape == self.c.shape == (dims, waves)
        ):
            raise ValueError("k, k0, s and c are not of shapes (D, W, D), (D, W), (D, W), (D, W)")
        for array in (self.k, self.k0, self.s, self.c):
            array.flags.writeable = False

    @classmethod
    def from_seed(cls, seed: int, *, dims: int, waves: int) -> Landscape:
        """Draw the landscape of a seed, as the original program does.

        Parameters
        ----------
        seed : int
            0 to 2³²−1.
        dims : int
            D ≥ 1.
        waves : int
            W ≥ 1.
        """
        return cls.drawn_from(RandomStream(seed), dims=dims, waves=waves)

    @classmethod
    def drawn_from(cls, stream: RandomStream, *, dims: int, waves: int) -> Landscape:
        """Draw a landscape from a stream, which is then where the noise goes on."""
        k = stream.integers(-2, 3, (dims, waves, dims))
        k0 = stream.integers(-2, 3, (dims, waves))
        s = stream.normals((dims, waves))
        c = stream.normals((dims, waves))
        return cls(k, k0, s, c)

    def silenced(self, silence: str, seed: int) -> Landscape:
        """Return this landscape without some of its waves; see `splotch_tui.core.silence`."""
        if silence == NONE:
            return self
        heard = ~find_silent(silence, self.k, self.k0, seed)
        return Landscape(self.k, self.k0, self.s * heard, self.c * heard)

    @property
    def dims(self) -> int:
        """D."""
        return int(self.k0.shape[0])

    @property
    def waves(self) -> int:
        """W."""
        return int(self.k0.shape[1])

    def loss(self, x: ArrayLike, epsilon: float, weights: ArrayLike | None = None) -> Doubles:
        """Return the loss at `x`.

        Parameters
        ----------
        x : array_like, shape (..., 1+D)
            Points; x0 first.
        epsilon : float
            ε.
        weights : array_like, shape (..., D), optional
            What weighs the splotches, if not the coordinates x1 … xD.

        Returns
        -------
        ndarray, shape (...)
        """
        x, phase = self._phase(x)
        splotch = (self.s * np.sin(phase) + self.c * np.cos(phase)).sum(axis=-1)
        weights = x[..., 1:] if weights is None else np.asarray(weights, np.float64)
        return np.asarray(epsilon * (weights * splotch).sum(axis=-1) - x[..., 0])

    def gradient(self, x: ArrayLike, epsilon: float, weights: ArrayLike | None = None) -> Doubles:
        """Return the gradient of the loss at `x`.

        Parameters
        ----------
        x : array_like, shape (..., 1+D)
            Points; x0 first.
        epsilon : float
            ε.
        weights : array_like, shape (..., D), optional
            What weighs the splotches, if not the coordinates x1 … xD: the gradient is that with
            these fixed.

        Returns
        -------
        ndarray, shape (..., 1+D)
        """
        x, phase = self._phase(x)
        sine, cosine = np.sin(phase), np.cos(phase)
        splotch = (self.s * sine + self.c * cosine).sum(axis=-1)
        # x_j times the derivative of wave (j, w) with respect to its phase.
        own = weights is None
        weights = x[..., 1:] if weights is None else np.asarray(weights, np.float64)
        slope = weights[..., None] * (self.s * cosine - self.c * sine)
        gradient = np.empty_like(x)
        gradient[..., 0] = epsilon * (slope * self.k0).sum(axis=(-2, -1)) - 1.0
        gradient[..., 1:] = epsilon * (
            own * splotch + np.einsum("...jw,jwm->...m", slope, self.k.astype(np.float64))
        )
        return gradient

    def mesh(
        self,
        x: ArrayLike,
        axis: int,
        x0: ArrayLike,
        xm: ArrayLike,
        epsilon: float,
        weights: ArrayLike | None = None,
    ) -> Doubles:
        """Return the loss on the slice through `x` along x0 and one other coordinate.

        Parameters
        ----------
        x : array_like, shape (1+D,)
            The point that gives the coordinates the slice does not run along.
        axis : int
            The other coordinate, 1 to D.
        x0 : array_like, shape (N,)
            Values along x0.
        xm : array_like, shape (M,)
            Values along x_axis.
        epsilon : float
            ε.
        weights : array_like, shape (D,), optional
            What weighs the splotches, if not the coordinates x1 … xD.

        Returns
        -------
        ndarray, shape (M, N)

        Notes
        -----
        A wave is the real part of c − i·s times e^(i·phase), and on the slice its phase is a
        constant plus k0·x0 plus k·xm. So waves of equal wavenumbers add up to one, and each of
        those is an outer product: N + M exponentials each instead of N·M sines and cosines.
        """
        if not 1 <= axis <= self.dims:
            raise ValueError(f"axis must be from 1 to {self.dims}, not {axis}")
        x0, xm = np.asarray(x0, np.float64), np.asarray(xm, np.float64)
        point = np.array(x, np.float64)
        point[[0, axis]] = 0.0
        _, phase = self._phase(point)
        amplitude = (self.c - 1j * self.s) * np.exp(1j * phase)
        along = self.k[:, :, axis - 1]
        # Splotch number `axis` is weighed by xm itself, every other by its own fixed coordinate.
        fixed = amplitude * np.asarray(point[1:] if weights is None else weights)[:, None]
        own = np.zeros_like(amplitude)
        if weights is None:
            own[axis - 1] = amplitude[axis - 1]
        result = np.zeros((xm.size, x0.size))
        for k in np.unique(along):
            column = np.exp(1j * k * xm)
            for k0 in np.unique(self.k0[along == k]):
                same = (along == k) & (self.k0 == k0)
                total = (fixed[same].sum() + own[same].sum() * xm) * column
                result += (total[:, None] * np.exp(1j * k0 * x0)).real
        return np.asarray(epsilon * result - x0)

    def _phase(self, x: ArrayLike) -> tuple[Doubles, Doubles]:
        x = np.asarray(x, np.float64)
        if x.shape[-1:] != (1 + self.dims,):
            raise ValueError(f"x must have 1 + {self.dims} coordinates in its last axis")
        along = np.einsum("jwm,...m->...jw", self.k.astype(np.float64), x[..., 1:])
        return x, along + self.k0 * x[..., 0, None, None]
