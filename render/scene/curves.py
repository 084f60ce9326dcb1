"""Smoothing and resampling of paths."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.types import Doubles


def smoothed(values: Doubles, sigma: float) -> Doubles:
    """Return `values` smoothed along the first axis, the first and the last kept in place.

    Parameters
    ----------
    values : ndarray, shape (T, ...)
        Equally spaced samples.
    sigma : float
        Width of the bell they are averaged under, in samples.

    Returns
    -------
    ndarray, shape (T, ...)

    Notes
    -----
    Three running means are a bell to the eye, at a cost that does not depend on its width. Beyond
    its ends the path is continued by its point reflection, which keeps the ends where they are.
    """
    # Three boxes of this half-width have the variance sigma².
    half = round((np.sqrt(4.0 * sigma**2 + 1.0) - 1.0) / 2.0)
    half = min(half, len(values) - 1)
    result = np.asarray(values, np.float64)
    if half < 1:
        return result.copy()
    for _ in range(3):
        before = 2.0 * result[0] - result[half:0:-1]
        after = 2.0 * result[-1] - result[-2 : -half - 2 : -1]
        padded = np.concatenate((before, result, after))
        sums = np.cumsum(padded, axis=0)
        sums[2 * half + 1 :] -= sums[: -2 * half - 1].copy()
        result = sums[2 * half :] / (2 * half + 1)
    return result


def smooth_step(part: float) -> float:
    """Return `part`, cut to 0 … 1, level at both ends."""
    part = min(max(part, 0.0), 1.0)
    return part * part * (3.0 - 2.0 * part)


def following(points: Doubles, sigma: float, most: float) -> Doubles:
    """Return a smooth path that stays near the point, however suddenly it starts or stops.

    Parameters
    ----------
    points : ndarray, shape (frames, 3)
        The moving point.
    sigma : float
        How much to smooth, frames.
    most : float
        The largest distance from the point.
    """
    away = smoothed(points, sigma) - points
    distance = np.linalg.norm(away, axis=1, keepdims=True)
    return np.asarray(points + away * most * np.tanh(distance / most) / np.maximum(distance, 1e-9))


def over(values: Doubles, sigma: float) -> Doubles:
    """Return a smooth curve that keeps over `values`, shape (T,), but for the shortest of peaks.

    Parameters
    ----------
    values : ndarray, shape (T,)
        Equally spaced samples.
    sigma : float
        How much to smooth, in samples.
    """
    reach = min(round(1.5 * sigma), len(values) - 1)
    padded = np.pad(values, reach, mode="edge")
    highest = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).max(axis=1)
    return smoothed(highest, sigma)


class RunningMeans:
    """Means of a path over stretches of any length, each at the same cost.

    Parameters
    ----------
    values : ndarray, shape (T, C)
        The path, straight from each point to the next.
    """

    def __init__(self, values: Doubles) -> None:
        self._values = values
        # Where it ends counts once: one more row spares a case.
        self._next = np.concatenate((values[1:], values[-1:]))
        steps = 0.5 * (values[:-1] + values[1:])
        self._sums = np.concatenate((np.zeros((1, values.shape[1])), np.cumsum(steps, axis=0)))

    def over(self, middles: Doubles, widths: Doubles) -> Doubles:
        """Return the means over stretches, shorter ones where the path ends before they do.

        Parameters
        ----------
        middles, widths : ndarray, shape (K,)
            Where each lies and how long it is, in steps of the path. At the path's ends, that is
            nothing: these are kept in place.

        Returns
        -------
        ndarray, shape (K, C)
        """
        last = len(self._values) - 1.0
        middles = np.clip(middles, 0.0, last)
        half = np.minimum(0.5 * widths, np.minimum(middles, last - middles))
        # At the ends these go on straight: the mean of hardly any length is the end itself.
        half = np.maximum(half, 0.05)[:, None]
        place = middles[:, None]
        return np.asarray((self._integral(place + half) - self._integral(place - half)) / half / 2)

    def _integral(self, at: Doubles) -> Doubles:
        start = np.clip(np.floor(at).astype(np.int64), 0, len(self._values) - 1)
        t, row = at - start, start[:, 0]
        first, slope = self._values[row], self._next[row] - self._values[row]
        return np.asarray(self._sums[row] + t * (first + 0.5 * t * slope))
