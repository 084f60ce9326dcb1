"""The figures of a run for print: its curves by step, and its path on the loss surface."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from render.matplotlib_settings import default_settings
from render.plot_map import ASPECT, LAST, MapWindow, draw_map, draw_whole_path
from render.plot_notes import IN_FORMULAS, mark_changes, mark_phases, told_part
from render.plot_part import PlottedPart
from render.plot_phases import draw_by_phase
from render.plot_scene import paint_run
from render.plot_style import (
    COLOURS,
    GREY,
    STYLE,
    count_steps,
    new_figure,
    pushed_apart,
    rule_axis,
)

_HEIGHT = 5.4
# Pixels of the picture in a row: about 280 to the inch in print.
_PICTURE_WIDTH = 1000


def figure_of(part: PlottedPart, axis: int) -> Figure:
    """Draw the figures of a run.

    Parameters
    ----------
    part : PlottedPart
        The steps of it to show.
    axis : int
        The coordinate shown beside x0 on the surface, 1 to D.

    Returns
    -------
    Figure
    """
    window = MapWindow(part, axis)
    picture = paint_run(part, axis, (_PICTURE_WIDTH, round(_PICTURE_WIDTH / ASPECT)))
    with default_settings(STYLE):
        figure = new_figure(_HEIGHT)
        halves = figure.add_gridspec(1, 2, width_ratios=(1.0, 1.2))
        curves = halves[0].subgridspec(3, 1)
        x0 = figure.add_subplot(curves[0])
        xn, heights = (figure.add_subplot(curves[row], sharex=x0) for row in (1, 2))
        _draw_x0(x0, part)
        _draw_xn(xn, part)
        _draw_heights(heights, part)
        figure.align_ylabels((x0, xn, heights))
        sizes = (1.0, 1.0) if window.is_whole else (0.4, 1.0, 1.0)
        pictures = halves[1].subgridspec(len(sizes), 1, height_ratios=sizes)
        *path, on_hills, scene = (figure.add_subplot(pictures[row]) for row in range(len(sizes)))
        for plot in path:
            draw_whole_path(plot, part, axis, window)
        _draw_hills(figure, on_hills, part, axis, window)
        scene.imshow(picture, interpolation="antialiased")
        scene.set_axis_off()
        plots = (x0, xn, heights, *path, on_hills, scene)
        words = (*_told_curves(), *_told_pictures(part, window))
        for letter, plot, told in zip("abcdef", plots, words, strict=False):
            # In one text, they cannot run into each other.
            plot.set_title(f"$\\mathbf{{{letter}}}$   {told}".rstrip(), loc="left", fontsize=8.0)
        figure.suptitle(told_part(part), fontsize=8.5)
        # Notes are measured against the plots where they are in the end.
        figure.draw_without_rendering()
        mark_phases(x0, part)
        mark_changes(xn, part)
    return figure


def _told_curves() -> tuple[str, str, str]:
    """Return the titles of the curves: the first two have their notes there."""
    return "", "", "height of the hills along the path"


def _told_pictures(part: PlottedPart, window: MapWindow) -> tuple[str, ...]:
    """Return the titles of the pictures of the path."""
    ground = "its last slice" if part.history.recipe.dims > 1 else "the hills"
    scene = f"the same surface at step {part.last:,}"
    if window.is_whole:
        return f"the path on {ground}", scene
    end = "the end of it" if window.is_wider else f"its last {LAST:g} units of $x_0$"
    return "the path", f"{end}, on {ground}", scene


def _draw_x0(plot: Axes, part: PlottedPart) -> None:
    steps, values = part.curve(0)
    draw_by_phase(plot, part, steps, steps, values)
    plot.set_ylabel("$x_0$")
    plot.set_xlim(part.first, part.last)
    plot.tick_params(labelbottom=False)
    rule_axis(plot.yaxis)


def _draw_xn(plot: Axes, part: PlottedPart) -> None:
    dims = part.history.recipe.dims
    farthest = np.argsort(-part.spans, kind="stable")[: len(COLOURS)]
    named = dict(zip((1 + farthest).tolist(), COLOURS, strict=False))
    for number in range(1, dims + 1):
        steps, values = part.curve(number)
        behind = number not in named
        plot.plot(
            steps,
            values,
            color=named.get(number, GREY),
            linewidth=0.4 if behind else 0.8,
            zorder=1.8 if behind else 2.0,
        )
    plot.set_ylabel("$x_1$" if dims == 1 else "$x_n$")
    if dims > 1:
        _name_ends(plot, {n: float(part.coordinate(n)[-1]) for n in named}, named)
    plot.tick_params(labelbottom=False)
    rule_axis(plot.yaxis)


def _draw_heights(plot: Axes, part: PlottedPart) -> None:
    """Draw the height of the hills at the run's own points."""
    steps, values = part.curve_of_hills()
    plot.axhline(0.0, color=GREY, linewidth=0.6, zorder=1)
    draw_by_phase(plot, part, steps, steps, values)
    plot.set_ylabel("$L + x_0$")
    unit, name = count_steps(part.last)
    plot.set_xlabel(name)
    rule_axis(plot.xaxis, unit, whole=True)
    rule_axis(plot.yaxis)


def _draw_hills(
    figure: Figure, plot: Axes, part: PlottedPart, axis: int, window: MapWindow
) -> None:
    """Draw the map, with its scale and what its colours mean."""
    image = draw_map(plot, part, axis, window)
    bar = figure.colorbar(image, ax=plot, shrink=0.8, pad=0.02, aspect=14)
    recipe, epsilon = part.history.recipe, part.last_epsilon
    at = f" at {IN_FORMULAS['ε']} = {epsilon:.3g}" if epsilon != recipe.epsilon else ""
    bar.set_label(f"height of the hills, $L + x_0${at}", fontsize=7.0)
    bar.outline.set_visible(False)
    rule_axis(bar.ax.yaxis)
    bar.ax.text(0.0, 1.03, "hill", transform=bar.ax.transAxes, fontsize=6.5, va="bottom")
    bar.ax.text(0.0, -0.03, "valley", transform=bar.ax.transAxes, fontsize=6.5, va="top")


def _name_ends(plot: Axes, ends: dict[int, float], colours: dict[int, str]) -> None:
    """Write the names of curves to the right of where they end, none over another."""
    low, high = plot.get_ylim()
    apart = 0.085 * (high - low)
    # None is beside the axis below.
    places = pushed_apart(ends, low + 0.5 * apart, high - 0.5 * apart, apart)
    for number, place in places.items():
        plot.text(
            1.015,
            place,
            f"$x_{{{number}}}$",
            transform=plot.get_yaxis_transform(),
            color=colours[number],
            va="center",
        )
