"""LandscapePanel: the surface around the point, as a map in colours or in wireframe."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import ClassVar

import numpy as np
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from splotch_tui.core.types import Bytes
from splotch_tui.session.snapshot import Snapshot
from splotch_tui.ui.plotting import surface_plot
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.plotting.surface_plot import SampleGrid
from splotch_tui.ui.widgets.lines import FEW_COLOURS, Lines
from splotch_tui.ui.widgets.trace import coloured

# From deep to high; then the trail and the point. All but the last two are viridis, darkened.
_COLOURS = (
    *("#2b0a3d", "#2f2266", "#2c3a78", "#27507c", "#22647d", "#1e777b"),
    *("#1f8a74", "#349c66", "#5aac52", "#86b83a", "#b5c226", "#e0c825"),
    *("#ffffff", "#ff3d3d"),
)
# The same of the 16 colours that every terminal has: taking the nearest would make grey of deep and
# of middling. All grow lighter.
_FEW_COLOURS = (
    *("#0000aa", "#0000aa", "#0000aa", "#5555ff", "#5555ff", "#5555ff"),
    *("#00aaaa", "#00aaaa", "#55ff55", "#55ff55", "#ffff55", "#ffff55"),
    *("#ffffff", "#ff5555"),
)
# The same for terminals that have nothing but ASCII.
_CHARACTERS = "  ..::--==++oO"
_SMALLEST = (16, 5)


class LandscapeMode(StrEnum):
    """How the surface is shown."""

    MAP = "map"
    WIREFRAME = "3-D"
    OFF = "off"


class LandscapePanel(Lines):
    """A slice of the surface through the point, along x0 and one other coordinate.

    Parameters
    ----------
    glyphs : Glyphs
        What to draw with.

    Attributes
    ----------
    mode : LandscapeMode
        How it is shown.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "landscape--title",
        "landscape--surface",
        "landscape--trail",
        "landscape--point",
    }

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.glyphs = glyphs
        self.mode = LandscapeMode.MAP
        self._axis: int | None = None
        self._grid: SampleGrid | None = None
        self._limits = (0.0, 1.0)
        self._drawn: object = None

    def restyle(self) -> None:
        """Draw everything anew with the next frame."""
        self._drawn = None

    def show_next_axis(self, dims: int) -> str:
        """Look along the next coordinate; after the last, along the one that spans most."""
        following = 1 if self._axis is None else self._axis + 1
        return self.show_axis(following if following <= dims else None)

    def show_axis(self, number: int | None) -> str:
        """Look along a coordinate; None: along the one that spans most."""
        self._axis = number
        self._grid = self._drawn = None
        return "the xn that spans most" if self._axis is None else f"x{self._axis}"

    def draw(self, seen: Snapshot) -> bool:
        """Show the surface around the newest point; return whether there was anything to draw."""
        width, height = self.size.width, self.size.height - 2
        if seen.record is None or seen.landscape is None or self.mode is LandscapeMode.OFF:
            return False
        if width < _SMALLEST[0] or height < _SMALLEST[1]:
            self.show([])
            return False
        known = (seen.run, seen.step, seen.recipe, self.mode, self._axis, self.size, self.glyphs)
        if known == self._drawn:
            return False
        self._drawn = known
        record, point = seen.record, seen.record.latest[:-1]
        epsilon = seen.recipe.restated_at(max(seen.step - 1, 0)).epsilon
        grid = self._next_grid(seen, (width, 2 * height))
        trail = surface_plot.trail_of(record)
        if self.mode is LandscapeMode.MAP:
            mesh = surface_plot.surface(seen.landscape, grid, point, epsilon, seen.weights)
            if grid != self._grid:
                self._limits = (float(mesh.min()), float(mesh.max()))
            levels = surface_plot.colour_map(mesh, self._limits, grid, trail)
            lines = [self._map_row(levels[row], levels[row + 1]) for row in range(0, 2 * height, 2)]
        else:
            dots, series = surface_plot.wireframe(
                seen.landscape, grid, trail, epsilon, seen.weights, self.glyphs, (width, height)
            )
            styles = [self.style_of(f"landscape--{part}") for part in ("point", "trail", "surface")]
            lines = [
                Strip(coloured(self.glyphs.text(row), which.tolist(), styles))
                for row, which in zip(dots, series, strict=True)
            ]
        self._grid = grid
        self.show([self._title(grid), *lines, self._ranges(grid)])
        return True

    def _next_grid(self, seen: Snapshot, size: tuple[int, int]) -> SampleGrid:
        assert seen.record is not None
        old = self._grid
        point = seen.record.latest
        dims = seen.recipe.dims
        axis = min(self._axis, dims) if self._axis else None
        if old is None or (old.columns, old.rows) != size or old.axis > dims:
            old = SampleGrid(axis or surface_plot.widest_axis(seen.record), 0, 0, *size)
        new = old.following(point)
        if new != self._grid and axis is None:
            # The grid moves anyway: it may as well turn to a coordinate that spans more.
            widest = surface_plot.widest_axis(seen.record)
            if widest != new.axis:
                new = SampleGrid(widest, 0, 0, *size).following(point)
        return new

    def _map_row(self, upper: Bytes, lower: Bytes) -> Strip:
        """Return a row of cells, each of an upper and a lower half."""
        if self.glyphs.name == "ascii":
            text = "".join(_CHARACTERS[level] for level in np.maximum(upper, lower).tolist())
            return Strip([Segment(text, self.style_of("landscape--surface"))])
        segments = []
        colours = _FEW_COLOURS if self.app.has_class(FEW_COLOURS) else _COLOURS
        for (above, below), run in groupby(zip(upper.tolist(), lower.tolist(), strict=True)):
            length = sum(1 for _ in run)
            style = _half_style(colours[above], colours[below])
            segments.append(Segment((" " if above == below else "▀") * length, style))
        return Strip(segments)

    def _title(self, grid: SampleGrid) -> Strip:
        return self._fitting(f"loss over x0 → and x{grid.axis} ↑", f"x0 → x{grid.axis} ↑")

    def _ranges(self, grid: SampleGrid) -> Strip:
        """Return the line with the ranges of the two coordinates."""
        # Adding 0 turns −0 into 0.
        ends = np.rint((*grid.x0[[0, -1]], *grid.xm[[0, -1]])) + 0.0
        first, last, low, high = (f"{end:.0f}".replace("-", "−") for end in ends)
        along, up = f"x0 {first} … {last}", f"x{grid.axis} {low} … {high}"
        return self._fitting(
            f"{along}  {up}", f"{along} {up}".replace(" … ", "…"), along, along.replace(" … ", "…")
        )

    def _fitting(self, *texts: str) -> Strip:
        """Return the first text that fits, uncut; an empty line if none does."""
        text = next((text for text in texts if len(text) <= self.size.width), "")
        return Strip([Segment(text, self.style_of("landscape--title"))])


@cache
def _half_style(above: str, below: str) -> Style:
    top, bottom = Color.parse(above), Color.parse(below)
    return Style.from_color(None if above == below else top, bottom)
