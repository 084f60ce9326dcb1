"""Painter: a scene into pixels."""

from __future__ import annotations

import math

import matplotlib
import numpy as np
from numpy.typing import NDArray

from render.caption import Caption
from render.film import Film, Scene
from render.insets import Insets
from render.kernels import strokes, surface
from render.theme import Theme

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

# A lattice of more vertices than this costs more than it shows: it is made coarser.
_MOST_VERTICES = 120_000
_LIGHT_AZIMUTH = 120.0


class Painter:
    """Draws the scenes of one film, at one size. It keeps its buffers: one painter, one thread.

    Parameters
    ----------
    film : Film
        What the scenes are of.
    size : tuple of int
        Width and height, pixels.
    theme : Theme
        The colours.
    """

    def __init__(self, film: Film, size: tuple[int, int], theme: Theme) -> None:
        width, height = size
        self._film = film
        self._size = size
        self._theme = theme
        self._background = theme.background(height)
        self._empty = np.repeat(self._background[:, None].astype(np.uint8), width, axis=1)
        self._colours = 255.0 * matplotlib.colormaps[theme.colours](np.linspace(0, 1, 256))[:, :3]
        self._nearest = np.zeros((height, width), np.float32)
        self._cover = np.zeros((height, width, 2), np.float32)
        # Lengths in pixels are for 720 rows.
        self._unit = height / 720.0
        self._insets = Insets(film, self._unit, theme)
        self._caption = Caption(film, self._unit, theme)

    def paint(self, scene: Scene) -> Bytes:
        """Return the picture of a scene, shape (H, W, 3): a new array."""
        pixels = self._empty.copy()
        self._nearest[:] = 0.0
        x, y = _lattice(scene, self._film.slicer.spacing)
        origin = np.array(scene.camera.target)
        camera = scene.camera.rows(self._size)
        z, flipped = self._paint_surface(scene, x, y, origin, camera, pixels)
        self._paint_path(scene, (x, y, z, flipped), origin, camera, pixels)
        self._insets.draw(scene, pixels)
        self._caption.write(scene, pixels)
        return pixels

    def _paint_surface(
        self, scene: Scene, x: Doubles, y: Doubles, origin: Doubles, camera: Doubles, pixels: Bytes
    ) -> tuple[Doubles, NDArray[np.bool_]]:
        waves = self._film.slicer.waves(scene.slice_point, x, y, scene.epsilon)
        relief, window = self._film.relief, scene.window
        screen = np.empty((y.size, x.size, 3), np.float32)
        look = np.empty((y.size, x.size, 4), np.float32)
        z = np.empty((y.size, x.size))
        surface.place_vertices(
            x,
            y,
            waves.frequencies,
            waves.cosine,
            waves.sine,
            waves.a,
            waves.b,
            waves.a_slope,
            waves.b_slope,
            origin,
            (relief.scale, relief.fall),
            np.array((window.x, window.y, window.half_x, window.half_y)),
            camera,
            _light(self._theme.ambient),
            self._colours,
            relief.colour_limit,
            self._background,
            relief.iso_step,
            screen,
            look,
            z,
        )
        flipped = np.empty((y.size - 1, x.size - 1), np.bool_)
        surface.choose_diagonals(z, flipped)
        facing = np.empty((y.size - 1, x.size - 1, 2), np.int8)
        line = (0.3 * max(self._unit, 1.0), self._theme.lines)
        surface.fill_triangles(screen, look, flipped, line, pixels, self._nearest, facing)
        surface.smooth_outlines(screen, flipped, facing, pixels, self._nearest)
        return z, flipped

    def _paint_path(
        self,
        scene: Scene,
        ground: tuple[Doubles, Doubles, Doubles, NDArray[np.bool_]],
        origin: Doubles,
        camera: Doubles,
        pixels: Bytes,
    ) -> None:
        theme, unit = self._theme, self._unit
        points = np.ascontiguousarray(scene.trail)
        heights = np.empty(len(points))
        strokes.drape(*ground, points, heights)
        screen = np.zeros((len(points), 3), np.float32)
        strokes.project(points, heights + 0.04, origin, camera, screen)
        window = scene.window
        rim = ((points[:, 0] - window.x) / window.half_x) ** 2
        rim += ((points[:, 1] - window.y) / window.half_y) ** 2
        strength = (scene.trail_strength * np.clip(1.0 - rim**2, 0.0, 1.0)).astype(np.float32)
        strokes.hide(screen, self._nearest, 0.006, 0.22, strength)
        strokes.stroke(
            screen,
            strength,
            1.15 * unit,
            0.9 * unit,
            theme.path,
            theme.path_rim,
            pixels,
            self._cover,
        )
        x, y, near = screen[-1]
        if near > 0.0:
            hidden = strength[-1] < 0.5 * scene.trail_strength[-1]
            opacity = 0.35 if hidden else 1.0
            for radius, softness, part, colour in (
                (3.0, 26.0, 0.35, theme.point),
                (7.4, 1.0, 1.0, theme.point_rim),
                (5.4, 1.0, 1.0, theme.point),
            ):
                strokes.disc(
                    x, y, radius * unit, max(softness * unit, 1.0), part * opacity, colour, pixels
                )


def _lattice(scene: Scene, spacing: float) -> tuple[Doubles, Doubles]:
    """Return x and y of the lattice over the scene's window, at whole multiples of the spacing."""
    window = scene.window
    area = 4.0 * window.half_x * window.half_y
    while area / spacing**2 > _MOST_VERTICES:
        spacing *= 2.0
    return (
        _multiples(spacing, window.x - window.half_x, window.x + window.half_x),
        _multiples(spacing, window.y - window.half_y, window.y + window.half_y),
    )


def _multiples(spacing: float, low: float, high: float) -> Doubles:
    return spacing * np.arange(math.floor(low / spacing), math.ceil(high / spacing) + 1.0)


def _light(ambient: float) -> Doubles:
    """Return the light of `place_vertices`, which stays where it is in the world."""
    azimuth, elevation = math.radians(_LIGHT_AZIMUTH), math.radians(48.0)
    flat = math.cos(elevation)
    return np.array(
        (flat * math.cos(azimuth), flat * math.sin(azimuth), math.sin(elevation), ambient)
    )
