"""What the command line, the app and notebooks call."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from render.formats import find_format
from render.frames import MOST_JOBS
from render.matplotlib_settings import import_matplotlib
from render.options import FilmOptions
from render.plan import choose_settings, plan_panes
from render.provenance import written
from render.theme import THEMES
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.storage import atomic_write, check_target
from splotch_tui.core.text import shorten

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from render.film_writer import FilmWriter
    from render.frames import ProgressCallback
    from render.quality import Settings
    from render.scene.step_range import StepRange
    from render.showing import Showing
    from splotch_tui.core.ensemble.digest import Digest
    from splotch_tui.core.ensemble.watching import Watched

# What files of figures end in.
PLOT_ENDINGS = (".png", ".svg", ".pdf")


def animate(
    history: History | Sequence[History],
    path: str | os.PathLike[str],
    options: FilmOptions | None = None,
    *,
    jobs: int | None = None,
    poster: str | os.PathLike[str] | None = None,
    force: bool = False,
    progress: ProgressCallback | None = None,
    **given: Any,
) -> None:
    """Make a film of a history, or of two on one clock.

    Parameters
    ----------
    history : History, or sequence of two
        The run to show; two are shown beside each other, each of them at the same step.
    path : path-like
        The film: its ending is that of a moving format in `render.FORMATS`.
    options : FilmOptions, optional
        What the film is to be like.
    jobs : int, optional
        Threads that draw, up to `MOST_JOBS`, fewer for huge pictures, and that encode a WebM; by
        default one for each processor that this process may use. The film is the same for any
        number, so an MP4's encoder has as many threads whatever it is.
    poster : path-like, optional
        Where to write a picture of the film's middle as well.
    force : bool
        Whether existing files may be replaced.
    progress : callable, optional
        Called after each frame with the number done and of all. What it raises ends the work.
    **given
        Fields of `FilmOptions`, which take the place of those in `options`, such as
        ``view="chase", size=(1280, 720), fps=30, seconds=12``.

    Raises
    ------
    SplotchError
        An argument is wrong, or the film cannot be made or written. Nothing is left behind then.
    TypeError
        A name is none of a film's options.
    """
    path, histories = Path(path), _listed(history)
    find_format(path, moving=True)
    options = replace(options or FilmOptions(), **given)
    plans = plan_panes(options, histories, path)
    if jobs is not None and not 1 <= jobs <= MOST_JOBS:
        raise SplotchError(f"a film takes 1 to {MOST_JOBS} jobs, not {shorten(jobs)}")
    posters = [] if poster is None else [Path(poster)]
    for target in posters:
        find_format(target, moving=False)
    for target in (path, *posters):
        check_target(target, force)
    from render.showing import show_film

    settings = choose_settings(options, path)
    showing = show_film(plans, settings.size)
    writer = _writer(options, settings, showing, histories)
    middle = showing.frames // 2
    with ExitStack() as files:
        for target in posters:
            temporary = files.enter_context(atomic_write(target, force))
            writer.write(temporary, range(middle, middle + 1))
        temporary = files.enter_context(atomic_write(path, force))
        writer.write(temporary, range(showing.frames), jobs, progress)


def still(
    history: History | Sequence[History],
    path: str | os.PathLike[str],
    options: FilmOptions | None = None,
    *,
    force: bool = False,
    **given: Any,
) -> None:
    """Make a picture of one step of a history, or of two beside each other.

    Parameters
    ----------
    history : History, or sequence of two
        The run to show.
    path : path-like
        The picture: .png.
    options : FilmOptions, optional
        What the picture is to be like.
    force : bool
        Whether an existing file may be replaced.
    **given
        Fields of `FilmOptions`, which take the place of those in `options`, such as
        ``step=2600``. Where a history does not keep every step, the nearest that it keeps is shown.

    Raises
    ------
    SplotchError, TypeError
        As for `animate`.
    """
    path, histories = Path(path), _listed(history)
    find_format(path, moving=False)
    options = replace(options or FilmOptions(), **given)
    plans = plan_panes(options, histories, path)
    check_target(path, force)
    from render.showing import show_picture

    settings = choose_settings(options, path)
    showing = show_picture(plans, settings.size)
    with atomic_write(path, force) as temporary:
        _writer(options, settings, showing, histories).write(temporary, range(1))


def _listed(history: History | Sequence[History]) -> list[History]:
    return [history] if isinstance(history, History) else list(history)


def _writer(
    options: FilmOptions, settings: Settings, showing: Showing, histories: Sequence[History]
) -> FilmWriter:
    from render.film_writer import FilmWriter

    provenance = written([history.recipe for history in histories], options)
    return FilmWriter(settings, THEMES[options.theme], showing, provenance)


def plot(
    history: History,
    path: str | os.PathLike[str] | None = None,
    *,
    axis: int | None = None,
    part: StepRange | None = None,
    force: bool = False,
) -> Figure:
    """Draw the figures of a run: x0, the xn and the hills by step, and the path on the surface.

    Parameters
    ----------
    history : History
        The run to show.
    path : path-like, optional
        Where to write it as well: .png, .svg or .pdf; `plot_page` makes a .html.
    axis : int, optional
        The coordinate shown beside x0 on the surface, 1 to D; by default the one that spans most.
    part : tuple of int, optional
        The first and the last step to show, either None for the run's own, such as (2000, 2600).
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
    import_matplotlib()
    from render.plot_part import PlottedPart
    from render.plots import figure_of

    FilmOptions(axis=None if axis is None else (axis,), part=part).check_history(history)
    shown = axis or history.farthest_axis
    plotted = PlottedPart.of(history, part)
    return _drawn_into(path, force, lambda: figure_of(plotted, shown), history.recipe.to_json())


def plot_ensemble(
    digest: Digest,
    watched: Sequence[Watched],
    path: str | os.PathLike[str] | None = None,
    *,
    table: str = "",
    force: bool = False,
) -> Figure:
    """Draw the figure of an ensemble: survival, hazard by u = ε‖xn‖, and the fan of x0.

    Parameters
    ----------
    digest : Digest
        Of its table.
    watched : sequence of Watched
        What a sample of its descents did: a table has only ends.
    path : path-like, optional
        Where to write it as well: .png, .svg or .pdf.
    table : str
        The table's name, which the file is to carry.
    force : bool
        Whether an existing file may be replaced.

    Returns
    -------
    Figure
        matplotlib's; a notebook shows it.

    Raises
    ------
    SplotchError
        There is no descent, or the file cannot be written.
    """
    import_matplotlib()
    from render.ensemble_plots import figure_of_ensemble
    from render.ensemble_words import provenance

    def draw() -> Figure:
        return figure_of_ensemble(digest, watched)

    return _drawn_into(path, force, draw, provenance(digest, table))


def _drawn_into(
    path: str | os.PathLike[str] | None, force: bool, draw: Callable[[], Figure], provenance: str
) -> Figure:
    """Draw a figure, and write it if there is a path to write it to."""
    from render.plot_style import write_figure

    if path is None:
        return draw()
    path = Path(path)
    if path.suffix.lower() not in PLOT_ENDINGS:
        raise SplotchError(f"{path} is no name for a plot: end it in {' or '.join(PLOT_ENDINGS)}")
    with atomic_write(path, force) as temporary:
        figure = draw()
        write_figure(figure, temporary, provenance)
    return figure
