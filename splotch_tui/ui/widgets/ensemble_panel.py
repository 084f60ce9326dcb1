"""EnsemblePanel: what the descents of an ensemble have done, in four plots and some lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from splotch_tui.core.ensemble.live import LiveState, Over, ranked
from splotch_tui.core.ensemble.results import NEVER
from splotch_tui.core.ensemble.survival import share_of
from splotch_tui.core.phases import KINDS, PhaseKind
from splotch_tui.core.record import Record
from splotch_tui.core.text import printable
from splotch_tui.session.ensemble_worker import EnsembleSnapshot
from splotch_tui.ui.plotting import ensemble_plot, ticks
from splotch_tui.ui.plotting.ensemble_plot import Plotted
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.plotting.plot import StepWindow
from splotch_tui.ui.widgets.lines import Lines
from splotch_tui.ui.widgets.status import rate_text
from splotch_tui.ui.widgets.trace import coloured

# It needs so many columns and rows.
_SMALLEST = (76, 22)
# Between two plots side by side; and what is left of a plot: labels and the axis.
_GAP, _LABEL_WIDTH = 2, 7
_GUTTER = _LABEL_WIDTH + 1
# Lines above the plots, and below them.
_ABOVE, _BELOW = 2, 3
# A plot's heading and its step axis.
_FRAME = 2
# What is told of each bin of u, and how wide; narrow panels leave out the last.
_COLUMNS = {"u": 15, "rate": 7, "snags": 6, "in steps": 9}
_ROOMY = 50
_KEYS = (
    "← → choose a descent (shift: ten further), enter opens it, tab: over {}, esc closes",
    "← → choose, enter opens it, tab: over {}, esc closes",
)


@dataclass(frozen=True, eq=False, slots=True)
class EnsembleContent:
    """What the panel is to show.

    Attributes
    ----------
    seen : EnsembleSnapshot
        The ensemble.
    record : Record, optional
        The present run.
    chosen : int, optional
        The number of the chosen descent; None: the middle one by x0.
    note : str
        A line for the user.
    """

    seen: EnsembleSnapshot
    record: Record | None
    chosen: int | None
    note: str


def place_of(state: LiveState, chosen: int | None) -> int:
    """Return the number of the chosen descent, or of the middle one by x0."""
    order = ranked(state.results.x0)
    return int(order[len(order) // 2]) if chosen is None else chosen


class EnsemblePanel(Lines):
    """Shows an ensemble.

    Parameters
    ----------
    glyphs : Glyphs
        What plots are drawn with.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "ensemble--title",
        "ensemble--text",
        "ensemble--muted",
        "ensemble--axis",
        "ensemble--chosen",
        "ensemble--own",
        "ensemble--inner",
        "ensemble--outer",
        "ensemble--free",
        "ensemble--snag",
        "ensemble--problem",
    }

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._glyphs = glyphs
        self._content: EnsembleContent | None = None

    def restyle(self) -> None:
        """Draw everything anew."""
        if self._content is not None:
            self.draw(self._content)

    def on_resize(self) -> None:
        """Draw everything anew."""
        self.restyle()

    def draw(self, content: EnsembleContent) -> None:
        """Show an ensemble as it is."""
        self._content = content
        width, height = self.size
        if width < _SMALLEST[0] or height < _SMALLEST[1]:
            columns, rows = _SMALLEST
            needs = f"an ensemble needs {columns} columns and {rows} rows; esc closes"
            self.show([self._line("muted", needs, f"needs {columns}×{rows}")])
            return
        seen, state = content.seen, content.seen.state
        lines = [self._title(seen), self._caption(seen)]
        rows = height - _ABOVE - _BELOW
        if state is None:
            lines.append(self._line("muted", "" if seen.problem else " starting the descents …"))
        else:
            lines += self._plots(content, state, rows)
        lines += [Strip([])] * (_ABOVE + rows - len(lines))
        if state is not None:
            lines.append(self._chosen(seen, state, place_of(state, content.chosen)))
        else:
            lines.append(Strip([]))
        problem = printable(seen.problem)
        lines.append(self._line("problem", problem) if problem else self._note(content.note))
        other = Over.LANDSCAPES if seen.over is Over.NOISE else Over.NOISE
        lines.append(self._line("muted", *(f" {keys.format(other)}" for keys in _KEYS)))
        self.show(lines)

    def _note(self, text: str) -> Strip:
        return self._line("text", f" {text}")

    def _line(self, part: str, *texts: str) -> Strip:
        """Return the first of some texts that fits, uncut; an empty line if none does."""
        return self._fitted(part, self.size.width, texts)

    def _fitted(self, part: str, width: int, texts: Iterable[str]) -> Strip:
        text = next((text for text in texts if len(text) <= width), "")
        return Strip([Segment(text, self._style(part))])

    def _style(self, part: str) -> Style:
        return self.style_of(f"ensemble--{part}")

    def _title(self, seen: EnsembleSnapshot) -> Strip:
        recipes, state = seen.recipes, seen.state
        first, last = recipes[0], recipes[-1]
        if seen.over is Over.NOISE:
            over = f"over noise seeds {first.noise_seed} … {last.noise_seed}"
        else:
            over = f"over landscapes, seeds {first.seed} … {last.seed}"
        step = 0 if state is None else state.step
        head = f" {len(recipes)} descents {over}"
        steps = f"step {step:,} of {first.steps:,}"
        share = "" if state is None else f"{_free(state):.1%} in no snag now"
        lost = 0
        if state is not None:
            lost = int(np.count_nonzero(state.results.gradient_evaluations < step))
        told = [text for text in (steps, share, f"{lost} diverged" if lost else "") if text]
        return self._line(
            "title",
            " · ".join([head, *told]),
            " · ".join([head, f"step {step:,}", *told[1:]]),
            " · ".join([f" {len(recipes)} {over}", f"step {step:,}", *told[1:]]),
            " · ".join([head, *told[:1]]),
            head,
        )

    def _caption(self, seen: EnsembleSnapshot) -> Strip:
        recipe = seen.recipes[0]
        # What is different in each is told above.
        own = "noise_seed" if seen.over is Over.NOISE else "seed"
        told = recipe.parameters[own].phrase(recipe.value(own))
        shown = [phrase for phrase in recipe.caption() if phrase != told]
        texts = [" " + " · ".join(shown[:count]) for count in range(len(shown), 0, -1)]
        return self._line("muted", *texts)

    def _chosen(self, seen: EnsembleSnapshot, state: LiveState, place: int) -> Strip:
        results = state.results
        order = ranked(results.x0).tolist()
        rank = order.index(place) + 1
        recipe = seen.recipes[place]
        name = (
            f"noise seed {recipe.noise_seed}" if seen.over is Over.NOISE else f"seed {recipe.seed}"
        )
        snag = int(results.snag_step[place])
        did = "not snagged" if snag == NEVER else f"snagged at step {snag:,}"
        if results.gradient_evaluations[place] < state.step:
            did = f"diverged at step {int(results.gradient_evaluations[place]):,}"
        x0 = f"x0 = {ticks.value_text(float(results.x0[place]))}"
        tail = f"{name} · {x0} · {did}"
        number = f"{rank} of {len(order)}"
        return self._line(
            "chosen",
            f" chosen: number {number} by x0, the least first · {tail}",
            f" chosen: {number} by x0 · {tail}",
            f" chosen: {number} · {tail}",
        )

    def _plots(self, content: EnsembleContent, state: LiveState, rows: int) -> list[Strip]:
        glyphs = self._glyphs
        left = (self.size.width - _GAP) // 2
        right = self.size.width - _GAP - left
        upper = (rows + 1) // 2
        lower = rows - upper
        last = content.seen.recipes[0].steps
        chosen = place_of(state, content.chosen)

        def columns(width: int) -> int:
            return (width - _GUTTER) * glyphs.columns

        whole = ensemble_plot.whole_window(state, last, content.record, columns(left))
        fan = ensemble_plot.plot_fan(state, chosen, content.record, whole, upper - _FRAME, glyphs)
        early = ensemble_plot.snags_window(state, last, columns(right))
        survival = ensemble_plot.plot_survival(state, early, upper - _FRAME, glyphs)
        counted = ensemble_plot.snags_window(state, last, columns(left))
        snags = ensemble_plot.plot_snags(state, counted, lower - _FRAME, glyphs)
        fan_parts = ("chosen", "own", "inner", "outer")
        upper_left = [
            self._fan_heading(left, content),
            *self._framed(fan, fan_parts, whole, last),
        ]
        upper_right = [
            self._survival_heading(right, state),
            *self._framed(survival, ("free",), early, last),
        ]
        lower_left = [
            self._snags_heading(left, state),
            *self._framed(snags, ("snag",), counted, last),
        ]
        lower_right = self._hazard(state, right, lower)
        style = self._style("text")
        return [
            *_beside(upper_left, upper_right, left, style),
            *_beside(lower_left, lower_right, left, style),
        ]

    def _framed(
        self, plotted: Plotted, parts: Sequence[str], window: StepWindow, last: int
    ) -> list[Strip]:
        """Return the lines of a plot between its axes."""
        rows, cells = plotted.dots.shape
        glyphs, axis = self._glyphs, self._style("axis")
        labels = ticks.value_ticks(plotted.scale, rows, glyphs.rows, _LABEL_WIDTH)
        styles = [self._style(part) for part in parts]
        lines = []
        for row in range(rows):
            label = labels.get(row)
            gutter = (
                f"{label or '':>{_LABEL_WIDTH}}{glyphs.axis if label is None else glyphs.notch}"
            )
            cells_of_row = coloured(
                glyphs.text(plotted.dots[row]), plotted.series[row].tolist(), styles
            )
            lines.append(Strip([Segment(gutter, axis), *cells_of_row], _GUTTER + cells))
        chars = [" "] * cells
        for tick in ticks.step_ticks(window, cells, last):
            chars[tick.cell] = glyphs.tick
            chars[tick.start : tick.start + len(tick.label)] = tick.label
        steps = f"{'step':>{_LABEL_WIDTH}} {''.join(chars)}"
        return [*lines, Strip([Segment(steps, axis)], _GUTTER + cells)]

    def _fan_heading(self, width: int, content: EnsembleContent) -> Strip:
        own = [] if content.record is None else [("own", "this run")]
        long = [("title", "x0:"), ("outer", "5…95% of them"), ("inner", "25…75%")]
        short = [("title", "x0:"), ("outer", "5…95%"), ("inner", "25…75%")]
        for parts in (
            [*long, *own, ("chosen", "the chosen one")],
            [*short, *own, ("chosen", "chosen")],
        ):
            if sum(len(text) + 2 for _, text in parts) <= width:
                break
        return Strip([Segment(f" {text} ", self._style(part)) for part, text in parts])

    def _survival_heading(self, width: int, state: LiveState) -> Strip:
        count = len(state.x0)
        never = int(np.count_nonzero(state.results.snag_step == NEVER))
        share = share_of(never, count)
        percent = f"{share.value:.1%}"
        low, high = f"{100 * share.low:.1f}", f"{share.high:.1%}"
        return self._fitted(
            "title",
            width,
            (
                f" not snagged yet: {never} of {count}, {percent} (95% by Wilson: {low} … {high})",
                f" not snagged yet: {percent} (95% by Wilson: {low} … {high})",
                f" not snagged {percent}, Wilson {low}…{high}",
                f" not snagged {percent}",
            ),
        )

    def _snags_heading(self, width: int, state: LiveState) -> Strip:
        steps = state.results.snag_step
        first = steps[steps != NEVER]
        texts = [f" {len(first)} first snags"]
        if len(first):
            middle = f"{int(np.median(first)):,}"
            told = f"{texts[0]}, half"
            texts = [f"{told} of them by step {middle}", f"{told} by step {middle}", *texts]
        return self._fitted("title", width, texts)

    def _hazard(self, state: LiveState, width: int, rows: int) -> list[Strip]:
        """Return the lines that tell how often descents snag, by u."""
        bins = ensemble_plot.few_bins(state, rows - 2)
        rates = bins.snags / np.maximum(bins.at_risk, 1)
        unit, name = (1e3, "1,000") if rates.max() >= 1e-4 else (1e6, "1,000,000")
        title = f" first snags per {name} steps"
        lines = [self._fitted("title", width, (f"{title}, by u = ε‖xn‖", f"{title}, by u"))]
        columns = list(_COLUMNS)
        if width < _ROOMY:
            columns.remove("in steps")
        heading = " ".join(f"{column:>{_COLUMNS[column]}}" for column in columns)
        lines.append(Strip([Segment(heading, self._style("muted"))]))
        room = width - len(heading) - 2
        most = max(float(rates.max()), 1e-300)
        for low, high, snags, over, rate in zip(
            bins.edges[:-1], bins.edges[1:], bins.snags, bins.at_risk, rates, strict=True
        ):
            texts = {
                "u": f"{low:.2g} … {high:.2g}" if np.isfinite(high) else "all",
                "rate": f"{rate * unit:.3g}" if over else "",
                "snags": str(snags),
                "in steps": rate_text(float(over)),
            }
            numbers = " ".join(f"{texts[column]:>{_COLUMNS[column]}}" for column in columns)
            bar = "━" * int(np.rint(rate / most * room))
            styled = Segment(f"{numbers} ", self._style("text")), Segment(bar, self._style("snag"))
            lines.append(Strip(styled))
        return lines


def _free(state: LiveState) -> float:
    snag = KINDS.index(PhaseKind.SNAG)
    return float(np.mean(state.results.phase != snag))


def _beside(left: list[Strip], right: list[Strip], width: int, style: Style) -> list[Strip]:
    """Return two blocks of lines side by side, the left one so many cells wide."""
    empty = Strip([])
    return [
        Strip.join([first.adjust_cell_length(width + _GAP, style), second])
        for first, second in zip_longest(left, right, fillvalue=empty)
    ]
