"""SurfacePainter: the surface of a scene into pixels."""

from __future__ import annotations

import math
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from render.canvas import Canvas
from render.hill_colours import hill_colours
from render.kernels import antialias, light, rasterizer, surface
from render.scene.camera import Shot
from render.scene.grid import make_grid
from render.scene.relief import Relief
from render.scene.slices import Slicer
from render.theme import Theme
from splotch_tui.core.kernels.simd import WIDTH
from splotch_tui.core.types import Doubles, Singles, Truths

# Iso-lines are so wide, in pixels.
_LINE_WIDTH = 0.6
# In how many distances of what is looked at haze begins and is thickest, and what it leaves then.
_CLEAR, _THICK, _LEFT = 1.0, 2.3, 0.1
# The sun stands to the side of the way along x0, which shows hills best, so high, as a slope.
_SUN = 0.9
# Hills hide the sky from what lies so steeply below them, as a slope.
_HIDING = 0.7
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


class Surface(Protocol):
    """What there is to know of a surface; see `Scene` for each of these."""

    @property
    def slice_point(self) -> Doubles: ...  # noqa: D102

    @property
    def epsilon(self) -> float: ...  # noqa: D102

    @property
    def weights(self) -> Doubles | None: ...  # noqa: D102

    @property
    def shot(self) -> Shot: ...  # noqa: D102

    @property
    def relief(self) -> Relief: ...  # noqa: D102


class Ground(NamedTuple):
    """The surface as it is drawn: its grid, heights and diagonals, and what projects it."""

    x: Doubles
    y: Doubles
    z: Doubles
    flipped: Truths
    origin: Doubles
    camera: Doubles


class SurfacePainter:
    """Draws surfaces at one size, on a canvas of its own.

    Parameters
    ----------
    film : Filmed
        What the scenes are of.
    size : tuple of int
        Width and height, pixels.
    theme : Theme
        The colours.
    unit : float
        The size of lines, 1 for those of 720 rows.
    coarseness : float, optional
        How many times as wide as usual the grid's cells are.

    Attributes
    ----------
    canvas : Canvas
        What it draws on.
    columns : ndarray of float32
        Pixel centres along a row, and eight beyond it.
    """

    def __init__(
        self,
        film: Filmed,
        size: tuple[int, int],
        theme: Theme,
        unit: float,
        coarseness: float = 1.0,
    ) -> None:
        width, height = size
        self._film = film
        self._size = size
        self._theme = theme
        self._unit = unit
        self._spacing = coarseness * film.slicer.spacing
        background = theme.background(height)
        self._backdrop = np.ascontiguousarray(background.T, np.float32)
        self._colours = np.ascontiguousarray(hill_colours(_COLOURS).T)
        self.canvas = Canvas(background, width)
        self._raster_buffers = rasterizer.make_buffers(width)
        self._buffers: dict[str, NDArray[Any]] = {}

    @property
    def columns(self) -> Singles:  # noqa: D102 - see the class
        return self._raster_buffers[0]

    def draw(self, scene: Surface) -> Ground:
        """Draw the surface on an empty canvas, and return it."""
        self.canvas.clear()
        shot = scene.shot
        x, y = make_grid(shot.patch, shot.camera, self._spacing, self._size[1])
        origin = np.array((shot.camera.x, shot.camera.y))
        camera = shot.camera.rows(self._size)
        waves = self._film.slicer.waves(scene.slice_point, x, y, scene.epsilon, scene.weights)
        relief, patch = scene.relief, shot.patch
        rows, columns = y.places.size, x.places.size
        # Cells are drawn eight at a time: there is room for whole vectors and their last corners.
        groups = -(-(columns - 1) // WIDTH)
        z = self._room("z", (rows, columns), np.float64)
        vertices = self._room("vertices", (8, rows, (groups + 1) * WIDTH), np.float32)
        lights = self._room("lights", (2, rows, columns), np.float32)
        sun = np.array((0.0, 1.0, _SUN)) / math.hypot(1.0, _SUN)
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
            sun,
            (_CLEAR * shot.camera.distance, _THICK * shot.camera.distance, _LEFT),
            relief.iso_step,
            vertices,
            lights,
            z,
        )
        self._colour(y.places, z, lights, relief, vertices)
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
        return Ground(x.places, y.places, z, flipped, origin, camera)

    def _colour(
        self, y: Doubles, z: Doubles, lights: Singles, relief: Relief, vertices: Singles
    ) -> None:
        """Put the colours of lit vertices into `vertices`."""
        rows, columns = z.shape
        cloths = self._room("cloths", (3, rows, columns + 2), np.float32)
        for cloth, slope, onward in zip(
            cloths, (_SUN, _HIDING, _HIDING), (False, True, False), strict=True
        ):
            light.cover(y, z, slope, onward, cloth)
        shadows, *hidden = cloths
        light.colour_vertices(
            z,
            lights,
            shadows,
            tuple(hidden),
            self._theme.ambient,
            self._theme.light,
            self._colours,
            relief.iso_step / relief.colour_limit,
            self._backdrop,
            vertices,
        )

    def _room(self, name: str, shape: tuple[int, ...], kind: type[np.generic]) -> NDArray[Any]:
        """Return an array with anything in it, in memory that is kept: new memory costs more."""
        size = math.prod(shape)
        buffer = self._buffers.get(name)
        if buffer is None or buffer.size < size:
            buffer = self._buffers[name] = np.zeros(size, kind)
        return buffer[:size].reshape(shape)
