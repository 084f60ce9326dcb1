"""Showings: what a film or a picture shows, frame by frame, whatever file it goes into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from render.canvas import Canvas
from render.overlays.layout import Box
from render.overlays.overlays import Overlays
from render.overlays.ruler import Ruler
from render.overlays.swarm import SwarmOverlays
from render.painter import Painter
from render.plan import FilmPlan
from render.scene.reel import Reel, reel_of_picture, reels_of_film
from render.scene.swarm import SwarmFilm
from render.swarm_painter import SwarmPainter
from render.theme import THEMES, Theme
from splotch_tui.core.ensemble.swarm import run_swarm

# A pit that holds the point is looked for in so many moments of a film.
_LOOKED = 24

# Draws a frame of a number, and returns the canvas that it is on until the next one is drawn.
DrawFrame = Callable[[int], Canvas]


class Showing(Protocol):
    """What is shown.

    Attributes
    ----------
    frames : int
        How many frames there are.
    pixel_bytes : int
        Memory that a pixel takes where it is drawn; measured.
    """

    @property
    def frames(self) -> int: ...  # noqa: D102

    @property
    def pixel_bytes(self) -> int: ...  # noqa: D102

    def new_painter(self) -> DrawFrame:
        """Return what draws its frames; each thread needs one of its own."""


class RunShowing:
    """One run, all over a picture.

    Parameters
    ----------
    plan : FilmPlan
        What is made.
    reel : Reel
        Its frames.
    only : int, optional
        The only frame there is, of a picture; by default there are all, of a film, which tells its
        story on cards.

    Attributes
    ----------
    frames : int
        How many frames there are.
    overlays : Overlays
        What lies over them.
    ruler : Ruler
        What lies on the ground.
    """

    pixel_bytes = 28

    def __init__(self, plan: FilmPlan, reel: Reel, *, only: int | None = None) -> None:
        self._plan, self._reel, self._only = plan, reel, only
        self._theme = THEMES[plan.options.theme]
        self.frames = reel.frames if only is None else 1
        film = reel.film
        if only is None:
            self._rim, pits = film.rim, film.pits.any(_LOOKED)
        else:
            # A picture shows what its only scene has.
            self._rim = film.still_rim
            pits = film.still_rim(reel.scenes(only)[0]) is not None
        self.overlays = Overlays(
            film,
            plan.settings.size,
            self._theme,
            plan.title,
            cards=only is None and plan.options.cards,
            pits=pits,
        )
        self.ruler = Ruler(reel.film, plan.settings.size, self._theme, self.overlays)

    def new_painter(self) -> DrawFrame:
        """See `Showing`."""
        film, size = self._reel.film, self._plan.settings.size
        painter = Painter(film, size, self._theme, self.overlays, rim=self._rim, ruler=self.ruler)

        def drawn(number: int) -> Canvas:
            frame = number if self._only is None else self._only
            painter.draw(*self._reel.scenes(frame))
            return painter.canvas

        return drawn


class PaneShowing:
    """Several showings in one picture, on one clock.

    Parameters
    ----------
    size : tuple of int
        Width and height of the picture, pixels.
    theme : Theme
        The colours.
    boxes : sequence of Box
        Where each is.
    shown : sequence of Showing
        What there is, of the boxes' sizes and with as many frames.

    Attributes
    ----------
    frames : int
        How many frames there are.
    """

    # The panes', and a canvas without depths.
    pixel_bytes = 36

    def __init__(
        self, size: tuple[int, int], theme: Theme, boxes: Sequence[Box], shown: Sequence[Showing]
    ) -> None:
        self._size, self._theme = size, theme
        self._boxes, self._shown = boxes, shown
        self.frames = shown[0].frames

    def new_painter(self) -> DrawFrame:
        """See `Showing`."""
        width, height = self._size
        # What is between the panes stays empty: a line.
        canvas = Canvas(np.tile(self._theme.quiet, (height, 1)), width)
        canvas.clear()
        parts = [canvas.pixels[top:bottom, left:right] for left, top, right, bottom in self._boxes]
        painters = [showing.new_painter() for showing in self._shown]

        def drawn(number: int) -> Canvas:
            for part, draw in zip(parts, painters, strict=True):
                part[:] = draw(number).pixels
            return canvas

        return drawn


class SwarmShowing:
    """Many descents of one surface.

    Parameters
    ----------
    plan : FilmPlan
        What is made.

    Attributes
    ----------
    frames : int
        How many frames there are.
    """

    pixel_bytes = 28

    def __init__(self, plan: FilmPlan) -> None:
        assert plan.options.swarm is not None
        self._film = SwarmFilm(plan, run_swarm(plan.history.recipe, plan.options.swarm))
        self._size, self._theme = plan.settings.size, THEMES[plan.options.theme]
        self.frames = self._film.frames
        self._overlays = SwarmOverlays(self._film, self._size, self._theme)

    def new_painter(self) -> DrawFrame:
        """See `Showing`."""
        painter = SwarmPainter(self._film, self._size, self._theme, self._overlays)

        def drawn(number: int) -> Canvas:
            painter.draw_swarm(self._film.scene(number))
            return painter.canvas

        return drawn


def show_film(plans: Sequence[FilmPlan], size: tuple[int, int]) -> Showing:
    """Return what a film shows.

    Parameters
    ----------
    plans : sequence of FilmPlan
        The film's panes, as `plan_panes` returns them.
    size : tuple of int
        Width and height of the whole picture, pixels.
    """
    if plans[0].options.swarm is not None:
        return SwarmShowing(plans[0])
    reels = reels_of_film(plans)
    shown = [RunShowing(plan, reel) for plan, reel in zip(plans, reels, strict=True)]
    return _together(plans, size, shown)


def show_picture(plans: Sequence[FilmPlan], size: tuple[int, int]) -> Showing:
    """Return what a picture shows; parameters are those of `show_film`."""
    shown = []
    for plan in plans:
        reel, frame = reel_of_picture(plan)
        shown.append(RunShowing(plan, reel, only=frame))
    return _together(plans, size, shown)


def _together(
    plans: Sequence[FilmPlan], size: tuple[int, int], shown: Sequence[Showing]
) -> Showing:
    if len(shown) == 1:
        return shown[0]
    boxes = [plan.pane for plan in plans]
    return PaneShowing(size, THEMES[plans[0].options.theme], boxes, shown)
