"""The figure of an ensemble for print: survival, hazard by u = ε‖xn‖, and the fan of x0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from render.ensemble_words import told_cell, told_ensemble, told_value
from render.matplotlib_settings import default_settings
from render.overlays.panel import short
from render.plot_style import COLOURS, INK, PAGE_WIDTH, SCREEN_DPI, STYLE, count_steps, rule_axis
from splotch_tui.core.ensemble.columns import given_columns, given_value
from splotch_tui.core.ensemble.digest import Digest, Group
from splotch_tui.core.ensemble.hazard import Hazard, bins_of_u, hazard_by_u
from splotch_tui.core.ensemble.survival import Survival
from splotch_tui.core.ensemble.watching import Watched
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.rules import load_rule
from splotch_tui.core.types import Doubles, Truths

_HEIGHT, _LEGEND_LINE = 4.05, 0.17
_NOTE, _NOTE_INK, _LONGEST_LINE = 6.5, "#555555", 62
# Beside the colours, for print in grey.
_DASHES = ((0, ()), (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1, 1, 1)), (0, (8, 2)), (0, (2, 2)))
_MARKERS = "os^DvP"
# A curve of more points looks the same in print.
_MOST_POINTS = 1200
# Fewer descents are drawn one by one.
_FAN = 20
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_PER = 1e6


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
        free = round(self.group.free.value * self.group.count)
        told = f"{self.group.count:,} descents, {free:,} free at the end"
        group = self.group
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
    columns = 2 if max(len(part.label) for part in parts) < _LONGEST_LINE else 1
    below = _LEGEND_LINE * -(-len(parts) // columns) if several else 0.0
    with default_settings(STYLE):
        figure = Figure(figsize=(PAGE_WIDTH, _HEIGHT + below), dpi=SCREEN_DPI, layout="constrained")
        FigureCanvasAgg(figure)
        grid = figure.add_gridspec(2, 2, width_ratios=(1.0, 1.0))
        survival = figure.add_subplot(grid[:, 0])
        hazard = figure.add_subplot(grid[0, 1])
        fan = figure.add_subplot(grid[1, 1])
        notes = (
            _draw_survival(survival, parts),
            _draw_hazard(hazard, parts, digest, watched),
            _draw_fan(fan, parts, digest, watched[0]),
        )
        for letter, plot, note in zip("abc", (survival, hazard, fan), notes, strict=True):
            plot.set_title(letter, loc="left", fontweight="bold", fontsize=9.0)
            plot.set_title(fill(note, _LONGEST_LINE), loc="right", fontsize=_NOTE, color=_NOTE_INK)
        if several:
            figure.legend(
                handles=[
                    Line2D([], [], color=p.colour, linestyle=p.dashes, marker=p.marker, ms=4)
                    for p in parts
                ],
                labels=[part.label for part in parts],
                loc="outside lower center",
                ncols=columns,
                handlelength=3.5,
            )
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
    # Some may be watched for fewer steps than they took.
    if group.option in {"", "steps"}:
        return watched
    chosen = []
    for each in watched:
        places = np.flatnonzero(given_columns(each.batch)[group.option] == group.value)
        if len(places):
            chosen.append(each.part(places))
    return chosen


def _draw_survival(plot: Axes, parts: Sequence[_Part]) -> str:
    """Draw the share that has not snagged, and return a note."""
    curves = [part.group.survival for part in parts]
    last = max(curve.steps[-1] for curve in curves)
    falls = [curve.steps[curve.share < 1.0] for curve in curves]
    first = min((steps[0] for steps in falls if len(steps)), default=last)
    left = min(first / 1.5, last / 10.0)
    for part, curve in zip(parts, curves, strict=True):
        steps, share, low, high = _thinned(curve, left)
        style: dict[str, Any] = {"color": part.colour, "linewidth": 0.0, "alpha": 0.22}
        plot.fill_between(steps, low, high, step="post", **style)
        plot.step(steps, share, where="post", color=part.colour, linestyle=part.dashes, lw=1.1)
    plot.set_xscale("log")
    plot.set_xlim(left, last)
    plot.set_ylim(0.0, 1.03)
    plot.set_xlabel("step = gradient evaluation, log scale")
    plot.set_ylabel("share not snagged yet")
    _rule_log(plot.xaxis)
    rule_axis(plot.yaxis)
    told = "95% bands: Kaplan–Meier, log-log"
    return told if len(parts) > 1 else f"{parts[0].label}; {told}"


def _thinned(curve: Survival, left: float) -> tuple[Doubles, Doubles, Doubles, Doubles]:
    """Return a survival from the left of its plot on, in no more points than are seen."""
    wanted = np.geomspace(left, curve.steps[-1], _MOST_POINTS)
    kept = np.unique(np.searchsorted(curve.steps, wanted, side="right") - 1)
    kept = np.append(kept[kept >= 0], len(curve.steps) - 1)
    begin = ([left], [1.0], [np.nan], [np.nan])
    whole = (np.append(b, values[kept]) for b, values in zip(begin, curve, strict=True))
    steps, share, low, high = whole
    return steps, share, low, high


def _draw_hazard(
    plot: Axes, parts: Sequence[_Part], digest: Digest, watched: Sequence[Watched]
) -> str:
    """Draw how often descents snag by u, and return a note."""
    plot.set_xlabel(r"$u = \varepsilon\,\Vert x_n\Vert$ (first bin: all below)")
    plot.set_ylabel("first snags in\na million steps")
    # What ran for longer is not another process.
    if parts[0].group.option == "steps":
        parts = [replace(parts[0], colour=INK)]
    edges = bins_of_u(watched)
    hazards = [hazard_by_u(part.watched, edges) for part in parts]
    steps = sum(int(hazard.steps.sum()) for hazard in hazards)
    note = _told_sample(digest, watched)
    if not steps or np.isinf(edges[-1]):
        snags = sum(int(hazard.snags.sum()) for hazard in hazards)
        why = "$u$ is 0 throughout:" if steps else "too short to be looked at:"
        _say_instead(plot, f"{why}\n{snags:,} first snags in {steps:,} steps")
        return note
    factor = edges[2] / edges[1] if len(edges) > 2 else 2.0
    for number, (part, hazard) in enumerate(zip(parts, hazards, strict=True)):
        place = edges[1:] * factor ** ((number + 1) / (len(parts) + 1) - 1.0)
        _draw_rates(plot, part, hazard, place, factor**0.5 if len(parts) == 1 else 1.0)
    plot.set_xscale("log")
    plot.set_yscale("log")
    plot.set_xlim(edges[1] / factor, edges[-1])
    _rule_log(plot.xaxis)
    _rule_log(plot.yaxis)
    none_seen = (
        "; open: none seen, upper end of 95%" if any(_unseen(h).any() for h in hazards) else ""
    )
    return f"{note}, all landscapes pooled: rates mix{none_seen}"


def _told_sample(digest: Digest, watched: Sequence[Watched]) -> str:
    """Return of how many descents there is more than their ends, and for how long."""
    count = sum(len(each.batch) for each in watched)
    note = f"{count:,} of {digest.rows:,} descents run again"
    steps = max(each.batch.recipe(0).steps for each in watched)
    return note if steps >= digest.extremes["steps"][1] else f"{note} for {steps:,} steps"


def _say_instead(plot: Axes, words: str) -> None:
    plot.text(0.5, 0.5, words, ha="center", va="center", transform=plot.transAxes)
    plot.set_xticks([])
    plot.set_yticks([])


def _unseen(hazard: Hazard) -> Truths:
    """Return where there were steps and no snags."""
    unseen: Truths = (hazard.steps > 0) & (hazard.snags == 0)
    return unseen


def _draw_rates(plot: Axes, part: _Part, hazard: Hazard, place: Doubles, around: float) -> None:
    """Draw the rates of some descents at places on the axis of u, their bins reaching around."""
    style: dict[str, Any] = {"color": part.colour, "marker": part.marker, "ms": 3.5, "lw": 0.8}
    seen, unseen = hazard.snags > 0, _unseen(hazard)
    rate, low, high = (_PER * values for values in hazard[2:])
    x = place[seen]
    plot.errorbar(
        x,
        rate[seen],
        yerr=(rate[seen] - low[seen], high[seen] - rate[seen]),
        xerr=(x - x / around, x * around - x) if around > 1.0 else None,
        linestyle=part.dashes if around == 1.0 else "none",
        elinewidth=0.8,
        **style,
    )
    plot.errorbar(
        place[unseen],
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
    marks = np.unique(np.linspace(0, len(same.steps) - 1, _MOST_POINTS).astype(np.int64))
    steps, x0 = same.steps[marks], same.x0[:, marks]
    climb = load_rule(cell.rule).free_climb(cell)
    plot.plot(
        [0, cell.steps],
        [0.0, climb * cell.steps],
        color=INK,
        linestyle=(0, (4, 2)),
        label=f"free: {climb:.3g} a step",
    )
    if len(x0) < _FAN:
        plot.plot(steps, x0.T, color=colour, lw=0.7, label=["a descent", *[None] * (len(x0) - 1)])
        told = "each a line"
    else:
        # Those that have diverged are not anywhere.
        known = ~np.isnan(x0).all(axis=0)
        low, lower, middle, upper, high = np.nanquantile(x0[:, known], _QUANTILES, axis=0)
        at = steps[known]
        style: dict[str, Any] = {"color": colour, "linewidth": 0.0}
        plot.plot(at, middle, color=colour, lw=1.1, label="median")
        plot.fill_between(at, lower, upper, alpha=0.45, label="25 to 75%", **style)
        plot.fill_between(at, low, high, alpha=0.2, label="5 to 95%", **style)
        told = "quantiles"
    plot.set_xlim(0, cell.steps)
    unit, name = count_steps(cell.steps)
    plot.set_xlabel(name)
    plot.set_ylabel("$x_0$")
    rule_axis(plot.xaxis, unit, whole=True)
    rule_axis(plot.yaxis)
    plot.legend(loc="upper left", handlelength=1.6, borderaxespad=0.2, labelspacing=0.3)
    which = told_cell(digest, cell)
    return f"{which + ': ' if which else ''}{told} of {len(x0):,} of them"


def _has(cell: Recipe, group: Group) -> bool:
    return bool(group.option) and given_value(cell, group.option) == group.value


def _rule_log(axis: Axis) -> None:
    """Put numbers on a logarithmic axis, those between powers of ten where there is room."""
    low, high = axis.get_view_interval()
    decades = np.log10(high / low)
    within = (1.0, 2.0, 5.0) if decades < 2.6 else (1.0, 3.0) if decades < 4 else (1.0,)
    axis.set_major_locator(LogLocator(subs=within, numticks=12))
    axis.set_major_formatter(FuncFormatter(short))
    axis.set_minor_formatter(NullFormatter())
