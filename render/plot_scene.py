"""The picture of a run in figures: the surface at the end of it in 3-D, with the path on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from render.options import FilmOptions
from render.painter import Painter
from render.plan import plan_film
from render.plot_part import PlottedPart
from render.scene.film import Film
from render.scene.timing import Track, frame_rows
from render.theme import THEMES
from splotch_tui.core.types import Bytes

# The picture is the last one of a film of so many frames.
_FRAMES = 120
# A path that goes no farther than this along both coordinates is seen whole.
_SHORT = 40.0
# The size of lines and marks, which are printed smaller than they are on a screen.
_UNIT = 1.9
_PAPER = (255.0, 255.0, 255.0)


def paint_run(part: PlottedPart, axis: int, size: tuple[int, int]) -> Bytes:
    """Return a picture of the surface, its point and its path at the end of what is plotted.

    Parameters
    ----------
    part : PlottedPart
        What is plotted.
    axis : int
        The coordinate shown beside x0, 1 to D.
    size : tuple of int
        Width and height, pixels.

    Returns
    -------
    ndarray, shape (height, width, 3)
        Red, green and blue.
    """
    short = max(np.ptp(part.coordinate(0)), np.ptp(part.coordinate(axis))) < _SHORT
    view = "overview" if short else "chase"
    options = FilmOptions(view=view, axis=(axis,), size=size, tilt=0.0)
    plan = plan_film(options, part.history, Path("plot.png"))
    track = Track.of(part.history, axis, part.rows)
    (rows,) = frame_rows([track], "path", np.linspace(0.0, 1.0, _FRAMES))
    film = Film(plan, rows, plan.settings.fps)
    scene = film.scene(_FRAMES - 1)
    # In a film the path fades: here it is all there is of the past.
    scene = replace(scene, strength=np.ones_like(scene.strength))
    theme = replace(THEMES["light"], sky=_PAPER, ground=_PAPER)
    painter = Painter(film, size, theme, None, _UNIT)
    painter.draw(scene)
    return painter.canvas.rgb()
