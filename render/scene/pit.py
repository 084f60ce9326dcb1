"""Pits: the line around a caught point up to which its pit could fill before it ran over.

What the surface shows is L + x0, on which nothing holds a point. What holds it is the loss itself:
there, a line of equal loss is closed around it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from render.kernels.pit import find_rim
from render.scene.curves import smooth_step
from render.scene.grid import GridLine
from render.scene.slices import Slicer, hills
from splotch_tui.core.types import Doubles

# How far from the point a way out is looked for, world units: hills repeat after 2π at most. And on
# how many places to a spacing that shows every hill.
_REACH, _FINER = 6.5, 2
# The line lies so high in the pit: just below the way out, or it would be as pointed as that.
_FULLNESS = 0.98
# A pit's line has at most so many points.
_POINTS = 4096
# What is less deep than this holds nothing, world units, as drawn: it is a part of a larger pit, of
# which there are no more than so many one in the other. And as far below its line as this the point
# is where that has its full strength.
_SHALLOW, _MOST, _HELD = 0.1, 8, 0.2
# The strength is looked at so many times a second, and changes within so many looks.
_LOOKS, _CALM = 10.0, 3
# From one look to the next a pit is another one if its area changes by more than this factor, or if
# its middle moves farther than this, world units.
_GROWN, _MOVED = 2.0, 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Pit:
    """A pit that a point lies in.

    Attributes
    ----------
    line : ndarray, shape (K, 3)
        Its rim, closed: x0, the other coordinate, and L + x0.
    loss : float
        L on the line.
    low, over : float
        L at the pit's lowest place, and where it would run over to where it is deeper.
    below : float
        How far below the line the surface is at the point.
    """

    line: Doubles
    loss: float
    low: float
    over: float
    below: float


@dataclass(frozen=True, eq=False, slots=True)
class Rim:
    """A pit's rim as it is drawn: its line, see `Pit`, and its opacity, 0 to 1."""

    line: Doubles
    strength: float


def find_pit(
    slicer: Slicer,
    place: Doubles,
    slice_point: Doubles,
    epsilon: float,
    weights: Doubles | None,
    scale: float,
) -> Pit | None:
    """Return the pit of the loss, on a slice, that a place lies in, if it does.

    Parameters
    ----------
    slicer : Slicer
        Cuts out the surface.
    place : ndarray, shape (2,)
        x0 and the other coordinate.
    slice_point, epsilon, weights
        What there is to cut; see `Slicer.waves`.
    scale : float
        World height of one unit of the loss.
    """
    spacing = slicer.spacing / _FINER
    reach = round(_REACH / spacing)
    # Fixed in the world: the line does not tremble.
    middle = np.rint(place / spacing).astype(np.int64)
    around = np.arange(-reach, reach + 1)
    x, y = (spacing * (index + around) for index in middle)
    sharp = np.zeros(around.size)
    waves = slicer.waves(slice_point, GridLine(x, sharp), GridLine(y, sharp), epsilon, weights)
    loss = hills(waves) - x
    line, levels = np.empty((_POINTS, 2)), np.empty(3)
    state = np.empty(loss.shape, np.uint8)
    places = np.empty(_POINTS, np.int64)
    count = find_rim(
        loss, reach, reach, _FULLNESS, _SHALLOW / scale, _MOST, state, places, line, levels
    )
    if not count:
        return None
    low, level, over = levels.tolist()
    x0, beside = x[0] + spacing * line[:count, 1], y[0] + spacing * line[:count, 0]
    below = level - float(loss[reach, reach])
    return Pit(np.column_stack((x0, beside, level + x0)), level, low, over, below)


class Pits:
    """The pits of a film's scenes, which come into sight and go calmly.

    Parameters
    ----------
    find : callable
        Returns the pit in a scene of a number, if the point is caught in one.
    scales : ndarray, shape (scenes,)
        World height of one unit of the loss in each of them.
    fps : float
        How many there are in a second.
    """

    def __init__(self, find: Callable[[int], Pit | None], scales: Doubles, fps: float) -> None:
        self._find, self._scales = find, scales
        self._every = max(round(fps / _LOOKS), 1)
        self._last = (len(scales) - 1) // self._every
        # Threads may look twice at the same scene, and see the same.
        self._looks: dict[int, tuple[float, Doubles]] = {}
        self._leasts: dict[int, float] = {}

    def rim(self, scene: int) -> Rim | None:
        """Return the rim of the pit in a scene of a number, as it is drawn."""
        strength = self.strength(scene)
        pit = self._find(scene) if strength > 0.0 else None
        return None if pit is None else Rim(pit.line, strength)

    def still_rim(self, scene: int) -> Rim | None:
        """Return the rim in a scene that nothing comes before or after."""
        held, _ = self._looked(scene)
        pit = self._find(scene) if held > 0.0 else None
        return None if pit is None else Rim(pit.line, held)

    def any(self, count: int) -> bool:
        """Return whether there is a rim in some of `count` scenes."""
        looked_at = np.unique(np.linspace(0, self._last, count).astype(int)).tolist()
        return any(self.strength(look * self._every) > 0.0 for look in looked_at)

    def strength(self, scene: int) -> float:
        """Return how strong the rim is, 0 to 1: nothing before and after there is none."""
        place = scene / self._every
        first = int(place) - _CALM
        strength = total = 0.0
        for look in range(first, first + 2 * _CALM + 2):
            weight = max(1.0 - abs(look - place) / (_CALM + 1.0), 0.0)
            strength += weight * self._least(look)
            total += weight
        return strength / total

    def _least(self, look: int) -> float:
        """Return how well the point is held around a look, 0 where it is by another pit then."""
        if look not in self._leasts:
            around = [self._look(near) for near in range(look - _CALM, look + _CALM + 1)]
            changes = np.abs(np.diff([pit for _, pit in around], axis=0)).max(axis=0)
            same = changes[0] < math.log(_GROWN) and changes[1:].max() < _MOVED
            self._leasts[look] = min(held for held, _ in around) if same else 0.0
        return self._leasts[look]

    def _look(self, number: int) -> tuple[float, Doubles]:
        """Return how well the point is held, 0 to 1; its pit's area, as a logarithm, and middle."""
        number = min(max(number, 0), self._last)
        if number not in self._looks:
            self._looks[number] = self._looked(number * self._every)
        return self._looks[number]

    def _looked(self, scene: int) -> tuple[float, Doubles]:
        """Return the same of a scene of a number."""
        pit = self._find(scene)
        if pit is None:
            return 0.0, np.zeros(3)
        held = smooth_step(float(self._scales[scene]) * pit.below / _HELD)
        x, y, _ = pit.line.T
        area = 0.5 * abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1]))
        told = np.array((math.log(area), x.mean(), y.mean()))
        return held, told
