"""Everything that lies over the surface of a swarm's film: caption, panels, legend, cards."""

from __future__ import annotations

from functools import partial

import numpy as np

from render.kernels.strokes import overlay
from render.overlays import swarm_story
from render.overlays.cards import Cards, Free, Story
from render.overlays.commands import making
from render.overlays.layout import Layout
from render.overlays.legend import Legend
from render.overlays.overlays import draw_faded
from render.overlays.sight import Sight, place_on_screen
from render.overlays.swarm_panels import HEIGHT, Arrivals, NotYetCaught, SwarmPanel
from render.overlays.text import TextRenderer
from render.overlays.word_lines import back_words, rim_of, write_items
from render.scene.swarm import SwarmFilm, SwarmScene, strength_on_patch
from render.theme import Theme
from splotch_tui.core.phases import KINDS, PhaseKind
from splotch_tui.core.types import Bytes

# Panels are at least and at most so wide, at 720 rows, pixels; and together no higher than this
# part of the picture.
_NARROWEST, _WIDEST, _SHARES, _HIGHEST = 230.0, 640.0, 330.0, 0.43
# What is fainter than this where the surface fades is not seen.
_SEEN = 0.3
# How wide the words at the top get is decided by so many looks.
_LOOKS = 64
_DOING = {PhaseKind.FREE: "free", PhaseKind.DEMON: "pushed aside", PhaseKind.SNAG: "caught"}


class SwarmOverlays:
    """What is laid over the frames of a swarm's film. Threads may share it.

    Parameters
    ----------
    film : SwarmFilm
        What is shown.
    size : tuple of int
        Width and height of the pictures.
    theme : Theme
        The colours.

    Attributes
    ----------
    panels : list
        What is drawn at a place: its left column and its upper row.
    cards : Cards, optional
        The story.
    """

    def __init__(self, film: SwarmFilm, size: tuple[int, int], theme: Theme) -> None:
        self._film, self._theme = film, theme
        self._layout = layout = Layout(*size, left=True)
        self.panels: list[tuple[SwarmPanel | Legend, int, int]] = []
        top = self._place_panels()
        self._caption = _Caption(film, layout, theme)
        plan = film.plan
        story = Story(
            film.fps,
            film.steps,
            swarm_story.opening(film, plan.title),
            swarm_story.ending(film, making(plan)),
            swarm_story.news(film),
            self._see,
            covers=False,
        )
        margin = layout.margin
        # Beside each other the panels leave nothing free.
        free = Free(margin, margin, top, layout.height - margin)
        self.cards = Cards(story, layout, theme, free) if plan.options.cards else None

    def _see(self, frames: list[int]) -> Sight:
        """Return where the descents are in the pictures of some frames."""
        size = self._layout.width, self._layout.height
        scenes = [self._film.scene(frame) for frame in frames]
        places = [place_on_screen(scene.points, scene, size) for scene in scenes]
        return Sight(places[0][:0], np.concatenate(places))

    def _place_panels(self) -> int:
        """Place the panels at the bottom, beside each other or in rows; return the upper row."""
        film, layout, theme = self._film, self._layout, self._theme
        scale, margin = layout.type, layout.margin
        gap = max(margin // 2, 2)
        room = layout.room / scale
        legend = Legend(film, layout, theme, tilt=film.plan.options.tilt)
        high = layout.height - margin
        beside = legend.size[0] / scale + _SHARES + _NARROWEST + 2.0 * gap / scale
        rows: list[list[SwarmPanel | Legend]] = []
        if room >= beside:
            wide = min(room - beside + _NARROWEST, _WIDEST)
            rows = [
                [
                    Arrivals(film, wide, scale, theme),
                    NotYetCaught(film, _SHARES, scale, theme),
                    legend,
                ]
            ]
        elif room >= _NARROWEST:
            wide = min(room, _WIDEST)
            rows = [[NotYetCaught(film, wide, scale, theme)], [Arrivals(film, wide, scale, theme)]]
            while len(rows) * (HEIGHT * scale + gap) > _HIGHEST * layout.height and rows:
                rows.pop(0)
        for row in reversed(rows):
            left = margin
            for panel in row:
                if panel is row[-1] and len(row) > 1:
                    left = layout.width - margin - panel.size[0]
                self.panels.append((panel, left, high - panel.size[1]))
                left += panel.size[0] + gap
            high -= max(panel.size[1] for panel in row) + gap
        return high + gap

    def draw(self, scene: SwarmScene, pixels: Bytes) -> None:
        """Lay everything over the picture of a scene."""
        words, panels = (1.0, 1.0) if self.cards is None else self.cards.leave(scene.frame)
        for panel, left, top in self.panels:
            box = left, top, left + panel.size[0], top + panel.size[1]
            draw_faded(partial(panel.draw, scene, left, top, pixels), panels, pixels, box)
        box = 0, 0, self._layout.width, self._caption.past
        draw_faded(partial(self._caption.draw, scene, pixels), words, pixels, box)
        if self.cards is not None:
            self.cards.draw(scene.frame, pixels)


class _Caption:
    """Title, step, how many do what, and the parameters."""

    def __init__(self, film: SwarmFilm, layout: Layout, theme: Theme) -> None:
        size = layout.type
        self._film, self._layout = film, layout
        title = film.plan.title
        self._title = TextRenderer(24 * size, theme.text, theme.sky, bold=True, text=title)
        self._head = TextRenderer(24 * size, theme.text, theme.sky, bold=True)
        self._quiet = TextRenderer(15.5 * size, theme.quiet, theme.sky)
        self._doing = {
            kind: TextRenderer(15.5 * size, theme.phases[kind], theme.sky, bold=True)
            for kind in KINDS
        }
        recipe, seeds = film.swarm.recipe, film.swarm.noise_seeds
        phrases = [*recipe.caption(), f"noise seeds {seeds[0]:,} to {seeds[-1]:,}"]
        self._told = " · ".join(phrases)
        self._space = layout.margin // 2
        looks = np.linspace(0, film.frames - 1, _LOOKS).astype(int).tolist()
        widest = max(
            sum(renderer.width(text) + self._space for renderer, text in self._counts(scene))
            for scene in map(film.scene, looks)
        )
        last = f"step {film.steps[-1]:,} of {film.swarm.recipe.steps:,}"
        left = max(widest, self._head.width(last))
        self._beside = left + layout.margin + self._quiet.width(self._told) <= layout.room
        rows = [self._title.height] * bool(title)
        rows += [self._head.height, self._quiet.height]
        margin = layout.margin
        self._backings = []
        if self._beside:
            wide, high = self._quiet.width(self._told), self._quiet.height
            aside = layout.width - margin - wide
            self._backings.append(back_words(layout, theme, aside, margin, wide, high))
        self.past = margin + sum(rows) + 2 * rim_of(layout)
        shown = self._title.width(title) if title else 0
        wide = min(max(left, shown), layout.room)
        self._backings.append(back_words(layout, theme, margin, margin, wide, sum(rows)))

    def draw(self, scene: SwarmScene, pixels: Bytes) -> None:
        """Put it into the picture of a scene."""
        layout, film = self._layout, self._film
        for picture, left, top in self._backings:
            overlay(picture, left, top, pixels)
        left = top = layout.margin
        if film.plan.title and self._title.width(film.plan.title) <= layout.room:
            overlay(self._title.picture(film.plan.title), left, top, pixels)
            top += self._title.height
        items = [
            (self._head, f"step {scene.step:,}"),
            (self._quiet, f"of {film.swarm.recipe.steps:,}"),
        ]
        write_items(items, layout, top + self._head.ascent, self._space, pixels)
        top += self._head.height
        base = top + self._quiet.ascent
        write_items(self._counts(scene), layout, base, self._space, pixels)
        if self._beside:
            told = self._quiet.picture(self._told)
            overlay(told, layout.width - layout.margin - told.shape[1], layout.margin, pixels)

    def _counts(self, scene: SwarmScene) -> list[tuple[TextRenderer, str]]:
        """Return how many do what, in words, and how many are not seen."""
        counts = np.bincount(scene.kinds, minlength=len(KINDS)).tolist()
        doing = [
            (self._doing[kind], f"{number:,} {_DOING[kind]}")
            for kind, number in zip(KINDS, counts, strict=True)
            if number
        ]
        missing = int((strength_on_patch(scene.points, scene.shot.patch) < _SEEN).sum())
        if missing:
            doing.append((self._quiet, f"{missing:,} of them out of sight"))
        return doing
