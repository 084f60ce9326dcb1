"""Caption: the words on a frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from render.film import Film, Scene
from render.kernels.strokes import overlay
from render.lettering import Lettering
from render.theme import Theme

Bytes = NDArray[np.uint8]


class Caption:
    """Writes the step, where the point is, and the parameters.

    Parameters
    ----------
    film : Film
        What is shown.
    unit : float
        Scale of lengths; 1 for 720 rows.
    theme : Theme
        The colours.
    """

    def __init__(self, film: Film, unit: float, theme: Theme) -> None:
        self._history = film.history
        self._axis = film.axis
        self._margin = round(22 * unit)
        # Small pictures get larger type than their size alone would give.
        size = max(unit, 0.5 + 0.25 * unit)
        self._head = Lettering(22 * size, theme.text, theme.sky, bold=True)
        self._line = Lettering(15.5 * size, theme.text, theme.sky)
        self._quiet = Lettering(15.5 * size, theme.quiet, theme.sky)

    def write(self, scene: Scene, pixels: Bytes) -> None:
        """Put the caption of a scene into a picture."""
        history, axis = self._history, self._axis
        step, margin = scene.step, self._margin
        overlay(self._head.picture(f"step {step:,}"), margin, margin, pixels)
        steps = self._quiet.picture(f"of {history.recipe.steps:,}")
        overlay(
            steps,
            margin + self._head.width(f"step {step:,}") + margin // 4,
            margin + self._head.height - self._quiet.height - margin // 8,
            pixels,
        )
        values = (
            f"x0 = {history.x0[step]:.2f}    x{axis} = {history.xn[step, axis - 1]:.2f}    "
            f"loss = {history.loss[step]:.2f}"
        ).replace("-", "−")
        overlay(self._line.picture(values), margin, margin + self._head.height, pixels)

        right = pixels.shape[1] - margin
        live = history.recipe.live_at(step)
        recipe = history.recipe
        lines = (
            f"seed {recipe.seed} · D = {recipe.dims} · {recipe.waves} waves",
            f"ε = {live.epsilon:g} · η = {live.learning_rate:g}"
            + (f" · noise {live.noise:g}" if live.noise != 1.0 else ""),
            *((f"slice along x0 and x{axis}",) if recipe.dims > 1 else ()),
        )
        for row, text in enumerate(lines):
            left = right - self._quiet.width(text)
            overlay(self._quiet.picture(text), left, margin + row * self._quiet.height, pixels)
