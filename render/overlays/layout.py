"""Layout: how large things are on a picture, and on which side."""

from __future__ import annotations

from dataclasses import dataclass

# Type gets no smaller than at this scale, whatever the size of the picture.
_SMALLEST_TYPE = 0.7


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
        """Scale of lines and marks: 1 at 720 rows."""
        return self.height / 720.0

    @property
    def type(self) -> float:
        """Scale of type and of what holds it: 1 at 720 rows, less small in small pictures."""
        return max(self.unit, _SMALLEST_TYPE)

    @property
    def margin(self) -> int:
        """Free space along the edges, pixels."""
        return round(22 * self.unit) + 2

    def fits(self, width: float, height: float) -> bool:
        """Whether a panel of this size (at 720 rows) leaves enough of the picture free."""
        return width * self.type < 0.4 * self.width and height * self.type < 0.4 * self.height
