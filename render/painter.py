"""Painter: a scene into pixels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from render.kernels import strokes
from render.kernels.pixels import add_picture, blend_enlarged
from render.overlays.ruler import Ruler
from render.scene.pit import Rim
from render.scene.scene import Scene
from render.surface_painter import Filmed, Ground, SurfacePainter
from render.theme import Colour, Theme
from splotch_tui.core.phases import KINDS
from splotch_tui.core.types import Bytes, Doubles, Singles, Truths

# Lines and marks get no smaller than at this part of their size at 720 rows.
_SMALLEST_UNIT = 0.55
# The path lies so high over the surface, in world units.
_LIFT = 0.04
# How far behind the surface, in parts of its distance, the path still counts as on it, and what is
# left of its strength where it is behind.
_SLACK, _FAINT = 0.006, 0.5
# Half the path's width and that of its halo, at 720 rows, and the opacity of its shadow.
_PATH, _HALO, _SHADOW = 1.45, 1.3, 0.3
# The radius of the ring around a hidden point at 720 rows, and in how many parts it is drawn.
_RING, _RING_PARTS = 9.0, 33
# From a pin of so many pixels on it becomes that, over so many more.
_SEEN_THROUGH = 9.0, 12.0
# A pin over a hidden point is at most so tall, world units, in so many parts.
_TALLEST_PIN, _PIN_PARTS = 9.0, 40
# Half the width of a ruler's posts, which are hidden in so many parts.
_POST, _POST_PARTS = 0.7, 12
# What is no stronger than this is not to be seen.
_UNSEEN = 0.02
# Half the width of the line around a pit and of its glow, and how strong that is.
_RIM, _GLOW_WIDTH, _GLOWING = 1.3, 20.0, 0.6
# What is left of it where hills stand before it.
_HIDDEN_RIM = 0.3
# The opacity of a cloud of points where all of them are.
_GLOW = 0.9


class Laid(Protocol):
    """What lies over pictures."""

    def draw(self, scene: Any, pixels: Bytes) -> None:
        """Lay it over the picture of a scene."""


class Painter:
    """Draws the scenes of one film, at one size. It keeps its buffers: one painter, one thread.

    Parameters
    ----------
    film : Filmed
        What the scenes are of.
    size : tuple of int
        Width and height, pixels.
    theme : Theme
        The colours.
    overlays : Laid, optional
        What lies over the surface.
    unit : float, optional
        The size of lines and marks, 1 for those of 720 rows; by default by the picture's height.
    rim : callable, optional
        Returns what holds the point of a scene, if anything does.
    ruler : Ruler, optional
        What lies on the ground beside the path.

    Attributes
    ----------
    canvas : Canvas
        What it draws on.
    """

    def __init__(
        self,
        film: Filmed,
        size: tuple[int, int],
        theme: Theme,
        overlays: Laid | None,
        unit: float | None = None,
        rim: Callable[[Scene], Rim | None] | None = None,
        ruler: Ruler | None = None,
    ) -> None:
        width, height = size
        self._film = film
        self._size = size
        self._theme = theme
        # Lengths in pixels are for 720 rows.
        self._unit = max(height / 720.0, _SMALLEST_UNIT) if unit is None else unit
        self._surface = SurfacePainter(film, size, theme, self._unit)
        self.canvas = self._surface.canvas
        # For pictures that are blended: there they cannot be told from those of full size.
        self._half: SurfacePainter | None = None
        self._sums: NDArray[np.uint16] | None = None
        self._coverage = np.zeros((2, height + 1, width), np.float32)
        self._extents = np.zeros((height, 2), np.int64)
        self._overlays = overlays
        self._rim = rim
        self._ruler = ruler

    def draw(self, *scenes: Scene) -> None:
        """Draw a scene, or the mean of several, on the canvas, over whatever was there.

        The surface is the mean of all; path, point and overlays are of the one in the middle, and
        sharp.
        """
        middle = len(scenes) // 2
        others = (*scenes[:middle], *scenes[middle + 1 :])
        sums = self._sum_of(others) if others else None
        scene = scenes[middle]
        ground = self._surface.draw(scene)
        if sums is not None:
            blend_enlarged(sums, len(scenes), self.canvas.pixels)
        if self._ruler is not None:
            self._draw_ruler(self._ruler, scene, ground)
        self._draw_path(scene, ground)
        if self._overlays is not None:
            self._overlays.draw(scene, self.canvas.pixels)

    def _sum_of(self, scenes: Sequence[Scene]) -> NDArray[np.uint16]:
        """Return the sum of the surfaces of some scenes, drawn at half the size."""
        if self._half is None or self._sums is None:
            width, height = self._size
            size = -(-width // 2), -(-height // 2)
            # Lines get no thinner than on the full size: fainter instead.
            theme = replace(self._theme, lines=0.5 * self._theme.lines)
            self._half = SurfacePainter(
                self._film,
                size,
                theme,
                0.5 * self._unit,
                coarseness=2.0,
            )
            self._sums = np.zeros((size[1], size[0], 4), np.uint16)
        self._sums[:] = 0
        for scene in scenes:
            self._half.draw(scene)
            add_picture(self._half.canvas.pixels, self._sums)
        return self._sums

    def _draw_ruler(self, ruler: Ruler, scene: Scene, ground: Ground) -> None:
        """Draw a ruler's posts on the ground, and its numbers where these are seen."""
        theme = self._theme
        posts = list(ruler.marks(scene))
        if not posts:
            return
        # All of them as one line, which is not drawn from one to the next.
        columns = np.repeat([mark.place for mark in posts], _POST_PARTS, axis=0)
        heights = np.empty(len(columns))
        strokes.drape(ground.x, ground.y, ground.z, ground.flipped, columns, heights)
        heights += np.tile(np.linspace(0.0, ruler.tall, _POST_PARTS), len(posts))
        screen = self._projected(columns, heights, ground)
        visible = ~self._is_hidden(screen) & (screen[:, 2] > 0.0)
        strengths = np.array([mark.strength for mark in posts], np.float32)
        strengths *= visible.reshape(len(posts), _POST_PARTS).mean(axis=1)
        tops = [(x, y) for x, y, _ in screen[_POST_PARTS - 1 :: _POST_PARTS].tolist()]
        strengths *= [
            ruler.room(mark.text, top, scene) for mark, top in zip(posts, tops, strict=True)
        ]
        opacity = np.repeat(strengths, _POST_PARTS)
        opacity[::_POST_PARTS] = 0.0
        self._stroke(screen, opacity, _POST, _POST, theme.point_rim, theme.shadow)
        for mark, top, strength in zip(posts, tops, strengths.tolist(), strict=True):
            if strength > _UNSEEN:
                ruler.write(mark.text, top, strength, self.canvas.pixels)

    def _draw_path(self, scene: Scene, ground: Ground) -> None:
        theme = self._theme
        inside = scene.shot.patch.inside(scene.trail[:, 0], scene.trail[:, 1])
        strength = scene.strength * np.clip(inside, 0.0, 1.0)
        seen = np.flatnonzero(strength > 0.004)
        shown = slice(seen[0], seen[-1] + 1) if seen.size else slice(0)
        trail, opacity = scene.trail[shown], strength[shown].astype(np.float32)
        scale = scene.relief.scale
        # What the path has under it: a point of the past may lie off the slice of the present.
        shadow = self._on_ground(trail, ground)
        self._draw_line(shadow, _SHADOW * opacity, 1.6, 2.4, theme.shadow, theme.shadow)
        self._draw_rim(scene, ground)
        screen = self._projected(trail, scale * trail[:, 2], ground)
        for kind, phase in enumerate(KINDS):
            # A part that borders on another one ends where that begins.
            of_kind = scene.kinds[shown] == kind
            of_kind[1:] |= of_kind[:-1]
            if of_kind.any():
                colour = theme.phases[phase]
                self._draw_line(
                    screen, np.where(of_kind, opacity, 0.0), _PATH, _HALO, colour, theme.path_rim
                )
        self._draw_cloud(scene, ground)
        self._draw_point(scene, ground)

    def _draw_rim(self, scene: Scene, ground: Ground) -> None:
        """Draw the rim of the pit that holds the point, which glows."""
        rim = None if self._rim is None else self._rim(scene)
        if rim is None:
            return
        colour = self._theme.pit
        screen = self._projected(rim.line, scene.relief.scale * rim.line[:, 2], ground)
        opacity = np.full(len(screen), rim.strength, np.float32)
        strokes.fade_hidden(screen, self.canvas.z_buffer, _SLACK, _HIDDEN_RIM, opacity)
        self._stroke(screen, _GLOWING * opacity, 0.0, 0.0, colour, colour, _GLOW_WIDTH)
        self._stroke(screen, opacity, _RIM, 0.0, colour, colour)

    def _draw_line(
        self,
        screen: Singles,
        opacity: Singles,
        half_width: float,
        rim: float,
        colour: Colour,
        rim_colour: Colour,
    ) -> None:
        """Draw a line, fainter where the surface hides it; widths are for 720 rows."""
        weakened = np.array(opacity, np.float32)
        strokes.fade_hidden(screen, self.canvas.z_buffer, _SLACK, _FAINT, weakened)
        self._stroke(screen, weakened, half_width, rim, colour, rim_colour)

    def _stroke(
        self,
        screen: Singles,
        opacity: Singles,
        half_width: float,
        rim: float,
        colour: Colour,
        rim_colour: Colour,
        glow: float = 0.0,
    ) -> None:
        """Draw a line, hidden or not, that may fade out towards its sides over half a width."""
        strokes.draw_polyline(
            screen,
            opacity,
            half_width * self._unit,
            rim * self._unit,
            max(2.0 * glow * self._unit, 1.0),
            colour,
            rim_colour,
            self.canvas.pixels,
            self._surface.columns,
            self._coverage,
            self._extents,
        )

    def _draw_cloud(self, scene: Scene, ground: Ground) -> None:
        """Draw where a wandering point was, as a glow by how often it was there."""
        if not len(scene.cloud):
            return
        screen = self._projected(scene.cloud, scene.relief.scale * scene.cloud[:, 2], ground)
        part = _GLOW / math.sqrt(len(screen))
        for x, y, depth in screen.tolist():
            if depth > 0.0:
                strokes.draw_disc(
                    x,
                    y,
                    1.5 * self._unit,
                    9.0 * self._unit,
                    part,
                    self._theme.point,
                    self.canvas.pixels,
                )

    def _draw_point(self, scene: Scene, ground: Ground) -> None:
        """Draw the point, on a pin where it is not on the surface or is hidden by it."""
        theme, unit, pixels = self._theme, self._unit, self.canvas.pixels
        point = scene.point[None]
        height = scene.relief.scale * point[:, 2]
        screen = self._projected(point, height, ground)
        x, y, depth = screen[0].tolist()
        if depth <= 0.0:
            return
        (below,) = self._on_ground(point, ground)
        if below[2] > 0.0 and math.hypot(x - below[0], y - below[1]) > 2.0 * unit:
            ground_x, ground_y = below[:2].tolist()
            strokes.draw_disc(ground_x, ground_y, 2.0 * unit, 6.0 * unit, 0.5, theme.shadow, pixels)
            self._draw_pin(np.stack((below, screen[0])))
        hidden = 0.0
        if self._is_hidden(screen)[0]:
            # It is seen all the same, through the hill: a ring, the more of that stands before it,
            # and a pin upwards to where nothing does.
            up = np.linspace(0.0, _TALLEST_PIN, _PIN_PARTS)
            column = self._projected(np.repeat(point, _PIN_PARTS, axis=0), height + up, ground)
            clear = np.flatnonzero(~self._is_hidden(column))
            top = column[: clear[0] + 2 if clear.size else _PIN_PARTS]
            self._draw_pin(top)
            top_x, top_y = top[-1, :2].tolist()
            strokes.draw_disc(top_x, top_y, 2.2 * unit, unit, 1.0, theme.point, pixels)
            least, most = _SEEN_THROUGH
            hidden = min(max((math.dist((x, y), (top_x, top_y)) / unit - least) / most, 0.0), 1.0)
        for radius, softness, part, colour in (
            (3.0, 26.0, 0.35, theme.point),
            (7.4, 1.0, 1.0, theme.point_rim),
            (5.4, 1.0, 1.0, theme.point),
        ):
            soft, strength = max(softness * unit, 1.0), (1.0 - hidden) * part
            strokes.draw_disc(x, y, radius * unit, soft, strength, colour, pixels)
        if hidden > 0.0:
            self._draw_ring(x, y, hidden)

    def _draw_ring(self, x: float, y: float, opacity: float) -> None:
        """Draw a ring, and its middle, where hills stand before the point."""
        theme, unit, pixels = self._theme, self._unit, self.canvas.pixels
        angles = np.linspace(0.0, 2.0 * np.pi, _RING_PARTS)
        ring = np.zeros((_RING_PARTS, 3), np.float32)
        ring[:, 0] = x + _RING * unit * np.cos(angles)
        ring[:, 1] = y + _RING * unit * np.sin(angles)
        strengths = np.full(_RING_PARTS, opacity, np.float32)
        self._stroke(ring, strengths, 1.5, 1.1, theme.point, theme.point_rim)
        strokes.draw_disc(x, y, 3.4 * unit, max(unit, 1.0), 1.0, theme.point, pixels)

    def _draw_pin(self, screen: Singles) -> None:
        opacity = np.full(len(screen), 0.9, np.float32)
        self._stroke(screen, opacity, 0.8, 0.8, self._theme.point_rim, self._theme.path_rim)

    def _is_hidden(self, screen: Singles) -> Truths:
        """Return which points lie behind the surface."""
        strength = np.ones(len(screen), np.float32)
        strokes.fade_hidden(screen, self.canvas.z_buffer, _SLACK, _FAINT, strength)
        return np.asarray(strength < 1.0)

    def _on_ground(self, points: Doubles, ground: Ground) -> Singles:
        """Return where on the screen the surface is under or over some points."""
        places = np.ascontiguousarray(points[:, :2])
        heights = np.empty(len(places))
        strokes.drape(ground.x, ground.y, ground.z, ground.flipped, places, heights)
        return self._projected(places, heights, ground)

    def _projected(self, points: Doubles, heights: Doubles, ground: Ground) -> Singles:
        """Return screen x, y and inverse depth of points at heights of the world."""
        screen = np.zeros((len(points), 3), np.float32)
        places = np.ascontiguousarray(points[:, :2])
        strokes.project(places, heights + _LIFT, ground.origin, ground.camera, screen)
        return screen
