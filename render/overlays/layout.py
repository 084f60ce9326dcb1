"""Layout: how large things are on a picture, and on which side."""

from __future__ import annotations

from dataclasses import dataclass

# Left, top, right and bottom of something in a picture, pixels.
Box = tuple[int, int, int, int]

# Type gets no smaller than at this scale, whatever the size of the picture.
_SMALLEST_TYPE = 0.8


@dataclass(frozen=True, slots=True)
class Layout:
    """The measures of a picture.

    Attributes
    ----------
    width, height : int
        Of the picture, pixels.
    left : bool
        Whether the insets are on the left; the path comes in on the other side.
    """

    width: int
    height: int
    left: bool

    @property
    def unit(self) -> float:
        """Scale of margins: 1 where the shorter side has 720 pixels."""
        return min(self.width, self.height) / 720.0

    @property
    def type(self) -> float:
        """Scale of type and of what holds it: as `unit`, less small in small pictures."""
        return max(self.unit, _SMALLEST_TYPE)

    @property
    def margin(self) -> int:
        """Free space along the edges, pixels."""
        return round(22 * self.unit) + 2

    @property
    def room(self) -> int:
        """How wide what lies between the margins may be, pixels."""
        return self.width - 2 * self.margin
