"""Painter: a scene into pixels."""

from __future__ import annotations

import math
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from render.canvas import Canvas
from render.hill_colours import hill_colours
from render.kernels import antialias, rasterizer, strokes, surface
from render.kernels.pixels import add_picture, take_mean
from render.overlays.overlays import Overlays
from render.scene.grid import make_grid
from render.scene.scene import Scene
from render.scene.slices import Slicer
from render.theme import Colour, Theme
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.phases import KINDS
from splotch_tui.core.types import Doubles, Singles, Truths

# Lines and marks get no smaller than at this part of their size at 720 rows.
_SMALLEST_UNIT = 0.55
# The path lies so high over the surface, in world units, and iso-lines are so wide, in pixels.
_LIFT, _LINE_WIDTH = 0.04, 0.6
# How far behind the surface, in parts of its distance, the path still counts as on it, and what is
# left of its strength where it is behind.
_SLACK, _FAINT = 0.006, 0.5
# Half the path's width and that of its halo, at 720 rows, and the opacity of its shadow.
_PATH, _HALO, _SHADOW = 1.45, 1.3, 0.3
# A pin over a hidden point is at most so tall, world units, in so many parts.
_TALLEST_PIN, _PIN_PARTS = 9.0, 40
# The opacity of a cloud of points where all of them are.
_GLOW = 0.9
# How far down the surface fades for the caption, in parts of the height, and how much at the top.
_VEILED, _VEIL = 0.21, 0.82
_LIGHT_AZIMUTH = 120.0
# Colours of heights: between each two of a map of 256 there are three more, so that a change of the
# table's entry is not to be seen.
_COLOURS = 4 * 255 + 1


class Filmed(Protocol):
    """What scenes are of.

    Attributes
    ----------
    slicer : Slicer
        Cuts out the surface.
    """

    @property
    def slicer(self) -> Slicer: ...  # noqa: D102


class _Ground(NamedTuple):
    """The surface as it is drawn: its grid, heights and diagonals, and what projects it."""

    x: Doubles
    y: Doubles
    z: Doubles
    flipped: Truths
    origin: Doubles
    camera: Doubles


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
    overlays : Overlays, optional
        What lies over the surface.
    unit : float, optional
        The size of lines and marks, 1 for those of 720 rows; by default by the picture's height.

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
        overlays: Overlays | None,
        unit: float | None = None,
    ) -> None:
        width, height = size
        self._film = film
        self._size = size
        self._theme = theme
        background = theme.background(height)
        rows = np.arange(height) / height
        # Captions are at the top.
        veil = 0.0 if overlays is None else _VEIL
        clear = 1.0 - veil * 0.5 * (1.0 + np.cos(np.pi * np.clip(rows / _VEILED, 0.0, 1.0)))
        self._backdrop = np.ascontiguousarray(np.vstack((background.T, clear)), np.float32)
        self._colours = np.ascontiguousarray(hill_colours(_COLOURS).T)
        self.canvas = Canvas(background, width)
        self._raster_buffers = rasterizer.make_buffers(width)
        self._buffers: dict[str, NDArray[Any]] = {}
        self._coverage = np.zeros((2, height + 1, width), np.float32)
        self._extents = np.zeros((height, 2), np.int64)
        # Lengths in pixels are for 720 rows.
        self._unit = max(height / 720.0, _SMALLEST_UNIT) if unit is None else unit
        self._overlays = overlays

    def draw(self, *scenes: Scene) -> None:
        """Draw a scene, or the mean of several, on the canvas, over whatever was there.

        The surface is the mean of all; path, point and overlays are of the one in the middle, and
        sharp.
        """
        middle = len(scenes) // 2
        if len(scenes) > 1:
            sums = self._room("sums", self.canvas.pixels.shape, np.uint16)
            sums[:] = 0
            for scene in (*scenes[:middle], *scenes[middle + 1 :]):
                self._draw_surface(scene)
                add_picture(self.canvas.pixels, sums)
        scene = scenes[middle]
        ground = self._draw_surface(scene)
        if len(scenes) > 1:
            add_picture(self.canvas.pixels, sums)
            take_mean(sums, len(scenes), self.canvas.pixels)
        self._draw_path(scene, ground)
        if self._overlays is not None:
            self._overlays.draw(scene, self.canvas.pixels)

    def _draw_surface(self, scene: Scene) -> _Ground:
        """Draw the surface on an empty canvas, and return it."""
        self.canvas.clear()
        shot = scene.shot
        x, y = make_grid(shot.patch, shot.camera, self._film.slicer.spacing, self._size[1])
        origin = np.array((shot.camera.x, shot.camera.y))
        camera = shot.camera.rows(self._size)
        waves = self._film.slicer.waves(scene.slice_point, x, y, scene.epsilon, scene.weights)
        relief, patch = scene.relief, shot.patch
        rows, columns = y.places.size, x.places.size
        # Cells are drawn eight at a time: there is room for whole vectors and their last corners.
        groups = -(-(columns - 1) // WIDTH)
        z = self._room("z", (rows, columns), np.float64)
        vertices = self._room("vertices", (8, rows, (groups + 1) * WIDTH), np.float32)
        surface.place_vertices(
            x.places,
            y.places,
            waves.frequencies,
            waves.cosine,
            waves.sine,
            waves.a,
            waves.b,
            waves.a_slope,
            waves.b_slope,
            origin,
            relief.scale,
            np.array((patch.x, patch.y, patch.half_x, patch.half_y)),
            camera,
            _light(self._theme.ambient),
            self._colours,
            relief.colour_limit,
            self._backdrop,
            relief.iso_step,
            vertices,
            z,
        )
        flipped = self._room("flipped", (rows - 1, groups * WIDTH), np.bool_)
        surface.choose_diagonals(z, flipped)
        front_facing = self._room("front_facing", (2, rows - 1, groups), np.uint8)
        back_facing = self._room("back_facing", (2, rows - 1, groups), np.uint8)
        flat_spacing = 2.0 * relief.iso_step * relief.scale * camera[4, 0]
        iso_lines = (0.5 * _LINE_WIDTH * max(self._unit, 1.0), self._theme.lines, flat_spacing)
        canvas = self.canvas
        rasterizer.rasterize_cells(
            vertices,
            flipped,
            iso_lines,
            self._raster_buffers,
            canvas.colours,
            canvas.padded_z_buffer,
            front_facing,
            back_facing,
        )
        antialias.antialias_silhouettes(
            vertices, flipped, front_facing, back_facing, canvas.pixels, canvas.z_buffer
        )
        return _Ground(x.places, y.places, z, flipped, origin, camera)

    def _room(self, name: str, shape: tuple[int, ...], kind: type[np.generic]) -> NDArray[Any]:
        """Return an array with anything in it, in memory that is kept: new memory costs more."""
        size = math.prod(shape)
        buffer = self._buffers.get(name)
        if buffer is None or buffer.size < size:
            buffer = self._buffers[name] = np.zeros(size, kind)
        return buffer[:size].reshape(shape)

    def _draw_path(self, scene: Scene, ground: _Ground) -> None:
        theme = self._theme
        patch = scene.shot.patch
        across = np.square((scene.trail[:, 0] - patch.x) / patch.half_x)
        along = np.square((scene.trail[:, 1] - patch.y) / patch.half_y)
        rim = across * across + along * along
        opacity = scene.strength * np.clip(1.0 - rim, 0.0, 1.0)
        seen = np.flatnonzero(opacity > 0.004)
        shown = slice(seen[0], seen[-1] + 1) if seen.size else slice(0)
        trail, opacity = scene.trail[shown], opacity[shown].astype(np.float32)
        scale = scene.relief.scale
        # What the path has under it: a point of the past may lie off the slice of the present.
        shadow = self._on_ground(trail, ground)
        self._draw_line(shadow, _SHADOW * opacity, 1.6, 2.4, theme.shadow, theme.shadow)
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
        weakened = np.asarray(opacity, np.float32).copy()
        strokes.fade_hidden(screen, self.canvas.z_buffer, _SLACK, _FAINT, weakened)
        strokes.draw_polyline(
            screen,
            weakened,
            half_width * self._unit,
            rim * self._unit,
            colour,
            rim_colour,
            self.canvas.pixels,
            self._raster_buffers[0],
            self._coverage,
            self._extents,
        )

    def _draw_cloud(self, scene: Scene, ground: _Ground) -> None:
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

    def _draw_point(self, scene: Scene, ground: _Ground) -> None:
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
        if self._is_hidden(screen)[0]:
            # It is seen all the same, and a pin upwards tells that hills stand before it.
            up = np.linspace(0.0, _TALLEST_PIN, _PIN_PARTS)
            column = self._projected(np.repeat(point, _PIN_PARTS, axis=0), height + up, ground)
            clear = np.flatnonzero(~self._is_hidden(column))
            top = column[: clear[0] + 2 if clear.size else _PIN_PARTS]
            self._draw_pin(top)
            top_x, top_y = top[-1, :2].tolist()
            strokes.draw_disc(top_x, top_y, 2.2 * unit, unit, 1.0, theme.point, pixels)
            strokes.draw_disc(x, y, 10.4 * unit, unit, 0.9, theme.path_rim, pixels)
        for radius, softness, part, colour in (
            (3.0, 26.0, 0.35, theme.point),
            (7.4, 1.0, 1.0, theme.point_rim),
            (5.4, 1.0, 1.0, theme.point),
        ):
            strokes.draw_disc(x, y, radius * unit, max(softness * unit, 1.0), part, colour, pixels)

    def _draw_pin(self, screen: Singles) -> None:
        theme = self._theme
        strokes.draw_polyline(
            screen,
            np.full(len(screen), 0.9, np.float32),
            0.8 * self._unit,
            0.8 * self._unit,
            theme.point_rim,
            theme.path_rim,
            self.canvas.pixels,
            self._raster_buffers[0],
            self._coverage,
            self._extents,
        )

    def _is_hidden(self, screen: Singles) -> Truths:
        """Return which points lie behind the surface."""
        strength = np.ones(len(screen), np.float32)
        strokes.fade_hidden(screen, self.canvas.z_buffer, _SLACK, _FAINT, strength)
        return np.asarray(strength < 1.0)

    def _on_ground(self, points: Doubles, ground: _Ground) -> Singles:
        """Return where on the screen the surface is under or over some points."""
        places = np.ascontiguousarray(points[:, :2])
        heights = np.empty(len(places))
        strokes.drape(ground.x, ground.y, ground.z, ground.flipped, places, heights)
        return self._projected(places, heights, ground)

    def _projected(self, points: Doubles, heights: Doubles, ground: _Ground) -> Singles:
        """Return screen x, y and inverse depth of points at heights of the world."""
        screen = np.zeros((len(points), 3), np.float32)
        places = np.ascontiguousarray(points[:, :2])
        strokes.project(places, heights + _LIFT, ground.origin, ground.camera, screen)
        return screen


def _light(ambient: float) -> Doubles:
    """Return the light of `place_vertices`, which stays where it is in the world."""
    azimuth, elevation = math.radians(_LIGHT_AZIMUTH), math.radians(48.0)
    flat = math.cos(elevation)
    return np.array(
        (flat * math.cos(azimuth), flat * math.sin(azimuth), math.sin(elevation), ambient)
    )
