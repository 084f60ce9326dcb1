"""LandscapePanel: the hills around the point, as a map, or from above them in flight."""

from __future__ import annotations

from enum import StrEnum
from time import monotonic
from typing import ClassVar

import numpy as np
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from splotch_tui.core.rounding import round_below
from splotch_tui.core.types import Integers, PackedPixels
from splotch_tui.session.snapshot import Activity, Snapshot
from splotch_tui.ui.plotting import hill_cells, hill_map, surface_plot
from splotch_tui.ui.plotting.flight import FlightOrder, FlightPainter, FlightPicture
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.plotting.hill_map import HillMap
from splotch_tui.ui.plotting.surface_plot import SampleGrid
from splotch_tui.ui.terminal.mosaic import Encoded, Mosaic, colour_bar, packed
from splotch_tui.ui.widgets.lines import FEW_COLOURS, Lines, as_shown
from splotch_tui.ui.widgets.pixel_picture import PixelPicture

_SMALLEST = (16, 3)
# A map may take so many bytes a second: where the hills change faster, it is drawn less often.
_MAP_BYTES_A_SECOND = 34_000
# A picture of the flight takes no more bytes than this a cell; and so many seconds after a run
# stands still, the camera does.
_MOST_BYTES_A_CELL = 14
_SECONDS_TO_REST = 2.5
# After so many seconds a picture of pixels may take so many times as many bytes.
_SECONDS_TO_FINER, _TIMES_AT_REST = 0.5, 4
# The flight turns to another coordinate where the one that it looks along spans less than this part
# of it.
_TURNING = 0.6
# Colours from which the legend of the flight is taken.
_FINE = 256
_EMPTY = Strip([])
# From this width on, all that stands below the map is in one line.
_WIDE_ENOUGH = 52
# The legend's bar of colours has so many cells.
_BAR, _SHORTEST_BAR = 10, 4


class LandscapeMode(StrEnum):
    """How the surface is shown."""

    MAP = "map"
    FLIGHT = "flight"
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
        self.pixels = PixelPicture(self)
        self._painted_at = 0.0
        # The flight's thread, its newest picture, and what that shows since when.
        self._painter: FlightPainter | None = None
        self._flight: FlightPicture | None = None
        self._flight_axis = 1
        self._flown: object = None
        self._changed_at = 0.0
        self._all_sent = False

    @property
    def frames_between(self) -> int:
        """How many frames there are from one drawing to the next."""
        return 2 if self.mode is LandscapeMode.FLIGHT else 4

    def restyle(self) -> None:
        """Draw everything anew with the next frame."""
        self._drawn = self._flown = None
        self._changed_at = monotonic()

    @property
    def axis(self) -> int | None:
        """The number of the xn that it looks along; None: the one that spans most."""
        return self._axis

    def show_axis(self, number: int | None) -> str:
        """Look along xn of that number, or along the one that spans most; say which."""
        self._axis = number
        self._grid = self._drawn = None
        return "the xn that spans most" if number is None else f"x{number}"

    def show_next_axis(self, dims: int, direction: int = 1) -> str:
        """Look along the next or the previous coordinate; beyond either end, see `show_axis`."""
        # 0 stands for the one that spans most.
        following = (min(self._axis or 0, dims) + direction) % (dims + 1)
        return self.show_axis(following or None)

    def draw(self, seen: Snapshot, most_bytes: int) -> bool:
        """Show the surface around the newest point.

        Parameters
        ----------
        seen : Snapshot
            The run.
        most_bytes : int
            About how many may be sent at once.

        Returns
        -------
        bool
            Whether there was anything to draw.
        """
        if self.mode is not LandscapeMode.FLIGHT:
            self.pixels.take_away()
        if seen.record is None or seen.landscape is None or self.mode is LandscapeMode.OFF:
            return False
        if not self.display or not self.size:
            return False
        width, height = self._room
        if width < _SMALLEST[0] or height < _SMALLEST[1]:
            self._drop_picture()
            self.show([])
            return False
        if self.mode is LandscapeMode.FLIGHT:
            return self._draw_flight(seen, most_bytes)
        return self._draw_map(seen)

    @property
    def _room(self) -> tuple[int, int]:
        """Columns and rows of cells for map or flight."""
        return self.size.width, self.size.height - 1 - self._lines_below

    def _draw_map(self, seen: Snapshot) -> bool:
        """Show the map; see `draw`."""
        assert seen.record is not None
        assert seen.landscape is not None
        known = (*self._state(seen), seen.activity, self.glyphs)
        if known == self._drawn:
            return False
        width, height = self._room
        epsilon = seen.recipe.acting_at(seen.step).epsilon
        grid = surface_plot.next_grid(self._grid, seen.record, (width, 2 * height), self._axis)
        loss = seen.landscape.mesh(
            seen.record.latest[:-1], grid.axis, grid.x0, grid.xm, epsilon, seen.weights
        )
        trail = surface_plot.trail_of(seen.record)
        codes = self._map.draw(loss + grid.x0, grid, trail)
        regions: list[Region] | None = []
        if self.has_colours:
            now = monotonic()
            moving = seen.activity is Activity.RUNNING
            most = int(_MAP_BYTES_A_SECOND * (now - self._painted_at)) if moving else None
            pixels = packed(hill_map.colours()[codes])
            regions = self._picture().paint(pixels, most, squares=False)
            if regions is None:
                return False
            self._painted_at = now
            lines = [_EMPTY] * height
        else:
            self._drop_picture()
            lines = [
                Strip(self._map_row(codes[row], codes[row + 1])) for row in range(0, 2 * height, 2)
            ]
        self._drawn, self._grid = known, grid
        axes = f"x0 → x{grid.axis} ↑"
        legend = self._legend(f"≤−{_short(self._map.limit)}", None, f"≥{_short(self._map.limit)}")
        self._show([f"height of the hills, {axes}", f"hills, {axes}", axes], lines, legend, grid)
        self._refresh_picture(regions)
        return True

    def _draw_flight(self, seen: Snapshot, most_bytes: int) -> bool:
        """Show the newest picture of the flight, and have the next one drawn; see `draw`."""
        width, height = self._room
        if self._painter is None:
            self._painter = FlightPainter()
            self.pixels.ask()
        now, state = monotonic(), (*self._state(seen), seen.activity is Activity.RUNNING)
        if state != self._flown:
            self._flown, self._changed_at = state, now
        still = now - self._changed_at
        # What has come to rest is drawn no more.
        if still < _SECONDS_TO_REST or self._flight is None:
            times = _TIMES_AT_REST if still > _SECONDS_TO_FINER else 1
            self._painter.order(self._order(seen, now, times * most_bytes))
        newest = self._painter.take()
        if newest is None and self.is_at_rest:
            return False
        self._flight = flight = newest or self._flight
        if flight is None or flight.order.size != (width, 2 * height):
            self._drop_picture()
            self.show([self._fitting(width, "preparing the flight …", "preparing …")])
            return False
        regions = self._paint_flight(flight, most_bytes)
        axes = f"x0 and x{flight.order.axis}"
        titles = [f"flight over the hills, along {axes}", f"flight, along {axes}", axes]
        legend = self._flight_legend(flight.colour_limit)
        self._show(titles, [_EMPTY] * height, legend, None)
        self._refresh_picture(regions)
        self._all_sent = not regions
        return bool(regions) or self.pixels.is_stale

    def _paint_flight(self, flight: FlightPicture, most_bytes: int) -> list[Region] | None:
        """Show a picture of the flight; return what of a mosaic has changed, where it is one."""
        if flight.finer and self.pixels.show(flight.finer, self._flight_region):
            self._drop_picture()
            return None
        self.pixels.take_away()
        width, height = self._room
        most = min(most_bytes, _MOST_BYTES_A_CELL * width * height)
        resting = flight.order.seen.activity is not Activity.RUNNING
        picture = self._picture()
        regions = None if resting else picture.paint(flight.pixels, most, squares=True)
        if regions is None:
            regions = picture.paint_part(flight.pixels, most, resting=resting)
        return regions

    @property
    def _flight_region(self) -> Region:
        """The cells of the flight."""
        return Region(0, 1, *self._room)

    def show_no_pixels(self) -> None:
        """Show what is a picture of pixels in half blocks: another screen comes before it."""
        if self.pixels.is_there and self._flight is not None:
            self.pixels.take_away()
            self._refresh_picture(self._picture().paint(self._flight.pixels, None, squares=False))
            self._all_sent = False

    def on_resize(self) -> None:
        """Have no picture of another size, and ask anew how large a cell is."""
        self.pixels.take_away()
        self.pixels.ask(again=True)

    @property
    def is_flying(self) -> bool:
        """Whether there is a flight that has not shown yet what there is to be seen."""
        shown_at_all = self.mode is LandscapeMode.FLIGHT and self.display and bool(self.size)
        return shown_at_all and not self.is_at_rest

    @property
    def is_at_rest(self) -> bool:
        """Whether the flight shows what there is to be seen, and all of that has been sent."""
        if self._flight is None or not self._all_sent:
            return False
        order = self._flight.order
        if order.finer is None:
            return order.at >= self._changed_at
        finest = order.at - self._changed_at > _SECONDS_TO_FINER
        settled = self._flight.finer is None or self.pixels.is_settled(self._flight_region)
        return finest and settled

    def _state(self, seen: Snapshot) -> tuple[object, ...]:
        """Return what decides what is to be seen."""
        return seen.run, seen.step, seen.recipe, self.mode, self._axis, self.size

    def _order(self, seen: Snapshot, now: float, most_bytes: int) -> FlightOrder:
        """Return what the flight is to show next."""
        assert seen.record is not None
        spans = surface_plot.spans(seen.record)
        axis = self._flight_axis if self._axis is None else self._axis
        # It turns to another coordinate only when that spans much more: it is a jump.
        if axis > len(spans) or (
            self._axis is None and spans[axis - 1] < _TURNING * float(spans.max())
        ):
            axis = 1 + int(np.argmax(spans))
        self._flight_axis = axis
        width, height = self._room
        background = self.background_colors[1]
        dark = background.brightness < 0.5
        finer = self.pixels.order((width, height), most_bytes)
        return FlightOrder(seen, axis, (width, 2 * height), background.rgb, dark, now, finer)

    def _picture(self) -> Mosaic:
        """Return what pictures are painted on."""
        if self._mosaic is None:
            self._mosaic = Mosaic(self.app.console.color_system == "256")
        elif self._mosaic.rows != self._room[1]:
            # `show` does not know of its rows, in whose place there may be lines now.
            self.refresh()
        return self._mosaic

    def _drop_picture(self) -> None:
        """Show no picture any more."""
        if self._mosaic is not None:
            self._mosaic = None
            self.refresh()

    def _refresh_picture(self, regions: list[Region] | None) -> None:
        """Have parts of the picture sent."""
        if regions:
            self.refresh(*(region.translate((0, 1)) for region in regions))

    def take_sent(self) -> int:
        """Return how many bytes pictures took since the last time."""
        sent = 0 if self._mosaic is None else self._mosaic.take_sent()
        return sent + self.pixels.take_sent()

    @property
    def crash(self) -> Exception | None:
        """What ended the thread of the flight, if it was a mistake of its own."""
        return None if self._painter is None else self._painter.crash

    def on_unmount(self) -> None:
        """End the thread of the flight."""
        if self._painter is not None:
            self._painter.close()

    @property
    def has_colours(self) -> bool:
        """Whether the terminal has so many colours that pixels can be told apart."""
        return not (self._has_only_characters or self.app.has_class(FEW_COLOURS))

    def line_at(self, y: int) -> Strip:
        """Return a line as it is to be shown."""
        if self._mosaic is not None and 1 <= y <= self._mosaic.rows:
            return self._mosaic.strip(y - 1)
        if self.pixels.is_there and y in self._flight_region.line_range:
            self.pixels.forget_sent()
        return super().line_at(y)

    def take_encoded(self, part: Region) -> str | None:
        """Return what to send to show a part of one line anew, if just that is at hand."""
        if self._mosaic is None:
            return None
        return self._mosaic.take_encoded(part.y - 1, part.x, part.right)

    @property
    def _lines_below(self) -> int:
        """How many lines there are below the map: all is in one where there is room for that."""
        wide = self.size.width >= _WIDE_ENOUGH
        return 1 if wide or self.mode is LandscapeMode.FLIGHT else 2

    def _map_row(self, upper: Integers, lower: Integers) -> list[Segment]:
        """Return a row of cells, each of an upper and a lower half, where colours are few."""
        if self.app.has_class(FEW_COLOURS) and not self._has_only_characters:
            return hill_cells.few_colours_of(upper, lower)
        ascii_only = self.glyphs.name == "ascii"
        text = hill_cells.characters_of(upper, lower, ascii_only=ascii_only)
        return [Segment(text, self.style_of("landscape--surface"))]

    @property
    def _has_only_characters(self) -> bool:
        """Whether heights are told by characters alone."""
        return self.glyphs.name == "ascii" or self.app.no_color

    def _show(
        self, titles: list[str], lines: list[Strip], legend: Strip, grid: SampleGrid | None
    ) -> None:
        """Show lines below a title, with what colours mean and the ranges of a grid below them."""
        width = self.size.width
        if self._lines_below == 1:
            gap = Strip([Segment("   ", self.style_of("landscape--title"))])
            room = width - legend.cell_length - gap.cell_length
            below = [Strip.join((legend, gap, self._ranges(grid, room)))]
        else:
            below = [legend, self._ranges(grid, width)]
        self.show([self._fitting(width, *titles), *lines, *below])

    def _legend(self, deep: str, colours: PackedPixels | None, high: str) -> Strip:
        """Return a bar of colours between the heights that its ends stand for.

        Parameters
        ----------
        deep, high : str
            The heights.
        colours : ndarray of int32, shape (cells,), optional
            The bar; by default that of the map.
        """
        deep, high = (as_shown(text, self) for text in (f"{deep} ", f" {high}"))
        bar = min(_BAR, self.size.width - len(deep + high))
        if bar < _SHORTEST_BAR:
            return Strip([])
        title = self.style_of("landscape--title")
        if colours is None:
            codes = hill_map.legend_codes(bar)
            if not self.has_colours:
                return Strip(
                    [Segment(deep, title), *self._map_row(codes, codes), Segment(high, title)]
                )
            colours = packed(hill_map.colours()[codes])
        cells = colour_bar(colours[np.arange(bar) * len(colours) // bar])
        return Strip([Segment(deep, title), *cells, Segment(high, title)])

    def _flight_legend(self, colour_limit: float) -> Strip:
        """Return what the colours of the flight mean, for round heights."""
        from render.hill_colours import hill_colours
        from render.scene.relief import colour_place

        height = round_below(2.0 * colour_limit)
        places = colour_place(np.linspace(-height, height, _BAR), colour_limit)
        colours = hill_colours(_FINE)[(places * (_FINE - 1)).astype(int)].astype(np.uint8)
        return self._legend(f"−{_short(height)}", packed(colours), _short(height))

    def _ranges(self, grid: SampleGrid | None, room: int) -> Strip:
        """Return the ranges of the two coordinates; nothing without a grid."""
        if grid is None:
            return _EMPTY
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


def _short(height: float) -> str:
    """Return a height as a legend has it."""
    return f"{height:.3g}".replace("e-0", "e−")
