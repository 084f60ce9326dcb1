"""Painter: a scene into pixels."""

from __future__ import annotations

import math
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from render.canvas import Canvas
from render.hill_colours import HILLS, hill_colours
from render.kernels import antialias, rasterizer, strokes, surface
from render.overlays.overlays import Overlays
from render.scene.film import Relief, Scene
from render.scene.grid import GridLine, make_grid
from render.scene.slices import Slicer
from render.theme import Theme
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.types import Doubles, Singles, Truths

# Lines and marks get no smaller than at this part of their size at 720 rows.
_SMALLEST_UNIT = 0.55
# The path lies so high over the surface, in world units, and iso-lines are so wide, in pixels.
_LIFT, _LINE_WIDTH = 0.04, 0.6
# How far behind the surface, in parts of its distance, the path still counts as on it, and what is
# left of its strength where it is behind.
_SLACK, _FAINT = 0.006, 0.25
# The point is never so faint.
_POINT_FAINT = 0.6
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
    relief : Relief
        Heights and colours.
    """

    @property
    def slicer(self) -> Slicer: ...  # noqa: D102
    @property
    def relief(self) -> Relief: ...  # noqa: D102


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
        self._colours = _colour_table(theme.colours)
        self.canvas = Canvas(background, width)
        self._raster_buffers = rasterizer.make_buffers(width)
        self._buffers: dict[str, NDArray[Any]] = {}
        self._coverage = np.zeros((2, height + 1, width), np.float32)
        self._extents = np.zeros((height, 2), np.int64)
        # Lengths in pixels are for 720 rows.
        self._unit = max(height / 720.0, _SMALLEST_UNIT) if unit is None else unit
        self._overlays = overlays

    def draw(self, scene: Scene) -> None:
        """Draw a scene on the canvas, over whatever was there."""
        self.canvas.clear()
        shot = scene.shot
        x, y = make_grid(shot.patch, shot.camera, self._film.slicer.spacing, self._size[1])
        origin = np.array((shot.camera.x, shot.camera.y))
        camera = shot.camera.rows(self._size)
        z, flipped = self._draw_surface(scene, x, y, origin, camera)
        self._draw_path(scene, (x.places, y.places, z, flipped), origin, camera)
        if self._overlays is not None:
            self._overlays.draw(scene, self.canvas.pixels)

    def _draw_surface(
        self, scene: Scene, x: GridLine, y: GridLine, origin: Doubles, camera: Doubles
    ) -> tuple[Doubles, Truths]:
        waves = self._film.slicer.waves(scene.slice_point, x, y, scene.epsilon, scene.weights)
        relief, patch = self._film.relief, scene.shot.patch
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
        flat_spacing = relief.iso_step * camera[4, 0]
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
        return z, flipped

    def _room(self, name: str, shape: tuple[int, ...], kind: type[np.generic]) -> NDArray[Any]:
        """Return an array with anything in it, in memory that is kept: new memory costs more."""
        size = math.prod(shape)
        buffer = self._buffers.get(name)
        if buffer is None or buffer.size < size:
            buffer = self._buffers[name] = np.zeros(size, kind)
        return buffer[:size].reshape(shape)

    def _draw_path(
        self,
        scene: Scene,
        ground: tuple[Doubles, Doubles, Doubles, Truths],
        origin: Doubles,
        camera: Doubles,
    ) -> None:
        theme, unit, pixels = self._theme, self._unit, self.canvas.pixels
        patch = scene.shot.patch
        across = np.square((scene.trail[:, 0] - patch.x) / patch.half_x)
        along = np.square((scene.trail[:, 1] - patch.y) / patch.half_y)
        rim = across * across + along * along
        opacity = scene.strength * np.clip(1.0 - rim, 0.0, 1.0)
        seen = np.flatnonzero(opacity > 0.004)
        shown = slice(seen[0], seen[-1] + 1) if seen.size else slice(0)
        screen, strength = self._placed(scene.trail[shown], opacity[shown], ground, origin, camera)
        strokes.draw_polyline(
            screen,
            strength,
            1.15 * unit,
            0.9 * unit,
            theme.path,
            theme.path_rim,
            pixels,
            self._raster_buffers[0],
            self._coverage,
            self._extents,
        )
        ((x, y, _),), (seen_part,) = self._placed(
            scene.point[None], np.ones(1), ground, origin, camera
        )
        clear = max(float(seen_part), _POINT_FAINT) if seen_part > 0.0 else 0.0
        for radius, softness, part, colour in (
            (3.0, 26.0, 0.35, theme.point),
            (7.4, 1.0, 1.0, theme.point_rim),
            (5.4, 1.0, 1.0, theme.point),
        ):
            strokes.draw_disc(
                x, y, radius * unit, max(softness * unit, 1.0), part * clear, colour, pixels
            )

    def _placed(
        self,
        points: Doubles,
        strength: Doubles,
        ground: tuple[Doubles, Doubles, Doubles, Truths],
        origin: Doubles,
        camera: Doubles,
    ) -> tuple[Singles, Singles]:
        """Return where points of the ground are on the screen, and how strong where hidden."""
        heights = np.empty(len(points))
        strokes.drape(*ground, np.ascontiguousarray(points), heights)
        screen = np.zeros((len(points), 3), np.float32)
        strokes.project(points, heights + _LIFT, origin, camera, screen)
        weakened = strength.astype(np.float32)
        strokes.fade_hidden(screen, self.canvas.z_buffer, _SLACK, _FAINT, weakened)
        return screen, weakened


def _light(ambient: float) -> Doubles:
    """Return the light of `place_vertices`, which stays where it is in the world."""
    azimuth, elevation = math.radians(_LIGHT_AZIMUTH), math.radians(48.0)
    flat = math.cos(elevation)
    return np.array(
        (flat * math.cos(azimuth), flat * math.sin(azimuth), math.sin(elevation), ambient)
    )


def _colour_table(name: str) -> Singles:
    """Return the colours of heights, red, green and blue, shape (3, 1021), 0 to 255.

    Parameters
    ----------
    name : str
        See `Theme.colours`.
    """
    if name == HILLS:
        return np.ascontiguousarray(hill_colours(_COLOURS).T)
    import matplotlib

    knots = np.linspace(0.0, 1.0, 256)
    colours = matplotlib.colormaps[name](knots)[:, :3]
    places = np.linspace(0.0, 1.0, _COLOURS)
    channels = [np.interp(places, knots, channel) for channel in colours.T]
    return 255.0 * np.array(channels, np.float32)
