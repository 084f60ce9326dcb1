"""Everything that lies over the surface: caption, insets, minimap, legend."""

from __future__ import annotations

from render.matplotlib_settings import default_settings
from render.overlays import insets, legend, minimap
from render.overlays.caption import Caption
from render.overlays.layout import Layout
from render.scene.film import Film
from render.scene.scene import Scene
from render.theme import Theme
from splotch_tui.core.types import Bytes


class Overlays:
    """What is laid over the frames of a film. Threads may share it.

    Parameters
    ----------
    film : Film
        What is shown.
    size : tuple of int
        Width and height of the pictures.
    theme : Theme
        The colours.
    title : str
        Stands at the top; may be empty.
    """

    def __init__(self, film: Film, size: tuple[int, int], theme: Theme, title: str) -> None:
        layout = Layout(*size, left=film.side < 0)
        self._caption = Caption(film, layout, theme, title)
        with default_settings():
            self._draw_panels(film, layout, theme)

    def _draw_panels(self, film: Film, layout: Layout, theme: Theme) -> None:
        self._minimap = minimap.Minimap(film, layout, theme) if minimap.fits(layout) else None
        bottom = layout.height - layout.margin
        if self._minimap is not None:
            bottom = self._minimap.top - layout.margin // 2
        roomy = layout.fits(insets.WIDTH, insets.HEIGHT)
        self._insets = insets.Insets(film, layout, bottom, theme) if roomy else None
        self._legend = legend.Legend(film, layout, bottom, theme) if roomy else None

    def draw(self, scene: Scene, pixels: Bytes) -> None:
        """Lay everything over the picture of a scene."""
        if self._minimap is not None:
            self._minimap.draw(scene, pixels)
        if self._insets is not None:
            self._insets.draw(scene, pixels)
        if self._legend is not None:
            self._legend.draw(pixels)
        self._caption.write(scene, pixels)
