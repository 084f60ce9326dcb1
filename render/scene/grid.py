"""The grid that the surface is drawn on: fixed in the world, so that nothing swims."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from render.kernels.grid import place_grid_line
from render.scene.camera import FOCAL, HALF_VIEW, Camera, Patch
from splotch_tui.core.types import Doubles, Integers

# Far away cells may be wider than the spacing as long as they measure no more pixels than this:
# they lose waves too short to be seen.
_UNNOTICED = 1.6
# Cells larger than this on the screen are halved: their edges would show.
_COARSE = 12.0
# A cell just as wide as it may be is not to count as wider.
_ROUNDING = 1.0 + 1e-9
# A grid of more vertices than this costs more than it shows: its cells may be larger.
_MOST_VERTICES = 450_000
# Where places go that are only counted.
_UNMARKED: Integers = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class GridLine:
    """One coordinate of a grid.

    Attributes
    ----------
    places : ndarray, shape (N,)
        Ascending.
    widths : ndarray, shape (N,)
        What the spacing there may be, changing smoothly: hills narrower than that cannot be shown.
    """

    places: Doubles
    widths: Doubles


def make_grid(patch: Patch, camera: Camera, spacing: float, rows: int) -> tuple[GridLine, GridLine]:
    """Return a grid over a patch.

    Parameters
    ----------
    patch : Patch
        What it covers.
    camera : Camera
        What it is seen by: far away, where cells of the spacing would shrink to nothing on the
        screen, they are 2, 4, 8 … times as wide: those that are wider than the spacing measure no
        more than a pixel and a half, unless the grid would have too many.
    spacing : float
        The widest spacing that shows every hill.
    rows : int
        Height of the picture, pixels.

    Returns
    -------
    x, y : GridLine
        Their places are whole multiples of the spacing, or of its half, quarter …
    """
    eye_x, eye_y, eye_z = camera.eye
    # The nearest ground that the picture shows; nothing is closer to the eye.
    steepest = min(camera.pitch + HALF_VIEW, 0.5 * math.pi)
    nearest = eye_z / math.sin(steepest)
    pixel = 1.0 / (FOCAL * rows)
    while spacing > _COARSE * pixel * camera.distance:
        spacing *= 0.5
    while True:
        x = _GridLineBuilder(patch.x, patch.half_x, eye_x, nearest, spacing, pixel)
        y = _GridLineBuilder(patch.y, patch.half_y, eye_y, nearest, spacing, pixel)
        excess = x.place() * y.place() / _MOST_VERTICES
        if excess <= 1.0:
            return x.line(), y.line()
        # By little at a time: as the camera moves, hills must not fade by jumps.
        pixel *= max(math.sqrt(excess), 1.005)


@dataclass(frozen=True, slots=True)
class _GridLineBuilder:
    """Places one coordinate of the grid.

    Attributes
    ----------
    centre, half : float
        What to cover.
    eye : float
        The eye's coordinate.
    nearest : float
        The least distance of anything from the eye.
    spacing : float
        The spacing near the eye.
    pixel : float
        What a pixel measures, in parts of the distance from the eye.
    """

    centre: float
    half: float
    eye: float
    nearest: float
    spacing: float
    pixel: float

    def place(self, positions: Integers = _UNMARKED) -> int:
        """Put the places, in spacings, into `positions`, and return how many there are."""
        spacing = self.spacing
        widest = 2 ** max(int(math.log2(max(self.half / (4.0 * spacing), 1.0))), 0)
        return place_grid_line(
            widest * math.floor((self.centre - self.half) / spacing / widest),
            (self.centre + self.half) / spacing,
            widest,
            spacing,
            self.eye,
            self.nearest,
            _UNNOTICED * self.pixel * _ROUNDING,
            positions,
        )

    def line(self) -> GridLine:
        """Return the line."""
        positions = np.empty(self.place(), np.int64)
        self.place(positions)
        places = self.spacing * positions.astype(np.float64)
        return GridLine(places, _UNNOTICED * self.pixel * np.hypot(places - self.eye, self.nearest))
