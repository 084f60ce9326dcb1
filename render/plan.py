"""FilmPlan: from what is asked for, a history and a format to what a film is made with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from render.formats import FORMATS, find_format
from render.options import OPTIONS, FilmOptions, unsuitable
from render.quality import QUALITIES, Settings
from render.scene.step_range import played_rows
from render.scene.telling import telling_step
from render.scene.views import DEFAULT_STILL_VIEW, DEFAULT_VIEW
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History

_MOST_FRAMES = 200_000
# A picture shows a moment of a film of this rate.
_STILL_FPS = 30


@dataclass(frozen=True, eq=False, slots=True)
class FilmPlan:
    """What a film or picture of one history is made with, every choice made.

    Attributes
    ----------
    history : History
        The run to show.
    options : FilmOptions
        What was asked for.
    view : str
        A name in `render.VIEWS`.
    axis : int
        The coordinate shown beside x0, 1 to D.
    settings : Settings
        Size, rate and compression.
    played : slice
        Which of the history's points a film plays.
    step : int
        Which step a picture shows.
    """

    history: History
    options: FilmOptions
    view: str
    axis: int
    settings: Settings
    played: slice
    step: int


class OptionError(SplotchError):
    """An option does not go with the format or with another one; `option` is which."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        (self.option,) = (one for one in OPTIONS if one.name == name)


def plan_film(options: FilmOptions, history: History, path: Path) -> FilmPlan:
    """Return what a film or picture of a history is made with.

    Parameters
    ----------
    options : FilmOptions
        What is asked for.
    history : History
        The run to show.
    path : Path
        The file to make: its ending decides what it is.

    Raises
    ------
    SplotchError
        The history, or the format, does not have what is asked for.
    """
    kind = find_format(path)
    for one in unsuitable(options.changed(), kind.moving):
        raise SplotchError(f"{one.name} is for {one.only}: leave it out")
    options.check_history(history)
    return FilmPlan(
        history=history,
        options=options,
        view=options.view or (DEFAULT_VIEW if kind.moving else DEFAULT_STILL_VIEW),
        axis=options.axis or history.farthest_axis,
        settings=choose_settings(options, path),
        played=played_rows(history, options.part or (None, None)),
        step=telling_step(history) if options.step is None else options.step,
    )


def choose_settings(options: FilmOptions, path: Path) -> Settings:
    """Return what is asked for, the quality's values where nothing is.

    Parameters
    ----------
    options : FilmOptions
        What is asked for.
    path : Path
        The file to make.

    Raises
    ------
    OptionError
        Its format does not have that.
    """
    kind, ending = find_format(path), path.suffix
    if options.max_mb is not None and not kind.limited:
        limited = " and ".join(end for end, known in FORMATS.items() if known.limited)
        raise OptionError(
            "max_mb", f"only {limited} can be limited in size: give a quality instead"
        )
    quality = QUALITIES[options.quality]
    settings = quality.gif if kind.limited else quality.film
    settings = replace(
        settings,
        size=options.size or settings.size,
        fps=(options.fps or settings.fps) if kind.moving else _STILL_FPS,
        seconds=options.seconds or settings.seconds,
        max_mb=options.max_mb or settings.max_mb,
    )
    width, height = settings.size
    if kind.planar and (width % 2 or height % 2):
        raise OptionError(
            "size",
            f"{ending} needs an even width and height: "
            f"take {width - width % 2}x{height - height % 2} instead of {width}x{height}",
        )
    if kind.rates and settings.fps not in kind.rates:
        rates = ", ".join(map(str, kind.rates))
        raise OptionError(
            "fps",
            f"{ending} cannot play {settings.fps} frames a second exactly: take one of {rates}",
        )
    frames = round(settings.fps * (settings.seconds or 0.0))
    if frames > _MOST_FRAMES:
        raise OptionError(
            "seconds", f"{frames:,} frames are too many: take fewer seconds or frames a second"
        )
    return settings
