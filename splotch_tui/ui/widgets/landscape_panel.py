"""LandscapePanel: the hills around the point, as a map in colours."""

from __future__ import annotations

from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby
from time import monotonic
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from splotch_tui.core.types import Integers, PackedPixels
from splotch_tui.session.snapshot import Activity, Snapshot
from splotch_tui.ui.plotting import hill_map, surface_plot
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.plotting.hill_map import FADES, LEVELS, POINT, SHADES, HillMap
from splotch_tui.ui.plotting.surface_plot import SampleGrid
from splotch_tui.ui.terminal.mosaic import Encoded, Mosaic, packed
from splotch_tui.ui.widgets.lines import FEW_COLOURS, Lines, as_shown

# From deep to high, of the 16 colours that every terminal has: taking the nearest would make grey
# of much. Then the trail and the point.
_FEW_COLOURS = (
    *("#0000aa", "#0000aa", "#5555ff", "#00aaaa", "#aaaaaa", "#aaaaaa"),
    *("#aa5500", "#ffff55", "#ffffff", "#ffffff"),
    *("#ff55ff", "#55ff55"),
)
# The same without colours: more ink is higher.
_SHADED = " ·░▒▓█"
_ASCII = " .:-=+*#%@"
_TRAIL_MARK, _POINT_MARK = "o", "X"
_SMALLEST = (16, 3)
# A map may take so many bytes a second: where the hills change faster, it is drawn less often.
_MAP_BYTES_A_SECOND = 34_000
_EMPTY = Strip([])
# From this width on, all that stands below the map is in one line.
_WIDE_ENOUGH = 52
# The legend's bar of colours has so many cells.
_BAR, _SHORTEST_BAR = 10, 4
# At most so many styles of cells are kept: there are more pairs of colours than any map shows.
_MOST_STYLES = 1 << 14


class LandscapeMode(StrEnum):
    """How the surface is shown."""

    MAP = "map"
    OFF = "off"


class LandscapePanel(Lines, Encoded):
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

    COMPONENT_CLASSES: ClassVar[set[str]] = {"landscape--title", "landscape--surface"}

    def __init__(self, glyphs: Glyphs, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.glyphs = glyphs
        self.mode = LandscapeMode.MAP
        self._axis: int | None = None
        self._grid: SampleGrid | None = None
        self._map = HillMap()
        self._drawn: object = None
        self._mosaic: Mosaic | None = None
        self._painted_at = 0.0

    def restyle(self) -> None:
        """Draw everything anew with the next frame."""
        self._drawn = None

    def show_axis(self, number: int | None) -> str:
        """Look along xn of that number, or along the one that spans most; say which."""
        self._axis = number
        self._grid = None
        return "the xn that spans most" if number is None else f"x{number}"

    def show_next_axis(self, dims: int, direction: int = 1) -> str:
        """Look along the next or the previous coordinate; beyond either end, see `show_axis`."""
        # 0 stands for the one that spans most.
        following = (min(self._axis or 0, dims) + direction) % (dims + 1)
        return self.show_axis(following or None)

    def draw(self, seen: Snapshot) -> bool:
        """Show the surface around the newest point; return whether there was anything to draw."""
        if seen.record is None or seen.landscape is None or self.mode is LandscapeMode.OFF:
            return False
        if not self.display or not self.size:
            return False
        width, height = self.size.width, self.size.height - 1 - self._lines_below
        if width < _SMALLEST[0] or height < _SMALLEST[1]:
            self._mosaic = None
            self.show([])
            return False
        known = (
            seen.run,
            seen.step,
            seen.recipe,
            seen.activity,
            self.mode,
            self._axis,
            self.size,
            self.glyphs,
        )
        if known == self._drawn:
            return False
        record, point = seen.record, seen.record.latest[:-1]
        epsilon = seen.recipe.restated_at(max(seen.step - 1, 0)).epsilon
        grid = self._next_grid(seen, (width, 2 * height))
        loss = seen.landscape.mesh(point, grid.axis, grid.x0, grid.xm, epsilon, seen.weights)
        codes = self._map.draw(loss + grid.x0, grid, surface_plot.trail_of(record))
        if self._has_colours:
            regions = self._painted(packed(hill_map.colours()[codes]), seen)
            if regions is None:
                return False
            lines = [_EMPTY] * height
        else:
            self._mosaic = None
            regions = []
            lines = [self._map_row(codes[row], codes[row + 1]) for row in range(0, 2 * height, 2)]
        self._drawn, self._grid = known, grid
        self.show([self._title(grid), *lines, *self._below(grid)])
        if regions:
            self.refresh(*(region.translate((0, 1)) for region in regions))
        return True

    @property
    def _has_colours(self) -> bool:
        """Whether the terminal has so many colours that pixels can be told apart."""
        few = self.app.has_class(FEW_COLOURS) or self.app.no_color
        return not few and self.glyphs.name != "ascii"

    def _painted(self, pixels: PackedPixels, seen: Snapshot) -> list[Region] | None:
        """Put a picture on the screen, if that takes no more bytes than it may."""
        if self._mosaic is None:
            self._mosaic = Mosaic(self.app.console.color_system == "256")
        now = monotonic()
        moving = seen.activity is Activity.RUNNING
        most = int(_MAP_BYTES_A_SECOND * (now - self._painted_at)) if moving else None
        regions = self._mosaic.paint(pixels, most)
        if regions is not None:
            self._painted_at = now
        return regions

    def line_at(self, y: int) -> Strip:
        """Return a line as it is to be shown."""
        if self._mosaic is not None and 1 <= y <= self._mosaic.rows:
            return self._mosaic.strip(y - 1)
        return super().line_at(y)

    def take_encoded(self, part: Region) -> str | None:
        """Return what to send to show a part of one line anew, if just that is at hand."""
        if self._mosaic is None:
            return None
        return self._mosaic.take_encoded(part.y - 1, part.x, part.right)

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

    @property
    def _lines_below(self) -> int:
        """How many lines there are below the map: all is in one where there is room for that."""
        return 1 if self.size.width >= _WIDE_ENOUGH else 2

    def _map_row(self, upper: Integers, lower: Integers) -> Strip:
        """Return a row of cells, each of an upper and a lower half."""
        if self.glyphs.name == "ascii" or self.app.no_color:
            characters = _ASCII if self.glyphs.name == "ascii" else _SHADED
            marks = _characters(characters)[np.maximum(upper, lower)]
            return Strip([Segment("".join(marks), self.style_of("landscape--surface"))])
        style_of = _few_style if self.app.has_class(FEW_COLOURS) else _half_style
        if self.app.has_class(FEW_COLOURS):
            upper, lower = _few(upper), _few(lower)
        segments = []
        for (above, below), run in groupby(zip(upper.tolist(), lower.tolist(), strict=True)):
            length = sum(1 for _ in run)
            segments.append(
                Segment((" " if above == below else "▀") * length, style_of(above, below))
            )
        return Strip(segments)

    def _title(self, grid: SampleGrid) -> Strip:
        axes = f"x0 → x{grid.axis} ↑"
        return self._fitting(
            self.size.width, f"height of the hills, {axes}", f"hills, {axes}", axes
        )

    def _below(self, grid: SampleGrid) -> list[Strip]:
        """Return what stands below: what the colours mean, and the ranges of the coordinates."""
        legend = self._legend()
        if self._lines_below == 2:
            return [legend, self._ranges(grid, self.size.width)]
        gap = Strip([Segment("   ", self.style_of("landscape--title"))])
        room = self.size.width - legend.cell_length - gap.cell_length
        return [Strip.join((legend, gap, self._ranges(grid, room)))]

    def _legend(self) -> Strip:
        """Return the bar of colours, and which heights its ends stand for."""
        limit = f"{self._map.limit:.3g}".replace("e-0", "e−")
        deep, high = (as_shown(text, self) for text in (f"≤−{limit} ", f" ≥{limit}"))
        bar = min(_BAR, self.size.width - len(deep + high))
        if bar < _SHORTEST_BAR:
            return Strip([])
        codes = hill_map.legend_codes(bar)
        title = self.style_of("landscape--title")
        return Strip([Segment(deep, title), *self._map_row(codes, codes), Segment(high, title)])

    def _ranges(self, grid: SampleGrid, room: int) -> Strip:
        """Return the ranges of the two coordinates."""
        # Adding 0 turns −0 into 0.
        ends = np.rint((*grid.x0[[0, -1]], *grid.xm[[0, -1]])) + 0.0
        first, last, low, high = (f"{end:.0f}".replace("-", "−") for end in ends)
        along, up = f"x0 {first} … {last}", f"x{grid.axis} {low} … {high}"
        short = f"{along} {up}".replace(" … ", "…")
        return self._fitting(room, f"{along}  {up}", short, along, along.replace(" … ", "…"))

    def _fitting(self, room: int, *texts: str) -> Strip:
        """Return the first text that fits, uncut; nothing if none does."""
        text = next((text for text in texts if len(text) <= room), "")
        return Strip([Segment(text, self.style_of("landscape--title"))])


@lru_cache(_MOST_STYLES)
def _half_style(above: int, below: int) -> Style:
    """Return the style of a cell whose halves have these codes."""
    colours = hill_map.colours()
    top, bottom = (Color.from_rgb(*colours[code].tolist()) for code in (above, below))
    return Style.from_color(None if above == below else top, bottom)


@cache
def _few_style(above: int, below: int) -> Style:
    """Return the style of a cell whose halves have these of the few colours."""
    top, bottom = (Color.parse(_FEW_COLOURS[place]) for place in (above, below))
    return Style.from_color(None if above == below else top, bottom)


def _few(codes: Integers) -> Integers:
    """Return which of the few colours stand for codes; light makes no difference."""
    grounds = len(_FEW_COLOURS) - 2
    ground = codes // (SHADES * FADES) * grounds // LEVELS
    trail = np.where(codes % FADES > 0, grounds, ground)
    return np.where(codes == POINT, grounds + 1, trail)


@cache
def _characters(from_deep_to_high: str) -> NDArray[np.str_]:
    """Return the character of each code."""
    codes = np.arange(POINT)
    ground = np.array(list(from_deep_to_high))[
        codes // (SHADES * FADES) * len(from_deep_to_high) // LEVELS
    ]
    return np.append(np.where(codes % FADES > 0, _TRAIL_MARK, ground), _POINT_MARK)
