"""PixelPicture: the picture of pixels over a part of a widget, where the terminal shows any."""

from __future__ import annotations

from math import sqrt

from textual.geometry import Region
from textual.widget import Widget

from splotch_tui.ui.terminal import raw_output
from splotch_tui.ui.terminal.compositor import is_covered
from splotch_tui.ui.terminal.graphics import (
    Graphics,
    Protocol,
    are_installed,
    graphics_question,
)
from splotch_tui.ui.terminal.pixel_pictures import (
    EncodedPicture,
    PictureOrder,
    shown_text,
    taken_away_text,
)

# No picture is wider than this, nor has more pixels; kitty enlarges it where that is not enough.
_WIDEST, _MOST_PIXELS = 960, 300_000
# Nor takes more bytes than this, however fast the link.
_MOST_BYTES = 200_000
# Rows of pixels that sixels come in.
_BAND = 6


class PixelPicture:
    """Shows pictures of pixels on the terminal, and takes them away.

    Parameters
    ----------
    widget : Widget
        What it is a part of.
    """

    def __init__(self, widget: Widget) -> None:
        self.graphics = Graphics()
        self._widget = widget
        self._has_asked = False
        # What is to be on the terminal, and where; what of that has been sent.
        self._picture: EncodedPicture | None = None
        self._place = Region()
        self._sent: tuple[bytes, Region] | None = None
        self._turn = 0
        self._bytes = 0

    def ask(self, *, again: bool = False) -> None:
        """Ask the terminal what it shows, once, or again since that may have changed."""
        app = self._widget.app
        if self._has_asked is again and are_installed() and raw_output.takes_graphics_answers(app):
            self._has_asked = True
            # Sixels of the old size of a cell would go beyond their place.
            self.graphics = Graphics()
            raw_output.send(app, graphics_question())

    def order(self, cells: tuple[int, int], most: int) -> PictureOrder | None:
        """Return how to make a picture for so many cells, of about so many bytes; None: not."""
        protocol = self.graphics.protocol
        if protocol is None:
            return None
        width, height = (
            number * length for number, length in zip(cells, self.graphics.cell, strict=True)
        )
        scale = min(1.0, _WIDEST / width, sqrt(_MOST_PIXELS / (width * height)))
        if protocol is Protocol.SIXEL:
            if scale < 1.0:
                return None
            height -= height % _BAND
        size = round(scale * width), round(scale * height)
        return PictureOrder(protocol, size, cells, min(most, _MOST_BYTES))

    @property
    def is_there(self) -> bool:
        """Whether a picture is on the terminal, or about to be."""
        return self._picture is not None

    def is_settled(self, cells: Region) -> bool:
        """Whether it is on the terminal, or cannot be there since others are before these cells."""
        return not self.is_stale and self.is_there is not is_covered(self._widget, cells)

    @property
    def is_stale(self) -> bool:
        """Whether the terminal does not show it where it is to be."""
        return self._picture is not None and (self._sent is None or not self._stands())

    def show(self, picture: EncodedPicture, cells: Region) -> bool:
        """Show a picture with the next frame, if nothing is in front of it there.

        Parameters
        ----------
        picture : EncodedPicture
            The picture.
        cells : Region
            Where, from the upper left of the widget.

        Returns
        -------
        bool
            Whether there is one now.
        """
        if is_covered(self._widget, cells):
            self.take_away()
            return False
        self._picture, self._place = picture, cells
        if self._sent is not None and self._sent != (picture.data, self._on_screen()):
            self._sent = None
        return True

    def send(self) -> None:
        """Send the picture, if there is another one to be seen."""
        if self._picture is None or (self._sent is not None and self._stands()):
            return
        if is_covered(self._widget, self._place):
            return
        place = self._on_screen()
        text = shown_text(self._picture, place.offset, self._turn)
        app = self._widget.app
        raw_output.send(app, text)
        raw_output.send_at_leaving(app, taken_away_text(self._picture.order.protocol))
        self._turn += 1
        self._bytes += len(text)
        self._sent = self._picture.data, place

    def take_away(self) -> None:
        """Have no picture any more."""
        if self._picture is None:
            return
        raw_output.send(self._widget.app, taken_away_text(self._picture.order.protocol))
        self._picture = self._sent = None
        self._widget.refresh()

    def forget_sent(self) -> None:
        """Send it once more: what is below it has been drawn anew."""
        self._sent = None

    def take_sent(self) -> int:
        """Return how many bytes pictures took since the last time."""
        sent, self._bytes = self._bytes, 0
        return sent

    def _on_screen(self) -> Region:
        """Return where it is to be."""
        return self._place.translate(self._widget.region.offset)

    def _stands(self) -> bool:
        """Whether what was sent is where it is to be."""
        return self._sent is not None and self._sent[1] == self._on_screen()
