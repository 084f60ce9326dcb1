"""FlightPainter: pictures of the flight over the hills, drawn in a thread of their own.

What draws them holds no lock of Python's, so keys are answered meanwhile. Orders never queue: what
is ordered while a picture is being drawn takes the place of what was ordered before.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Condition, Thread
from typing import TYPE_CHECKING

import numpy as np

from splotch_tui.core.landscape import Landscape
from splotch_tui.core.types import PackedPixels
from splotch_tui.session.snapshot import Activity, Snapshot

if TYPE_CHECKING:
    from render.live import LivePicture
    from splotch_tui.ui.terminal.pixel_pictures import (
        EncodedPicture,
        PictureEncoder,
        PictureOrder,
    )

# So much of the path is looked at: points, and numbers in all.
_POINTS, _NUMBERS = 3_000, 100_000


@dataclass(frozen=True, eq=False, slots=True)
class FlightOrder:
    """What a picture is to show, and how.

    Attributes
    ----------
    seen : Snapshot
        The run; there is a record.
    axis : int
        The coordinate shown beside x0, 1 to D.
    size : tuple of int
        Width and height, pixels.
    background : tuple of int
        The colour around the surface, red, green and blue.
    dark : bool
        Whether that is dark.
    at : float
        When that is, in seconds.
    finer : PictureOrder, optional
        How it is to be made as a picture of pixels as well.
    """

    seen: Snapshot
    axis: int
    size: tuple[int, int]
    background: tuple[int, int, int]
    dark: bool
    at: float
    finer: PictureOrder | None = None


@dataclass(frozen=True, eq=False, slots=True)
class FlightPicture:
    """A picture that was ordered.

    Attributes
    ----------
    order : FlightOrder
        What for.
    pixels : ndarray of int32, shape (height, width)
        The picture.
    colour_limit : float
        See `render.scene.relief.Relief`.
    finer : EncodedPicture, optional
        The same as a picture of pixels, where that was ordered and can be had.
    """

    order: FlightOrder
    pixels: PackedPixels
    colour_limit: float
    finer: EncodedPicture | None = None


class FlightPainter:
    """Draws what is ordered, one picture after the other.

    Attributes
    ----------
    crash : Exception, optional
        What ended the thread, if it was a mistake of its own.
    """

    def __init__(self) -> None:
        self.crash: Exception | None = None
        self._changed = Condition()
        self._order: FlightOrder | None = None
        self._picture: FlightPicture | None = None
        self._closed = False
        Thread(target=self._run, name="flight", daemon=True).start()

    def order(self, order: FlightOrder) -> None:
        """Have a picture drawn next, in the place of any that has not been begun."""
        with self._changed:
            self._order = order
            self._changed.notify()

    def take(self) -> FlightPicture | None:
        """Return the newest picture, once."""
        with self._changed:
            picture, self._picture = self._picture, None
            return picture

    def close(self) -> None:
        """End the thread after the picture that it draws."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        try:
            self._draw_all()
        except Exception as error:  # noqa: BLE001 — the main thread raises it
            self.crash = error

    def _draw_all(self) -> None:
        drawer = _Drawer()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._order is not None)
                order, self._order = self._order, None
                if self._closed or order is None:
                    return
            picture = drawer.draw(order)
            with self._changed:
                self._picture = picture


class _Drawer:
    """Draws pictures, each going on from the last one."""

    def __init__(self) -> None:
        self._live: LivePicture | None = None
        self._kind: tuple[object, ...] = ()
        self._landscape: Landscape | None = None
        self._encoder: PictureEncoder | None = None
        self._at = 0.0

    def draw(self, order: FlightOrder) -> FlightPicture:
        """Draw what is ordered."""
        from render.live import LivePicture
        from render.scene.live import Moment

        seen, finer = order.seen, order.finer
        size = order.size if finer is None else finer.size
        kind = order.axis, size, order.background, order.dark
        assert seen.record is not None
        assert seen.landscape is not None
        if self._live is None or kind != self._kind or seen.landscape is not self._landscape:
            self._live = LivePicture(seen.landscape, *kind)
            self._kind, self._landscape = kind, seen.landscape
        count = min(_POINTS, _NUMBERS // (seen.recipe.dims + 2))
        newest = seen.record.newest(count)
        moment = Moment(
            run=seen.run,
            step=seen.step,
            recent=np.ascontiguousarray(newest[:, :-1]),
            heights=newest[:, 0] + newest[:, -1],
            stride=seen.record.stride,
            epsilon=seen.recipe.acting_at(seen.step).epsilon,
            weights=seen.weights,
            rate=seen.rate if seen.activity is Activity.RUNNING else 0.0,
        )
        pixels = self._live.draw(moment, max(order.at - self._at, 0.0))
        self._at = order.at
        if finer is None:
            return FlightPicture(order, pixels, self._live.colour_limit)
        from splotch_tui.ui.terminal.pixel_pictures import PictureEncoder, fitted

        if self._encoder is None:
            self._encoder = PictureEncoder()
        encoded = self._encoder.encode(pixels, finer)
        return FlightPicture(order, fitted(pixels, order.size), self._live.colour_limit, encoded)
