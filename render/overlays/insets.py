"""Insets: how x0 climbs, x0 itself and the xn against the step, drawn once, with a cursor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from render.kernels.strokes import overlay
from render.overlays.axes import Axes
from render.overlays.cursor import draw_cursor
from render.overlays.gauge import HEIGHT as GAUGE
from render.overlays.gauge import Gauge
from render.overlays.layout import Layout
from render.overlays.panel import TICKS, WORDS, Panel
from render.overlays.words import coordinate
from render.scene.curves import smoothed
from render.scene.film import Film
from render.scene.scene import Scene
from render.theme import Colour, Theme
from splotch_tui.core.phases import PhaseKind
from splotch_tui.core.types import Bytes, Doubles

# Sizes at 720 rows, pixels: a usual width and the least, and heights of what is in them.
WIDTH, _NARROWEST = 300.0, 180.0
_TITLE, _NUMBERS, _RIM = 23.0, 22.0, 8.0
_PLOTS = {"x0": 46.0, "others": 82.0}
# Alone it is lower.
_ALONE = 58.0
_LEFT, _RIGHT = 48.0, 14.0
# Room for names at the right end of a fan, and how far apart they are.
_NAMES, _LEAST = 24.0, 13.0
# They take at most so much of a picture's height, and of its width; or all of that in a tall one,
# where they are so much of its height at most.
_HIGHEST, _WIDEST, _LOWEST = 0.36, 0.45, 0.24
# A curve of more points than this looks the same.
_MOST_POINTS = 1200
# So many xn have a colour and a name; of more than so many others only the outline is drawn.
_NAMED, _MOST_OTHERS = 4, 40
# Of what trembles the mean is drawn, and the band that it is in, in so many parts.
_BANDS = 160
# Marks of hops closer together than this would lie on each other.
_HOPS_APART = 10.0
# How strong is what is still to come.
_FAINT = 0.35


@dataclass(frozen=True, slots=True)
class _Trace:
    """A curve with a cursor: its plot, and its value at each of the history's points."""

    axes: Axes
    values: Doubles


class Insets:
    """Small plots in a lower corner, on a backing. What is drawn is the part that the film plays.

    Parameters
    ----------
    film : Film
        What is shown.
    layout : Layout
        The measures.
    theme : Theme
        The colours.
    parts : tuple of str
        Which, from above: some of "gauge", "x0" and "others".

    Attributes
    ----------
    size : tuple of int
        Width and height, pixels.
    """

    def __init__(self, film: Film, layout: Layout, theme: Theme, parts: tuple[str, ...]) -> None:
        history, played = film.history, film.plan.played
        self._theme, self._scale = theme, layout.type
        self._first, self._last = (int(history.steps[n]) for n in (played.start, played.stop - 1))
        width, height = _measures(layout, parts)
        faint = Panel(width, height, layout.type, theme)
        bright = Panel(width, height, layout.type, theme, backing=0.0)
        self._traces: list[_Trace] = []
        self._gauge: Gauge | None = None
        top = _RIM
        for number, part in enumerate(parts):
            if part == "gauge":
                self._gauge = Gauge(film, faint, top, theme)
                top += GAUGE
                continue
            last = number == len(parts) - 1
            below = top + _TITLE + _plot_height(part, parts)
            box = (_LEFT, top + _TITLE, width - _RIGHT, below)
            draw = _Drawing(film, faint, bright, box, theme, last)
            self._traces.append(draw.x0() if part == "x0" else draw.others())
            top = below
        self.size = faint.size
        self.texts = faint.texts
        self._faint, self._bright = faint.picture(), bright.picture()

    def draw(self, scene: Scene, left: int, top: int, pixels: Bytes) -> None:
        """Put the insets of a scene into a picture."""
        overlay(self._faint, left, top, pixels)
        if self._gauge is not None:
            self._gauge.draw(scene, left, top, pixels)
        step = min(max(scene.step, self._first), self._last)
        for trace in self._traces:
            axes, scale = trace.axes, self._scale
            cursor = float(axes.x(step)) * scale
            first, past = int(axes.left * scale), int(cursor) + 1
            above, below = int((axes.top - 6.0) * scale), int((axes.bottom + 1.0) * scale)
            shown = np.ascontiguousarray(self._bright[above:below, first:past])
            overlay(shown, left + first, top + above, pixels)
            row = float(axes.y(trace.values[scene.row])) * scale
            draw_cursor(left + cursor, top + row, scale, self._theme, pixels)


def fitting_parts(layout: Layout) -> tuple[str, ...]:
    """Return which insets leave enough of a picture free; none where there is no room."""
    for parts in (("gauge", "x0", "others"), ("gauge", "others"), ("others",)):
        width, height = (length * layout.type for length in _measures(layout, parts))
        beside = width <= _WIDEST * layout.width + 1.0 and height <= _HIGHEST * layout.height
        whole = width <= layout.room + 1.0 and height <= _LOWEST * layout.height
        if width >= _NARROWEST * layout.type and (beside or whole):
            return parts
    return ()


def _measures(layout: Layout, parts: tuple[str, ...]) -> tuple[float, float]:
    """Return width and height at 720 rows."""
    # In tall pictures there is nothing beside them.
    most = layout.room if layout.height > 1.2 * layout.width else _WIDEST * layout.width
    width = min(WIDTH, most / layout.type)
    height = sum(GAUGE if part == "gauge" else _TITLE + _plot_height(part, parts) for part in parts)
    return width, height + _RIM + _NUMBERS


def _plot_height(part: str, parts: tuple[str, ...]) -> float:
    return _ALONE if len(parts) == 1 else _PLOTS[part]


class _Drawing:
    """Draws one plot, what is to come faintly and what has been brightly."""

    def __init__(
        self,
        film: Film,
        faint: Panel,
        bright: Panel,
        box: tuple[float, float, float, float],
        theme: Theme,
        last: bool,
    ) -> None:
        history, played = film.history, film.plan.played
        self._film, self._faint, self._bright = film, faint, bright
        self._box, self._theme, self._last = box, theme, last
        self._history, self._played = history, played
        rows = np.linspace(played.start, played.stop - 1, _MOST_POINTS)
        self._rows = np.unique(np.rint(rows).astype(np.int64))
        self._steps = history.steps[self._rows]
        self._limits = float(self._steps[0]), float(self._steps[-1])

    def x0(self) -> _Trace:
        """Draw x0, in the colours of the phases."""
        axes = self._axes(self._history.x0[self._played])
        self._frame(axes, coordinate(0))
        self._by_phase(axes, self._history.x0)
        self._mark_hops(axes, self._history.x0)
        return _Trace(axes, self._history.x0)

    def others(self) -> _Trace:
        """Draw the fan of the xn; where there is only one, the height of the hills."""
        history = self._history
        if history.recipe.dims == 1:
            return self._hills(history.loss + history.x0)
        return self._fan()

    def _hills(self, hills: Doubles) -> _Trace:
        """Draw the height of the hills: what the noise makes of it as a band, and its mean."""
        axes = self._axes(hills[self._played])
        self._frame(axes, "height of the hills")
        begin, end = self._played.start, self._played.stop
        edges = np.unique(np.linspace(begin, end, _BANDS + 1).astype(np.int64))
        steps = self._history.steps[(edges[:-1] + edges[1:] - 1) // 2]
        shown = hills[begin:end]
        low, high = (ends.reduceat(shown, edges[:-1] - begin) for ends in (np.minimum, np.maximum))
        band = np.concatenate((axes.curve(steps, high), axes.curve(steps, low)[::-1]))
        self._faint.polygon(band, self._theme.quiet, 0.3 * _FAINT)
        self._bright.polygon(band, self._theme.quiet, 0.3)
        mean = smoothed(hills, 0.5 * (end - begin) / _BANDS)
        self._by_phase(axes, mean)
        return _Trace(axes, mean)

    def _fan(self) -> _Trace:
        theme, xn = self._theme, self._history.xn
        shown = xn[self._played]
        left, top, right, bottom = self._box
        self._box = (left, top, right - _NAMES + 6.0, bottom)
        axes = self._axes(shown)
        self._frame(axes, f"{coordinate(1)} to {coordinate(xn.shape[1])}")
        spans = np.ptp(shown, axis=0)
        farthest = np.argsort(-spans, kind="stable")[:_NAMED].tolist()
        own = self._film.axis - 1
        named = farthest if own in farthest else [own, *farthest[: _NAMED - 1]]
        others = [n for n in range(xn.shape[1]) if n not in named]
        for panel, part in ((self._faint, _FAINT), (self._bright, 1.0)):
            if others:
                values = xn[self._rows][:, others]
                high, low = (
                    axes.curve(self._steps, ends) for ends in (values.max(1), values.min(1))
                )
                panel.polygon(np.concatenate((high, low[::-1])), theme.quiet, 0.16 * part)
                if len(others) <= _MOST_OTHERS:
                    curves = [axes.curve(self._steps, column) for column in values.T]
                    panel.lines(curves, theme.quiet, 0.8, 0.5 * part)
            for n, colour in reversed(list(zip(named, theme.series, strict=False))):
                curve = axes.curve(self._steps, xn[self._rows, n])
                panel.lines([curve], colour, 2.0 if n == own else 1.5, part)
        self._name_ends(axes, named)
        return _Trace(axes, xn[:, own])

    def _name_ends(self, axes: Axes, named: list[int]) -> None:
        """Write the names of the xn at their right ends, moved apart where they are close."""
        ends = self._history.xn[self._rows[-1], named]
        order = np.argsort(-ends, kind="stable")
        rows = _apart(axes.y(ends[order]), _LEAST, axes.top, axes.bottom)
        for n, row in zip(order.tolist(), rows.tolist(), strict=True):
            colour = self._theme.series[n]
            name = coordinate(named[n] + 1)
            self._faint.write(name, self._box[2] + 4.0, row, TICKS, colour, bold=True)

    def _axes(self, values: Doubles) -> Axes:
        low, high = float(values.min()), float(values.max())
        pad = 0.08 * (high - low) or 1.0
        return Axes(self._faint, self._box, self._limits, (low - pad, high + pad))

    def _frame(self, axes: Axes, title: str) -> None:
        """Draw the axes, their title, and marks where something was changed by hand."""
        theme = self._theme
        axes.rule_y(theme, max(round((axes.bottom - axes.top) / 16.0), 2))
        axes.rule_x(theme, whole=True, told=self._last)
        if self._last:
            self._faint.write("step", 10.0, axes.bottom + 10.5, TICKS, theme.quiet)
        self._faint.write(title, 10.0, axes.top - 13.0, WORDS, theme.text, bold=True)
        recipe = self._history.recipe
        changes: dict[int, list[str]] = {}
        for change in recipe.changes:
            if self._limits[0] <= change.step <= self._limits[1]:
                symbol = recipe.live_parameters[change.parameter].symbol
                changes.setdefault(change.step, []).append(symbol)
        past = 10.0 + self._faint.text_width(title, WORDS, bold=True) + 6.0
        for step, symbols in changes.items():
            x = float(axes.x(step))
            line = np.array(((x, axes.top - 6.0), (x, axes.bottom)))
            self._faint.lines([line], theme.text, 1.0, 0.55)
            names = ", ".join(dict.fromkeys(symbols))
            half = 0.5 * self._faint.text_width(names, TICKS)
            if x - half >= past and x + half <= self._faint.size[0] / self._faint.scale - 4.0:
                self._faint.write(names, x, axes.top - 13.0, TICKS, theme.text, align=0.5)
                past = x + half + 6.0

    def _by_phase(self, axes: Axes, values: Doubles) -> None:
        for kind in PhaseKind:
            curves = []
            for start, end in self._stretches(kind):
                inside = np.flatnonzero((self._steps >= start) & (self._steps <= end))
                if inside.size > 1:
                    curves.append(axes.curve(self._steps[inside], values[self._rows[inside]]))
            if curves:
                self._line(curves, self._theme.phases[kind])

    def _line(self, curves: list[Doubles], colour: Colour) -> None:
        self._faint.lines(curves, colour, 1.8, _FAINT)
        self._bright.lines(curves, colour, 1.8)

    def _stretches(self, kind: PhaseKind) -> list[tuple[int, int]]:
        """Return where phases of a kind begin and end."""
        phases = self._film.phases
        ends = [phase.start for phase in phases[1:]] + [self._history.recipe.steps]
        return [
            (phase.start, end)
            for phase, end in zip(phases, ends, strict=True)
            if phase.kind is kind
        ]

    def _mark_hops(self, axes: Axes, values: Doubles) -> None:
        """Mark hops on a curve; where they are too many for that, at the bottom."""
        history = self._history
        hops = [hop.step for hop in self._film.hops]
        steps = np.array([step for step in hops if self._limits[0] <= step <= self._limits[1]])
        if not steps.size:
            return
        colour, columns = self._theme.point, axes.x(steps)
        if steps.size > 1 and np.diff(columns).min() < _HOPS_APART:
            low = axes.bottom
            ticks = [np.array(((x, low - 6.0), (x, low))) for x in columns.tolist()]
            self._faint.lines(ticks, colour, 1.0)
            return
        rows = np.searchsorted(history.steps, steps)
        for x, y in zip(columns.tolist(), axes.y(values[rows]).tolist(), strict=True):
            corners = np.array(((x - 4.5, y - 10.0), (x + 4.5, y - 10.0), (x, y - 2.5)))
            self._faint.polygon(corners, colour, 1.0)


def _apart(rows: Doubles, least: float, top: float, bottom: float) -> Doubles:
    """Return ascending rows that are at least so far apart, moved as little as that takes."""
    places = np.arange(len(rows)) * least
    # Of those that would be too close, the lower ones move down; then all move up as far as they
    # have to.
    moved = places + np.maximum.accumulate(rows - places)
    low = bottom - places[::-1]
    return np.asarray(np.maximum(np.minimum(moved, low), top))
