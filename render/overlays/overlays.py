"""Everything that lies over the surface: caption, cards, insets, minimap, legend."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from render.kernels.strokes import overlay
from render.overlays import insets, minimap, story
from render.overlays.caption import Caption
from render.overlays.cards import Cards, Free, Story
from render.overlays.commands import making
from render.overlays.layout import Box, Layout
from render.overlays.legend import Legend
from render.overlays.sight import place_on_screen, see_run, strength_beside
from render.scene.film import Film
from render.scene.scene import Scene
from render.theme import Theme
from splotch_tui.core.types import Bytes

# Insets and legend together leave this part of a picture's height free.
_FREE = 0.5

# See `Overlays.panels`.
_Placed = tuple[insets.Insets | minimap.Minimap | Legend, int, int]


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
    cards : bool
        Whether the story is told on cards.
    pits : bool
        Whether the rims of pits are shown.

    Attributes
    ----------
    caption : Caption
        The words at the top.
    panels : list
        What is drawn at a place: insets, minimap, legend; its left column and its upper row.
    cards : Cards, optional
        The story.
    """

    def __init__(
        self,
        film: Film,
        size: tuple[int, int],
        theme: Theme,
        title: str,
        *,
        cards: bool = False,
        pits: bool = False,
    ) -> None:
        self._pits = pits
        self._layout = layout = Layout(*size, left=film.side < 0)
        self.caption = Caption(film, layout, theme, title)
        self.panels: list[_Placed] = []
        free = self._place_panels(film, layout, theme)
        self.cards = Cards(_story_of(film, size, title), layout, theme, free) if cards else None

    def _place_panels(self, film: Film, layout: Layout, theme: Theme) -> Free:
        """Place the panels, from the picture's bottom upwards, and return what they leave free."""
        bottom, margin = layout.height - layout.margin, layout.margin
        gap = max(margin // 2, 2)
        if minimap.fits(film, layout):
            strip = minimap.Minimap(film, layout, theme)
            bottom -= strip.size[1]
            self.panels.append((strip, margin, bottom))
            bottom -= gap
        first, past = margin, layout.width - margin
        parts = insets.fitting_parts(layout)
        top = bottom
        if parts:
            plots = insets.Insets(film, layout, theme, parts)
            width, height = plots.size
            left = margin if layout.left else past - width
            self.panels.append((plots, left, bottom - height))
            first, past = (left + width, past) if layout.left else (first, left)
            top = bottom - height
            tilt = film.plan.options.tilt
            legend = Legend(film, layout, theme, tilt=tilt, pits=self._pits)
            wide, high = legend.size
            if past - first >= wide + gap:
                left = past - wide if layout.left else first
                self.panels.append((legend, left, bottom - high))
                first, past = (first, left) if layout.left else (left + wide, past)
            elif wide <= layout.room and top - gap - high >= _FREE * layout.height:
                left = margin if layout.left else layout.width - margin - wide
                top -= gap + high
                self.panels.append((legend, left, top))
        return Free(first, past, top, bottom)

    def room(self, box: Box, margin: float, frame: int) -> float:
        """Return how strong something in a box may be so that none of it gets under what lies here.

        Parameters
        ----------
        box : tuple of int
            Left, top, right and bottom.
        margin : float
            How far from the picture's edges and from what lies over it it has its full strength.
        frame : int
            The scene's number.
        """
        left, top, right, bottom = box
        layout = self._layout
        nearest = min(left, top, layout.width - right, layout.height - bottom) / margin
        taken = [block.box for block in self.caption.blocks]
        taken += [(x, y, x + panel.size[0], y + panel.size[1]) for panel, x, y in self.panels]
        for other in taken:
            nearest = min(nearest, _gap(box, other) / margin)
        strength = min(max(nearest, 0.0), 1.0)
        for other, opacity in [] if self.cards is None else self.cards.boxes(frame):
            if _gap(box, other) <= 0.0:
                strength *= 1.0 - opacity
        return strength

    def draw(self, scene: Scene, pixels: Bytes) -> None:
        """Lay everything over the picture of a scene; what would cover the point gives way."""
        words, panels = (1.0, 1.0) if self.cards is None else self.cards.leave(scene.frame)
        layout = self._layout
        point = place_on_screen(scene.point[None], scene, (layout.width, layout.height))

        def drawn(box: Box, most: float, draw: Callable[[], None]) -> None:
            opacity = min(most, strength_beside(point, box, layout.unit))
            draw_faded(draw, opacity, pixels, box)

        for panel, left, top in self.panels:
            box = left, top, left + panel.size[0], top + panel.size[1]
            drawn(box, panels, partial(panel.draw, scene, left, top, pixels))
        for block in self.caption.blocks:
            drawn(block.box, words, partial(block.draw, scene, pixels))
        if self.cards is not None:
            self.cards.draw(scene.frame, pixels)


def _story_of(film: Film, size: tuple[int, int], title: str) -> Story:
    """Return what the cards of a run's film say."""
    plan, history = film.plan, film.history
    return Story(
        film.fps,
        film.steps,
        story.opening(history, plan.played, title),
        story.ending(history, film.phases, plan.played, making(plan)),
        story.news(history, film.phases, film.hops),
        lambda frames: see_run(film, size, frames),
    )


def _gap(one: Box, other: Box) -> float:
    """Return how far apart two boxes are along columns or rows, whichever is more; below 0: not."""
    aside = max(one[0] - other[2], other[0] - one[2])
    return float(max(aside, one[1] - other[3], other[1] - one[3]))


def draw_faded(draw: Callable[[], None], opacity: float, pixels: Bytes, box: Box) -> None:
    """Draw something within a box of a picture with a part of its strength."""
    if opacity <= 0.0:
        return
    if opacity >= 1.0:
        draw()
        return
    # Letters may stick out of their backing a little.
    _, top, _, bottom = box
    first = max(top - (bottom - top), 0)
    before = pixels[first : 2 * bottom - top].copy()
    draw()
    before[..., 3] = round(255.0 * (1.0 - opacity))
    overlay(before, 0, first, pixels)
