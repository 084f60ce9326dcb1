"""Minimap: the path from above along the bottom of the picture, and what the camera sees of it."""

from __future__ import annotations

import math

import numpy as np

from render.kernels.strokes import overlay
from render.overlays.axes import Axes
from render.overlays.cursor import draw_cursor
from render.overlays.layout import Layout
from render.overlays.panel import WORDS, Panel
from render.overlays.words import coordinate
from render.scene.camera import HALF_VIEW, Camera
from render.scene.film import Film
from render.scene.scene import Scene
from render.theme import Theme
from splotch_tui.core.phases import PhaseKind
from splotch_tui.core.types import Bytes, Doubles

# Sizes at 720 rows, pixels: its height, where the map is in it, and the least width of that.
HEIGHT, _TOP, _BOTTOM = 55.0, 7.0, 33.0
_LEFT, _RIGHT, _NARROWEST = 44.0, 20.0, 220.0
_MOST_POINTS = 4000
# A path that is so many times as long as it is wide is a line: there is nothing to see from above.
_LINE = 60.0
# How strong the cone of the camera is, and how far it is seen, in distances of what it looks at;
# blocks of so many pixels at 720 rows have the same of it.
_CONE, _FAR, _CELL = 0.34, 2.2, 2.0


def fits(film: Film, layout: Layout) -> bool:
    """Whether a minimap shows something, leaves enough of a picture free, and has room in it."""
    x, y, _ = film.path.T
    told = float(np.ptp(y)) * _LINE >= float(np.ptp(x))
    low = HEIGHT * layout.type < 0.14 * layout.height
    return told and low and layout.room > _NARROWEST * layout.type


class Minimap:
    """A map of the path in the colours of its phases, x0 from left to right.

    Parameters
    ----------
    film : Film
        What is shown.
    layout : Layout
        The measures.
    theme : Theme
        The colours.

    Attributes
    ----------
    size : tuple of int
        Width and height, pixels.
    """

    def __init__(self, film: Film, layout: Layout, theme: Theme) -> None:
        self._film, self._theme, scale = film, theme, layout.type
        self._scale, self._aspect = scale, layout.width / layout.height
        width = layout.room / scale
        panel = Panel(width, HEIGHT, scale, theme)
        path = film.history.points[film.plan.played][:, [0, film.axis]]
        steps = film.history.steps[film.plan.played]
        every = max(1, len(path) // _MOST_POINTS)
        path, steps = path[::every], steps[::every]
        box = (_LEFT, _TOP, width - _RIGHT, _BOTTOM)
        x, y = path.T
        self._axes = axes = Axes(panel, box, _padded(x, 0.01), _padded(y, 0.12))
        axes.rule_x(theme, whole=False, told=True)
        ends = [phase.start for phase in film.phases[1:]] + [film.history.recipe.steps]
        curves: dict[PhaseKind, list[Doubles]] = {}
        for phase, end in zip(film.phases, ends, strict=True):
            inside = (steps >= phase.start) & (steps <= end)
            if inside.sum() > 1:
                curves.setdefault(phase.kind, []).append(axes.curve(x[inside], y[inside]))
        for kind, lines in curves.items():
            panel.lines(lines, theme.phases[kind], 1.2, 0.9)
        for name, row in ((coordinate(film.axis), 0.5 * (_TOP + _BOTTOM)), (coordinate(0), 43.5)):
            panel.write(name, 21.0, row, WORDS, theme.text, align=0.5, bold=True)
        self.size = panel.size
        self.texts = panel.texts
        self._picture = panel.picture()
        # Where blocks of the map's pixels are in the world.
        self._cell = cell = max(round(_CELL * scale), 1)
        columns = np.arange(math.ceil(box[0] * scale), int(box[2] * scale) - cell + 1, cell)
        rows = np.arange(math.ceil((box[1] - 3.0) * scale), int(box[3] * scale) - cell + 1, cell)
        self._corner = int(columns[0]), int(rows[0])
        (low, high), (deep, far) = axes.x_limits, axes.y_limits
        across = (columns + 0.5 * cell) / scale - box[0]
        up = box[3] - (rows + 0.5 * cell) / scale
        self._world_x = low + across / (box[2] - box[0]) * (high - low)
        self._world_y = deep + up / (box[3] - box[1]) * (far - deep)

    def draw(self, scene: Scene, left: int, top: int, pixels: Bytes) -> None:
        """Put the minimap of a scene into a picture."""
        overlay(self._picture, left, top, pixels)
        cone, column = self._cone(scene.shot.camera)
        overlay(cone, left + self._corner[0] + column, top + self._corner[1], pixels)
        scale, axes = self._scale, self._axes
        x, y = (float(value) for value in scene.point[:2])
        across, up = float(axes.x(x)), float(axes.y(y))
        inside = axes.left <= across <= axes.right and axes.top - 3.0 <= up <= axes.bottom
        if inside:
            draw_cursor(left + across * scale, top + up * scale, scale, self._theme, pixels)

    def _cone(self, camera: Camera) -> tuple[Bytes, int]:
        """Return what the camera sees, as a picture of light that fades with the distance.

        It has some of the map's columns; the second is the first of them.
        """
        eye_x, eye_y, _ = camera.eye
        wide = math.tan(HALF_VIEW) * self._aspect
        far = _FAR * camera.distance
        reach = far * math.hypot(1.0, wide)
        first, past = np.searchsorted(self._world_x, (eye_x - reach, eye_x + reach)).tolist()
        x, y = self._world_x[first:past] - eye_x, (self._world_y - eye_y)[:, None]
        ahead = x * math.cos(camera.turn) + y * math.sin(camera.turn)
        aside = np.abs(y * math.cos(camera.turn) - x * math.sin(camera.turn))
        # The rim of the cone is a soft one of some pixels.
        soft = (self._world_x[1] - self._world_x[0]) + (self._world_y[0] - self._world_y[1])
        inside = np.clip((wide * ahead - aside) / soft + 0.5, 0.0, 1.0)
        fade = np.clip(1.0 - ahead / far, 0.0, 1.0)
        picture = np.empty((*ahead.shape, 4), np.uint8)
        picture[..., :3] = np.rint(self._theme.text)
        # Where all of it is seen, there is nothing to point at.
        whole = past - first == len(self._world_x) and float(inside.min()) > 0.5
        picture[..., 3] = 0 if whole else np.rint(255.0 * _CONE * inside * fade)
        if self._cell > 1:
            picture = picture.repeat(self._cell, axis=0).repeat(self._cell, axis=1)
        return picture, first * self._cell


def _padded(values: Doubles, part: float) -> tuple[float, float]:
    """Return limits around some values."""
    low, high = float(values.min()), float(values.max())
    pad = part * (high - low) or 1.0
    return low - pad, high + pad
