"""Relief: how the heights and the colours of a surface are scaled to be seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from render.scene.curves import over, smoothed
from splotch_tui.core.rounding import round_step
from splotch_tui.core.types import Doubles

# The hills' spread, in world units, once they are scaled to be seen.
RELIEF = 0.95
# Nor is the point drawn farther below or above level ground than this: a camera has to see into
# the valley that it lies in.
DEEPEST = 5.0
# Colours reach this many spreads before they begin to change more slowly.
COLOURED = 1.3
# Hills are never scaled by more than so many times what the highest of the film are scaled by: a
# ripple is not to look like a mountain.
_MOST = 4.0
# Over so many seconds of film the scale follows the hills.
_SECONDS = 1.2
# From one iso-line to the next, in spreads, before it is rounded.
_ISO = 0.6


@dataclass(frozen=True, slots=True)
class Relief:
    """How a surface's height and colour are scaled.

    Attributes
    ----------
    scale : float
        World height of one unit of L + x0.
    colour_limit : float
        The L + x0 at which colours begin to change more slowly; see `colour_place`.
    iso_step : float
        L + x0 from one iso-line to the next: 1, 2 or 5 times a power of ten.
    """

    scale: float
    colour_limit: float
    iso_step: float


LEVEL = Relief(scale=1.0, colour_limit=1.0, iso_step=1.0)


def colour_place(hill: Doubles, limit: float) -> Doubles:
    """Return where on the colour map, 0 to 1, a value of L + x0 is: never quite at its ends."""
    ratio = hill / limit
    return np.asarray(0.5 + 0.5 * ratio / np.sqrt(1.0 + ratio * ratio))


def iso_step_of(spread: float) -> float:
    """Return the step of iso-lines on hills of a spread."""
    return round_step(_ISO * spread)


def follow_hills(spreads: Doubles, heights: Doubles, fps: float) -> list[Relief]:
    """Return the relief of each frame: heights follow the hills slowly, colours stay.

    Parameters
    ----------
    spreads : ndarray, shape (frames,)
        The standard deviation of the hills around the point.
    heights : ndarray, shape (frames,)
        L + x0 of the point.
    fps : float
        Frames a second.
    """
    largest = float(spreads.max())
    if largest < 1e-9:
        return [LEVEL] * len(spreads)
    # Hills grow by powers of ten: they are followed by equal factors in equal times.
    seen = np.exp(smoothed(np.log(np.maximum(spreads, largest / _MOST)), _SECONDS * fps))
    deepest = over(np.abs(heights), _SECONDS * fps)
    scales = 1.0 / smoothed(np.maximum(seen / RELIEF, deepest / DEEPEST), 0.5 * _SECONDS * fps)
    limit, step = COLOURED * float(np.quantile(seen, 0.8)), iso_step_of(largest)
    return [Relief(scale, limit, step) for scale in scales.tolist()]
