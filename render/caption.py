"""Caption: the words on a frame."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from render.film import Film, Scene
from render.kernels.strokes import overlay
from render.layout import Layout
from render.lettering import Lettering
from render.theme import Theme

Bytes = NDArray[np.uint8]


class Caption:
    """Writes the title, the step, where the point is, and the parameters.

    Parameters
    ----------
    film : Film
        What is shown.
    layout : Layout
        The measures.
    theme : Theme
        The colours.
    title : str
        Stands at the top; may be empty.
    """

    def __init__(self, film: Film, layout: Layout, theme: Theme, title: str) -> None:
        self._film = film
        self._margin = layout.margin
        size = layout.type
        self._head = Lettering(24 * size, theme.text, theme.sky, bold=True)
        self._title = _shortened(title, self._head, layout.width - 2 * layout.margin)
        # A long title takes the whole of the first line.
        wide = self._head.width(self._title) > layout.width // 2
        self._right_top = layout.margin + (self._head.height if wide else 0)
        self._line = Lettering(15.5 * size, theme.text, theme.sky)
        self._quiet = Lettering(15.5 * size, theme.quiet, theme.sky)

    def write(self, scene: Scene, pixels: Bytes) -> None:
        """Put the caption of a scene into a picture."""
        history, axis, row = self._film.history, self._film.axis, scene.row
        recipe, left, top = history.recipe, self._margin, self._margin
        if self._title:
            overlay(self._head.picture(self._title), left, top, pixels)
            top += self._head.height
        step = self._head.picture(f"step {scene.step:,}")
        overlay(step, left, top, pixels)
        beside = left + step.shape[1] + self._margin // 4
        # On the same base line.
        drop = self._head.ascent - self._quiet.ascent
        of = f"of {recipe.steps:,}" + (f" · {scene.phase}" if scene.phase else "")
        overlay(self._quiet.picture(of), beside, top + drop, pixels)
        values = (
            f"x0 = {history.x0[row]:.2f}    x{axis} = {history.xn[row, axis - 1]:.2f}    "
            f"loss = {history.loss[row]:.2f}"
        ).replace("-", "−")
        overlay(self._line.picture(values), left, top + self._head.height, pixels)

        right = pixels.shape[1] - self._margin
        live = recipe.live_at(scene.step)
        lines = [
            f"seed {recipe.seed} · D = {recipe.dims} · {recipe.waves} waves",
            f"ε = {live.epsilon:g} · η = {live.learning_rate:g}"
            + (f" · noise {live.noise:g}" if live.noise != 1.0 else ""),
        ]
        if recipe.dims > 1:
            lines.append(f"slice along x0 and x{axis}")
        for number, text in enumerate(lines):
            picture = self._quiet.picture(text)
            # What the other lines need at the left comes first.
            if right - picture.shape[1] > pixels.shape[1] // 2:
                below = self._right_top + number * self._quiet.height
                overlay(picture, right - picture.shape[1], below, pixels)


def _shortened(text: str, lettering: Lettering, room: int) -> str:
    """Return as much of `text` as is at most `room` pixels wide, and dots where it is cut."""
    if lettering.width(text) <= room:
        return text
    fitting = bisect_right(
        range(len(text)), room, key=lambda count: lettering.width(text[:count] + "…")
    )
    return text[: max(fitting - 1, 0)].rstrip() + "…"
