"""What the command line, the app and notebooks call."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from render.formats import FORMATS, Format, load_format
from render.overlays.title import read_title
from render.quality import DEFAULT_QUALITY, QUALITIES, Settings
from render.scene.step_range import StepRange, nearest_row, played_rows
from render.scene.timing import TIMINGS, frame_rows, usual_seconds
from render.scene.views import DEFAULT_VIEW, VIEWS, load_view
from render.theme import DEFAULT_THEME, THEMES
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.storage import atomic_write, check_target

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ProgressCallback = Callable[[int, int], None]

# What files of figures end in.
PLOT_ENDINGS = (".png", ".svg", ".pdf")
_SMALLEST, _LARGEST = 64, 8192
_MOST_FRAMES = 200_000
_LONGEST = 3600.0
# More threads than this have not been measured to help on any machine.
MOST_JOBS = 64
# All threads' pictures together have no more pixels than this, of about 16 bytes each.
_MOST_PIXELS = 1 << 27
# A picture shows a moment of a film of this many frames, at this rate.
_STILL_FRAMES, _STILL_FPS = 360, 30


@dataclass(frozen=True, slots=True)
class _Look:
    """What a film looks like, but for its size."""

    history: History
    view: str
    axis: int
    theme: str
    title: str

    def __post_init__(self) -> None:
        for thing, name, known in (
            ("view", self.view, VIEWS),
            ("theme", self.theme, THEMES),
        ):
            if name not in known:
                raise SplotchError(f"there is no {thing} {name!r}: take one of {', '.join(known)}")
        if not 1 <= self.axis <= self.history.recipe.dims:
            raise SplotchError(
                f"axis must be from 1 to {self.history.recipe.dims}, not {self.axis}"
            )


def animate(
    history: History,
    path: str | os.PathLike[str],
    *,
    view: str = DEFAULT_VIEW,
    size: tuple[int, int] | None = None,
    fps: int | None = None,
    seconds: float | None = None,
    quality: str | None = None,
    axis: int | None = None,
    theme: str = DEFAULT_THEME,
    title: str = "",
    timing: str = "path",
    part: StepRange = (None, None),
    max_mb: float | None = None,
    jobs: int | None = None,
    poster: str | os.PathLike[str] | None = None,
    force: bool = False,
    progress: ProgressCallback | None = None,
) -> None:
    """Make a film of a history.

    Parameters
    ----------
    history : History
        The run to show.
    path : path-like
        The film: its ending is that of a moving format in `render.FORMATS`.
    view : str
        A name in `render.VIEWS`.
    size : tuple of int, optional
        Width and height, pixels; by default the quality's.
    fps : int, optional
        Frames a second; by default the quality's.
    seconds : float, optional
        Length; by default the quality's, or for formats without such limits 12 to 30 seconds, as
        long as the path asks for.
    quality : str, optional
        A name in `render.QUALITIES`.
    axis : int, optional
        The coordinate shown beside x0, 1 to D; by default the one that spans most.
    theme : str
        A name in `render.THEMES`.
    title : str
        Stands at the top of the film.
    timing : str
        "path": equal times for equal distances, slow motion where a phase begins; "steps": equal
        times for equal numbers of steps.
    part : pair of int or None
        The first and the last step played; None: the run's own. Where a history does not keep
        every step, the nearest that it keeps.
    max_mb : float, optional
        The most a GIF may measure, in millions of bytes: colours are given up for it, then
        frames, then size. By default the quality's; other formats have no such limit.
    jobs : int, optional
        Threads that draw, up to `MOST_JOBS`, fewer for huge pictures; by default one for each
        processor. The film is the same for any number.
    poster : path-like, optional
        Where to write a picture of the film's middle as well.
    force : bool
        Whether existing files may be replaced.
    progress : callable, optional
        Called after each frame with the number done and of all. What it raises ends the work.

    Raises
    ------
    SplotchError
        An argument is wrong, or the film cannot be made or written. Nothing is left behind then.
    """
    path = Path(path)
    look = _look(history, view, axis, theme, title)
    settings = _settings(path, moving=True, quality=quality, size=size, fps=fps, seconds=seconds)
    if max_mb is not None:
        if not FORMATS[path.suffix.lower()].limited:
            limited = " and ".join(ending for ending, kind in FORMATS.items() if kind.limited)
            raise SplotchError(f"only {limited} has a limit to its size: give a quality instead")
        if not max_mb > 0.0:
            raise SplotchError(f"no film fits into {max_mb:g} MB")
        settings = replace(settings, max_mb=max_mb)
    if timing not in TIMINGS:
        raise SplotchError(f"there is no timing {timing!r}: take one of {', '.join(TIMINGS)}")
    if jobs is not None and not 1 <= jobs <= MOST_JOBS:
        raise SplotchError(f"a film takes 1 to {MOST_JOBS} jobs, not {jobs}")
    played = played_rows(history, part)
    length = settings.seconds
    if length is None:
        length = usual_seconds(history, look.axis, played)
    frames = max(2, round(settings.fps * length))
    if frames > _MOST_FRAMES:
        raise SplotchError(f"{frames:,} frames are too many: take fewer seconds or frames a second")
    posters = [] if poster is None else [Path(poster)]
    for target in posters:
        _check_ending(target, moving=False)
    for target in (path, *posters):
        check_target(target, force)
    rows = frame_rows(history, timing, load_view(view).parts(frames, settings.fps), played)
    writer = _FilmWriter(look, settings, rows)
    middle = frames // 2
    with ExitStack() as files:
        for target in posters:
            temporary = files.enter_context(atomic_write(target, force))
            writer.write(temporary, range(middle, middle + 1))
        temporary = files.enter_context(atomic_write(path, force))
        writer.write(temporary, range(frames), jobs, progress)


def still(
    history: History,
    path: str | os.PathLike[str],
    *,
    step: int | None = None,
    view: str = "chase",
    size: tuple[int, int] | None = None,
    quality: str | None = None,
    axis: int | None = None,
    theme: str = DEFAULT_THEME,
    title: str = "",
    force: bool = False,
) -> None:
    """Make a picture of one step of a history.

    Parameters
    ----------
    history : History
        The run to show.
    path : path-like
        The picture: .png.
    step : int, optional
        Which step, 0 to T; by default the last. Where a history does not keep every step, the
        nearest that it keeps.
    view, size, quality, axis, theme, title, force
        As for `animate`.

    Raises
    ------
    SplotchError
        As for `animate`.
    """
    path = Path(path)
    look = _look(history, view, axis, theme, title)
    settings = _settings(path, moving=False, quality=quality, size=size, fps=_STILL_FPS)
    last = history.recipe.steps
    shown = last if step is None else step
    if not 0 <= shown <= last:
        raise SplotchError(f"step must be from 0 to {last:,}, not {shown:,}")
    check_target(path, force)
    rows = frame_rows(history, "path", load_view(view).parts(_STILL_FRAMES, _STILL_FPS))
    row = nearest_row(history, shown)
    frame = int(np.abs(rows - row).argmin())
    rows[frame] = row
    writer = _FilmWriter(look, settings, rows)
    with atomic_write(path, force) as temporary:
        writer.write(temporary, range(frame, frame + 1))


def plot(
    history: History,
    path: str | os.PathLike[str] | None = None,
    *,
    axis: int | None = None,
    force: bool = False,
) -> Figure:
    """Draw the three figures of a run: x0, the xn, and the path on the loss surface from above.

    Parameters
    ----------
    history : History
        The run to show.
    path : path-like, optional
        Where to write it as well: .png, .svg or .pdf.
    axis : int, optional
        The coordinate shown beside x0 on the surface, 1 to D; by default the one that spans most.
    force : bool
        Whether an existing file may be replaced.

    Returns
    -------
    Figure
        matplotlib's; a notebook shows it.

    Raises
    ------
    SplotchError
        An argument is wrong, or the file cannot be written.
    """
    from render.plots import figure_of, write_figure

    look = _look(history, DEFAULT_VIEW, axis, DEFAULT_THEME, "")
    if path is None:
        return figure_of(history, look.axis)
    path = Path(path)
    if path.suffix.lower() not in PLOT_ENDINGS:
        raise SplotchError(f"{path} is no name for a plot: end it in {' or '.join(PLOT_ENDINGS)}")
    with atomic_write(path, force) as temporary:
        figure = figure_of(history, look.axis)
        write_figure(figure, temporary, history.recipe.to_json())
    return figure


def _look(history: History, view: str, axis: int | None, theme: str, title: str) -> _Look:
    axis = history.farthest_axis if axis is None else axis
    return _Look(history, view, axis, theme, read_title(title))


def _check_ending(path: Path, *, moving: bool) -> Format:
    """Return the format that a path's ending asks for."""
    kind = FORMATS.get(path.suffix.lower())
    if kind is None or kind.moving is not moving:
        endings = [ending for ending, known in FORMATS.items() if known.moving is moving]
        thing = "film" if moving else "picture"
        raise SplotchError(f"{path} is no name for a {thing}: end it in {' or '.join(endings)}")
    return kind


def _settings(
    path: Path,
    *,
    moving: bool,
    quality: str | None,
    size: tuple[int, int] | None = None,
    fps: int | None = None,
    seconds: float | None = None,
) -> Settings:
    """Return what is asked for, the quality's values where nothing is, all checked."""
    kind = _check_ending(path, moving=moving)
    if quality is not None and quality not in QUALITIES:
        raise SplotchError(f"there is no quality {quality!r}: take one of {', '.join(QUALITIES)}")
    chosen = QUALITIES[quality or DEFAULT_QUALITY]
    settings = chosen.gif if kind.limited else chosen.film
    settings = replace(
        settings,
        size=settings.size if size is None else size,
        fps=settings.fps if fps is None else fps,
        seconds=settings.seconds if seconds is None else seconds,
    )
    width, height = settings.size
    if not (_SMALLEST <= width <= _LARGEST and _SMALLEST <= height <= _LARGEST):
        raise SplotchError(
            f"a size must be from {_SMALLEST} to {_LARGEST} pixels each way, not {width}x{height}"
        )
    if kind.planar and (width % 2 or height % 2):
        raise SplotchError(
            f"{path.suffix} needs an even width and height: "
            f"take {width - width % 2}x{height - height % 2} instead of {width}x{height}"
        )
    if not 1 <= settings.fps <= 120:
        raise SplotchError(f"a film has 1 to 120 frames a second, not {settings.fps}")
    if kind.rates and settings.fps not in kind.rates:
        rates = ", ".join(map(str, kind.rates))
        raise SplotchError(
            f"{path.suffix} cannot play {settings.fps} frames a second exactly: take one of {rates}"
        )
    if settings.seconds is not None and not 0.0 < settings.seconds <= _LONGEST:
        raise SplotchError(f"a film lasts up to {_LONGEST:,.0f} seconds, not {settings.seconds:g}")
    return settings


class _FilmWriter:
    """A film with all that is needed to draw any of its frames.

    Parameters
    ----------
    look : _Look
        What it looks like.
    settings : Settings
        How it is made.
    rows : ndarray, shape (frames,)
        The history's point that each frame shows.
    """

    def __init__(self, look: _Look, settings: Settings, rows: NDArray[np.float64]) -> None:
        from render.overlays.overlays import Overlays
        from render.scene.film import Film

        width, height = settings.size
        self._settings = settings
        self._provenance = look.history.recipe.to_json()
        self._theme = THEMES[look.theme]
        self._film = Film(look.history, look.axis, look.view, rows, settings.fps, width / height)
        self._overlays = Overlays(self._film, settings.size, self._theme, look.title)

    def write(
        self,
        path: Path,
        frames: range,
        jobs: int | None = None,
        progress: ProgressCallback | None = None,
    ) -> None:
        """Draw some of the frames, in `jobs` threads, into a file."""
        from render.frames import FrameSource, draw_in_threads
        from render.painter import Painter

        settings, ending = self._settings, path.suffix.lower()

        def new_painter() -> Callable[[int], NDArray[np.uint8]]:
            painter = Painter(self._film, settings.size, self._theme, self._overlays)
            canvas = painter.canvas
            taken = canvas.yuv420 if FORMATS[ending].planar else canvas.rgb

            def painted(number: int) -> NDArray[np.uint8]:
                painter.draw(self._film.scene(frames[number]))
                return taken()

            return painted

        fitting = max(_MOST_PIXELS // (settings.size[0] * settings.size[1]), 1)
        threads = min(jobs or os.cpu_count() or 1, MOST_JOBS, len(frames), fitting)
        with draw_in_threads(new_painter, threads) as draw:
            accents = self._theme.accents
            source = FrameSource(settings.size, settings.fps, len(frames), draw, accents, progress)
            load_format(ending).write(source, path, settings, self._provenance)
