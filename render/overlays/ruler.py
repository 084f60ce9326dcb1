"""Ruler: posts on the ground beside the path that say what x0 is there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from render.kernels.strokes import overlay
from render.overlays.layout import Layout
from render.overlays.overlays import Overlays
from render.overlays.panel import WORDS
from render.overlays.text import TextRenderer, faded
from render.overlays.words import coordinate, plain
from render.scene.camera import FOCAL
from render.scene.curves import smooth_step
from render.scene.film import Film
from render.scene.scene import Scene
from render.theme import Theme
from splotch_tui.core.rounding import round_step
from splotch_tui.core.types import Bytes

# A picture less high than this has no room for it, pixels.
_LEAST = 260
# From one number to the next there are about so many pixels at 720 rows, seen from straight above.
_APART = 210.0
# How far the ruler is from the path, and how tall its posts are, in distances of the camera.
_BESIDE, _TALL = 0.17, 0.034
# It is there while the camera is no farther off than so many of its least distances, and is gone at
# so many; it is looked for in so many frames.
_NEAR, _GONE, _LOOKS = 1.15, 1.8, 12
# A number is so far over its post, and at least so far from what lies over the picture, pixels at
# 720 rows.
_GAP, _ASIDE = 9.0, 14.0


@dataclass(frozen=True, eq=False, slots=True)
class Mark:
    """A post on the ground.

    Attributes
    ----------
    place : tuple of float
        x0 and the other coordinate.
    strength : float
        Its opacity, 0 to 1.
    text : str
        What stands on it.
    """

    place: tuple[float, float]
    strength: float
    text: str


class Ruler:
    """A ruler along x0.

    Parameters
    ----------
    film : Film
        What is shown.
    size : tuple of int
        Width and height of the pictures.
    theme : Theme
        The colours.
    overlays : Overlays
        What its numbers are not to get under.

    Attributes
    ----------
    tall : float
        The height of its posts, world units.
    """

    def __init__(self, film: Film, size: tuple[int, int], theme: Theme, overlays: Overlays) -> None:
        self._overlays = overlays
        self._height = size[1]
        self._side = film.side
        self._usual = float(np.median(film.path[:, 1]))
        layout = Layout(*size, left=False)
        self._scale = layout.type
        frames = np.linspace(0, len(film.steps) - 1, _LOOKS).astype(int).tolist()
        self._near = min(film.scene(frame).shot.camera.distance for frame in frames)
        self.tall = _TALL * self._near
        self._step = round_step(_APART * self._scale * self._near / (FOCAL * size[1]))
        self._numbers = TextRenderer(WORDS * self._scale, theme.point_rim, theme.shadow, bold=True)

    def marks(self, scene: Scene) -> Iterator[Mark]:
        """Yield the posts of a scene."""
        camera, patch = scene.shot.camera, scene.shot.patch
        part = (_GONE - camera.distance / self._near) / (_GONE - _NEAR)
        strength = smooth_step(part) if self._height >= _LEAST else 0.0
        if strength <= 0.0:
            return
        # It lies still, and moves over as a whole where the path has gone aside.
        apart = _BESIDE * self._near
        place = (camera.y - self._usual) / apart - self._side
        line = math.floor(place)
        over = smooth_step((place - line - 0.42) / 0.16)
        first = math.ceil((patch.x - patch.half_x) / self._step)
        past = math.floor((patch.x + patch.half_x) / self._step) + 1
        for row, share in ((line, 1.0 - over), (line + 1, over)):
            y = self._usual + row * apart
            if share <= 0.0:
                continue
            places = self._step * np.arange(first, past, dtype=np.float64)
            inside = patch.inside(places, np.full(len(places), y))
            for number, x in enumerate(places.tolist(), first):
                shown = strength * share * smooth_step(2.0 * float(inside[number - first]))
                if shown > 0.01:
                    yield Mark((x, y), shown, self._text(number))

    def _text(self, number: int) -> str:
        value = plain(number * self._step)
        # Now and then the name, and not at every number.
        return f"{coordinate(0)} = {value}" if number % 2 == 0 else value

    def room(self, text: str, top: tuple[float, float], scene: Scene) -> float:
        """Return how strong a post may be so that what it says gets under nothing, 0 to 1.

        Parameters
        ----------
        text : str
            What it says.
        top : tuple of float
            Column and row of its top.
        scene : Scene
            What is shown.
        """
        high, wide = self._numbers.picture(text).shape[:2]
        column, row = self._corner(top, high, wide)
        box = column, row, column + wide, row + high
        return self._overlays.room(box, _ASIDE * self._scale, scene.frame)

    def write(self, text: str, top: tuple[float, float], strength: float, pixels: Bytes) -> None:
        """Write what a post says over its top; see `room`."""
        picture = self._numbers.picture(text)
        column, row = self._corner(top, *picture.shape[:2])
        overlay(faded(picture, strength), column, row, pixels)

    def _corner(self, top: tuple[float, float], high: int, wide: int) -> tuple[int, int]:
        column, row = top
        return round(column - 0.5 * wide), round(row - _GAP * self._scale - 0.5 * high)
