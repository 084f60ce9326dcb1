"""What the command line, the app and notebooks call."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from render.formats import FORMATS, load_format
from render.quality import DEFAULT_QUALITY, QUALITIES, Settings
from render.views import VIEWS, load_view
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.storage import written_whole

Progress = Callable[[int, int], None]

_SMALLEST, _LARGEST = 64, 8192
_MOST_FRAMES = 200_000
# A picture shows a moment of a film of this many frames, at this rate.
_STILL_FRAMES, _STILL_FPS = 360, 30


def animate(
    history: History,
    path: str | os.PathLike[str],
    *,
    view: str = "chase",
    size: tuple[int, int] | None = None,
    fps: int | None = None,
    seconds: float | None = None,
    quality: str | None = None,
    axis: int | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> None:
    """Make a film of a history.

    Parameters
    ----------
    history : History
        The run to show.
    path : path-like
        The film: .mp4 or .gif.
    view : str
        A name in `render.VIEWS`.
    size : tuple of int, optional
        Width and height, pixels; by default the quality's.
    fps : int, optional
        Frames a second; by default the quality's.
    seconds : float, optional
        Length; by default the quality's.
    quality : str, optional
        A name in `render.QUALITIES`.
    axis : int, optional
        The coordinate shown beside x0, 1 to D; by default the one that spans most.
    force : bool
        Whether an existing file may be replaced.
    progress : callable, optional
        Called after each frame with the number done and of all. What it raises ends the work.

    Raises
    ------
    SplotchError
        An argument is wrong, or the film cannot be made or written. Nothing is left behind then.
    """
    path = Path(path)
    settings = _settings(path, moving=True, quality=quality, size=size, fps=fps, seconds=seconds)
    frames = max(2, round(settings.fps * settings.seconds))
    if frames > _MOST_FRAMES:
        raise SplotchError(f"{frames:,} frames are too many: take fewer seconds or frames a second")
    steps = _frame_steps(history, view, frames, settings.fps)
    _shoot(history, path, view, axis, settings, steps, range(frames), force, progress)


def still(
    history: History,
    path: str | os.PathLike[str],
    *,
    step: int | None = None,
    view: str = "chase",
    size: tuple[int, int] | None = None,
    quality: str | None = None,
    axis: int | None = None,
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
        Which step, 0 to T; by default the last.
    view, size, quality, axis, force
        As for `animate`.

    Raises
    ------
    SplotchError
        As for `animate`.
    """
    path = Path(path)
    settings = _settings(path, moving=False, quality=quality, size=size, fps=_STILL_FPS)
    last = history.recipe.steps
    shown = last if step is None else step
    if not 0 <= shown <= last:
        raise SplotchError(f"step must be from 0 to {last:,}, not {shown:,}")
    steps = _frame_steps(history, view, _STILL_FRAMES, _STILL_FPS)
    frame = int(np.abs(steps - shown).argmin())
    steps[frame] = shown
    _shoot(history, path, view, axis, settings, steps, range(frame, frame + 1), force, None)


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
    kind = FORMATS.get(path.suffix.lower())
    if kind is None or kind.moving is not moving:
        endings = [ending for ending, known in FORMATS.items() if known.moving is moving]
        thing = "film" if moving else "picture"
        raise SplotchError(f"{path} is no name for a {thing}: end it in {' or '.join(endings)}")
    if quality is not None and quality not in QUALITIES:
        raise SplotchError(f"there is no quality {quality!r}: take one of {', '.join(QUALITIES)}")
    chosen = QUALITIES[quality or DEFAULT_QUALITY]
    settings = chosen.gif if path.suffix.lower() == ".gif" else chosen.film
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
    if kind.even and (width % 2 or height % 2):
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
    if not 0.0 < settings.seconds <= 3600.0:
        raise SplotchError(f"a film lasts up to 3,600 seconds, not {settings.seconds:g}")
    return settings


def _frame_steps(history: History, view: str, frames: int, fps: int) -> NDArray[np.float64]:
    """Return the step that each frame of a film shows."""
    if view not in VIEWS:
        raise SplotchError(f"there is no view {view!r}: take one of {', '.join(VIEWS)}")
    from render.pace import frame_steps

    return frame_steps(history, "path", load_view(view).parts(frames, fps))


def _shoot(
    history: History,
    path: Path,
    view: str,
    axis: int | None,
    settings: Settings,
    steps: NDArray[np.float64],
    frames: range,
    force: bool,
    progress: Progress | None,
) -> None:
    from render.drawing import Painter
    from render.film import Film
    from render.take import Take, crew
    from render.theme import THEMES

    film = Film(
        history,
        history.farthest_axis if axis is None else axis,
        view,
        steps,
        settings.fps,
        settings.size[0] / settings.size[1],
    )

    def new_painter() -> Callable[[int], NDArray[np.uint8]]:
        painter = Painter(film, settings.size, THEMES["dark"])
        return lambda number: painter.paint(film.scene(frames[number]))

    with (
        written_whole(path, force) as temporary,
        crew(new_painter, os.cpu_count() or 1) as draw,
    ):
        take = Take(settings.size, settings.fps, len(frames), draw, progress)
        load_format(path.suffix.lower()).write(take, temporary, settings, history.provenance())
