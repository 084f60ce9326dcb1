"""Curves: the lines of a trace, read from records and drawn into cells, only where they change."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from splotch_tui.core.types import Doubles
from splotch_tui.ui.plotting.bundle import MOST_LINES, Bundle
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.plotting.layers import Kind, Layer, draw_layers
from splotch_tui.ui.plotting.measures import Measure
from splotch_tui.ui.plotting.parts import Window
from splotch_tui.ui.plotting.plot import Scale, StepWindow
from splotch_tui.ui.widgets.trace_content import TraceContent

# The colours of lines that are told apart, by their place among them.
COLOURS = (1, 2, 3, 4, 0, 6)


class Curves:
    """What a measure is of a run and of what is shown behind it, in the columns of a window.

    Parameters
    ----------
    measure : Measure
        What to draw.
    style : str
        The component class of the colour of its line; empty: there may be many, and each has its
        own.
    glyphs : Glyphs
        What to draw with.

    Attributes
    ----------
    window : StepWindow or LogWindow
        The columns.
    scale : Scale
        The range of values.
    layers : list of Layer
        What is drawn, from the front to the back.
    dots : ndarray of uint8, shape (rows, cells)
        The sum of each cell's bits.
    series : ndarray of uint16, same shape
        Which layer each cell shows.
    """

    def __init__(self, measure: Measure, style: str, glyphs: Glyphs) -> None:
        self._measure = measure
        self._style = style
        self._glyphs = glyphs
        self.window: Window = StepWindow(0, 1, 0)
        self.scale = Scale(0.0, 0.0)
        self.layers: list[Layer] = []
        self.dots = np.empty((0, 0), np.uint8)
        self.series = np.empty((0, 0), np.uint16)
        self._bundle = Bundle()
        self._solo: int | None = None
        self._behind: list[Layer] = []
        # The run's lines, and after them those that are behind.
        self._count = 0
        self._low = self._high = np.empty((0, 0))
        self._least = self._most = np.empty(0)

    def forget_scale(self) -> None:
        """Take a scale of its own for what comes next."""
        self.scale = Scale(0.0, 0.0)

    @property
    def spans(self) -> Doubles:
        """How much each of the run's lines spans in the window."""
        return np.asarray(np.nan_to_num(self._most - self._least)[: self._count])

    @property
    def standing_out(self) -> list[int]:
        """The lines that are told apart, from 0 on, in the order of their colours."""
        return self._bundle.places if self._solo is None else [self._solo]

    def style_of(self, line: int) -> str:
        """Return the component class of the colour of one of them."""
        if self._style:
            return self._style
        places = self._bundle.places
        place = places.index(line) if line in places else 0
        return f"trace--series-{COLOURS[place]}"

    def update(
        self, content: TraceContent, window: Window, shape: tuple[int, int], drawn: int
    ) -> Iterable[int] | None:
        """Draw what is new.

        Parameters
        ----------
        content : TraceContent
            What to show.
        window : StepWindow or LogWindow
            In which columns of dots.
        shape : tuple of int
            Rows of cells, and cells in each.
        drawn : int
            How many points of the run are drawn already.

        Returns
        -------
        iterable of int, optional
            Which rows of cells have changed; None: maybe all, and the scale or the colours too.
        """
        everything = range(window.columns)
        solo = None if content.solo is None or self._measure.count(2) == 1 else content.solo - 1
        anew = window != self.window or shape != self.dots.shape or solo != self._solo
        if anew:
            self._start(content, window, shape, solo)
            columns = everything
        else:
            columns = self._newest(content, drawn)
        self._read_run(content, columns)
        final = content.record.length > content.recipe.steps
        anew |= self._bundle.choose(self.spans, final=final) or not self.layers
        if anew:
            self._lay()
        anew |= self._rescale()
        rows = self._draw(everything if anew else columns)
        return None if anew else rows

    def _newest(self, content: TraceContent, drawn: int) -> range:
        """Return the columns that may have changed: whole cells, up to the newest."""
        window, cell = self.window, self._glyphs.columns
        ends = max(drawn - 1 - self._measure.reach(), 0), content.record.length - 1
        first, last = (
            min(max(window.column_of(point), 0), window.columns - 1) // cell * cell
            for point in ends
        )
        return range(first, last + cell)

    def _start(
        self, content: TraceContent, window: Window, shape: tuple[int, int], solo: int | None
    ) -> None:
        """Begin with other columns: read what is behind the run, which does not grow."""
        if solo != self._solo:
            self.forget_scale()
        self.window, self._solo = window, solo
        self.dots = np.zeros(shape, np.uint8)
        self.series = np.zeros(shape, np.uint16)
        self._count = self._measure.count(content.recipe.dims)
        low = [np.full((self._count, window.columns), np.nan)]
        high = [low[0].copy()]
        self._behind = []
        everything, at = range(window.columns), self._count
        for one in content.behind:
            least, most = self._measure.envelope(one.record, one.recipe, window, everything)
            kind = Kind.LINE
            if solo is not None:
                least, most = least[solo : solo + 1], most[solo : solo + 1]
            elif len(least) > (MOST_LINES if one.colour is None else 1):
                kind = Kind.OUTLINE
                least, most = least.min(axis=0)[None], most.max(axis=0)[None]
            for line in range(at, at + len(least)):
                self._behind.append(Layer(kind, np.array([line]), one.style, own=False))
            at += len(least)
            low.append(least)
            high.append(most)
        self._low, self._high = np.concatenate(low), np.concatenate(high)
        self._least = np.fmin.reduce(self._low, axis=1)
        self._most = np.fmax.reduce(self._high, axis=1)

    def _read_run(self, content: TraceContent, columns: range) -> None:
        """Read some columns of the run."""
        run, part = slice(0, self._count), slice(columns.start, columns.stop)
        low, high = self._measure.envelope(content.record, content.recipe, self.window, columns)
        self._low[run, part], self._high[run, part] = low, high
        least, most = np.fmin.reduce(low, axis=1), np.fmax.reduce(high, axis=1)
        self._least[run] = np.fmin(self._least[run], least)
        self._most[run] = np.fmax(self._most[run], most)

    def _lay(self) -> None:
        """Lay the lines that stand out before what is behind, and the rest as a band behind all."""
        out = self.standing_out
        self.layers = [
            Layer(Kind.LINE, np.array([line]), self.style_of(line), own=True) for line in out
        ]
        self.layers += self._behind
        rest = np.setdiff1d(np.arange(self._count), out)
        if len(rest):
            self.layers.append(Layer(Kind.BAND, rest, "trace--quiet", own=True))

    def _rescale(self) -> bool:
        """Bring the scale up to what is shown, and return whether it is another one."""
        before = self.scale
        least, most = self._least, self._most
        if self._solo is not None:
            # The band of the others goes beyond it.
            kept = np.array([self._solo, *range(self._count, len(least))])
            least, most = least[kept], most[kept]
        low, high = float(np.fmin.reduce(least)), float(np.fmax.reduce(most))
        if np.isnan(low):
            low = high = 0.0
        self.scale = self._measure.scale(before, low, high)
        return self.scale != before

    def _draw(self, columns: range) -> list[int]:
        """Draw columns into cells, and return which rows of cells have changed."""
        glyphs = self._glyphs
        dots, series = draw_layers(
            self.layers, self._low, self._high, self.scale, columns, len(self.dots), glyphs
        )
        cells = slice(*(column // glyphs.columns for column in (columns.start, columns.stop)))
        changed = (dots != self.dots[:, cells]) | (series != self.series[:, cells])
        self.dots[:, cells] = dots
        self.series[:, cells] = series
        rows: list[int] = np.flatnonzero(changed.any(axis=1)).tolist()
        return rows
