"""Themes: the colours of films and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from splotch_tui.core.phases import PhaseKind

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours, red, green and blue from 0 to 255.

    Attributes
    ----------
    sky, ground : tuple
        The background at its top and its bottom.
    ambient : float
        The part of light that comes from everywhere, 0 to 1.
    light : tuple
        The light of the sky, on hills' edges and in their shadows.
    lines : float
        How much iso-lines darken the surface, 0 to 1.
    path_rim : tuple
        The halo of the path, which has the colours of the phases.
    shadow : tuple
        What ties path and point to the ground below them.
    point, point_rim : tuple
        The moving point.
    pit : tuple
        The glowing line around what holds the point.
    text, quiet : tuple
        Text, and text and lines of less weight.
    phases : mapping
        What is coloured by what a run is doing: its path, its curves, its cards. They differ for
        all eyes, from each other and from the hills.
    series : tuple
        Curves beside each other.
    """

    sky: Colour
    ground: Colour
    ambient: float
    light: Colour
    lines: float
    path_rim: Colour
    shadow: Colour
    point: Colour
    point_rim: Colour
    pit: Colour
    text: Colour
    quiet: Colour
    phases: Mapping[PhaseKind, Colour] = field(hash=False)
    series: tuple[Colour, ...]

    @property
    def accents(self) -> tuple[Colour, ...]:
        """The colours of small things: path, point, text, phases and curves."""
        small = self.point, self.point_rim, self.pit, self.text, self.quiet
        return *small, *self.phases.values(), *self.series

    def background(self, rows: int) -> NDArray[np.float64]:
        """Return the background's colour by row, shape (rows, 3)."""
        part = np.linspace(0.0, 1.0, rows)[:, None]
        return np.asarray((1.0 - part) * np.array(self.sky) + part * np.array(self.ground))


THEMES: dict[str, Theme] = {
    "dark": Theme(
        sky=(9, 11, 18),
        ground=(13, 16, 26),
        ambient=0.5,
        light=(190, 215, 255),
        lines=0.42,
        path_rim=(20, 18, 10),
        shadow=(6, 8, 14),
        point=(255, 88, 64),
        point_rim=(255, 255, 255),
        pit=(140, 255, 218),
        text=(236, 239, 244),
        quiet=(178, 186, 200),
        phases={
            PhaseKind.FREE: (255, 250, 232),
            PhaseKind.DEMON: (255, 112, 46),
            PhaseKind.SNAG: (204, 116, 255),
        },
        series=((84, 176, 240), (242, 226, 92), (40, 178, 122), (255, 182, 204)),
    ),
    "light": Theme(
        sky=(213, 225, 237),
        ground=(240, 239, 235),
        ambient=0.56,
        light=(240, 244, 255),
        lines=0.34,
        path_rim=(255, 250, 240),
        shadow=(60, 62, 72),
        point=(220, 44, 30),
        point_rim=(255, 255, 255),
        pit=(120, 255, 205),
        text=(24, 28, 36),
        quiet=(84, 90, 102),
        phases={
            PhaseKind.FREE: (44, 50, 62),
            PhaseKind.DEMON: (205, 72, 0),
            PhaseKind.SNAG: (138, 30, 190),
        },
        series=((0, 106, 176), (150, 118, 0), (0, 112, 82), (204, 84, 142)),
    ),
}
DEFAULT_THEME = "dark"
