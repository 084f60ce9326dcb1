"""FilmWriter: a film or a picture with all that is needed to draw any of its frames into a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from render.formats import FORMATS, load_format
from render.frames import MOST_JOBS, FrameSource, ProgressCallback, draw_in_threads
from render.overlays.overlays import Overlays
from render.painter import Painter
from render.plan import FilmPlan
from render.scene.reel import Reel
from render.theme import THEMES
from splotch_tui.core.memory import check_memory, free_memory
from splotch_tui.core.processors import count_processors

# All threads' pictures together have no more pixels than this.
_MOST_PIXELS = 1 << 27
# Bytes that a pixel takes where it is drawn, and once more where a film is encoded; measured.
_DRAWN, _ENCODED = 28, 48


class FilmWriter:
    """A film with all that is needed to draw any of its frames.

    Parameters
    ----------
    plan : FilmPlan
        What is made.
    reel : Reel
        Its frames.
    moving : bool
        Whether it is a film, which tells its story on cards, and not a picture.

    Attributes
    ----------
    overlays : Overlays
        What lies over its frames.
    """

    def __init__(self, plan: FilmPlan, reel: Reel, *, moving: bool = True) -> None:
        self._plan = plan
        self._reel = reel
        self._theme = THEMES[plan.options.theme]
        self.overlays = Overlays(
            reel.film,
            plan.settings.size,
            self._theme,
            plan.options.title,
            cards=moving and plan.options.cards,
        )

    def write(
        self,
        path: Path,
        frames: range,
        jobs: int | None = None,
        progress: ProgressCallback | None = None,
    ) -> None:
        """Draw some of the frames, in `jobs` threads, into a file."""
        settings, ending = self._plan.settings, path.suffix.lower()

        def new_painter() -> Callable[[int], NDArray[np.uint8]]:
            painter = Painter(self._reel.film, settings.size, self._theme, self.overlays)
            canvas = painter.canvas
            taken = canvas.yuv420 if FORMATS[ending].planar else canvas.rgb

            def painted(number: int) -> NDArray[np.uint8]:
                painter.draw(*self._reel.scenes(frames[number]))
                return taken()

            return painted

        width, height = settings.size
        encoded = _ENCODED * width * height if FORMATS[ending].moving else 0
        check_memory(
            _DRAWN * width * height + encoded, f"a size of {width}x{height}", "take a smaller one"
        )
        most = min(_MOST_PIXELS, (free_memory() - encoded) / _DRAWN)
        fitting = max(int(most / (width * height)), 1)
        threads = min(jobs or count_processors(), MOST_JOBS)
        with draw_in_threads(new_painter, min(threads, len(frames), fitting)) as draw:
            source = FrameSource(
                settings.size,
                settings.fps,
                len(frames),
                draw,
                self._theme.accents,
                progress,
                threads,
            )
            provenance = self._plan.history.recipe.to_json()
            load_format(ending).write(source, path, self._plan, provenance)
