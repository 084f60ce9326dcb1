"""FilmPlan: from what is asked for, histories and a format to what a film is made with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from render.formats import FORMATS, find_format
from render.options import OPTIONS, FilmOptions, unsuitable
from render.overlays.layout import Box
from render.overlays.words import coordinate
from render.pane_names import name_runs
from render.panes import MOST_PANES, place_panes
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

    One that shows two has a plan for each of its panes.

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
    pane : Box
        Where it is in the whole picture.
    settings : Settings
        Size, rate and compression; the size is the pane's.
    played : slice
        Which of the history's points a film plays.
    step : int
        Which step a picture shows.
    title : str
        Stands at the top; may be empty.
    run_files : tuple of str
        What the files of all runs shown are called in the commands that make the film again.
    run_file : str
        That of this one.
    """

    history: History
    options: FilmOptions
    view: str
    axis: int
    pane: Box
    settings: Settings
    played: slice
    step: int
    title: str
    run_files: tuple[str, ...]
    run_file: str


class OptionError(SplotchError):
    """An option does not go with the format or with another one; `option` is which."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        (self.option,) = (one for one in OPTIONS if one.name == name)


def plan_film(options: FilmOptions, history: History, path: Path) -> FilmPlan:
    """Return what a film or picture of one history is made with; see `plan_panes`."""
    return plan_panes(options, [history], path)[0]


def plan_panes(options: FilmOptions, histories: Sequence[History], path: Path) -> list[FilmPlan]:
    """Return what each pane of a film or picture is made with.

    Parameters
    ----------
    options : FilmOptions
        What is asked for.
    histories : sequence of History
        The runs to show.
    path : Path
        The file to make: its ending decides what it is.

    Raises
    ------
    SplotchError
        A history, or the format, does not have what is asked for, or there is too much to show.
    """
    kind = find_format(path)
    for one in unsuitable(options.changed(), kind.moving):
        raise SplotchError(f"{one.name} is for {one.only}: leave it out")
    axes = options.axis or (None,)
    count = len(histories) * len(axes)
    if not 1 <= count <= MOST_PANES:
        raise SplotchError(
            "a film shows one run, two runs, or two slices of one: not "
            f"{len(histories)} runs along {len(axes)} axes"
        )
    for history in histories:
        options.check_history(history)
    if options.swarm is not None and count > 1:
        raise SplotchError("a swarm is of one run: give one file")
    if options.swarm is not None and options.view not in {None, DEFAULT_VIEW}:
        raise SplotchError("a swarm has a camera of its own: leave view out")
    settings = choose_settings(options, path)
    boxes = iter(place_panes(settings.size, count))
    files = ("run.npz",) if len(histories) == 1 else ("a.npz", "b.npz")
    names = name_runs([history.recipe for history in histories])
    # Of two runs a picture shows the same step: that at which both have something to tell.
    telling = max(map(telling_step, histories)) if options.step is None else options.step
    plans = []
    for history, file, name in zip(histories, files, names, strict=True):
        for axis in axes:
            left, top, right, bottom = pane = next(boxes)
            shown = axis or history.farthest_axis
            along = f"x₀ and {coordinate(shown)}" if len(axes) > 1 else ""
            plans.append(
                FilmPlan(
                    history=history,
                    options=options,
                    view=options.view or (DEFAULT_VIEW if kind.moving else DEFAULT_STILL_VIEW),
                    axis=shown,
                    pane=pane,
                    settings=replace(settings, size=(right - left, bottom - top)),
                    played=played_rows(history, options.part or (None, None)),
                    step=min(telling, history.recipe.steps),
                    title=" · ".join(filter(None, (name, along, options.title))),
                    run_files=files,
                    run_file=file,
                )
            )
    return plans


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
