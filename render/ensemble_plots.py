"""The figure of an ensemble for print: survival, hazard by u = ε‖xn‖, and the fan of x0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from render.ensemble_words import told_cell, told_ensemble, told_value
from render.log_axes import rule_both_ways, rule_log
from render.matplotlib_settings import default_settings
from render.plot_style import COLOURS, INK, STYLE, new_figure, rule_axis
from splotch_tui.core.ensemble.columns import given_columns, given_value
from splotch_tui.core.ensemble.digest import Digest, Group
from splotch_tui.core.ensemble.hazard import Hazard, bins_of_u, hazard_by_u
from splotch_tui.core.ensemble.survival import Survival
from splotch_tui.core.ensemble.watching import Watched
from splotch_tui.core.ensemble.words import counted
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.rules import load_rule
from splotch_tui.core.types import Doubles, Truths

_HEIGHT, _LEGEND_LINE = 4.6, 0.17
_NOTE, _NOTE_INK = 6.5, "#555555"
# There is room for so many letters above a panel on the right, and in the legend where it has two
# columns.
_NOTE_LINE, _HALF_LINE = 52, 56
# Beside the colours, for print in grey.
_DASHES = ((0, ()), (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1, 1, 1)), (0, (8, 2)), (0, (2, 2)))
_MARKERS = "os^DvP"
# A curve of more points looks the same in print.
_MOST_POINTS = 1200
# Fewer descents are drawn one by one.
_FAN = 20
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_PER = 1e6
_STEP = "step = gradient evaluation, log scale"


@dataclass(frozen=True, slots=True)
class _Part:
    """Descents that have a value in common, or all, and how they are drawn."""

    group: Group
    colour: str
    dashes: tuple[int, tuple[float, ...]]
    marker: str
    watched: Sequence[Watched]

    @property
    def label(self) -> str:
        """What the legend says."""
        group = self.group
        told = counted(group.count)
        # Those that are too short to be judged, or diverged, are neither free nor not.
        if group.judged:
            told += f", {group.free_count:,} free at the end"
            if group.judged < group.count:
                told += f" of {group.judged:,} judged"
        return f"{told_value(group.option, group.value)}: {told}" if group.option else told


def figure_of_ensemble(digest: Digest, watched: Sequence[Watched]) -> Figure:
    """Draw the figure of an ensemble.

    Parameters
    ----------
    digest : Digest
        Of its table.
    watched : sequence of Watched
        What a sample of its descents did.

    Returns
    -------
    Figure
    """
    parts = _parts_of(digest, watched)
    several = len(parts) > 1
    columns = 2 if max(len(part.label) for part in parts) < _HALF_LINE else 1
    below = _LEGEND_LINE * -(-len(parts) // columns) if several else 0.0
    with default_settings(STYLE):
        figure = new_figure(_HEIGHT + below)
        grid = figure.add_gridspec(2, 2)
        survival = figure.add_subplot(grid[:, 0])
        hazard = figure.add_subplot(grid[0, 1])
        fan = figure.add_subplot(grid[1, 1])
        notes = (
            _draw_survival(survival, parts, digest),
            _draw_hazard(hazard, parts, digest, watched),
            _draw_fan(fan, parts, digest, watched[0]),
        )
        for letter, plot, note in zip("abc", (survival, hazard, fan), notes, strict=True):
            plot.set_title(letter, loc="left", fontweight="bold", fontsize=9.0)
            plot.set_title(note, loc="right", fontsize=_NOTE, color=_NOTE_INK)
        if several:
            _name_parts(figure, parts, columns)
        figure.suptitle(told_ensemble(digest, watched[0].batch.recipe(0)), fontsize=8.5)
    return figure


def _parts_of(digest: Digest, watched: Sequence[Watched]) -> list[_Part]:
    """Return the descents by the first option that has few values, or all of them as one."""
    everything, *groups = digest.groups()
    by_option: dict[str, list[Group]] = {}
    for group in groups:
        by_option.setdefault(group.option, []).append(group)
    few = (some for some in by_option.values() if len(some) <= len(COLOURS))
    return [
        _Part(group, colour, dashes, marker, _those_of(watched, group))
        for group, colour, dashes, marker in zip(
            next(few, [everything]), COLOURS, _DASHES, _MARKERS, strict=False
        )
    ]


def _those_of(watched: Sequence[Watched], group: Group) -> Sequence[Watched]:
    """Return the watched descents that belong to a group."""
    # What ran for longer is not another process, and may be watched for as long as the others.
    if group.option in {"", "steps"}:
        return watched
    chosen = []
    for each in watched:
        places = np.flatnonzero(given_columns(each.batch)[group.option] == group.value)
        if len(places):
            chosen.append(each.part(places))
    return chosen


def _name_parts(figure: Figure, parts: Sequence[_Part], columns: int) -> None:
    """Put a legend below all panels."""
    lines = [
        Line2D([], [], color=part.colour, linestyle=part.dashes, marker=part.marker, markersize=4)
        for part in parts
    ]
    figure.legend(
        handles=lines,
        labels=[part.label for part in parts],
        loc="outside lower center",
        ncols=columns,
        handlelength=3.5,
    )


def _draw_survival(plot: Axes, parts: Sequence[_Part], digest: Digest) -> str:
    """Draw the share that has not snagged, and return a note."""
    curves = [part.group.survival for part in parts]
    last = digest.extremes["steps"][1]
    falls = [curve.steps[curve.share < 1.0] for curve in curves]
    first = min((steps[0] for steps in falls if len(steps)), default=last)
    # Some may have diverged before.
    left = min(first / 1.5, last / 10.0, *(curve.steps[-1] / 1.5 for curve in curves))
    for part, curve in zip(parts, curves, strict=True):
        steps, share, low, high = _thinned(curve, left, last)
        plot.fill_between(
            steps, low, high, step="post", color=part.colour, linewidth=0.0, alpha=0.22
        )
        plot.step(steps, share, where="post", color=part.colour, linestyle=part.dashes, lw=1.1)
    plot.set_xscale("log")
    plot.set_xlim(left, last)
    plot.set_ylim(0.0, 1.03)
    plot.set_xlabel(_STEP)
    plot.set_ylabel("share not snagged yet")
    rule_log(plot.xaxis)
    rule_axis(plot.yaxis)
    told = "Kaplan–Meier with 95% band (log-log)"
    if digest.diverged:
        told = f"{digest.diverged:,} diverged; {told}"
    return told if len(parts) > 1 else f"{parts[0].label}\n{told}"


def _thinned(curve: Survival, left: float, last: float) -> Sequence[Doubles]:
    """Return a survival between the ends of its plot, in no more points than are seen."""
    wanted = np.geomspace(left, curve.steps[-1], _MOST_POINTS)
    kept = np.unique(np.searchsorted(curve.steps, wanted, side="right") - 1)
    kept = np.union1d(kept[kept >= 0], [len(curve.steps) - 1])
    # Where all have snagged, none goes on.
    gone = curve.share[-1] == 0.0
    end = (last, 0.0, np.nan, np.nan) if gone else [values[-1] for values in curve]
    begin = (left, 1.0, np.nan, np.nan)
    return [
        np.concatenate(([first], values[kept], [then]))
        for first, values, then in zip(begin, curve, end, strict=True)
    ]


def _draw_hazard(
    plot: Axes, parts: Sequence[_Part], digest: Digest, watched: Sequence[Watched]
) -> str:
    """Draw how often descents snag by u, and return a note."""
    plot.set_xlabel(r"$u = \varepsilon\,\Vert x_n\Vert$ (first bin: all below)")
    plot.set_ylabel("first snags in\na million steps")
    if parts[0].group.option == "steps":
        parts = [replace(parts[0], colour=INK)]
    edges = bins_of_u(watched)
    hazards = [hazard_by_u(part.watched, edges) for part in parts]
    steps = sum(int(hazard.steps.sum()) for hazard in hazards)
    note = _told_sample(digest, watched)
    if not steps or np.isinf(edges[-1]):
        snags = sum(int(hazard.snags.sum()) for hazard in hazards)
        seen = f"$u$ is 0 throughout:\n{snags:,} first snags in {steps:,} steps"
        _say_instead(plot, seen if steps else "too short to be looked at")
        return note
    factor = edges[2] / edges[1] if len(edges) > 2 else 2.0
    for number, (part, hazard) in enumerate(zip(parts, hazards, strict=True)):
        # Side by side in their bins.
        places = edges[1:] * factor ** ((number + 1) / (len(parts) + 1) - 1.0)
        _draw_rates(plot, part, hazard, places, factor**0.5 if len(parts) == 1 else 1.0)
    plot.set_xscale("log")
    plot.set_yscale("log")
    plot.set_xlim(edges[1] / factor, edges[-1])
    rule_log(plot.xaxis)
    rule_log(plot.yaxis)
    low, high = digest.extremes["seed"]
    told = ["landscapes pooled, whose rates differ"] if low < high else []
    if any(_unseen(hazard).any() for hazard in hazards):
        told.append("open: none seen")
    return f"{note}; exact 95% intervals\n{'; '.join(told)}"


def _told_sample(digest: Digest, watched: Sequence[Watched]) -> str:
    """Return how many descents were run again, and for how long."""
    count = sum(len(each.batch) for each in watched)
    which = f"{count:,} of {counted(digest.rows)}" if count < digest.rows else counted(count)
    steps = max(each.batch.recipe(0).steps for each in watched)
    shorter = steps < digest.extremes["steps"][1]
    return f"{which} run again{f' for {steps:,} steps' if shorter else ''}"


def _say_instead(plot: Axes, words: str) -> None:
    plot.text(0.5, 0.5, words, ha="center", va="center", transform=plot.transAxes)
    plot.set_xticks([])
    plot.set_yticks([])


def _unseen(hazard: Hazard) -> Truths:
    """Return where there were steps and no snags."""
    unseen: Truths = (hazard.steps > 0) & (hazard.snags == 0)
    return unseen


def _draw_rates(plot: Axes, part: _Part, hazard: Hazard, places: Doubles, reach: float) -> None:
    """Draw the rates of some descents at places on the axis of u.

    `reach` is the factor from there to the ends of the bin; 1 where bins are shared.
    """
    style: dict[str, Any] = {"color": part.colour, "marker": part.marker, "markersize": 3.5}
    seen, unseen = hazard.snags > 0, _unseen(hazard)
    rate, low, high = (_PER * values for values in hazard[2:])
    at = places[seen]
    plot.errorbar(
        at,
        rate[seen],
        yerr=(rate[seen] - low[seen], high[seen] - rate[seen]),
        xerr=(at - at / reach, at * reach - at) if reach > 1.0 else None,
        linestyle="none" if reach > 1.0 else part.dashes,
        linewidth=0.8,
        **style,
    )
    plot.errorbar(
        places[unseen],
        high[unseen],
        yerr=0.4 * high[unseen],
        uplims=True,
        linestyle="none",
        elinewidth=0.6,
        markerfacecolor="white",
        **style,
    )


def _draw_fan(plot: Axes, parts: Sequence[_Part], digest: Digest, watched: Watched) -> str:
    """Draw x0 of the descents that have all but their seeds in common with the first."""
    same = watched.part(np.flatnonzero(watched.batch.which == watched.batch.which[0]))
    cell = same.batch.recipe(0)
    colour = next((part.colour for part in parts if _has(cell, part.group)), parts[0].colour)
    climb = load_rule(cell.rule).free_climb(cell)
    left = min(same.every, 0.5 * cell.steps)
    way = np.geomspace(left, cell.steps, 200)
    free = f"free: {climb:.3g} a step"
    plot.plot(way, climb * way, color=INK, linestyle=(0, (4, 2)), label=free)
    low, high = _draw_x0(plot, same, colour)
    plot.set_xlabel(_STEP)
    plot.set_xscale("log")
    plot.set_xlim(left, cell.steps)
    rule_log(plot.xaxis)
    plot.set_ylabel("$x_0$, log scale")
    rule_both_ways(plot, min(low, 0.0), max(high, climb * cell.steps), climb * same.every)
    plot.legend(loc="upper left", handlelength=1.6, borderaxespad=0.2, labelspacing=0.3)
    return told_cell(digest, cell, len(same.batch), _NOTE_LINE)


def _draw_x0(plot: Axes, watched: Watched, colour: str) -> tuple[float, float]:
    """Draw quantiles of x0, or the x0 of each of a few; return the least and the greatest."""
    marks = np.unique(np.geomspace(1, len(watched.steps), _MOST_POINTS).astype(np.int64)) - 1
    # The origin is on no logarithmic axis. Those that have diverged are not anywhere.
    marks = marks[(marks > 0) & ~np.isnan(watched.x0[:, marks]).all(axis=0)]
    if not len(marks):
        return 0.0, 0.0
    steps, x0 = watched.steps[marks], watched.x0[:, marks]
    style: dict[str, Any]
    if len(x0) < _FAN:
        # Where all but one mark is missing there is no line.
        style = {"color": colour, "linewidth": 0.7, "marker": "." if len(marks) == 1 else ""}
        plot.plot(steps, x0.T, **style)[0].set_label("a descent")
        return float(np.nanmin(x0)), float(np.nanmax(x0))
    low, lower, middle, upper, high = np.nanquantile(x0, _QUANTILES, axis=0)
    style = {"color": colour, "linewidth": 0.0}
    plot.plot(steps, middle, color=colour, linewidth=1.1, label="median")
    plot.fill_between(steps, lower, upper, alpha=0.45, label="25 to 75%", **style)
    plot.fill_between(steps, low, high, alpha=0.2, label="5 to 95%", **style)
    return float(low.min()), float(high.max())


def _has(cell: Recipe, group: Group) -> bool:
    return bool(group.option) and given_value(cell, group.option) == group.value
