"""FilmWriter: what a film or a picture shows, drawn in threads into a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from render.formats import FORMATS, load_format
from render.frames import MOST_JOBS, FrameSource, ProgressCallback, draw_in_threads
from render.quality import Settings
from render.showing import Showing
from render.theme import Theme
from splotch_tui.core.memory import check_memory, free_memory
from splotch_tui.core.processors import count_processors
from splotch_tui.core.types import Bytes

# All threads' pictures together have no more pixels than this.
_MOST_PIXELS = 1 << 27
# Bytes that a pixel takes once more where a film is encoded; measured.
_ENCODED = 48


class FilmWriter:
    """A film, or a picture, with all that is needed to draw any of its frames.

    Parameters
    ----------
    settings : Settings
        How it is made.
    theme : Theme
        The colours.
    showing : Showing
        What it shows.
    provenance : str
        What its file says of where it comes from.
    """

    def __init__(self, settings: Settings, theme: Theme, showing: Showing, provenance: str) -> None:
        self._settings, self._theme = settings, theme
        self._showing, self._provenance = showing, provenance

    def write(
        self,
        path: Path,
        frames: range,
        jobs: int | None = None,
        progress: ProgressCallback | None = None,
    ) -> None:
        """Draw some of the frames, in `jobs` threads, into a file."""
        settings, ending = self._settings, path.suffix.lower()

        def new_painter() -> Callable[[int], Bytes]:
            draw = self._showing.new_painter()

            def painted(number: int) -> Bytes:
                canvas = draw(frames[number])
                return canvas.yuv420() if FORMATS[ending].planar else canvas.rgb()

            return painted

        width, height = settings.size
        drawn = self._showing.pixel_bytes
        encoded = _ENCODED * width * height if FORMATS[ending].moving else 0
        check_memory(
            drawn * width * height + encoded, f"a size of {width}x{height}", "take a smaller one"
        )
        most = min(_MOST_PIXELS, (free_memory() - encoded) / drawn)
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
            load_format(ending).write(source, path, settings, self._provenance)
